# SPDX-License-Identifier: Apache-2.0
"""configs/host-packages is complete: with what it names, and nothing else, everything builds.

A developer's machine has hundreds of tools that a fresh Debian does not have. These tests run the
build with a PATH that holds only what the listed packages, their dependencies and Debian's base
system bring.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from checkout import TOP, Checkout
from registries import output_of

# Recipes whose build needs tools of its own, small enough to be built twice.
SMALL = ["busybox", "dropbear", "e2fsprogs", "iptables", "libseccomp", "linux-headers", "musl"]


def installed() -> dict[str, tuple[str, set[str], bool]]:
    """Each installed package: its dependencies, and whether every Debian has it."""
    form = "${binary:Package}\t${Pre-Depends}, ${Depends}\t${Essential}\t${Priority}\t${Provides}\n"
    listed = output_of("dpkg-query", "-W", "-f", form)
    found: dict[str, tuple[str, set[str], bool]] = {}
    for line in listed.splitlines():
        full, depends, essential, priority, provides = line.split("\t")
        names = set(re.findall(r"(?:^|[,|])\s*([a-z0-9][a-z0-9.+-]*)", depends))
        base = essential == "yes" or priority == "required"
        for name in [full.split(":")[0], *re.findall(r"(?:^|,)\s*([a-z0-9][a-z0-9.+-]*)", provides)]:
            found.setdefault(name, (full, names, base))
    return found


def wanted_packages() -> dict[str, str]:
    """Package and, where any origin will do, the command that counts."""
    lines = (TOP / "configs/host-packages").read_text().splitlines()
    entries = [line.split()[0] for line in lines if line.strip() and not line.startswith("#")]
    return {entry.split(":")[0]: entry.partition(":")[2] for entry in entries}


def brought_by_listed_packages() -> set[str]:
    """All files of the listed packages, their dependencies and the base system; links resolved."""
    packages = installed()
    wanted = wanted_packages()
    absent = [name for name, command in wanted.items() if name not in packages and not command]
    if absent:
        pytest.fail(f"not installed here: {' '.join(absent)} ('make deps')")
    todo = list(wanted) + [name for name, facts in packages.items() if facts[2]]
    chosen: dict[str, str] = {}
    while todo:
        name = todo.pop()
        if name in packages and name not in chosen:
            chosen[name] = packages[name][0]
            todo += packages[name][1]
    files = output_of("dpkg", "-L", *sorted(set(chosen.values()))).splitlines()
    return {os.path.realpath(file) for file in files if "bin/" in file or "/lib/go-" in file}


@pytest.fixture(scope="module", name="stranger_path")
def stranger_path_fixture(space: Path) -> str:
    """A PATH with the commands of a fresh Debian after 'make deps'."""
    brought = brought_by_listed_packages()
    folder = space / "stranger-bin"
    folder.mkdir()
    tools = [tool for place in ("/usr/sbin", "/usr/bin", "/sbin", "/bin") for tool in Path(place).glob("*")
             if os.path.realpath(tool) in brought]
    # These may come from anywhere.
    tools += [Path(found) for command in wanted_packages().values() if (found := shutil.which(command))]
    for tool in tools:
        if not (folder / tool.name).is_symlink():
            (folder / tool.name).symlink_to(tool)
    assert all((folder / tool).exists() for tool in ("gcc", "awk", "tar", "go")), "this fixture is broken"
    return str(folder)


def tools_that_scripts_ask_for() -> set[str]:
    """The words after need_tool in all scripts."""
    texts = [file.read_text(errors="replace") for file in (TOP / "scripts").rglob("*") if file.is_file()]
    calls = re.findall(r"^\s*need_tool ([^\n$]*)$", "\n".join(texts), re.MULTILINE)
    return {tool for call in calls for tool in call.split()}


def test_listed_packages_bring_every_tool_that_is_asked_for(stranger_path: str) -> None:
    """Otherwise "'make deps' installs what the build needs" is not true."""
    tools = tools_that_scripts_ask_for()
    assert {"gcc", "curl", "cpio", "qemu-img"} <= tools
    missing = sorted(tool for tool in tools if not (Path(stranger_path) / tool).exists())
    assert not missing, f"configs/host-packages names no package that brings: {' '.join(missing)}"


def build_with(path: str, checkout: Checkout, name: str) -> None:
    """Build one recipe from borrowed dependencies with this PATH only."""
    checkout.borrow_sources()
    needs = [dep for dep in checkout.pkg("order", name) if dep != name]
    if needs:
        checkout.borrow_results(*needs)
    checkout.pkg("build", name, env={"PATH": path})


def test_libyaml_builds_on_a_fresh_machine(checkout: Checkout, stranger_path: str) -> None:
    build_with(stranger_path, checkout, "libyaml")


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_recipe_builds_on_a_fresh_machine(checkout: Checkout, stranger_path: str, name: str) -> None:
    subprocess.run(["rm", "-rf", str(checkout.path_of(name))], check=True)
    build_with(stranger_path, checkout, name)
