# SPDX-License-Identifier: Apache-2.0
"""A web proxy on this host that leads every request to one server, whatever name it is for."""

from __future__ import annotations

import base64
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Proxy:
    """Answers requests for whole URLs; use it as a context manager. login: USER:PASSWORD."""

    def __init__(self, target: str, login: str):
        self.asked: list[str] = []          # URLs, in order
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.proxy = self
        self.target = target
        self.wanted = "Basic " + base64.b64encode(login.encode()).decode()
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Proxy:
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:            # the name is http.server's
        proxy = self.server.proxy
        if self.headers.get("Proxy-Authorization") != proxy.wanted:
            self._send(407, {"Proxy-Authenticate": 'Basic realm="test"'}, b"")
            return
        proxy.asked.append(self.path)
        request = urllib.request.Request(proxy.target + urlsplit(self.path).path, method=self.command)
        if "Accept" in self.headers:
            request.add_header("Accept", ", ".join(self.headers.get_all("Accept")))
        try:
            with urllib.request.urlopen(request) as answer:
                self._send(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            self._send(error.code, error.headers, error.read())

    do_HEAD = do_GET

    def log_message(self, format: str, *args) -> None:   # the signature is http.server's
        """What was asked is kept; stderr belongs to the tests."""

    def _send(self, status: int, headers, body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in ("connection", "date", "server", "transfer-encoding"):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
