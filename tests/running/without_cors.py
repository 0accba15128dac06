"""An S3 server that lacks an operation, in front of a real one."""

import http.client
from http.server import BaseHTTPRequestHandler


class WithoutCors(BaseHTTPRequestHandler):
    """A proxy of an S3 server without CORS per bucket, as MinIO."""

    behind: tuple[str, int]

    def pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.endswith("?cors"):
            self.reply(501, b"<Error><Code>NotImplemented</Code></Error>", {})
            return
        connection = http.client.HTTPConnection(*self.behind, timeout=5)
        connection.request(self.command, self.path, body, dict(self.headers.items()))
        response = connection.getresponse()
        self.reply(response.status, response.read(), dict(response.headers.items()))
        connection.close()

    def reply(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name not in ("Content-Length", "Date", "Server", "Connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_HEAD = do_PUT = pass_on  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Logs nothing."""
