# SPDX-License-Identifier: Apache-2.0
"""One boot of one machine: kernel start, init, engine ready, the first container's output."""

from __future__ import annotations

import re
from pathlib import Path

from compare import clock
from compare.subjects import Subject


def boot_figures(log: str, first: bool) -> dict[str, float]:
    """Read a console log: seconds by measurement."""
    start, stamps = clock.kernel_start(log), clock.stamps(log)
    figures = {"power-on": start, "init": stamps["init started"]}
    if "stage 1: started" in stamps:
        figures["stage1"] = stamps["stage 1: started"]
    if "engine ready" in stamps:
        figures["engine"] = stamps["engine ready"]
    if first:
        figures["first"] = clock.seen_at(log, clock.FIRST_CONTAINER) - start
    return figures


def measure_boot(subject: Subject, folder: Path, accel: str, first: bool) -> dict[str, float]:
    """Boot once and return the figures."""
    first = first and subject.engine is not None
    machine = subject.machine(folder, accel, first)
    try:
        if first:
            machine.start()
            machine.console.wait_for(f"^{re.escape(clock.FIRST_CONTAINER)}\n", total=300, inactivity=180)
            machine.console.wait_for(subject.up, total=300, inactivity=180)
        else:
            subject.start(machine)
        log = machine.log.read_text(encoding="utf-8")
    finally:
        # The overlay goes with it: nothing has to be shut down.
        machine.cut()
        machine.disk.unlink(missing_ok=True)
    return with_first_program(subject, boot_figures(log, first))


def with_first_program(subject: Subject, figures: dict[str, float]) -> dict[str, float]:
    """Add what compares with stage 1: the floor's only program is its initramfs' first as well."""
    return {**figures, "stage1": figures["init"]} if subject.name == "floor" else figures
