# SPDX-License-Identifier: Apache-2.0
"""The PORTS of `make run`: which ports of this host lead into the container."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass

from qemu.errors import HarnessError

ONE = re.compile(r"^(?:(\d+):)?(\d+)$")


@dataclass(frozen=True)
class Port:
    """A port of this host's loopback, of the machine, and of the container behind it.

    Host and machine use the same number, so `docker ps` in the machine shows what was asked for.
    """

    host: int
    container: int


def parse(text: str) -> list[Port]:
    """Read `8080:80`, several separated by commas or blanks; `80` alone means 80:80."""
    ports = []
    for word in text.replace(",", " ").split():
        found = ONE.match(word)
        numbers = [int(group or found[2]) for group in found.groups()] if found else []
        if not numbers or not all(0 < number < 65536 for number in numbers):
            raise HarnessError(f"PORTS={text} is not usable: {word}",
                               why="a port is a number from 1 to 65535",
                               todo="write PORTS=8080:80 (port of this host:port of the container)")
        ports.append(Port(*numbers))
    return ports


def check_free(ports: list[Port]) -> None:
    """Fail before the machine is started if a port of this host is taken or not allowed."""
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port.host))
            except PermissionError as error:
                raise HarnessError(
                    f"port {port.host} of this host may not be used",
                    why="ports below 1024 need root rights",
                    todo=f"choose another one: PORTS=8080:{port.container}") from error
            except OSError as error:
                raise HarnessError(f"port {port.host} of this host is in use",
                                   why=error.strerror or str(error),
                                   todo="stop what uses it (`ss -ltnp` shows it) or choose another "
                                   f"one: PORTS={port.host + 1}:{port.container}") from error
