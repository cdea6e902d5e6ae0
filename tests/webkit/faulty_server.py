"""The site's server, with faults that can be switched on file by file.

WebKitGTK's driver can't intercept requests, so what goes wrong on the way goes wrong here.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from serving import PREFIX, Handler

NOTES = f"{PREFIX}notes-of-the-tests.js"
# Runs before all other scripts of a page, and keeps what nobody caught.
NOTING = b"""
if (!window.uncaught) {
  window.uncaught = [];
  addEventListener("error", (event) => window.uncaught.push(String(event.message)));
  addEventListener("unhandledrejection", (event) => window.uncaught.push(String(event.reason)));
  addEventListener("securitypolicyviolation", (event) =>
    window.uncaught.push(`${event.violatedDirective} ${event.blockedURI}`));
}
"""
PIECES = 10
EVERY_FILE = "*"  # also on connections that are open, which a closed server goes on serving


class FaultyHandler(Handler):
    """Serves the site as it is, but for the files that `faults` names."""

    faults: ClassVar[dict[str, Fault]] = {}
    asked: ClassVar[list[str]] = []  # the names of all files
    released = threading.Event()  # lets go of what stalls

    def do_GET(self) -> None:  # noqa: N802, the name that http.server calls
        path = self.path.partition("?")[0]
        name = path.rpartition("/")[2]
        self.asked.append(name)
        if path == NOTES:
            self.reply(NOTING, kind="text/javascript")
        elif name == "service-worker.js":
            self.reply(b"", 404)  # it would answer for the network, which tests want to break
        elif fault := self.faults.get(name, self.faults.get(EVERY_FILE)):
            fault(self)
        elif path.startswith(PREFIX) and path.endswith("/"):
            self.reply(self.page(), kind="text/html")
        else:
            super().do_GET()

    def file(self) -> Path:
        return Path(self.translate_path(self.path))

    def page(self) -> bytes:
        """Return a page with the script that notes first in it."""
        script = b'<script src="%s"></script>' % NOTES.encode()
        return (self.file() / "index.html").read_bytes().replace(b"<head>", b"<head>" + script, 1)

    def reply(
        self, body: bytes, status: int = 200, kind: str | None = None, length: int | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind or self.guess_type(str(self.file())))
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def hang_up(self) -> None:
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True


Fault = Callable[[FaultyHandler], None]


def missing(handler: FaultyHandler) -> None:
    handler.reply(b"", 404)


def broken(handler: FaultyHandler) -> None:
    handler.reply(b"Something went wrong.", 500, "text/plain")


def cut_off(handler: FaultyHandler) -> None:
    """Half of what was announced, then nothing."""
    body = handler.file().read_bytes()
    handler.reply(body[: len(body) // 2], length=len(body))
    handler.hang_up()


def cut_short(handler: FaultyHandler) -> None:
    """Half of the file, as if that were all."""
    body = handler.file().read_bytes()
    handler.reply(body[: len(body) // 2])


def garbled(handler: FaultyHandler) -> None:
    body = bytearray(handler.file().read_bytes())
    body[8 : len(body) // 2] = b"\x00?" * ((len(body) // 2 - 8) // 2)
    handler.reply(bytes(body))


def empty(handler: FaultyHandler) -> None:
    handler.reply(b"")


def another_page(handler: FaultyHandler) -> None:
    """What a hotel's network answers until one has logged in."""
    handler.reply(b"<!doctype html><title>Log in</title>", kind="text/html")


def unreachable(handler: FaultyHandler) -> None:
    handler.hang_up()


def stalled(handler: FaultyHandler) -> None:
    """Half of the file, and the rest when the test says so."""
    body = handler.file().read_bytes()
    handler.reply(body[: len(body) // 2], length=len(body))
    handler.released.wait()
    handler.hang_up()


def slow(handler: FaultyHandler) -> None:
    """The file piece by piece, with a pause before each."""
    body = handler.file().read_bytes()
    size = len(body) // PIECES + 1
    handler.reply(b"", length=len(body))
    for start in range(0, len(body), size):
        handler.released.wait(timeout=0.3)
        handler.wfile.write(body[start : start + size])


def saying(before: bytes) -> Fault:
    """A script with a line before it, as an extension or a policy might put there."""

    def spoiled(handler: FaultyHandler) -> None:
        handler.reply(before + handler.file().read_bytes())

    return spoiled
