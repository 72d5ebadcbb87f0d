# SPDX-License-Identifier: Apache-2.0
"""A build that is killed, interrupted or done twice at once never leaves a wrong result.

libyaml is the patient: a real package (unpack, configure, compile, install, check) that takes
seconds. It is killed at ten moments of its life, told by how far its log has come, so that a
busy machine moves no kill out of the build.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from checkout import PATIENCE, Checkout, describe, kill_all

PATIENT = "libyaml"
# How much of the log is there when the blow falls; the last two: work done, result being moved.
MOMENTS = (0.0, 0.02, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, "installed", "logged")

# What an undisturbed build made, and the length of its log.
Reference = tuple[dict[str, str], int]


def prepare(checkout: Checkout) -> Checkout:
    """What the patient is built from is there; the patient is not."""
    shared_needs = [name for name in checkout.pkg("order", PATIENT) if name != PATIENT]
    checkout.borrow_sources()
    checkout.borrow_results(*shared_needs)
    done = checkout.run("scripts/fetch", PATIENT)
    assert done.returncode == 0, done.stderr
    return checkout


@pytest.fixture(scope="module", name="reference")
def reference_fixture(new_checkout: Callable[[], Checkout]) -> Reference:
    """An undisturbed build in another folder."""
    checkout = prepare(new_checkout())
    checkout.pkg("build", PATIENT)
    log = checkout.out / "logs" / f"{PATIENT}.log"
    return describe(checkout.path_of(PATIENT), ignore=["build.log"]), log.stat().st_size


@pytest.fixture(scope="module", name="ward")
def ward_fixture(checkout: Checkout) -> Checkout:
    """The checkout whose builds are killed."""
    return prepare(checkout)


def wait_for(moment: float | str, ward: Checkout, log_size: int, process: subprocess.Popen[str]) -> None:
    """Wait until the running build has come to a moment, or is over."""
    log = ward.out / "logs" / f"{PATIENT}.log"
    work = ward.cache / "work" / ward.path_of(PATIENT).name

    def reached() -> bool:
        if moment == "logged":
            return (work / "out/build.log").exists()
        if moment == "installed":
            return (work / "out/dev/lib/libyaml.a").exists()
        # The folder is new for each build; the log of the build before is still there until then.
        return (work / "src").exists() and log.stat().st_size >= moment * log_size

    give_up = time.monotonic() + PATIENCE
    while not reached() and process.poll() is None:
        assert time.monotonic() < give_up, f"the build never came to {moment}"
        time.sleep(0.001)


def forget(ward: Checkout) -> None:
    """Take the work folder and log of the build before away, so that a moment is the new build's."""
    work = ward.cache / "work" / ward.path_of(PATIENT).name
    subprocess.run(["rm", "-rf", str(work), str(ward.out / "logs" / f"{PATIENT}.log")], check=True)


@pytest.mark.slow
def test_killed_at_ten_moments(ward: Checkout, reference: Reference) -> None:
    good, log_size = reference
    result = ward.path_of(PATIENT)
    hits = 0
    for moment in MOMENTS:
        # Every second kill finds what the one before left behind, as after a real crash.
        if MOMENTS.index(moment) % 2:
            forget(ward)
        process = ward.start("scripts/pkg", "build", PATIENT)
        wait_for(moment, ward, log_size, process)
        hits += process.poll() is None
        kill_all(process)
        if result.exists():
            made = describe(result, ignore=["build.log"])
            assert made == good, f"killed at {moment}: a torn result is taken for good"
            subprocess.run(["rm", "-rf", str(result)], check=True)
    assert hits >= len(MOMENTS) - 1, f"only {hits} kills hit a running build"


def test_two_builds_at_once_build_once(ward: Checkout, reference: Reference) -> None:
    """Also the first builds after ten killed ones: no lock is stuck, nothing torn is reused."""
    assert not ward.path_of(PATIENT).exists()
    both = [ward.start("scripts/pkg", "build", PATIENT) for _ in range(2)]
    said = []
    for process in both:
        output, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, output + errors
        said.append(output)
    steps = [line for line in "".join(said).splitlines() if line.startswith("[") and PATIENT in line]
    assert len(steps) == 1, f"built {len(steps)} times: {steps}"
    assert describe(ward.path_of(PATIENT), ignore=["build.log"]) == reference[0]
    assert not list((ward.cache / "work").glob(f"{PATIENT}-*")), "a finished build left its work folder"


def test_orphans_of_a_killed_build_do_not_disturb_the_next(ward: Checkout, reference: Reference) -> None:
    """Only scripts/pkg dies, the compiler that it started goes on: the next build waits for it."""
    good, log_size = reference
    subprocess.run(["rm", "-rf", str(ward.path_of(PATIENT))], check=True)
    forget(ward)
    process = ward.start("scripts/pkg", "build", PATIENT)
    wait_for(0.6, ward, log_size, process)
    assert process.poll() is None
    process.kill()
    try:
        ward.pkg("build", PATIENT)
    finally:
        kill_all(process)
    assert describe(ward.path_of(PATIENT), ignore=["build.log"]) == good


def test_interrupt_ends_the_build_at_once(ward: Checkout, reference: Reference) -> None:
    """Ctrl-C on a terminal: the whole group gets SIGINT. Nothing may run on or stay behind."""
    subprocess.run(["rm", "-rf", str(ward.path_of(PATIENT))], check=True)
    forget(ward)
    process = ward.start("scripts/pkg", "build", PATIENT)
    wait_for(0.3, ward, reference[1], process)
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.communicate(timeout=20)
    finally:
        kill_all(process)
    assert process.returncode not in (0, -signal.SIGKILL)
    assert not ward.path_of(PATIENT).exists()
    assert no_process_in(ward.cache), "part of the build runs on"


def no_process_in(folder: Path) -> bool:
    """True when no process works below a folder."""
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if Path(os.readlink(link)).is_relative_to(folder):
                return False
        except OSError:
            continue    # ended in this moment, or another user's
    return True


def test_file_edited_while_it_is_built_from(ward: Checkout) -> None:
    """A result is stored under the key of what it was made of: an edit in between must not slip in."""
    source, go = ward.top / "made-up-source", ward.top / "out/go"
    source.write_text("first\n")
    ward.recipe("made-up", 'tree="made-up-source"', build="""
        touch "$top/out/started"
        while [ ! -e "$top/out/go" ]; do sleep 0.05; done
        mkdir -p "$R"
        cp "$top/made-up-source" "$R/"
    """)
    process = ward.start("scripts/pkg", "build", "made-up")
    give_up = time.monotonic() + PATIENCE
    while not (ward.top / "out/started").exists():
        assert process.poll() is None and time.monotonic() < give_up
        time.sleep(0.01)
    source.write_text("second\n")
    go.touch()
    process.communicate(timeout=PATIENCE)
    source.write_text("first\n")
    ward.pkg("build", "made-up")
    assert (ward.path_of("made-up") / "root/made-up-source").read_text() == "first\n"
