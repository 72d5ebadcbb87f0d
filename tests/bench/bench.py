#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`make bench`: measures Berth beside Debian, then Berth's own targets; writes docs/benchmarks.md.

Run it on an otherwise idle machine. It may be ended and started again: what was measured of this
build is kept, and only what is missing is measured.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "vm"))

from builds import cold_build_row, everyday_rows
from compare import budget, facts, report
from compare.run import PARTS, PEERS, Comparison, Plan
from first_boot import config_rows
from guests import Bench, guest_rows
from qemu.errors import HarnessError
from qemu.registry import Registry
from rows import Row, say, table
from services import service_rows

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"
BUDGET = Path(__file__).with_name("budget")
OWN_PARTS = ["guests", "config", "services", "everyday", "cold"]
COMPLETE_RUNS = 5


def size_row(title: str, image: Path, limit: float) -> Row:
    """A file that a user downloads; megabytes of a million bytes."""
    megabytes = image.stat().st_size / 1e6
    return Row(f"{title} (size of the file)", f"{megabytes:.1f} MB", megabytes, limit,
               f"≤ {limit:g} MB")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the built image, beside Debian.")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "x86_64")
    parser.add_argument("--runs", type=int, default=COMPLETE_RUNS,
                        help="boots and repetitions for medians")
    parser.add_argument("--quick", action="store_true",
                        help="part guests only, one boot, short idle time: a first impression")
    known = [*PARTS, *OWN_PARTS]
    parser.add_argument("--parts", nargs="+", choices=known, metavar="PART", default=known[:-1],
                        help=f"what to measure, some of: {' '.join(known)} (default: all but cold)")
    parser.add_argument("--again", action="store_true",
                        help="forget what was measured of this build before")
    parser.add_argument("--accel", choices=("tcg", "kvm"), default="tcg")
    parser.add_argument("--keep-cache", type=Path, metavar="DIR",
                        help="where the cold build leaves its cache; must not exist yet")
    return parser.parse_args()


def built(options: argparse.Namespace, work: Path) -> Bench:
    """Return what the measurements inside machines work with."""
    image, iso, microvm = (options.out / name for name in ("berth.qcow2", "berth.iso", "microvm"))
    for file in (image, iso, microvm):
        if not file.exists():
            raise HarnessError(f"{file} is not there", todo="build it with `make qcow2 iso microvm`")
    return Bench(image, microvm, iso, options.out / "images" / "hello.tar", work,
                 1 if options.quick else options.runs, idle_seconds=5 if options.quick else 30)


def image_rows(bench: Bench) -> list[Row]:
    """Size of the built image and what is measured inside machines that run it."""
    return [size_row("compressed qcow2", bench.image, 72), size_row("ISO", bench.iso, 64),
            *guest_rows(bench)]


def own_rows(options: argparse.Namespace, work: Path) -> list[Row]:
    """Berth's own targets; everyday builds last: they replace the image."""
    parts = ["guests"] if options.quick else options.parts
    rows = image_rows(built(options, work)) if "guests" in parts else []
    if "config" in parts:
        rows += config_rows(built(options, work))
    if "services" in parts:
        rows += service_rows(options.runs)
    if "cold" in parts:
        rows.append(cold_build_row(ROOT, options.out, options.keep_cache))
    if "everyday" in parts:
        rows += everyday_rows(ROOT)
    return rows


def compare(options: argparse.Namespace) -> Comparison | None:
    """Measure Berth beside the peers, as far as it was asked for."""
    parts = [] if options.quick else [part for part in options.parts if part in PARTS]
    if not parts:
        return None
    plan = Plan(options.out.resolve(), parts, options.runs, options.accel, options.again)
    with Registry() as registry:
        comparison = Comparison(plan, registry)
        comparison.run()
    return comparison


def write(section: str, text: str, lacking: list[str], drafts: Path) -> Path:
    """Put a section into docs/benchmarks.md if nothing is lacking, else into a draft of it.

    Returns the folder of the page that was written.
    """
    draft = drafts / PAGE.name
    page = draft if lacking else PAGE
    source = draft if lacking and draft.is_file() else PAGE
    page.write_text(report.replaced(source.read_text("utf-8"), section, text), encoding="utf-8")
    for reason in lacking:
        say(f"not for publication: {reason}")
    say(f"section {section} written: {page}")
    return page.parent


def lacking_of(commit: str, runs: int) -> list[str]:
    """Return what keeps figures from being published, as far as all sections have it in common."""
    lacking = [f"{runs} runs instead of {COMPLETE_RUNS}"] if runs < COMPLETE_RUNS else []
    return lacking + ([f"the tree is {facts.UNCOMMITTED}"] if facts.UNCOMMITTED in commit else [])


def publish_comparison(comparison: Comparison, runs: int) -> bool:
    """Write tables and charts; returns whether the budget was kept."""
    values = comparison.results.values
    verdicts = budget.check(budget.read(BUDGET, ["floor", *PEERS]), values)
    lacking = lacking_of(comparison.facts["commit"], runs)
    lacking += [f"part {part} is not measured {runs} times" for part in comparison.missing()]
    circumstances = {**comparison.facts, "repeated": report.repeats(comparison.results.repeated())}
    text = report.comparison(values, circumstances, runs, verdicts)
    folder = write(report.COMPARISON, text, lacking, comparison.plan.work)
    report.write_charts(folder / "bench", values)
    for verdict in verdicts:
        say(f"budget: {verdict}")
    return not any(verdict.failed() for verdict in verdicts)


def publish_alone(rows: list[Row], options: argparse.Namespace) -> None:
    """Print Berth's own targets and write them."""
    print(table(rows))
    circumstances = facts.here()
    lacking = lacking_of(circumstances["commit"], 1 if options.quick else options.runs)
    lacking += [f"part {part} is not measured" for part in OWN_PARTS[:-1]
                if part not in options.parts]
    drafts = options.out / "bench"
    drafts.mkdir(parents=True, exist_ok=True)
    write(report.ALONE, report.alone(rows, circumstances), lacking, drafts)


def main() -> int:
    """Command line; the exit status is 1 if a target was missed or the budget exceeded."""
    options = parse()
    say(f"load of this machine before the start: {os.getloadavg()[0]:.1f}")
    work = Path(tempfile.mkdtemp(prefix="berth-bench-"))
    try:
        comparison = compare(options)
        kept = publish_comparison(comparison, options.runs) if comparison else True
        rows = own_rows(options, work)
        if rows:
            publish_alone(rows, options)
    except (HarnessError, subprocess.CalledProcessError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return 0 if kept and not any(row.missed() for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
