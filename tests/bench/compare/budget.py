# SPDX-License-Identifier: Apache-2.0
"""The budget: how many times better than whom Berth has to be, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qemu.errors import HarnessError

from compare.measures import BY_NAME, times_better

Values = Callable[[str, str], Sequence[float]]     # (measurement, machine) → values


@dataclass(frozen=True)
class Limit:
    """One line of the budget."""

    measure: str
    subject: str
    times: float
    reason: str


@dataclass(frozen=True)
class Verdict:
    """A limit and the ratio that was measured; None: not measured."""

    limit: Limit
    ratio: float | None

    def failed(self) -> bool:
        return self.ratio is not None and self.ratio < self.limit.times

    def __str__(self) -> str:
        what = f"{self.limit.measure} against {self.limit.subject}"
        if self.ratio is None:
            return f"{what}: not measured (wanted: {self.limit.times:g} times better)"
        word = "OUTSIDE the budget" if self.failed() else "ok"
        return (f"{what}: {self.ratio:.2f} times better, at least {self.limit.times:g} wanted: {word} "
                f"({self.limit.reason})")


def read(path: Path, subjects: Sequence[str]) -> list[Limit]:
    """Read a budget file; whatever is not understood is an error, or a limit would be lost."""
    limits = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        words = line.split(maxsplit=3)
        if len(words) != 4 or words[0] not in BY_NAME or words[1] not in subjects:
            raise HarnessError(f"{path.name}, line {number} is not understood: {line.strip()}",
                               todo="write: MEASUREMENT MACHINE TIMES REASON")
        try:
            limits.append(Limit(words[0], words[1], float(words[2]), words[3]))
        except ValueError:
            raise HarnessError(f"{path.name}, line {number}: {words[2]} is no number") from None
    return limits


def check(limits: Sequence[Limit], values: Values) -> list[Verdict]:
    """Compare what was measured with the limits."""
    return [Verdict(limit, times_better(BY_NAME[limit.measure], values(limit.measure, "berth"),
                                        values(limit.measure, limit.subject))) for limit in limits]
