# SPDX-License-Identifier: Apache-2.0
"""The first minutes of a stranger: help that lists everything, and mistakes that explain themselves."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from checkout import Checkout

# What other parts of the project, its documentation and people's fingers rely on.
PUBLIC_TARGETS = {"deps", "fetch", "qcow2", "run", "test", "test-all", "bench", "clean", "help"}

# Runs make with arguments; returns its exit status, output and errors.
Make = Callable[..., tuple[int, str, str]]


@pytest.fixture(name="make")
def make_fixture(checkout: Checkout) -> Make:
    """Runs make in the copy."""
    (checkout.top / "make").write_text('#!/bin/sh\nexec make "$@"\n')
    (checkout.top / "make").chmod(0o755)

    def run(*arguments: str) -> tuple[int, str, str]:
        done = checkout.run("make", *arguments)
        return done.returncode, done.stdout, done.stderr

    return run


def test_make_alone_lists_every_public_target(checkout: Checkout, make: Make) -> None:
    status, said, errors = make()
    assert (status, errors) == (0, "")
    listed = dict(re.findall(r"^\s+make ([a-z0-9-]+)\s+(\S.*)$", said, re.MULTILINE))
    makefile = (checkout.top / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z0-9][a-z0-9-]*):(?!=)", makefile, re.MULTILINE))
    assert PUBLIC_TARGETS <= targets
    assert set(listed) == targets, "a target has no help line, or help names one that does not exist"
    assert (checkout.top / "VERSION").read_text().strip() in said
    assert not (checkout.top / "out").exists(), "help built something"


@pytest.mark.parametrize("target", ["packages", "qcow2"])
def test_unknown_profile(make: Make, target: str) -> None:
    status, _, said = make(target, "PROFILE=nosuch")
    assert status != 0
    assert "berth: error: nosuch: no such profile" in said
    assert re.search(r"known ones:.*\bvirt\b", said)


@pytest.mark.parametrize("command", [
    ("scripts/pkg", "build", "nosuch"), ("scripts/pkg", "plan", "nosuch"), ("scripts/pkg", "order", "nosuch"),
    ("scripts/pkg", "key", "nosuch"), ("scripts/pkg", "path", "nosuch"), ("scripts/fetch", "nosuch"),
], ids=" ".join)
def test_unknown_package(checkout: Checkout, command: tuple[str, ...]) -> None:
    """`path` and `order` too: their callers would go on with a folder that does not exist."""
    done = checkout.run(*command)
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.count("nosuch: no such package") == 1, done.stderr
    assert "musl" in done.stderr, "does not name the packages that there are"


@pytest.mark.parametrize("script", ["scripts/deps", "scripts/fetch", "scripts/image"])
def test_path_with_a_blank(checkout: Checkout, script: str) -> None:
    done = checkout.run(script, "musl", env={"BERTH_CACHE": str(checkout.top.parent / "my cache")})
    assert done.returncode != 0
    assert "berth: error: a path with a blank" in done.stderr and "my cache" in done.stderr
    assert "BERTH_CACHE" in done.stderr, "does not say what to do"


def test_unknown_dependency_names_who_asks_for_it(checkout: Checkout) -> None:
    checkout.recipe("made-up", "depends=nosuch")
    done = checkout.run("scripts/pkg", "build", "made-up")
    assert done.returncode != 0
    assert "nosuch: no such package" in done.stderr
    assert "made-up" in done.stderr.split("known ones")[0], "does not say which recipe is wrong"


@pytest.mark.parametrize("command", ["build", "plan", "key", "path"])
def test_dependency_cycle(checkout: Checkout, command: str) -> None:
    for name, needs in (("ring-a", "ring-b"), ("ring-b", "ring-c"), ("ring-c", "ring-a")):
        checkout.recipe(name, f"depends={needs}")
    done = checkout.run("scripts/pkg", command, "ring-a")
    assert done.returncode != 0
    assert done.stdout == ""
    assert "cycle" in done.stderr and "ring-a ring-b ring-c ring-a" in done.stderr


def test_source_path_that_does_not_exist(checkout: Checkout) -> None:
    """A key that silently leaves out a misspelt path would never see that path's changes."""
    checkout.recipe("made-up", 'tree="init commmon"')
    done = checkout.run("scripts/pkg", "build", "made-up")
    assert done.returncode != 0
    assert "commmon" in done.stderr and "made-up" in done.stderr


def test_changed_licence(checkout: Checkout) -> None:
    read = "0" * 64
    checkout.recipe("made-up", f'licence="COPYING {read}"', build='echo "new terms" >COPYING; mkdir -p "$R"')
    done = checkout.run("scripts/pkg", "build", "made-up")
    new = hashlib.sha256(b"new terms\n").hexdigest()
    assert done.returncode != 0
    assert "licence COPYING" in done.stderr and f"COPYING {new}" in done.stderr
    assert "pkgs/made-up/recipe" in done.stderr
    assert not checkout.path_of("made-up").exists()


@pytest.mark.parametrize(("build", "check", "why"), [
    ("echo about to fail; false; echo not reached", ":", "about to fail"),
    (":", "expect_output ready echo nothing", "no 'ready' in the output of: echo nothing"),
    (":", "expect false", "check failed: false"),
], ids=["build", "output", "status"])
def test_failing_build_shows_the_end_of_its_log(checkout: Checkout, build: str, check: str, why: str) -> None:
    checkout.recipe("made-up", "version=1.5", build, check)
    done = checkout.run("scripts/pkg", "build", "made-up")
    log = checkout.out / "logs/made-up.log"
    assert done.returncode != 0
    assert why in done.stderr and "not reached" not in done.stderr
    assert "building made-up 1.5 failed" in done.stderr and str(log) in done.stderr
    assert why in log.read_text()
    assert not checkout.path_of("made-up").exists()


def test_one_line_per_step(checkout: Checkout) -> None:
    checkout.recipe("step-a", build="echo chatter")
    checkout.recipe("step-b", "version=2.5\ndepends=step-a", build="echo chatter")
    lines = checkout.pkg("build", "step-b")
    assert re.fullmatch(r"\[ *1/2\] step-a +1\.0 +\d+ s .*", lines[0])
    assert re.fullmatch(r"\[ *2/2\] step-b +2\.5 +\d+ s .*", lines[1])
    assert checkout.pkg("build", "step-b") == ["2 of 2 packages were built before"]


def path_without(folder: Path, *absent: str) -> str:
    """A PATH that has everything but these commands."""
    folder.mkdir()
    for place in os.environ["PATH"].split(":"):
        for tool in Path(place).glob("*") if place else []:
            link = folder / tool.name
            if tool.name not in absent and not link.is_symlink() and os.access(tool, os.X_OK):
                link.symlink_to(tool)
    return str(folder)


@pytest.mark.parametrize(("tool", "command"), [
    ("gcc", ("scripts/pkg", "build", "made-up")),
    ("gcc", ("scripts/pkg", "path", "made-up")),
    ("flock", ("scripts/pkg", "build", "made-up")),
    ("curl", ("scripts/fetch", "made-up")),
    ("mksquashfs", ("scripts/release",)),
    ("veritysetup", ("scripts/release",)),
    ("mcopy", ("scripts/release",)),
    ("qemu-img", ("scripts/qcow2",)),
], ids=lambda value: value if isinstance(value, str) else " ".join(value))
def test_missing_host_tool(checkout: Checkout, tmp_path: Path, tool: str, command: tuple[str, ...]) -> None:
    checkout.recipe("made-up")
    checkout.out.mkdir(parents=True, exist_ok=True)
    assert shutil.which(tool), f"{tool} is not on this machine at all: 'make deps'"
    done = checkout.run(*command, env={"PATH": path_without(tmp_path / "bin", tool)})
    assert done.returncode != 0
    assert f"berth: error: {tool}: not found on this machine" in done.stderr, done.stderr
    assert "make deps" in done.stderr
    assert done.stdout == ""


def test_scripts_explain_themselves(checkout: Checkout) -> None:
    for command, names in (("scripts/pkg", "build NAME"), ("scripts/fetch", "usage: fetch"),
                           ("scripts/image", "usage: image")):
        done = checkout.run(command)
        assert done.returncode != 0
        assert names in done.stdout + done.stderr
