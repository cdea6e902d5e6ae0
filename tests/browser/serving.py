"""A server for the built site, under a sub-path, as a project page on the web is."""

from __future__ import annotations

import functools
import http.server
import sys
import threading
from pathlib import Path
from typing import Any, ClassVar

PREFIX = "/course/"


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files with the types that a web host gives them."""

    protocol_version = "HTTP/1.1"
    extensions_map: ClassVar[dict[str, str]] = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def translate_path(self, path: str) -> str:
        inside = path.startswith(PREFIX)
        return super().translate_path(path[len(PREFIX) - 1 :] if inside else "/outside-the-course")

    def log_message(self, *arguments: Any) -> None:
        """Keep quiet."""


class QuietServer(http.server.ThreadingHTTPServer):
    """Says nothing of readers who leave before an answer has arrived."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Server:
    """Serves a built site on a free port, until it is closed."""

    def __init__(self, site: Path, handler: type[Handler] = Handler) -> None:
        self._server = QuietServer(
            ("127.0.0.1", 0), functools.partial(handler, directory=str(site))
        )
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}{PREFIX}"
        self.is_open = True

    def close(self) -> None:
        self.is_open = False
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
