# SPDX-License-Identifier: Apache-2.0
"""Traffic from the host into a container, through the port that it publishes."""

from __future__ import annotations

import http.client
import time

from qemu.errors import HarnessError
from qemu.limits import scaled
from qemu.machine import Machine

from compare.engines import PORT

LARGE_MIB = 64
CONNECTIONS = 100
# The large file is written before the server opens, so an answer means that all is there.
SERVER = (f"sh -c 'dd if=/dev/zero of=/www/large bs=1M count={LARGE_MIB} && "
          "exec httpd -f -p 80 -h /www'")


def _get(port: int, path: str) -> int:
    """Fetch a file over a connection of its own; returns the number of bytes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=scaled(60))
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        size = 0
        while data := answer.read(1 << 20):
            size += len(data)
        if answer.status != 200:
            raise HarnessError(f"the server in the container answered {answer.status} for {path}")
        return size
    finally:
        connection.close()


def _wait_until_it_answers(port: int) -> None:
    deadline = time.monotonic() + scaled(60)
    while True:
        try:
            _get(port, "/index.html")
            return
        except (OSError, http.client.HTTPException) as error:
            if time.monotonic() > deadline:
                raise HarnessError("the published port does not answer", why=str(error)) from error
            time.sleep(0.2)


def measure(machine: Machine) -> dict[str, float]:
    """Return MB per second of one transfer and connections per second, one after the other."""
    port = machine.forward(PORT)
    _wait_until_it_answers(port)
    began = time.monotonic()
    size = _get(port, "/large")
    rate = size / 1e6 / (time.monotonic() - began)
    if size != LARGE_MIB << 20:
        raise HarnessError(f"{size} bytes came through the published port",
                           why=f"{LARGE_MIB << 20} were sent")
    began = time.monotonic()
    for _ in range(CONNECTIONS):
        _get(port, "/index.html")
    return {"throughput": rate,
            "connections": CONNECTIONS / (time.monotonic() - began)}
