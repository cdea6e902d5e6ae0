"""What JavaScript tries in the sealed box, and a server that hears whether it got out."""

from __future__ import annotations

import http.server
import json
import re
import threading
from pathlib import Path

ATTACKS = (Path(__file__).parent / "attacks.js").read_text(encoding="utf-8")
NAMES = re.findall(r"^  (\w+): \(", ATTACKS, re.MULTILINE)


class Listener:
    """A server that notes every request and every attempt at one."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        noted = self.heard

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                noted.append(self.path.strip("/"))
                body = b"export {}" if self.path.endswith("mjs") else b""
                self.send_response(200)
                self.send_header("Access-Control-Allow-Origin", "*")
                self.send_header("Content-Type", "text/javascript")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_HEAD = do_OPTIONS = do_GET  # noqa: N815

            def log_message(self, *arguments: object) -> None:
                """Keep quiet."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def script(listener: Listener) -> str:
    return f"const LISTENER = {json.dumps(listener.url)};\n{ATTACKS}"
