# SPDX-License-Identifier: Apache-2.0
"""What is compared: names, words and units of all measurements, and how two medians relate."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One measurement; its name is its key in results and in the budget."""

    name: str
    group: str
    title: str
    unit: str
    digits: int = 2
    more_is_better: bool = False


BOOT, RUN, MEMORY, SIZE, TRAFFIC = "Boot", "Containers", "Memory", "Size", "Throughput"
GROUPS = [BOOT, RUN, MEMORY, SIZE, TRAFFIC]

MEASURES = [
    Measure("power-on", BOOT, "power on → kernel start", "s"),
    Measure("stage1", BOOT, "kernel start → stage 1", "s"),
    Measure("init", BOOT, "kernel start → init", "s"),
    Measure("engine", BOOT, "kernel start → engine ready", "s"),
    Measure("first", BOOT, "kernel start → first container's output", "s"),
    Measure("shutdown", BOOT, "shutdown, one container running", "s"),
    Measure("run-none", RUN, "warm `run --rm … true`, no network", "s"),
    Measure("run-bridge", RUN, "warm `run --rm … true`, bridge network", "s"),
    Measure("run-port", RUN, "warm `run --rm … true`, published port", "s"),
    Measure("exec", RUN, "warm `exec … true`", "s"),
    Measure("stop", RUN, "`stop` of a container that obeys SIGTERM", "s"),
    Measure("pull", RUN, "pull and unpack of a 50 MB image", "s"),
    Measure("idle-memory", MEMORY, "memory in use, idle", "MB", 0),
    Measure("container-memory", MEMORY, "memory per sleeping container", "MB", 1),
    Measure("density", MEMORY, "sleeping containers in 1 GB", "", 0, True),
    Measure("files", SIZE, "installed files", "MB", 0),
    Measure("packed", SIZE, "the same, packed (squashfs, zstd)", "MB", 0),
    Measure("throughput", TRAFFIC, "transfer through a published port", "MB/s", 1, True),
    Measure("connections", TRAFFIC, "connections through a published port", "/s", 1, True),
    Measure("write-large", TRAFFIC, "64 MiB written in a container, synced", "MB/s", 1, True),
    Measure("write-small", TRAFFIC, "4 KiB files written in a container, each synced", "/s", 1, True),
]
BY_NAME = {measure.name: measure for measure in MEASURES}


def shown(measure: Measure, values: Sequence[float]) -> str:
    """Return the median, with the range where there is more than one value."""
    if not values:
        return "–"
    median = f"{statistics.median(values):.{measure.digits}f}"
    text = f"{median} {measure.unit}".strip()
    low, high = (f"{value:.{measure.digits}f}" for value in (min(values), max(values)))
    return text if low == high else f"{text} ({low}–{high})"


def times_better(measure: Measure, ours: Sequence[float], theirs: Sequence[float]) -> float | None:
    """Return how many times better our median is than theirs; below 1 it is worse."""
    if not ours or not theirs:
        return None
    mine, other = statistics.median(ours), statistics.median(theirs)
    if measure.more_is_better:
        mine, other = other, mine
    return other / mine if mine > 0 else None
