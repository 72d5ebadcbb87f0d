#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`make test-all`: runs every test, resumes where it was stopped, writes docs/test-report.md.

Results are kept per image, so a run that was interrupted goes on with what is missing. What passed
is not repeated as long as neither the image nor the code of the test has changed: its own file, and
its helpers. What failed is run again. Other suites (unit tests,
lint) join as parts, --part 'unit tests=make unit', and are run once for each commit.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import os
import platform
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"
MESSAGE_LINES = 30


@dataclass(frozen=True)
class Outcome:
    """How one test or part ended; the message of one that passed is what it measured."""

    name: str
    outcome: str
    seconds: float
    message: str = ""
    made_by: str = ""       # a hash of the code of the test
    commit: str = ""        # that was checked out


class Sources:
    """The code that outcomes are made by."""

    def __init__(self, version: str):
        self.version = version
        self._folders: dict[Path, str] = {}

    def of_test(self, path: Path) -> str:
        """Return the hash of a test file and of its helpers: what is no test file next to it, next to
        the VM tests (the bench uses these as well) and in scripts/."""
        folders = [path.parent, ROOT / "tests" / "vm", ROOT / "scripts"]
        return hash_of([file_hash(path), *(self._helpers(folder) for folder in folders)])

    def _helpers(self, folder: Path) -> str:
        if folder not in self._folders:
            files = sorted(path for path in folder.rglob("*") if path.is_file()
                           and "__pycache__" not in path.parts and not path.name.startswith("test_"))
            self._folders[folder] = hash_of([f"{path.relative_to(folder)} {file_hash(path)}"
                                             for path in files])
        return self._folders[folder]


class State:
    """The outcomes so far, appended to a file at once, so that a kill loses at most one test."""

    def __init__(self, path: Path):
        self._path = path
        self._outcomes: dict[str, Outcome] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                self._take(line)

    def _take(self, line: str) -> None:
        try:
            outcome = Outcome(**json.loads(line))
        except (ValueError, TypeError):
            return      # the last line of a run that was killed while it wrote
        self._outcomes[outcome.name] = outcome

    def add(self, outcome: Outcome) -> None:
        self._outcomes[outcome.name] = outcome
        with open(self._path, "a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(outcome)) + "\n")

    def passed(self, name: str, made_by: str) -> bool:
        """Say whether it passed, by this very code."""
        return name in self._outcomes and (PASSED, made_by) == (self._outcomes[name].outcome,
                                                                self._outcomes[name].made_by)

    def outcomes(self, names: Iterable[str]) -> list[Outcome]:
        """Return the outcomes of the named tests; one without outcome counts as failed."""
        return [self._outcomes.get(name, Outcome(name, FAILED, 0, "it was not run"))
                for name in names]


class Recorder:
    """The pytest plugin: leaves out what passed, records what runs."""

    def __init__(self, state: State, sources: Sources):
        self.names: list[str] = []
        self._state = state
        self._sources = sources
        self._made_by: dict[str, str] = {}
        self._phases: dict[str, list[pytest.TestReport]] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config,
                                      items: list[pytest.Item]) -> None:
        self.names = [item.nodeid for item in items]
        self._made_by = {item.nodeid: self._sources.of_test(item.path) for item in items}
        done = [item for item in items if self._state.passed(item.nodeid, self._made_by[item.nodeid])]
        if done:
            config.hook.pytest_deselected(items=done)
            items[:] = [item for item in items if item not in done]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Setup, call and teardown make one outcome: it passed only if all three did."""
        phases = self._phases.setdefault(report.nodeid, [])
        phases.append(report)
        if report.when == "teardown":
            self._state.add(replace(summarize(self._phases.pop(report.nodeid)),
                                    made_by=self._made_by[report.nodeid], commit=self._sources.version))


def summarize(phases: list[pytest.TestReport]) -> Outcome:
    """Make one outcome of a test's phases."""
    name, seconds = phases[0].nodeid, sum(phase.duration for phase in phases)
    for phase in phases:
        if phase.failed:
            return Outcome(name, FAILED, seconds, f"{phase.when}: {phase.longreprtext}")
    for phase in phases:
        if phase.skipped:
            reason = phase.longrepr[2] if isinstance(phase.longrepr, tuple) else ""
            return Outcome(name, SKIPPED, seconds, reason)
    measured = [f"{what}: {value}" for what, value in phases[-1].user_properties]
    return Outcome(name, PASSED, seconds, ", ".join(measured))


def run_part(part: str, state: State, version: str) -> str:
    """Run another suite by its command, unless it passed already; returns its name."""
    name, _, command = part.partition("=")
    if state.passed(name, version):
        return name
    print(f"test-all: {name}: {command}", flush=True)
    began = time.monotonic()
    done = subprocess.run(command, shell=True, cwd=ROOT, check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    outcome = PASSED if done.returncode == 0 else FAILED
    message = "" if outcome == PASSED else f"status {done.returncode}\n{done.stdout}"
    state.add(Outcome(name, outcome, time.monotonic() - began, message, version, version))
    print(f"test-all: {name}: {outcome} after {time.monotonic() - began:.0f} s", flush=True)
    return name


def git(*arguments: str) -> str:
    """Ask git; '' where there is no repository."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True,
                          check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def source_version(report: Path) -> str:
    """Return the commit, with a mark of what differs from it; the report itself does not count."""
    try:
        others = ["--", ".", f":(exclude){report.resolve().relative_to(ROOT)}"]
    except ValueError:
        others = ["--", "."]
    difference = git("diff", "HEAD", *others) + git("ls-files", "-o", "--exclude-standard", *others)
    commit = git("rev-parse", "HEAD") or "unknown"
    if not difference:
        return commit
    return f"{commit}+{hashlib.sha256(difference.encode()).hexdigest()[:8]}"


def file_hash(path: Path) -> str:
    """Return the sha256 of a file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_of(texts: list[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.1f} min"


def render(version: str, image: str, outcomes: list[Outcome], tests: list[str]) -> str:
    """Return the report as Markdown; tests are the paths that were asked for."""
    counts = Counter(outcome.outcome for outcome in outcomes)
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")
    commit, _, changed = version.partition("+")
    lines = [
        "# Test report", "", f"Written by `make test-all`, over {', '.join(tests)}.", "",
        f"- commit: {commit}" + (" (with uncommitted changes)" if changed else ""),
        f"- date: {now}",
        f"- image: berth.qcow2, sha256 {image}",
        f"- host: {platform.machine()}, Linux {platform.release()}, QEMU under TCG",
        f"- result: {counts[PASSED]} passed, {counts[FAILED]} failed, {counts[SKIPPED]} skipped, "
        f"{duration(sum(outcome.seconds for outcome in outcomes))}",
        f"- of these, {sum(outcome.commit not in ('', version) for outcome in outcomes)} were seen at an "
        "earlier commit, with the same image and the same code of the test",
        "", "| Suite | passed | failed | skipped | time |", "|---|---|---|---|---|"]
    suites: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        suites.setdefault(outcome.name.partition("::")[0], []).append(outcome)
    for suite, members in suites.items():
        counted = Counter(member.outcome for member in members)
        lines.append(f"| {suite} | {counted[PASSED]} | {counted[FAILED]} | {counted[SKIPPED]} | "
                     f"{duration(sum(member.seconds for member in members))} |")
    for title, kind in (("Failures", FAILED), ("Skipped", SKIPPED)):
        chosen = [outcome for outcome in outcomes if outcome.outcome == kind]
        lines += ["", f"## {title}", ""] + ([] if chosen else ["None."])
        for outcome in chosen:
            end = outcome.message.strip().splitlines()[-MESSAGE_LINES:]
            lines += [f"### {outcome.name}", "", "```", *end, "```", ""]
    measured = [f"- {outcome.name}: {outcome.message}" for outcome in outcomes
                if outcome.outcome == PASSED and outcome.message]
    if measured:
        lines += ["", "## Measured", "", *measured]
    return "\n".join(lines).rstrip() + "\n"


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run all tests, resumable; write the report.")
    parser.add_argument("--report", type=Path, default=ROOT / "docs" / "test-report.md")
    parser.add_argument("--part", action="append", default=[], metavar="NAME=COMMAND",
                        help="another suite; may be repeated")
    parser.add_argument("--fresh", action="store_true", help="forget earlier results")
    parser.add_argument("tests", nargs="*", default=[str(Path(__file__).parent)],
                        help="what pytest runs; everything by default")
    return parser.parse_args()


def main() -> int:
    """Command line; the exit status is 0 only if everything ran and nothing failed."""
    options = parse()
    out = Path(os.environ.get("BERTH_OUT") or ROOT / "out" / "x86_64").resolve()
    image = out / "berth.qcow2"
    if not image.is_file():
        print(f"test-all: {image} is not there; build it with `make qcow2`", file=sys.stderr)
        return 1
    version, hash_ = source_version(options.report), file_hash(image)
    path = out / "test-state" / f"{hash_[:16]}.jsonl"
    if options.fresh:
        path.unlink(missing_ok=True)
    state = State(path)
    names = [run_part(part, state, version) for part in options.part]
    recorder = Recorder(state, Sources(version))
    os.environ["BERTH_OUT"] = str(out)
    status = pytest.main(["-v", "-p", "no:cacheprovider", *options.tests], [recorder])
    outcomes = state.outcomes(names + recorder.names)
    options.report.parent.mkdir(parents=True, exist_ok=True)
    options.report.write_text(render(version, hash_, outcomes, options.tests), encoding="utf-8")
    failed = [outcome.name for outcome in outcomes if outcome.outcome == FAILED]
    print(f"test-all: {len(outcomes) - len(failed)} of {len(outcomes)} did not fail; "
          f"the report is {options.report}")
    broken = status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED,
                            pytest.ExitCode.TESTS_FAILED)
    return 1 if failed or broken else 0


if __name__ == "__main__":
    sys.exit(main())
