# SPDX-License-Identifier: Apache-2.0
"""The table of the bench: what was measured, how it reads, what was aimed at."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


def say(what: str) -> None:
    """Tell the waiting person what is measured now."""
    print(f"bench: {what}", file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Row:
    """One measurement; without a limit it informs only."""

    what: str
    shown: str
    value: float | None = None
    limit: float | None = None
    target: str = ""

    def missed(self) -> bool:
        return self.limit is not None and self.value is not None and self.value > self.limit

    def verdict(self) -> str:
        if self.limit is None or self.value is None:
            return ""
        return "missed" if self.missed() else "ok"


def seconds_row(what: str, values: Sequence[float], limit: float | None = None) -> Row:
    """Make a row of the median of some times, with their range."""
    median = statistics.median(values)
    spread = f" ({min(values):.2f}–{max(values):.2f})" if len(values) > 1 else ""
    target = "" if limit is None else f"≤ {limit:g} s"
    return Row(what, f"{median:.2f} s{spread}", median, limit, target)


def table(rows: Iterable[Row]) -> str:
    """Render the rows as a Markdown table."""
    lines = ["| What | Measured | Target | |", "|---|---|---|---|"]
    lines += [f"| {row.what} | {row.shown} | {row.target} | {row.verdict()} |" for row in rows]
    return "\n".join(lines)
