# SPDX-License-Identifier: Apache-2.0
"""An HTTP server on the loopback address that plays a source's origin, good or bad."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """How one path is answered."""

    body: bytes = b""
    status: int = 200
    claimed: int | None = None     # Content-Length, when it is not the truth
    seconds: float = 0.0           # time over which the body is spread
    started: threading.Event = field(default_factory=threading.Event)


class Origin:
    """The server. Paths without an answer are 404; `requests` lists all paths that were asked for."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening: from now on connections are refused."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str) -> str:
        """The address of a path of this server."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/{path}"

    def serve(self, path: str, answer: Answer) -> str:
        """Answer a path; returns its address."""
        self.answers[path] = answer
        return self.url(path)

    def _handler(origin) -> type[BaseHTTPRequestHandler]:  # noqa: N805 -- self is the request's
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.lstrip("/")
                origin.requests.append(path)
                answer = origin.answers.get(path, Answer(b"no such file\n", status=404))
                self.send_response(answer.status)
                self.send_header("Content-Length", str(answer.claimed or len(answer.body)))
                self.end_headers()
                pieces = 50 if answer.seconds else 1
                size = max(1, -(-len(answer.body) // pieces))
                try:
                    for start in range(0, len(answer.body), size):
                        self.wfile.write(answer.body[start:start + size])
                        self.wfile.flush()
                        answer.started.set()
                        time.sleep(answer.seconds / pieces)
                except OSError:
                    pass    # the client was killed, or its disk is full: that is what is tested
                self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                """Keep the tests' output free of the server's."""

        return Handler
