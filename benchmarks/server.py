"""A web server that compresses, counts and, on request, is slow.

It answers as a plain static host does: text, scripts and WebAssembly compressed, archives as they
are, ten minutes of freshness. What it sends is counted here and not in the browser, because no
browser tells of all that its workers fetch.
"""

from __future__ import annotations

import gzip
import mimetypes
import posixpath
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote, urlsplit

import brotli

TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm"}
LEFT_ALONE = {".zip", ".whl", ".woff", ".woff2", ".png", ".jpg", ".webp", ".gz"}
CHUNK = 4096  # bytes; small, so that parallel answers share a slow line evenly


@dataclass(frozen=True)
class Network:
    """A line that all connections share; 0 means no limit."""

    name: str
    bytes_per_second: float = 0.0
    round_trip: float = 0.0  # seconds, paid once a request


UNLIMITED = Network("this machine")
MOBILE = Network("10 Mbit/s, 40 ms", 10e6 / 8, 0.040)


@dataclass
class Line:
    """The token bucket of a Network: each sender waits until its bytes' turn is over."""

    network: Network
    _free_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait_for(self, count: int) -> None:
        if not self.network.bytes_per_second:
            return
        with self._lock:
            begins = max(time.monotonic(), self._free_at)
            ends = self._free_at = begins + count / self.network.bytes_per_second
        time.sleep(max(0.0, ends - time.monotonic()))


@dataclass
class Sent:
    """One answered request."""

    path: str
    size: int  # bytes of the body, as sent


@cache
def body(path: Path, encoding: str) -> bytes:
    """Return a file as it goes over the wire; compressed once, not for each request."""
    content = path.read_bytes()
    if encoding == "br":
        return brotli.compress(content, quality=11)
    return gzip.compress(content, compresslevel=6, mtime=0) if encoding == "gzip" else content


def compressible(path: Path) -> bool:
    return path.suffix not in LEFT_ALONE


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        owner = self.server.owner
        path = owner.file(self.path)
        accepted = self.headers.get("Accept-Encoding", "")
        encoding = owner.encoding if path and compressible(path) else ""
        if encoding not in accepted:
            encoding = ""
        content = body(path, encoding) if path else b"Not found"
        time.sleep(owner.line.network.round_trip)
        self.send_response(200 if path else 404)
        kind = TYPES.get(path.suffix) if path else "text/plain"
        guessed = mimetypes.guess_type(str(path))[0] or "application/octet-stream"
        self.send_header("Content-Type", kind or guessed)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=600")
        if encoding:
            self.send_header("Content-Encoding", encoding)
            self.send_header("Vary", "Accept-Encoding")
        self.end_headers()
        self._send(content)
        owner.sent.append(Sent(self.path, len(content)))

    def _send(self, content: bytes) -> None:
        line = self.server.owner.line
        step = CHUNK if line.network.bytes_per_second else max(1, len(content))
        try:
            for start in range(0, len(content), step):
                chunk = content[start : start + step]
                line.wait_for(len(chunk))
                self.wfile.write(chunk)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the reader has left the page

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    owner: Server


class Server:
    """Serves one folder on a free port; use it in a `with` statement."""

    def __init__(self, folder: Path, network: Network = UNLIMITED, encoding: str = "gzip") -> None:
        self.folder = folder.resolve()
        self.encoding = encoding
        self.line = Line(network)
        self.sent: list[Sent] = []
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.owner = self
        self.url = f"http://127.0.0.1:{self._http.server_port}/"

    def file(self, address: str) -> Path | None:
        """Return the file behind an address, if there is one inside the folder."""
        inside = posixpath.normpath(unquote(urlsplit(address).path)).lstrip("/")
        path = self.folder / inside
        if path.is_dir():
            path /= "index.html"
        known = path.is_file() and self.folder in path.resolve().parents
        return path if known else None

    def warm_up(self) -> None:
        """Compress everything beforehand, so that no visit pays for it."""
        for path in self.folder.rglob("*"):
            if path.is_file():
                body(path, self.encoding if compressible(path) else "")

    def __enter__(self) -> Server:
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
