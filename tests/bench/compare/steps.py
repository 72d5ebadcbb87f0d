# SPDX-License-Identifier: Apache-2.0
"""What is measured inside a booted machine, step after step; each step returns its figures."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qemu.machine import Machine
from qemu.registry import Registry

from compare import traffic
from compare.inside import CLOCK, memory_needed, timed
from compare.prepare import reference
from compare.subjects import Subject

IDLE_SECONDS = 15
# Ends at SIGTERM, as PID 1 of a container that is well made does.
SLEEPER = "sh -c \"trap 'exit 0' TERM; while :; do sleep 1000 & wait; done\""
WRITE_MIB = 64
WRITE_FILES = 50


@dataclass(frozen=True)
class Guest:
    """A booted machine under measurement."""

    subject: Subject
    machine: Machine
    registry: Registry

    def sh(self, command: str, timeout: float = 300) -> str:
        return self.machine.sh("i=0; " + command, timeout=timeout)


Figures = dict[str, float]


def _warm(guest: Guest, command: str) -> float:
    """The second of two runs; the first one warms the caches."""
    return timed(guest.machine, command, 2)[1]


def idle_memory(guest: Guest) -> Figures:
    """Memory in use with nothing running but the system, its engine and one ssh log-in."""
    time.sleep(IDLE_SECONDS)
    return {"idle-memory": memory_needed(guest.machine)}


def runs(guest: Guest) -> Figures:
    """A container that does nothing, from an image that is there."""
    return {f"run-{network}": _warm(guest, text.format(command="true"))
            for network, text in guest.subject.engine.run.items()}


def exec_and_stop(guest: Guest) -> Figures:
    """A command in a running container; the end of a container that obeys SIGTERM."""
    engine, figures = guest.subject.engine, {}
    guest.sh(engine.start.format(name="sleeper", command=SLEEPER))
    figures["exec"] = _warm(guest, engine.execute.format(name="sleeper"))
    if engine.stop:
        figures["stop"] = timed(guest.machine, engine.stop.format(name="sleeper"), 1)[0]
    guest.sh(engine.remove.format(name="sleeper"))
    return figures


def pull(guest: Guest) -> Figures:
    """Pull and unpack an image of 50 MB from a registry on the host."""
    ref = reference(guest.subject, guest.machine, guest.registry, "bench/large:latest")
    return {"pull": timed(guest.machine, guest.subject.engine.pull.format(ref=ref), 1)[0]}


def disk_writes(guest: Guest) -> Figures:
    """Writes into a container's own layer: one large file, many small ones, each synced."""
    script = (f"a=$({CLOCK}); dd if=/dev/zero of=/tmp/large bs=1M count={WRITE_MIB} conv=fsync; "
              f"b=$({CLOCK}); for n in $(seq {WRITE_FILES}); do "
              f"dd if=/dev/zero of=/tmp/$n bs=4k count=1 conv=fsync; done; "
              f"c=$({CLOCK}); echo $a $b $c")
    quoted = "sh -c '" + script.replace("'", "'\\''") + "' 2>/dev/null"
    begin, middle, end = map(float, guest.sh(guest.subject.engine.run["none"].format(
        command=quoted)).split())
    return {"write-large": WRITE_MIB / (middle - begin), "write-small": WRITE_FILES / (end - middle)}


def published_port(guest: Guest) -> Figures:
    """Throughput and connections through a published port, from the host."""
    engine = guest.subject.engine
    if not engine.serve:
        return {}
    guest.sh(engine.serve.format(name="web", command=traffic.SERVER))
    figures = traffic.measure(guest.machine)
    guest.sh(engine.remove.format(name="web"))
    return figures


def shutdown(guest: Guest) -> Figures:
    """From the command to QEMU's end, with one container running that obeys SIGTERM."""
    machine, engine = guest.machine, guest.subject.engine
    guest.sh(engine.start.format(name="last", command=SLEEPER))
    # The machine says when it begins, so that the way through ssh does not count.
    machine.sh("(sleep 1; echo 'bench: going down' >/dev/ttyS0; poweroff) >/dev/null 2>&1 &")
    machine.console.wait_for(r"^bench: going down", total=60)
    began = time.monotonic()
    machine.wait_off(180)
    return {"shutdown": time.monotonic() - began}


STEPS: dict[str, Callable[[Guest], Figures]] = {
    "memory": idle_memory, "run": runs, "exec": exec_and_stop, "pull": pull,
    "disk": disk_writes, "network": published_port, "shutdown": shutdown,
}


def measure_steps(subject: Subject, names: list[str], folder: Path, accel: str, registry: Registry,
                  keep: Callable[[str, Figures], None]) -> None:
    """Boot a machine and go through the named steps in their order, keeping each one's figures."""
    machine = subject.machine(folder, accel)
    try:
        subject.start(machine)
        machine.wait_ssh(180)
        guest = Guest(subject, machine, registry)
        for name, step in STEPS.items():
            if name in names:
                keep(name, step(guest))
    finally:
        machine.cut()
        machine.disk.unlink(missing_ok=True)
