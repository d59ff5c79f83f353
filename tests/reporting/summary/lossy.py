"""A proxy in front of a real centre that passes every request on and loses some of the answers."""

from __future__ import annotations

import http.client
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


class LossyProxy(ThreadingHTTPServer):
    """Forwards to `centre`; the answers to requests in `lose`, by number from 1, never arrive."""

    daemon_threads = True

    def __init__(self, centre: str, *lose: int) -> None:
        super().__init__(("127.0.0.1", 0), _Forwarding)
        self.centre = urlsplit(centre)
        self.lose = lose
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Forwarding(BaseHTTPRequestHandler):
    server: LossyProxy

    def do_GET(self) -> None:
        self._forward()

    def do_POST(self) -> None:
        self._forward()

    def _forward(self) -> None:
        self.server.asked.append(self.command)
        number = len(self.server.asked)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        centre = http.client.HTTPConnection(self.server.centre.netloc, timeout=10)
        headers = {key: value for key, value in self.headers.items() if key != "Host"}
        centre.request(self.command, self.path, body, headers)
        answer = centre.getresponse()
        content = answer.read()
        centre.close()
        self.close_connection = True
        if number in self.server.lose:
            return
        self.send_response(answer.status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named so above us
        """Keep the tests quiet."""
