# SPDX-License-Identifier: Apache-2.0
"""The release folder that was built: its manifest tells the truth about each file in it."""

import hashlib
import json
import os
import subprocess
from pathlib import Path

import pytest
from checkout import TOP


@pytest.fixture(name="release")
def release_fixture() -> Path:
    """The release of the built image."""
    folder = Path(os.environ.get("BERTH_OUT", TOP / "out" / "x86_64")) / "release"
    if not folder.is_dir():
        pytest.fail(f"{folder} is not there ('make qcow2' builds it)")
    return folder


def test_manifest_names_every_file_with_size_and_hash(release: Path) -> None:
    """As a program would read it that checks a release before it uses it."""
    manifest = json.loads((release / "manifest.json").read_text())
    said = {item["name"]: (item["size"], item["sha256"]) for item in manifest["files"]}
    there = {str(path.relative_to(release)): (path.stat().st_size,
                                              hashlib.sha256(path.read_bytes()).hexdigest())
             for path in release.rglob("*") if path.is_file() and path.name != "manifest.json"}
    assert said == there
    assert {"boot.img", "root.img"} <= set(said)


def test_manifest_says_what_it_is(release: Path) -> None:
    """Product, version and commit, as in the tree it was built from."""
    manifest = json.loads((release / "manifest.json").read_text())
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=TOP, text=True, check=True,
                          capture_output=True).stdout.strip()
    assert (manifest["product"], manifest["arch"]) == ("berth", "x86_64")
    assert manifest["version"] == (TOP / "VERSION").read_text().strip()
    assert head.startswith(manifest["commit"])
