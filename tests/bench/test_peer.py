# SPDX-License-Identifier: Apache-2.0
"""scripts/peer: where a peer lies in the cache, and what it says to what it does not know."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def peer(top: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "BERTH_TOP": str(top), "BERTH_CACHE": str(top / "cache")}
    return subprocess.run([ROOT / "scripts" / "peer", *words], env=environment, text=True,
                          capture_output=True, check=False)


@pytest.fixture(name="top")
def top_fixture(tmp_path: Path) -> Path:
    """A checkout as far as scripts/peer reads it."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    shutil.copytree(ROOT / "tests" / "bench" / "peers", tmp_path / "tests" / "bench" / "peers")
    return tmp_path


def test_a_peer_has_its_own_place_which_changes_with_its_recipe_only(top: Path) -> None:
    before = {name: peer(top, "path", name).stdout for name in ("containerd", "docker")}
    assert all(path.startswith(f"{top}/cache/peers/{name}-") for name, path in before.items())
    with open(top / "tests/bench/peers/docker.packages", "a", encoding="utf-8") as packages:
        packages.write("tini for a test\n")
    assert peer(top, "path", "docker").stdout != before["docker"]
    assert peer(top, "path", "containerd").stdout == before["containerd"]
    openrc = peer(top, "path", "openrc").stdout
    with open(top / "tests/bench/peers/files/etc/fstab", "a", encoding="utf-8") as fstab:
        fstab.write("# another\n")
    assert peer(top, "path", "containerd").stdout != before["containerd"]
    assert peer(top, "path", "openrc").stdout == openrc


@pytest.mark.parametrize("words", [(), ("build",), ("path", "bsd"), ("sell", "docker"),
                                   ("build", "../docker")])
def test_what_is_not_known_is_refused_and_nothing_is_made(top: Path, words: tuple[str, ...]) -> None:
    done = peer(top, *words)
    assert done.returncode == 1 and "usage: peer" in done.stderr
    assert not (top / "cache" / "peers").exists()
