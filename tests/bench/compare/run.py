# SPDX-License-Identifier: Apache-2.0
"""The whole comparison: machines take turns, round by round; what is measured already is kept."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qemu.errors import HarnessError
from qemu.registry import Registry
from rows import say

from compare import facts
from compare.boots import measure_boot
from compare.density import measure_density
from compare.images import large_image, tools_image
from compare.prepare import prepared
from compare.results import Results
from compare.sizes import measure_sizes
from compare.steps import STEPS, measure_steps
from compare.subjects import Subject, floor, peer, with_first_container

PARTS = ["boot", *STEPS, "density", "sizes"]
PEERS = ["containerd", "docker"]
# QEMU's emulation of several processors now and then runs into a breakpoint that is no longer there
# (kernel/README.md, jump labels). That ends the machine, and says nothing about it.
EMULATORS_FAULT = "Oops: int3"
ATTEMPTS = 4


@dataclass(frozen=True)
class Plan:
    """What is measured, and how often."""

    out: Path                  # where the built image is
    parts: Sequence[str]
    runs: int
    accel: str
    again: bool                # forget what was measured before

    @property
    def work(self) -> Path:
        return self.out / "bench"


@dataclass(frozen=True)
class Job:
    """One turn of one machine."""

    title: str
    subject: Subject
    part: str
    number: int
    work: Callable[[], None]


def emulators_fault(error: HarnessError) -> bool:
    """Tell whether the machine was broken by the program that emulates it."""
    return error.log is not None and EMULATORS_FAULT in error.log.read_text("utf-8", "replace")


def done_in_the_end(job: Job, repeat: Callable[[], None]) -> None:
    """Do a job; again, a few times at most, when the emulator was at fault."""
    for _ in range(ATTEMPTS - 1):
        try:
            return job.work()
        except HarnessError as error:
            if not emulators_fault(error):
                raise
            say(f"again: QEMU's emulation broke the kernel of {job.subject.title}")
            repeat()
    return job.work()


class Comparison:
    """Machines, images and results of one plan."""

    def __init__(self, plan: Plan, registry: Registry):
        self.plan = plan
        self.registry = registry
        plan.work.mkdir(parents=True, exist_ok=True)
        raw = [with_first_container(plan.out, plan.work), *(peer(name) for name in PEERS)]
        self.raw = {subject.name: subject for subject in raw}
        self.floor = floor(plan.work)
        tools = tools_image(plan.out / "images" / "hello.tar", plan.work)
        registry.add(tools)
        registry.add(large_image(plan.work))
        self.subjects = [prepared(one, tools, registry, plan.work, plan.accel) for one in raw]
        names = " ".join([one.identity for one in [*raw, self.floor]] + [plan.accel])
        self.results = Results(plan.work / f"results-{hashlib.sha256(names.encode()).hexdigest()[:12]}")
        if plan.again:
            self.results.forget()
        self.facts = facts.kept(self.results.folder / "facts.json",
                                facts.gather([*raw, self.floor], plan.accel))

    def _keep(self, number: int, subject: Subject) -> Callable[[str, dict[str, float]], None]:
        return lambda part, figures: self.results.put(part, number, subject.name, figures)

    def _boot(self, number: int, subject: Subject) -> Job:
        def work() -> None:
            figures = measure_boot(subject, self.plan.work / "machine", self.plan.accel, True)
            self.results.put("boot", number, subject.name, figures)
        return Job("boot, first container", subject, "boot", number, work)

    def _steps(self, number: int, subject: Subject) -> Job | None:
        names = [name for name in STEPS if name in self.plan.parts
                 and not self.results.has(name, number, subject.name)]

        def work() -> None:
            measure_steps(subject, names, self.plan.work / "machine", self.plan.accel, self.registry,
                          self._keep(number, subject))
        return Job(", ".join(names), subject, names[0], number, work) if names else None

    def _density(self, subject: Subject) -> Job:
        return Job("density", subject, "density", 0, lambda: self.results.put(
            "density", 0, subject.name,
            measure_density(subject, self.plan.work / "machine", self.plan.accel)))

    def _sizes(self, subject: Subject) -> Job:
        return Job("sizes", subject, "sizes", 0, lambda: self.results.put(
            "sizes", 0, subject.name,
            measure_sizes(self.raw[subject.name], self.plan.out, self.plan.work / "trees")))

    def jobs(self) -> list[Job]:
        """Return what is still to be measured, in the order in which machines take turns."""
        parts, found = self.plan.parts, []
        numbers = range(self.plan.runs)
        if "boot" in parts:
            found += [self._boot(number, one) for number in numbers
                      for one in [self.floor, *self.subjects]]
        found += [job for number in numbers for one in self.subjects if (job := self._steps(number, one))]
        if "density" in parts:
            found += [self._density(one) for one in self.subjects]
        if "sizes" in parts:
            found += [self._sizes(one) for one in self.subjects]
        return [job for job in found if not self.results.has(job.part, job.number, job.subject.name)]

    def run(self) -> None:
        """Measure what is missing, telling how far it is."""
        jobs, began = self.jobs(), time.monotonic()
        for count, job in enumerate(jobs, 1):
            minutes = (time.monotonic() - began) / 60
            say(f"[{count} of {len(jobs)}, {minutes:.0f} min] {job.subject.title}, "
                f"run {job.number + 1}: {job.title}")
            done_in_the_end(job, lambda job=job: self.results.count_repeat(job.subject.name))

    def missing(self) -> list[str]:
        """Return the parts that were not measured in full by now, with this plan's number of runs."""
        def complete(part: str) -> bool:
            numbers = [0] if part in ("density", "sizes") else range(self.plan.runs)
            return all(self.results.has(part, number, one.name)
                       for number in numbers for one in self.subjects)
        return [part for part in PARTS if not complete(part)]
