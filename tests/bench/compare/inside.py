# SPDX-License-Identifier: Apache-2.0
"""Measuring inside a machine by its own clock and counters, so that ssh costs nothing."""

from __future__ import annotations

import re

from qemu.machine import Machine

MEMINFO = re.compile(r"^(\w+): +(\d+) kB", re.MULTILINE)
CLOCK = "cut -d' ' -f1 /proc/uptime"


def timed(machine: Machine, command: str, runs: int, timeout: float = 300) -> list[float]:
    """Return the seconds that a command took, each time it ran; `$i` in it is the run's number."""
    script = (f"for i in $(seq {runs}); do a=$({CLOCK}); {command} >/dev/null || exit 1; "
              f"b=$({CLOCK}); echo $a $b; done")
    pairs = [line.split() for line in machine.sh(script, timeout=timeout).splitlines()]
    return [float(after) - float(before) for before, after in pairs]


def meminfo(machine: Machine) -> dict[str, float]:
    """Return /proc/meminfo in MiB."""
    return {name: int(kb) / 1024 for name, kb in MEMINFO.findall(machine.sh("cat /proc/meminfo"))}


def memory_needed(machine: Machine) -> float:
    """Return the MiB that programs could not have: MemTotal − MemAvailable."""
    values = meminfo(machine)
    return values["MemTotal"] - values["MemAvailable"]
