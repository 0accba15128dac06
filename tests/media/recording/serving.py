"""A folder served over HTTP on loopback, with range requests."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

TYPES = {".webm": "video/webm", ".mp4": "video/mp4", ".html": "text/html"}


class Served(ThreadingHTTPServer):
    """The server; `asked` has the Range headers of the requests."""

    daemon_threads = True

    def __init__(self, folder: Path, pages: dict[str, str]) -> None:
        self.folder, self.pages = folder, pages
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), _Answers)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: Served

    def do_GET(self) -> None:
        name = self.path.lstrip("/")
        if name in self.server.pages:
            return self._answer(200, self.server.pages[name].encode(), ".html")
        path = self.server.folder / name
        if not re.fullmatch(r"[\w-]+\.(webm|mp4)", name) or not path.is_file():
            return self._answer(204, b"", ".html")
        content = path.read_bytes()
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not wanted:
            return self._answer(200, content, path.suffix)
        self.server.asked.append(self.headers["Range"])
        first = int(wanted[1])
        last = min(int(wanted[2] or len(content)), len(content) - 1)
        span = f"bytes {first}-{last}/{len(content)}"
        return self._answer(206, content[first : last + 1], path.suffix, span)

    def log_message(self, *_: Any) -> None:
        pass

    def _answer(self, status: int, content: bytes, kind: str, span: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", TYPES[kind])
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Accept-Ranges", "bytes")
        if span:
            self.send_header("Content-Range", span)
        self.end_headers()
        try:
            self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # A player that seeks hangs up.


@contextmanager
def served(folder: Path, pages: dict[str, str]) -> Iterator[Served]:
    server = Served(folder, pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
