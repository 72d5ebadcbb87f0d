#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A read-only image registry on this host's loopback, for machines to pull from.

Speaks the pull half of https://github.com/opencontainers/distribution-spec (GET and HEAD of
manifests, blobs and tags) over plain HTTP and serves OCI image layouts, folders or tar archives.
Each blob is checked against its digest before the registry opens, so a damaged image is reported
here and not as a riddle in the guest. Every request is kept: tests ask which blobs were served.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import socket
import ssl
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

if __name__ == "__main__":  # run as a program: its package lies one folder up
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from qemu.errors import HarnessError
from qemu.layout import Blob, Layout

MANIFESTS = re.compile(r"^/v2/(?P<name>[a-z0-9][a-z0-9._/-]*)/manifests/(?P<reference>[^/]+)$")
BLOBS = re.compile(r"^/v2/(?P<name>[a-z0-9][a-z0-9._/-]*)/blobs/(?P<digest>[^/]+)$")
TAGS = re.compile(r"^/v2/(?P<name>[a-z0-9][a-z0-9._/-]*)/tags/list$")
RANGE = re.compile(r"^bytes=(\d+)-(\d*)$")
CHUNK = 1 << 20
SURPLUS = b"more than the descriptor says"


@dataclass(frozen=True)
class Request:
    """One request that was answered."""

    method: str
    path: str
    status: int
    seconds: float         # since the registry was opened


class Registry:
    """Serves image layouts under names; use it as a context manager or call close()."""

    def __init__(self, port: int = 0, address: str = "127.0.0.1",
                 certificate: Path | None = None, login: str = ""):
        # certificate: a PEM file that also holds the private key; with it, https is spoken.
        # login: USER:PASSWORD that every request has to carry.
        self.wanted = "Basic " + base64.b64encode(login.encode()).decode() if login else ""
        self._names: dict[str, dict[str, Blob]] = {}     # name -> tag -> manifest
        self._blobs: dict[str, dict[str, Blob]] = {}     # name -> digest -> blob
        self._damage: dict[str, str] = {}                # digest -> kind of damage
        self._requests: list[Request] = []
        self._lock = threading.Lock()
        self._opened = time.monotonic()
        try:
            self._server = _Server((address, port), _Handler)
            if certificate:
                self._server.socket = tls_socket(self._server.socket, certificate)
        except OSError as error:
            raise HarnessError(f"the registry cannot listen on {address}:{port}",
                               why=error.strerror or str(error),
                               todo="another program has the port: choose another one") from error
        self._server.registry = self
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, name="registry",
                                        kwargs={"poll_interval": 0.1}, daemon=True)
        self._thread.start()

    def __enter__(self) -> Registry:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        """Stop answering and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def add(self, source: Path, name: str = "", tag: str = "") -> str:
        """Serve an image layout (folder or tar); returns NAME:TAG.

        Name and tag are the layout's own unless given.
        """
        layout = Layout(source)
        layout.verify()
        image = layout.image()
        name = name or image.name
        tag = tag or image.tag
        if not name:
            raise HarnessError(f"{source} does not say what its image is called",
                               why="its index.json has no annotation with a name",
                               todo="give a name: registry.py NAME=FILE")
        with self._lock:
            self._names.setdefault(name, {})[tag] = image.manifest
            # Docker asks again by digest, and believes the media type that it is told then.
            self._blobs.setdefault(name, {}).update(layout.blobs)
            self._blobs[name][image.manifest.digest] = image.manifest
        return f"{name}:{tag}"

    # -- what tests ask and do ----------------------------------------------------------------

    def requests(self) -> list[Request]:
        with self._lock:
            return list(self._requests)

    def blobs_served(self) -> list[str]:
        """Return the digests of the blobs handed out by GET, in order, with repetitions."""
        return [BLOBS.match(r.path)["digest"] for r in self.requests()
                if r.method == "GET" and r.status in (200, 206) and BLOBS.match(r.path)]

    def forget_requests(self) -> None:
        with self._lock:
            self._requests.clear()

    def damage(self, digest: str, kind: str) -> None:
        """Hand a blob out damaged from now on.

        `flip` changes a byte, `cut` ends half-way, `stall` waits there, `more` goes on after the end.
        """
        self._damage[digest] = kind

    def repair(self) -> None:
        """Hand all blobs out undamaged again."""
        self._damage.clear()

    # -- what the request handler asks --------------------------------------------------------

    def log(self, method: str, path: str, status: int) -> None:
        entry = Request(method, path, status, time.monotonic() - self._opened)
        with self._lock:
            self._requests.append(entry)

    def knows(self, name: str) -> bool:
        return name in self._names

    def tags(self, name: str) -> list[str]:
        return sorted(self._names[name])

    def manifest(self, name: str, reference: str) -> Blob | None:
        """Return the manifest that a tag or digest names."""
        tagged = self._names.get(name, {}).get(reference)
        return tagged or self._blobs.get(name, {}).get(reference)

    def blob(self, name: str, digest: str) -> Blob | None:
        return self._blobs.get(name, {}).get(digest)

    def damage_of(self, digest: str) -> str:
        return self._damage.get(digest, "")


def tls_socket(plain: socket.socket, certificate: Path) -> ssl.SSLSocket:
    """Wrap a listening socket; each connection's handshake is left to its own thread."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)


class _Server(ThreadingHTTPServer):
    """One thread per connection: clients fetch several layers at a time."""

    daemon_threads = True
    registry: Registry

    def handle_error(self, request, client_address) -> None:
        """A machine that dies in the middle of a download is no fault of the registry."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.1"     # who tries TLS first gets a status, as elsewhere
    server: _Server

    def do_GET(self) -> None:            # the name is http.server's
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_POST(self) -> None:
        self._refuse(405, "UNSUPPORTED", "this registry is read-only")

    do_PUT = do_PATCH = do_DELETE = do_POST

    def log_message(self, format: str, *args) -> None:   # the signature is http.server's
        """The registry keeps its own log; stderr belongs to the tests."""

    def _answer(self, with_body: bool) -> None:
        path = self.path.split("?", 1)[0]
        registry = self.server.registry
        if registry.wanted and self.headers.get("Authorization") != registry.wanted:
            self._refuse(401, "UNAUTHORIZED", "log in first", WWW_Authenticate='Basic realm="test"')
        elif path in ("/v2", "/v2/"):
            self._send(b"{}", "application/json", with_body)
        elif found := TAGS.match(path):
            self._tags(found["name"], with_body)
        elif found := MANIFESTS.match(path):
            blob = registry.manifest(found["name"], found["reference"])
            code = "MANIFEST_UNKNOWN" if registry.knows(found["name"]) else "NAME_UNKNOWN"
            self._send_blob(blob, code, with_body)
        elif found := BLOBS.match(path):
            self._send_blob(registry.blob(found["name"], found["digest"]), "BLOB_UNKNOWN",
                            with_body)
        else:
            self._refuse(404, "UNSUPPORTED", f"no such place: {path}")

    def _tags(self, name: str, with_body: bool) -> None:
        registry = self.server.registry
        if not registry.knows(name):
            self._refuse(404, "NAME_UNKNOWN", f"no image {name} here")
            return
        body = json.dumps({"name": name, "tags": registry.tags(name)}).encode()
        self._send(body, "application/json", with_body)

    def _refuse(self, status: int, code: str, message: str, **extra: str) -> None:
        body = json.dumps({"errors": [{"code": code, "message": message}]}).encode()
        # What a refused request carried was not read, so the connection is of no more use.
        self.close_connection = True
        self._send(body, "application/json", self.command != "HEAD", status, **extra)

    def _head(self, status: int, kind: str, length: int, **extra: str) -> None:
        self.server.registry.log(self.command, self.path.split("?", 1)[0], status)
        self.send_response(status)
        self.send_header("Docker-Distribution-Api-Version", "registry/2.0")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        for name, value in extra.items():
            self.send_header(name.replace("_", "-"), value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()

    def _send(self, body: bytes, kind: str, with_body: bool, status: int = 200,
              **extra: str) -> None:
        self._head(status, kind, len(body), **extra)
        if with_body:
            self.wfile.write(body)

    def _send_blob(self, blob: Blob | None, code: str, with_body: bool) -> None:
        if not blob:
            self._refuse(404, code, f"nothing here by that name: {self.path}")
            return
        first, last, status = self._range(blob.size)
        extra = {"Docker_Content_Digest": blob.digest, "Accept_Ranges": "bytes"}
        if status == 206:
            extra["Content_Range"] = f"bytes {first}-{last}/{blob.size}"
        surplus = SURPLUS if self.server.registry.damage_of(blob.digest) == "more" else b""
        self._head(status, blob.media_type, last - first + 1 + len(surplus), **extra)
        if with_body:
            self._send_bytes(blob, first, last + 1)
            self.wfile.write(surplus)

    def _range(self, size: int) -> tuple[int, int, int]:
        """Return first byte, last byte and status for what the client asked for."""
        asked = RANGE.match(self.headers.get("Range", ""))
        if not asked:
            return 0, size - 1, 200
        first = int(asked[1])
        last = min(int(asked[2] or size - 1), size - 1)
        return (first, last, 206) if first <= last else (0, size - 1, 200)

    def _send_bytes(self, blob: Blob, first: int, end: int) -> None:
        damage = self.server.registry.damage_of(blob.digest)
        if damage in ("cut", "stall"):
            end = first + (end - first) // 2
            self.close_connection = True
        for data in blob.read(first, end, CHUNK):
            self.wfile.write(bytes([data[0] ^ 0xFF]) + data[1:] if damage == "flip" else data)
        while damage == "stall" and self.server.registry.damage_of(blob.digest) == "stall":
            time.sleep(0.1)


def serve(sources: Iterable[str], port: int, address: str) -> None:
    """Serve layouts, each FILE or NAME=FILE, until interrupted."""
    with Registry(port, address) as registry:
        print(f"registry: http://{address}:{registry.port}/v2/ (Ctrl-C stops it)")
        for source in sources:
            name, _, path = source.rpartition("=")
            print(f"registry: serves {registry.add(Path(path), name)}", flush=True)
        threading.Event().wait()


def main() -> int:
    """Command line: serve images by hand."""
    parser = argparse.ArgumentParser(description="Serve OCI image layouts, read-only.")
    parser.add_argument("layouts", nargs="+", metavar="[NAME=]FILE")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--address", default="127.0.0.1")
    arguments = parser.parse_args()
    try:
        serve(arguments.layouts, arguments.port, arguments.address)
    except HarnessError as error:
        print(f"registry: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
