# SPDX-License-Identifier: Apache-2.0
"""Seeds: both kinds of volume carry the label and the files, and nothing else."""

import subprocess

import pytest
from qemu.errors import HarnessError
from qemu.seed import make_seed, seed_files

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample me"


def read_iso(volume, name, tmp_path):
    target = tmp_path / "extracted"
    target.unlink(missing_ok=True)
    subprocess.run(["xorriso", "-osirrox", "on", "-indev", volume, "-extract", f"/{name}", target],
                   check=True, capture_output=True)
    return target.read_text()


def read_vfat(volume, name, _tmp_path):
    return subprocess.run(["mtype", "-i", volume, f"::{name}"], check=True, capture_output=True,
                          text=True).stdout


@pytest.mark.parametrize("kind, read", [("iso", read_iso), ("vfat", read_vfat)])
def test_volume_holds_what_was_asked_for(tmp_path, kind, read):
    volume = make_seed(tmp_path / f"seed.{kind}", seed_files("box", [KEY], "i-1"), kind)
    assert read(volume, "meta-data", tmp_path) == "instance-id: i-1\nlocal-hostname: box\n"
    assert read(volume, "user-data", tmp_path) == (
        f"#cloud-config\nhostname: box\nssh_authorized_keys:\n  - {KEY}\n")


def test_iso_has_the_label(tmp_path):
    volume = make_seed(tmp_path / "seed.iso", seed_files("box", [KEY]))
    assert volume.read_bytes()[16 * 2048 + 40:][:32].decode().strip() == "cidata"


def test_vfat_has_the_label(tmp_path):
    volume = make_seed(tmp_path / "seed.img", seed_files("box", [KEY]), "vfat")
    out = subprocess.run(["mlabel", "-i", volume, "-s", "::"], check=True, capture_output=True,
                         text=True).stdout
    assert "cidata" in out.lower()


def test_a_seed_without_keys_is_still_valid_yaml():
    assert seed_files("box", [])["user-data"].endswith("ssh_authorized_keys: []\n")


def test_unknown_kind_is_refused(tmp_path):
    with pytest.raises(HarnessError, match="unknown kind of seed"):
        make_seed(tmp_path / "x", {}, "ntfs")
