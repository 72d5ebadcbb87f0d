# SPDX-License-Identifier: Apache-2.0
"""`make run` before a machine is started: wrong input and missing things are said at once."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from qemu import run as run_module
from qemu.errors import HarnessError
from qemu.ports import Port, parse

PROGRAM = Path(run_module.__file__)


def run(folder, *arguments, **variables):
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("IMAGE", "PORTS", "MEM", "CMD", "KEEP")}
    return subprocess.run([sys.executable, PROGRAM, "--folder", folder / "run", *arguments],
                          env=environment | variables, capture_output=True, text=True, check=False,
                          cwd=folder, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize("text, expected", [
    ("", []),
    ("8080:80", [Port(8080, 80)]),
    ("80", [Port(80, 80)]),
    ("8080:80,8443:443 53", [Port(8080, 80), Port(8443, 443), Port(53, 53)]),
])
def test_ports(text, expected):
    assert parse(text) == expected


@pytest.mark.parametrize("text", ["a", "80:", ":80", "0:80", "80:65536", "1:2:3", "80/tcp"])
def test_wrong_ports_are_refused(text):
    with pytest.raises(HarnessError, match="not usable"):
        parse(text)


def test_an_image_that_was_not_built_is_said(tmp_path):
    done = run(tmp_path)
    assert done.returncode == 125
    assert "berth-console.qcow2 is not there" in done.stderr and "make qcow2" in done.stderr


def test_wrong_memory_is_refused(tmp_path):
    done = run(tmp_path, MEM="much")
    assert done.returncode == 125 and "MEM=much" in done.stderr


def test_a_port_in_use_is_said_before_anything_starts(tmp_path):
    (tmp_path / "disk").write_bytes(b"")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run(tmp_path, "--disk", "disk", IMAGE="x", PORTS=f"{port}:80")
    assert done.returncode == 125
    assert f"port {port} of this host is in use" in done.stderr and "do:" in done.stderr


def test_a_disk_that_is_no_disk_image_is_said(tmp_path):
    (tmp_path / "disk").write_bytes(b"this is no qcow2")
    done = run(tmp_path, "--disk", "disk", IMAGE="x", BERTH_ACCEL="tcg")
    assert done.returncode == 125
    assert "overlay" in done.stderr and "no disk image" in done.stderr and "do:" in done.stderr
    assert "Traceback" not in done.stderr
