# SPDX-License-Identifier: Apache-2.0
"""What the repository must not hold: names of registries, paths of this machine, large files."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from checkout import SHARED_CACHE, TOP, tree_files
from registries import hosts

# Folders at the top of a file system that mean the same on every machine, or are common in containers.
COMMON_TOP = set("bin boot data dev etc home lib lib32 lib64 media mnt opt proc root run sbin srv sys tmp "
                 "usr var app builds src".split())


def texts() -> dict[str, str]:
    """The readable files of the repository; those that are not text, byte for byte."""
    return {name: (TOP / name).read_bytes().decode("utf-8", "surrogateescape")
            for name in tree_files() if not (TOP / name).is_symlink()}


def mentions(pattern: str) -> list[str]:
    """Where a pattern stands in the repository: file, line and what was found."""
    expression = re.compile(pattern)
    return [f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
            for name, text in texts().items() for match in expression.finditer(text)]


def test_scan_finds_what_is_there() -> None:
    """The searches below are worth nothing if they read nothing."""
    assert "Makefile" in tree_files() and "tests/build/test_tree.py" in tree_files()
    assert mentions(r"a needle in this very file")


def test_no_registry_host_names() -> None:
    """Whatever mirror or proxy this machine uses, others use another one."""
    modules = {line.split("/")[0] for file in TOP.glob("pkgs/*/go.mod") for line in
               re.findall(r"^(?:require)?\s*([a-z0-9.-]+\.[a-z]+/\S+) v", file.read_text(), re.MULTILINE)}
    forbidden = hosts() - modules - {"localhost", "127.0.0.1"}
    if not forbidden:
        pytest.skip("no package registry is configured on this machine")
    found = mentions(r"(?i)(?<![\w.-])(" + "|".join(map(re.escape, sorted(forbidden))) + r")(?![\w-])")
    assert not found, "names of registries:\n" + "\n".join(found)


def machine_paths() -> set[str]:
    """Folders that exist here and not on the machine of whoever clones."""
    paths = {str(TOP), str(SHARED_CACHE)}
    if len(Path.home().parts) > 2:
        paths.add(str(Path.home()))
    if TOP.parts[1] not in COMMON_TOP:
        paths.add(f"/{TOP.parts[1]}")
    return paths


def test_no_paths_of_this_machine() -> None:
    found = mentions(r"(?<![\w.})$\"'/-])(" + "|".join(map(re.escape, machine_paths())) + r")(?![\w.-])")
    assert not found, "paths of this machine:\n" + "\n".join(found)


def test_no_large_files() -> None:
    """Everybody clones everything for ever: what is large is fetched or made."""
    large = [f"{name} ({(TOP / name).lstat().st_size} bytes)" for name in tree_files()
             if (TOP / name).lstat().st_size > 1_000_000]
    assert not large


def test_no_build_products() -> None:
    """Programs and archives are built or fetched, never kept in the tree."""
    magic = (b"\x7fELF", b"\x1f\x8b", b"\xfd7zXZ", b"BZh", b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"!<arch>",
             b"QFI\xfb")
    found = [name for name in tree_files() if not (TOP / name).is_symlink()
             and "/corpus/" not in name and (TOP / name).read_bytes()[:8].startswith(magic)]
    assert not found


def test_links_stay_inside() -> None:
    """A link that leads out of the repository works on one machine only; rootfs/'s lead into the image."""
    out = [name for name in tree_files() if (TOP / name).is_symlink() and not name.startswith("rootfs/")
           and not (TOP / name).resolve().is_relative_to(TOP)]
    assert not out


def test_scripts_can_be_run() -> None:
    """git keeps one bit of a mode: without it 'scripts/pkg' is 'permission denied' in a clone."""
    wrong = [name for name in tree_files() if not (TOP / name).is_symlink()
             and ((TOP / name).read_bytes()[:2] == b"#!") != bool((TOP / name).stat().st_mode & stat.S_IXUSR)
             and name.startswith(("scripts/", "kernel/", "rootfs/usr/", ".ci/"))]
    assert not wrong, "a '#!' line without the right to execute, or the other way round"


def test_built_image_has_no_paths_of_this_machine() -> None:
    """What is shipped says nothing about where it was built, and is the same wherever that was."""
    places = [folder for folder in (TOP / "out/x86_64/root", TOP / "out/x86_64/release") if folder.is_dir()]
    if not places:
        pytest.skip("the image is not built yet ('make qcow2')")
    needle = re.compile(b"|".join(re.escape(str(path).encode()) for path in (TOP, SHARED_CACHE)))
    found = [str(file.relative_to(TOP)) for place in places for file in sorted(place.rglob("*"))
             if file.is_file() and not file.is_symlink() and needle.search(file.read_bytes())]
    assert not found
