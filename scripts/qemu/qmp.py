# SPDX-License-Identifier: Apache-2.0
"""A client of QEMU's machine protocol (QMP), as far as the harness needs it.

Protocol: https://www.qemu.org/docs/master/interop/qmp-spec.html
"""

from __future__ import annotations

import json
import socket
import threading
from collections import Counter

from qemu.errors import HarnessError
from qemu.limits import scaled


class Qmp:
    """One connection; a command waits for its answer, the events in between are counted."""

    def __init__(self, line: socket.socket):
        self._line = line
        self._line.settimeout(scaled(20))
        self._file = line.makefile("rb")
        self._lock = threading.Lock()
        self._events: Counter[str] = Counter()

    def greet(self) -> None:
        """Read QEMU's greeting and leave the negotiation mode."""
        self._read()
        self.command("qmp_capabilities")

    def _read(self) -> dict:
        try:
            line = self._file.readline()
        except OSError as error:
            raise HarnessError("QEMU does not answer its control line", why=str(error)) from error
        if not line:
            raise HarnessError("QEMU closed its control line", why="its process ended")
        return json.loads(line)

    def command(self, name: str, **arguments) -> object:
        """Send one command and return what it answers; raise what QEMU has against it."""
        request = {"execute": name}
        if arguments:
            request["arguments"] = arguments
        with self._lock:
            try:
                self._line.sendall(json.dumps(request).encode() + b"\n")
            except OSError as error:
                raise HarnessError(f"QEMU cannot be told to {name}", why=str(error)) from error
            while True:
                answer = self._read()
                if "return" in answer:
                    return answer["return"]
                if "error" in answer:
                    raise HarnessError(f"QEMU refused {name}", why=answer["error"]["desc"])
                self._events[answer.get("event", "")] += 1

    def happened(self, event: str) -> int:
        """Return how often an event (`WATCHDOG`, `RESET`) has come since the machine was started."""
        self.command("query-status")        # events are in the line before its answer
        return self._events[event]

    def monitor(self, line: str) -> str:
        """Run a line of the human monitor: host forwards have no command of their own."""
        return str(self.command("human-monitor-command", **{"command-line": line})).strip()

    def close(self) -> None:
        self._file.close()
        self._line.close()
