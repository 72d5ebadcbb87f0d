# SPDX-License-Identifier: Apache-2.0
"""The budget in short: Berth as built beside Debian with containerd.

Ratios of the same run on the same machine, so a slow or busy machine slows all of them. `make
bench` measures everything, five times; one boot of the peer is no median, so some noise is allowed
here. The Debian machine is made once, which needs the network.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from compare import budget
from compare.boots import boot_figures
from compare.inside import memory_needed
from compare.prepare import prepared
from compare.subjects import ROOT, Subject, berth, peer

ACCEL = "tcg"
IDLE_SECONDS = 10
NOISE = 0.85                   # of a limit is enough here
COVERED = {("engine", "containerd"), ("idle-memory", "containerd")}
LIMITS = [limit for limit in budget.read(Path(__file__).with_name("budget"),
                                         ["containerd", "docker", "floor"])
          if (limit.measure, limit.subject) in COVERED]


def boot_once(subject: Subject, folder: Path, with_memory: bool) -> dict[str, float]:
    """Boot a machine; returns its boot's figures and, if wanted, the memory that it uses idle."""
    machine = subject.machine(folder, ACCEL)
    try:
        subject.start(machine)
        figures = boot_figures(machine.log.read_text(encoding="utf-8"), first=False)
        if with_memory:
            machine.wait_ssh(180)
            time.sleep(IDLE_SECONDS)
            figures["idle-memory"] = memory_needed(machine)
        return figures
    finally:
        machine.cut()
        machine.disk.unlink(missing_ok=True)


@pytest.fixture(scope="module", name="values")
def values_fixture() -> Callable[[str, str], list[float]]:
    """Berth three times, the peer once in between."""
    out = Path(os.environ.get("BERTH_OUT") or ROOT / "out" / "x86_64").resolve()
    work = out / "bench-quick"
    ours = prepared(berth(out, work), None, None, work, ACCEL)
    debian = peer("containerd")
    # In the cache, beside what it is made of: it is the same for every checkout.
    theirs = prepared(debian, None, None, work, ACCEL, kept=debian.disk.parent)
    taken: dict[str, list[dict[str, float]]] = {"berth": [], "containerd": []}
    for subject, with_memory in ((ours, True), (theirs, True), (ours, False), (ours, False)):
        taken[subject.name].append(boot_once(subject, work / "machine", with_memory))
    return lambda measure, name: [one[measure] for one in taken[name] if measure in one]


def test_the_budget_names_what_is_covered_here() -> None:
    assert {(limit.measure, limit.subject) for limit in LIMITS} == COVERED


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: f"{limit.measure}-{limit.subject}")
def test_within_the_budget(limit: budget.Limit, values: Callable[[str, str], list[float]]) -> None:
    here = replace(limit, times=limit.times * NOISE)
    verdict, = budget.check([here], values)
    taken = (f"{verdict}\nBerth: {values(limit.measure, 'berth')}\n"
             f"{limit.subject}: {values(limit.measure, limit.subject)}")
    print(taken)
    assert verdict.ratio is not None, taken
    assert not verdict.failed(), taken
