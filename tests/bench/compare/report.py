# SPDX-License-Identifier: Apache-2.0
"""Writes what was measured: tables into docs/benchmarks.md, bar charts beside it.

The page has sections between marks; each is replaced as a whole, what stands outside is by hand.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from qemu.errors import HarnessError
from rows import Row, table

from compare.budget import Values, Verdict
from compare.measures import GROUPS, MEASURES, Measure, shown, times_better
from compare.plot import Bar, Block, chart

COMPARISON, ALONE = "comparison", "alone"
TITLES = {"berth": "Berth", "containerd": "Debian + containerd", "docker": "Debian + docker.io"}


def _cell(measure: Measure, subject: str, values: Values) -> str:
    return shown(measure, values(measure.name, subject))


def _ratio(measure: Measure, values: Values) -> str:
    """Return how many times better than each peer, in the order of the columns."""
    ours = values(measure.name, "berth")
    ratios = [times_better(measure, ours, values(measure.name, peer))
              for peer in TITLES if peer != "berth"]
    return " / ".join("–" if ratio is None else f"{ratio:.1f} ×" for ratio in ratios)


def _measured(group: str, values: Values) -> list[Measure]:
    return [measure for measure in MEASURES if measure.group == group
            and values(measure.name, "berth")]


def group_table(group: str, values: Values) -> str:
    """Render the measurements of one group."""
    lines = [f"| | {' | '.join(TITLES.values())} | Berth better by |", "|---" * 5 + "|"]
    for measure in _measured(group, values):
        cells = " | ".join(_cell(measure, subject, values) for subject in TITLES)
        lines.append(f"| {measure.title} | {cells} | {_ratio(measure, values)} |")
    return "\n".join(lines)


def group_chart(group: str, values: Values) -> str:
    """Draw the medians of one group."""
    blocks = []
    for measure in _measured(group, values):
        bars = []
        for subject, label in TITLES.items():
            found = values(measure.name, subject)
            median = statistics.median(found) if found else None
            words = "not measured" if median is None else shown(measure, [median])
            bars.append(Bar(label, median, words))
        blocks.append(Block(measure.title.replace("`", ""), bars))
    return chart(group, blocks)


def repeats(counts: Mapping[str, int]) -> str:
    """Say which machines had to be started again, if any."""
    return ", ".join(f"{TITLES[name]} ({count})" for name, count in counts.items()) or "none"


def _circumstances(facts: Mapping[str, str], runs: int, floor: Sequence[float]) -> str:
    lines = [
        f"Measured on {facts['date']}, commit {facts['commit']}; medians of {runs}, ranges in brackets; "
        "the last column compares with containerd / docker.io.", "",
        f"- machine: {facts['processor']}; load before the start: {facts['load']}",
        f"- {facts['qemu']}, accelerator {facts['accelerator']}",
    ]
    for peer in ("containerd", "docker"):
        if peer in facts:
            lines.append(f"- {TITLES[peer]}: {facts[peer]}")
    if "repeated" in facts:
        lines.append(f"- measured again because QEMU broke the machine's kernel: {facts['repeated']}")
    if floor:
        lines.append(f"- floor: a tinyconfig kernel reaches a program {statistics.median(floor):.2f} s "
                     f"({min(floor):.2f}–{max(floor):.2f}) after its start")
    return "\n".join(lines)


def _command_lines(facts: Mapping[str, str]) -> str:
    return "\n".join(["### Command lines", "", "All machines, with WORDS as follows:", "",
                      f"    {facts['line']}", "", f"- Berth: `{facts['words-berth']}`",
                      f"- Debian: `{facts['words-peer']}`"])


def comparison(values: Values, facts: Mapping[str, str], runs: int,
               verdicts: Sequence[Verdict]) -> str:
    """Render the section of Berth beside its peers."""
    parts = ["## Berth beside Debian", _circumstances(facts, runs, values("init", "floor"))]
    for group in GROUPS:
        if _measured(group, values):
            parts += [f"### {group}", f"![{group}](bench/{group.lower()}.svg)", group_table(group, values)]
    parts += ["### Budget", "\n".join(f"- {verdict}" for verdict in verdicts), _command_lines(facts)]
    return "\n\n".join(parts)


def alone(rows: Sequence[Row], facts: Mapping[str, str]) -> str:
    """Render the section of Berth's own targets."""
    return (f"## Berth alone\n\nCommit {facts['commit']}, {facts['date']}; {facts['processor']}; booted by "
            f"its own loader, accelerator tcg.\n\n{table(rows)}")


def replaced(page: str, section: str, text: str) -> str:
    """Return the page with another text between the marks of a section."""
    begin, end = f"<!-- {section}: written by `make bench` -->", f"<!-- end of {section} -->"
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise HarnessError(f"the page has lost the marks of the section {section}",
                           todo=f"put {begin} and {end} back, each on a line of its own")
    return f"{before}{begin}\n\n{text}\n\n{end}{after}"


def write_charts(folder: Path, values: Values) -> None:
    """Draw each group that was measured into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for group in GROUPS:
        if _measured(group, values):
            (folder / f"{group.lower()}.svg").write_text(group_chart(group, values), encoding="utf-8")
