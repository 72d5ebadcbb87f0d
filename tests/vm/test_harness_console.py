# SPDX-License-Identifier: Apache-2.0
"""The console watcher: it finds what it waits for, and says why when it does not."""

import re
import socket
import time

import pytest
from qemu.console import Console
from qemu.errors import HarnessError
from qemu.limits import scaled


@pytest.fixture(name="line")
def line_fixture(tmp_path):
    near, far = socket.socketpair()
    console = Console(near, tmp_path / "console.log")
    yield console, far
    far.close()
    console.close()


def test_finds_a_line_that_comes_in_pieces_with_escapes(line):
    console, machine = line
    for piece in (b"berth: boot \x1b[1mcomp", b"lete\x1b[0m at 3.", b"21 s\r\n"):
        machine.sendall(piece)
        time.sleep(0.02)
    assert console.wait_for(r"^berth: boot complete at ([0-9.]+) s", 5).group(1) == "3.21"


def test_the_same_line_is_not_found_twice(line):
    console, machine = line
    machine.sendall(b"ready\n")
    console.wait_for("ready", 5)
    with pytest.raises(HarnessError, match="did not show"):
        console.wait_for("ready", total=0.1)


def test_mark_forgets_what_was_shown(line):
    console, machine = line
    machine.sendall(b"one\ntwo\n")
    console.wait_for("two", 5)
    place = console.mark()
    machine.sendall(b"three\n")
    console.wait_for("three", 5)
    assert console.text(place) == "three\n"


@pytest.mark.parametrize("text", [
    "Kernel panic - not syncing: Attempted to kill init!",
    "Oops: 0002 [#1] PREEMPT SMP",
    "BUG: kernel NULL pointer dereference, address: 0000000000000000",
    "INFO: task sh:12 blocked for more than 120 seconds.",
    "EXT4-fs error (device vda7): ext4_lookup:1855: inode #2",
])
def test_a_kernel_fault_ends_the_wait_at_once_and_is_shown(line, text):
    console, machine = line
    machine.sendall(b"before\n[    1.0] " + text.encode() + b"\n")
    began = time.monotonic()
    with pytest.raises(HarnessError) as caught:
        console.wait_for("never", total=30)
    assert time.monotonic() - began < 5
    assert text in caught.value.why and "before" in caught.value.tail
    assert console.faults() == [f"[    1.0] {text}"]


def test_what_the_test_provokes_is_no_fault(line):
    console, machine = line
    console.provoke("I/O error, dev sda")
    machine.sendall(b"[    1.0] I/O error, dev sda, sector 8\n[    1.1] pulled out\n")
    console.wait_for("pulled out", 5)
    assert console.faults() == []
    machine.sendall(b"[    1.2] I/O error, dev vda, sector 8\n")
    with pytest.raises(HarnessError):
        console.wait_for("never", 30)


def test_ordinary_lines_are_no_faults(line):
    console, machine = line
    machine.sendall(b"debugging: BUGS ok, no panic here\nOopsie\n\n")
    console.wait_for("Oopsie", 5)
    assert not console.faults()


def test_unwanted_text_ends_the_wait(line):
    console, machine = line
    machine.sendall(b"berth: boot failed: no root\n")
    with pytest.raises(HarnessError) as caught:
        console.wait_for("complete", 30, unless="boot failed: .*")
    assert caught.value.why == "berth: boot failed: no root"


def test_silence_is_told_from_slowness(line, tmp_path):
    console, machine = line
    machine.sendall(b"last words\n")
    with pytest.raises(HarnessError, match="did not show") as caught:
        console.wait_for("more", total=30, inactivity=0.3)
    assert "without any output" in caught.value.why and "last words" in caught.value.tail
    assert caught.value.log == tmp_path / "console.log"


def test_a_machine_that_ends_is_noticed(line):
    console, machine = line
    machine.sendall(b"bye")
    machine.shutdown(socket.SHUT_RDWR)
    with pytest.raises(HarnessError, match="ended before it showed"):
        console.wait_for("more", total=30)


def test_the_log_has_host_times(line, tmp_path):
    console, machine = line
    machine.sendall(b"hello\n")
    console.wait_for("hello", 5)
    assert re.fullmatch(r"\[ +\d+\.\d{3}\] hello\n", (tmp_path / "console.log").read_text())


def test_limits_stretch_with_the_variable(monkeypatch):
    monkeypatch.setenv("BERTH_TIMEOUT_SCALE", "2.5")
    assert scaled(10) == 25
    monkeypatch.setenv("BERTH_TIMEOUT_SCALE", "fast")
    with pytest.raises(HarnessError, match="not a usable multiplier"):
        scaled(10)
