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
    assert {"boot.img", "root.img", "loader/esp-512.img", "loader/esp-4096.img"} <= set(said)


def test_root_image_has_the_hash_that_the_manifest_says(release: Path) -> None:
    """Every block, by the field's own tool; and one flipped bit is found."""
    root_hash = json.loads((release / "manifest.json").read_text())["root_hash"]
    image = release / "root.img"
    with open(image, "rb") as file:
        file.seek(1024)
        super_block = file.read(128)
    size = int.from_bytes(super_block[36:40], "little") << super_block[12]     # of erofs, in bytes
    command = ["veritysetup", "verify", f"--hash-offset={size}", image, image, root_hash]
    assert subprocess.run(command, check=False).returncode == 0


def test_boot_image_names_its_files_checksums(release: Path, tmp_path: Path) -> None:
    """What the loader checks before it starts a slot."""
    subprocess.run(["debugfs", "-R", f"rdump / {tmp_path}", release / "boot.img"], check=True,
                   capture_output=True)
    done = subprocess.run(["sha256sum", "-c", "sums"], cwd=tmp_path, text=True, check=False,
                          capture_output=True)
    assert done.returncode == 0
    assert sorted(done.stdout.split()) == sorted("slot.cfg: OK stage1.img: OK vmlinuz: OK".split())


def test_manifest_says_what_it_is(release: Path) -> None:
    """Product, version and the commit that last changed it, as in the tree it was built from."""
    manifest = json.loads((release / "manifest.json").read_text())
    last = subprocess.run(["git", "log", "-1", "--format=%H", "--", ".", ":(exclude)tests", ":(exclude)docs"],
                          cwd=TOP, text=True, check=True, capture_output=True).stdout.strip()
    assert (manifest["product"], manifest["arch"]) == ("berth", "x86_64")
    assert manifest["version"] == (TOP / "VERSION").read_text().strip()
    assert last.startswith(manifest["commit"])


def test_loader_and_slot_have_the_same_contract(release: Path, tmp_path: Path) -> None:
    """`berth install --loader` compares the manifest of the one with the slot.cfg of the other."""
    config = tmp_path / "slot.cfg"
    subprocess.run(["debugfs", "-R", f"dump /slot.cfg {config}", release / "boot.img"], check=True,
                   capture_output=True)
    contract = json.loads((release / "manifest.json").read_text())["contract"]
    assert f"set slot_contract={contract}\n" in config.read_text()
