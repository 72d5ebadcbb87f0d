# SPDX-License-Identifier: Apache-2.0
"""The image maker: what it writes is complete, reproducible and never half there."""

import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from qemu import image as image_module
from qemu.errors import HarnessError
from qemu.image import Config, Entry, build, entries_of
from qemu.layout import Layout, split_name

PROGRAM = Path(image_module.__file__)


def make_tree(root: Path) -> Path:
    (root / "bin").mkdir(parents=True)
    (root / "bin" / "tool").write_bytes(b"#!/bin/sh\n")
    (root / "bin" / "tool").chmod(0o755)
    (root / "bin" / "alias").symlink_to("tool")
    (root / "etc").mkdir()
    (root / "etc" / "name").write_text("berth\n")
    return root


def manifest_of(archive: Path) -> dict:
    return json.loads(Layout(archive).image().manifest.content())


def layer_of(archive: Path) -> tarfile.TarFile:
    layout = Layout(archive)
    digest = manifest_of(archive)["layers"][0]["digest"]
    return tarfile.open(fileobj=io.BytesIO(gzip.decompress(layout.blobs[digest].content())))


def test_layer_holds_files_links_modes_and_root_as_owner(tmp_path):
    root = make_tree(tmp_path / "root")
    build(tmp_path / "i.tar", "berth/x", [entries_of(root)], Config())
    layer = layer_of(tmp_path / "i.tar")
    assert layer.getnames() == ["bin", "bin/alias", "bin/tool", "etc", "etc/name"]
    assert layer.getmember("bin/tool").mode == 0o755
    assert layer.getmember("bin/alias").linkname == "tool"
    assert {(m.uid, m.gid, m.mtime) for m in layer.getmembers()} == {(0, 0, 0)}
    assert layer.extractfile("etc/name").read() == b"berth\n"


def test_every_blob_matches_its_digest_and_the_diff_id_is_of_the_plain_layer(tmp_path):
    build(tmp_path / "i.tar", "berth/x", [entries_of(make_tree(tmp_path / "root"))], Config())
    layout = Layout(tmp_path / "i.tar")
    layout.verify()
    manifest = manifest_of(tmp_path / "i.tar")
    config = json.loads(layout.blobs[manifest["config"]["digest"]].content())
    plain = gzip.decompress(layout.blobs[manifest["layers"][0]["digest"]].content())
    assert config["rootfs"]["diff_ids"] == ["sha256:" + hashlib.sha256(plain).hexdigest()]


def test_config_reaches_the_image(tmp_path):
    config = Config(entrypoint=["/bin/tool"], cmd=["a b"], env=["X=1"], stop_signal="SIGQUIT",
                    expose=["80/tcp"], volumes=["/data"], workdir="/srv", user="33")
    build(tmp_path / "i.tar", "berth/x", [[Entry("a", data=b"1")]], config)
    layout = Layout(tmp_path / "i.tar")
    digest = manifest_of(tmp_path / "i.tar")["config"]["digest"]
    assert json.loads(layout.blobs[digest].content())["config"] == {
        "Entrypoint": ["/bin/tool"], "Cmd": ["a b"], "Env": ["X=1"], "StopSignal": "SIGQUIT",
        "ExposedPorts": {"80/tcp": {}}, "Volumes": {"/data": {}}, "WorkingDir": "/srv",
        "User": "33"}


def test_same_input_gives_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first = make_tree(tmp_path / "one")
    second = make_tree(tmp_path / "two")
    os.utime(second / "etc" / "name", (1, 1))
    build(tmp_path / "1.tar", "berth/x", [entries_of(first)], Config(["/bin/tool"]))
    build(tmp_path / "2.tar", "berth/x", [reversed(entries_of(second))], Config(["/bin/tool"]))
    assert (tmp_path / "1.tar").read_bytes() == (tmp_path / "2.tar").read_bytes()
    assert layer_of(tmp_path / "1.tar").getmember("etc/name").mtime == 1700000000


def test_failure_leaves_the_old_image_and_no_rest(tmp_path):
    target = build(tmp_path / "i.tar", "berth/x", [[Entry("a", data=b"old")]], Config())
    before = target.read_bytes()
    with pytest.raises(FileNotFoundError):
        build(target, "berth/x", [[Entry("a", source=tmp_path / "missing")]], Config())
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["i.tar"]


def test_device_files_are_refused(tmp_path):
    (tmp_path / "root").mkdir()
    os.mkfifo(tmp_path / "root" / "pipe")
    with pytest.raises(HarnessError, match="cannot go into an image"):
        entries_of(tmp_path / "root")


def test_command_line_makes_a_named_image(tmp_path):
    root = make_tree(tmp_path / "root")
    subprocess.run([sys.executable, PROGRAM, "--rootfs", root, "--name", "berth/hello:v1",
                    "--entrypoint", "/bin/tool 'a b'", "-o", tmp_path / "out" / "i.tar"],
                   check=True, cwd="/")
    found = Layout(tmp_path / "out" / "i.tar").image()
    assert (found.name, found.tag) == ("berth/hello", "v1")


def test_command_line_says_what_is_missing(tmp_path):
    done = subprocess.run([sys.executable, PROGRAM, "--rootfs", tmp_path / "none", "--name", "x",
                           "-o", tmp_path / "i.tar"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "there is no folder" in done.stderr and "do:" in done.stderr


@pytest.mark.parametrize("full, expected", [
    ("busybox", ("busybox", "latest")),
    ("berth/hello:v1", ("berth/hello", "v1")),
    ("docker.io/library/nginx", ("library/nginx", "latest")),
    ("localhost:5000/a/b", ("a/b", "latest")),
    ("127.0.0.1:5000/a/b:2", ("a/b", "2")),
])
def test_names_are_split_as_engines_do(full, expected):
    assert split_name(full) == expected
