# SPDX-License-Identifier: Apache-2.0
"""How many sleeping containers a machine of 1 GB holds, and what each of them costs."""

from __future__ import annotations

from pathlib import Path

from qemu.errors import HarnessError

from compare.subjects import Subject

LEAST_AVAILABLE = 5            # percent of the memory: below that a machine only pages
PATIENCE = 60                  # seconds for one start
SLOPE_FROM, SLOPE_TO = 1, 20   # the containers between which the cost of one is taken
LIMIT_SECONDS = 900

# Prints the number of containers and the available memory, in kB, after each start.
SCRIPT = """
total=$(awk '/^MemTotal/ {{ print $2 }}' /proc/meminfo)
i=0
while :; do
    timeout {patience} {start} >/dev/null 2>&1 || {{ echo "full $i"; break; }}
    i=$((i + 1))
    available=$(awk '/^MemAvailable/ {{ print $2 }}' /proc/meminfo)
    echo "$i $available"
    [ $((available * 100)) -gt $((total * {least})) ] || break
done
"""


def figures_of(output: str) -> dict[str, float]:
    """Read what the script printed."""
    available = {int(number): int(kilobytes) / 1024 for number, kilobytes in
                 (line.split() for line in output.splitlines() if not line.startswith("full"))}
    last = max(available, default=0)
    if last <= SLOPE_FROM:
        raise HarnessError("no containers could be started", tail=output)
    to = min(SLOPE_TO, last)
    each = (available[SLOPE_FROM] - available[to]) / (to - SLOPE_FROM)
    return {"density": last, "container-memory": each}


def measure_density(subject: Subject, folder: Path, accel: str) -> dict[str, float]:
    """Fill one machine with containers that sleep, without a network."""
    machine = subject.machine(folder, accel)
    start = subject.engine.start.format(name="c$i", command="sleep 100000")
    try:
        subject.start(machine)
        machine.wait_ssh(180)
        return figures_of(machine.sh(SCRIPT.format(patience=PATIENCE, start=start,
                                                   least=LEAST_AVAILABLE), timeout=LIMIT_SECONDS))
    finally:
        machine.cut()
        machine.disk.unlink(missing_ok=True)
