# SPDX-License-Identifier: Apache-2.0
"""Which recipes a change rebuilds: these and what depends on them, and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from checkout import Checkout, describe


def depends_of(checkout: Checkout, name: str) -> set[str]:
    """Read from the recipe's text, not by the scripts that are under test."""
    text = (checkout.top / "pkgs" / name / "recipe").read_text()
    match = re.search(r'^depends=(?:"([^"]*)"|(\S+))', text, re.MULTILINE)
    return set((match[1] or match[2] or "").split()) if match else set()


def dependants(checkout: Checkout, *changed: str) -> set[str]:
    """These recipes and all that are built with them, directly or not."""
    graph = {name: depends_of(checkout, name) for name in checkout.pkg("list")}
    found = set(changed)
    while more := {name for name, needs in graph.items() if needs & found} - found:
        found |= more
    return found


@pytest.fixture(scope="module", name="built")
def built_fixture(checkout: Checkout) -> Checkout:
    """A checkout whose recipes are all in its cache; what was never built is there as an empty folder."""
    for name in checkout.link_results(checkout.pkg("list")):
        (checkout.made("pkgs") / checkout.path_of(name).name).mkdir()
    return checkout


def plan(checkout: Checkout) -> list[str]:
    """What a build of everything would build."""
    return checkout.pkg("plan", *checkout.pkg("list"))


@contextmanager
def changed(file: Path, text: str = "\n# changed\n") -> Iterator[None]:
    """Append to a file (or make it) for a while; modes and times stay."""
    before = file.read_bytes() if file.exists() else None
    times = file.stat() if before is not None else None
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as stream:
        stream.write(text)
    try:
        yield
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_bytes(before)
            os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_nothing_to_do_when_all_is_built(built: Checkout) -> None:
    assert plan(built) == []


def test_musl_rebuilds_what_is_linked_with_it(built: Checkout) -> None:
    with changed(built.top / "pkgs/musl/recipe"):
        rebuilt = plan(built)
    assert set(rebuilt) == dependants(built, "musl")
    assert {"musl", "libyaml", "libseccomp", "runc", "busybox", "init"} <= set(rebuilt)
    assert not {"linux-headers", "linux", "grub", "go", "cni-plugins", "ca-certificates"} & set(rebuilt)
    for name in rebuilt:
        early = depends_of(built, name) & set(rebuilt)
        assert all(rebuilt.index(dep) < rebuilt.index(name) for dep in early), f"{name} comes too early"


@pytest.mark.parametrize("file", ["recipe", "go.sum", "patches/0001-new.patch"])
def test_go_package_rebuilds_alone(built: Checkout, file: str) -> None:
    with changed(built.top / "pkgs/cni-plugins" / file):
        assert plan(built) == ["cni-plugins"]


def test_go_release_rebuilds_all_go_programs(built: Checkout) -> None:
    with changed(built.top / "pkgs/go/recipe"):
        rebuilt = set(plan(built))
    assert rebuilt == dependants(built, "go")
    assert {"go", "cni-plugins", "containerd", "nerdctl", "runc"} <= rebuilt
    assert not {"musl", "linux", "busybox", "init"} & rebuilt


def test_kernel_fragment_rebuilds_the_kernel_alone(built: Checkout) -> None:
    with changed(built.top / "kernel/fragments/network.config"):
        assert plan(built) == ["linux"]


@pytest.mark.parametrize(("file", "rebuilt"), [
    ("init/made_up.c", {"init"}),
    ("berth/made_up.c", {"berth"}),
    ("common/made_up.c", {"init", "berth"}),
    ("configs/busybox.config", {"busybox"}),
    # A commit with a new version must not rebuild the world.
    ("VERSION", set()),
    # The kernel command line is part of the boot image, not of the kernel.
    ("kernel/cmdline", set()),
    ("configs/grub/disk.cfg", set()),
    ("docs/made_up.md", set()),
])
def test_file_of_the_repository(built: Checkout, file: str, rebuilt: set[str]) -> None:
    with changed(built.top / file):
        assert set(plan(built)) == rebuilt


def test_compiler_wrapper_rebuilds_all_that_it_compiles(built: Checkout) -> None:
    with changed(built.top / "scripts/toolchain/musl-cc"):
        assert set(plan(built)) >= dependants(built, "musl")


def test_time_stamps_do_not_matter(built: Checkout) -> None:
    for file in (built.top / "pkgs").rglob("*"):
        os.utime(file, (1, 1))
    assert plan(built) == []


@contextmanager
def cloned_with_umask_077(checkout: Checkout) -> Iterator[None]:
    """git keeps the executable bit of a mode, the rest is the umask of whoever cloned."""
    files = [path for path in checkout.top.rglob("*")
             if path.is_file() and not path.is_symlink() and not path.is_relative_to(checkout.out)]
    modes = {path: path.stat().st_mode for path in files}
    for path, mode in modes.items():
        path.chmod(mode & 0o700)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


def test_umask_of_the_clone_does_not_matter(built: Checkout) -> None:
    with cloned_with_umask_077(built):
        assert plan(built) == []


@pytest.fixture(name="rootfs_step")
def rootfs_step_fixture(built: Checkout) -> Callable[[], tuple[str, str]]:
    """Runs the step that makes the root tree; returns what it said and the key of what it made."""
    profile = (built.top / "configs/virt.profile").read_text()
    packages = re.search(r"^packages (.*)$", profile, re.MULTILINE)[1].split()
    absent = [name for name in packages if not built.path_of(name).is_symlink()]
    if absent:
        pytest.skip(f"not built yet: {' '.join(absent)} ('make packages' builds them)")

    def step() -> tuple[str, str]:
        done = built.run("scripts/rootfs")
        assert done.returncode == 0, done.stderr
        return done.stdout, (built.out / "root.key").read_text()

    subprocess.run(["rm", "-rf", str(built.out)], check=True)
    return step


def test_umask_of_the_clone_does_not_reach_the_image(
        built: Checkout, rootfs_step: Callable[[], tuple[str, str]]) -> None:
    rootfs_step()
    usual = describe(built.out / "root")
    assert usual["etc/passwd"].startswith("file 0644")
    subprocess.run(["rm", "-rf", str(built.out)], check=True)
    with cloned_with_umask_077(built):
        rootfs_step()
    other = describe(built.out / "root")
    assert [name for name in usual if usual[name] != other.get(name)] == []


def test_rootfs_file_makes_a_new_root_tree_and_rebuilds_no_recipe(
        built: Checkout, rootfs_step: Callable[[], tuple[str, str]]) -> None:
    said, key = rootfs_step()
    assert "root tree" in said
    assert rootfs_step() == ("", key), "the second run did the step again"
    motd = built.top / "rootfs/etc/made-up"
    with changed(motd, "hello\n"):
        assert plan(built) == []
        said, new_key = rootfs_step()
        assert "root tree" in said
        assert new_key != key
        assert (built.out / "root/etc/made-up").read_text() == "hello\n"
    rootfs_step()
    assert not (built.out / "root/etc/made-up").exists(), "a removed file is still in the root tree"
