# SPDX-License-Identifier: Apache-2.0
"""`make test-all`: what passed is not repeated, what failed is, and the report tells the truth."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import report as report_module
from report import FAILED, PASSED, Outcome, State, render

PROGRAM = Path(report_module.__file__)
TESTS = '''
import pathlib
def test_good(record_property):
    pathlib.Path(r"{log}").open("a").write("good ")
    record_property("speed", "7 m/s")
def test_bad():
    pathlib.Path(r"{log}").open("a").write("bad ")
    assert pathlib.Path(r"{condition}").read_text() == "True", "as told"
'''


@pytest.fixture(name="suite")
def suite_fixture(tmp_path):
    """A suite of two tests in a folder of its own, and a function that runs test-all over it."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "berth.qcow2").write_bytes(b"an image")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_it.py").write_text(
        TESTS.format(log=tmp_path / "log", condition=tmp_path / "condition"))

    def run(condition, *arguments):
        (tmp_path / "condition").write_text(condition)
        return subprocess.run(
            [sys.executable, PROGRAM, "--report", tmp_path / "r.md", *arguments, tmp_path / "tests"],
            capture_output=True, text=True, check=False, cwd=tmp_path,
            env={**os.environ, "BERTH_OUT": str(tmp_path / "out")})
    run.folder = tmp_path
    return run


def test_second_run_repeats_only_what_failed(suite):
    assert suite("False").returncode == 1
    report = (suite.folder / "r.md").read_text()
    assert "1 passed, 1 failed, 0 skipped" in report and "as told" in report
    assert "test_it.py::test_good: speed: 7 m/s" in report
    assert suite("True").returncode == 0
    assert (suite.folder / "log").read_text() == "good bad bad "
    assert "2 passed, 0 failed, 0 skipped" in (suite.folder / "r.md").read_text()


def test_another_image_or_fresh_repeats_everything(suite):
    assert suite("True").returncode == 0
    assert suite("True", "--fresh").returncode == 0
    (suite.folder / "out" / "berth.qcow2").write_bytes(b"another image")
    assert suite("True").returncode == 0
    assert (suite.folder / "log").read_text() == "good bad " * 3


@pytest.mark.parametrize(("changed", "repeated"), [
    ("test_it.py", True), ("helper.py", True), ("test_other.py", False)])
def test_what_passed_is_repeated_when_its_code_has_changed(suite, changed, repeated):
    assert suite("True").returncode == 0
    with open(suite.folder / "tests" / changed, "a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert suite("True").returncode == 0
    assert (suite.folder / "log").read_text() == "good bad " * (1 + repeated)


def test_parts_count_and_fail_the_run(suite):
    done = suite("True", "--part", "lint=echo too long; false", "--part", "units=true")
    report = (suite.folder / "r.md").read_text()
    assert done.returncode == 1
    assert "| lint | 0 | 1 | 0 |" in report and "| units | 1 | 0 | 0 |" in report
    assert "too long" in report


def test_without_an_image_it_says_what_to_do(suite):
    (suite.folder / "out" / "berth.qcow2").unlink()
    done = suite("True")
    assert done.returncode == 1 and "make qcow2" in done.stderr


def test_a_test_that_never_ran_counts_as_failed(tmp_path):
    assert State(tmp_path / "s").outcomes(["x"])[0].outcome == FAILED


def test_a_record_cut_by_a_kill_is_ignored(tmp_path):
    State(tmp_path / "s").add(Outcome("a", PASSED, 1, made_by="x"))
    with open(tmp_path / "s", "a", encoding="utf-8") as file:
        file.write('{"name": "b", "outc')
    state = State(tmp_path / "s")
    assert state.passed("a", "x") and not state.passed("a", "y") and not state.passed("b", "")


def test_report_names_commit_image_and_uncommitted_changes():
    outcomes = [Outcome("x::y", PASSED, 130, commit="abc+12345678"), Outcome("x::z", PASSED, 2, commit="ab")]
    text = render("abc+12345678", "f00", outcomes, ["tests/vm"])
    assert "commit: abc (with uncommitted changes)" in text and "sha256 f00" in text
    assert "of these, 1 were seen at an earlier commit" in text
    assert "| x | 2 | 0 | 0 | 2.2 min |" in text
