# SPDX-License-Identifier: Apache-2.0
"""Writes what was measured: tables into docs/benchmarks.md, bar charts beside it."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from qemu.errors import HarnessError
from rows import Row, table

from compare.budget import Values, Verdict
from compare.measures import GROUPS, MEASURES, Measure, shown, times_better
from compare.plot import Bar, Block, chart

BEGIN, END = "<!-- figures: written by `make bench` -->", "<!-- end of the figures -->"
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
    if floor:
        lines.append(f"- floor: a tinyconfig kernel reaches a program {statistics.median(floor):.2f} s "
                     f"({min(floor):.2f}–{max(floor):.2f}) after its start")
    return "\n".join(lines)


def _command_lines(facts: Mapping[str, str]) -> str:
    return "\n".join(["### Command lines", "", "All machines, with WORDS as follows:", "",
                      f"    {facts['line']}", "", f"- Berth: `{facts['words-berth']}`",
                      f"- Debian: `{facts['words-peer']}`"])


def figures(values: Values, facts: Mapping[str, str], runs: int, verdicts: Sequence[Verdict],
            own: Sequence[Row]) -> str:
    """Render all that stands between the marks of docs/benchmarks.md."""
    parts = ["## Berth beside Debian", _circumstances(facts, runs, values("init", "floor"))]
    for group in GROUPS:
        if _measured(group, values):
            parts += [f"### {group}", f"![{group}](bench/{group.lower()}.svg)", group_table(group, values)]
    parts += ["### Budget", "\n".join(f"- {verdict}" for verdict in verdicts), _command_lines(facts)]
    if own:
        parts += ["## Berth's own targets", table(own)]
    return "\n\n".join(parts)


def write(page: Path, template: str, text: str, values: Values) -> None:
    """Write the page, the figures between their marks, and the charts into bench/ beside it."""
    before, begin, rest = template.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise HarnessError(f"{page.name} has lost the marks between which the figures stand",
                           todo=f"put {BEGIN} and {END} back, each on a line of its own")
    charts = page.parent / "bench"
    charts.mkdir(parents=True, exist_ok=True)
    for group in GROUPS:
        if _measured(group, values):
            (charts / f"{group.lower()}.svg").write_text(group_chart(group, values), encoding="utf-8")
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
