# SPDX-License-Identifier: Apache-2.0
"""Reads a console log: what happened when, since power-on and since kernel start.

Each line of the log carries the host's time since power-on. Milestones also carry the guest's time
since kernel start; a line is never seen before it was printed, so the smallest difference of the
two is when the kernel started on the host's clock.
"""

from __future__ import annotations

import re

from qemu.errors import HarnessError

LINE = re.compile(r"^\[ *([0-9.]+)\] (.*)$", re.MULTILINE)
STAMP = re.compile(r"^(?:berth|bench): (.+) at ([0-9.]+) s$")
READY_NAMES = {"containerd ready": "engine ready"}     # Berth's name for it
STAGE1 = re.compile(r"berth stage 1: (started|done) at ([0-9.]+) s$", re.MULTILINE)
OWN = re.compile(r"berth init: (\d+) ms of the boot were init's own$", re.MULTILINE)
FIRST_CONTAINER = "bench: first container"


def lines_of(log: str) -> list[tuple[float, str]]:
    """Return each line with the host's seconds since power-on."""
    return [(float(at), text.strip()) for at, text in LINE.findall(log)]


def stamps(log: str) -> dict[str, float]:
    """Return the milestones in seconds since kernel start, by the peers' names."""
    found = (STAMP.match(text) for _, text in lines_of(log))
    return {READY_NAMES.get(one[1], one[1]): float(one[2]) for one in found if one}


def kernel_start(log: str) -> float:
    """Return when the kernel started, in the host's seconds since power-on."""
    pairs = [(at, STAMP.match(text)) for at, text in lines_of(log)]
    differences = [at - float(found[2]) for at, found in pairs if found]
    if not differences:
        raise HarnessError("the console shows no milestone", why="no line 'NAME at SECONDS s'")
    return min(differences)


def stage1_seconds(log: str) -> float:
    """Return how long stage 1 took, from the kernel's log."""
    found = dict(STAGE1.findall(log))
    if set(found) != {"started", "done"}:
        raise HarnessError("the kernel's log does not have the times of stage 1",
                           why=f"it has: {', '.join(found) or 'none'}")
    return round(float(found["done"]) - float(found["started"]), 2)


def own_seconds(log: str) -> float:
    """Return how much of the boot was CPU time of init itself, from the kernel's log."""
    found = OWN.search(log)
    if not found:
        raise HarnessError("the kernel's log does not have init's own share of the boot")
    return int(found[1]) / 1000


def seen_at(log: str, wanted: str) -> float:
    """Return when the host saw a line, in its seconds since power-on."""
    for at, text in lines_of(log):
        if text == wanted:
            return at
    raise HarnessError(f"the console does not show the line {wanted!r}")
