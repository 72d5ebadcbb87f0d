# SPDX-License-Identifier: Apache-2.0
"""Requests to go down: by signal, by word, by command; while all runs and while a boot hangs."""

from __future__ import annotations

import os
import signal
import time

import pytest
from room import Room

HANGS = "command=/usr/bin/hang\n"
HANG = "trap '' TERM\nwhile :; do sleep 1; done\n"
FIFO = "/run/openrc/init.ctl"


def write_to_fifo(room: Room, data: bytes) -> None:
    fd = os.open(room.path(FIFO), os.O_WRONLY | os.O_NONBLOCK)
    try:
        os.write(fd, data)
    finally:
        os.close(fd)


@pytest.mark.parametrize(("number", "end"), [
    (signal.SIGTERM, "restart"), (signal.SIGINT, "restart"),
    (signal.SIGUSR2, "power-off"), (signal.SIGPWR, "power-off")])
def test_signals(room, number, end):
    room.start()
    room.up()
    room.signal(number)
    assert room.wait_end(20) == end


@pytest.mark.parametrize(("word", "end"), [("reboot", "restart"), ("poweroff", "power-off")])
def test_words(room, word, end):
    room.start()
    room.up()
    write_to_fifo(room, word.encode())
    assert room.wait_end(20) == end


@pytest.mark.parametrize(("command", "end"), [
    ("reboot", "restart"), ("poweroff", "power-off"), ("shutdown -r now", "restart"),
    ("shutdown -h now", "power-off")])
def test_commands(room, command, end):
    room.start()
    room.up()
    room.sh(command)
    assert room.wait_end(20) == end


def test_garbage_is_named_and_does_no_harm(room):
    room.start()
    room.up()
    for data in [b"\0" * 4096, b"\xff\xfe\x80" * 1000, b"rebootx", b"\n\n\n", b"%s%n%d", b" ", b"REBOOT"]:
        write_to_fifo(room, data)
        time.sleep(0.05)
    room.console.wait_for("rebootx", 10)
    assert room.sh("echo alive").stdout == "alive\n"
    write_to_fifo(room, b"poweroff\n")
    assert room.wait_end(20) == "power-off"


def test_ten_thousand_words_do_not_keep_it_from_work(room):
    room.start()
    room.up()
    fd = os.open(room.path(FIFO), os.O_WRONLY)
    for _ in range(10000):
        os.write(fd, b"nonsense\n")
    os.close(fd)
    room.signal(signal.SIGUSR2)
    assert room.wait_end(30) == "power-off"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGUSR2])
def test_a_boot_that_hangs_can_be_ended(room, number):
    room.program("hang", HANG)
    room.service("stuck", HANGS + "rc_timeout_stopsec=1\n")
    room.start()
    room.console.wait_for("service stuck: process", 10)
    room.signal(number)
    assert room.wait_end(20) == ("restart" if number == signal.SIGINT else "power-off")


def test_a_second_request_shortens_the_first(room):
    room.program("hang", HANG)
    room.service("stuck", "command=/usr/bin/hang\nsupervisor=supervise-daemon\nrc_timeout_stopsec=50\n")
    room.start()
    room.up()
    begin = time.monotonic()
    room.signal(signal.SIGTERM)
    room.console.wait_for("phase stopping", 10)
    room.signal(signal.SIGINT)
    assert room.wait_end(40) == "restart"      # as asked first
    assert time.monotonic() - begin < 20


def test_asked_in_a_loop_it_goes_down_once(room):
    room.start()
    room.up()
    room.sh("i=0; while [ $i -lt 50 ]; do reboot & i=$((i + 1)); done")
    assert room.wait_end(20) == "restart"
    assert room.console.text().count("phase stopping") == 1


def test_signals_that_mean_nothing_are_nothing(room):
    room.service("web", "command=/usr/bin/sleep\ncommand_args=1000\nsupervisor=supervise-daemon\n")
    room.start()
    room.up()
    for number in [signal.SIGHUP, signal.SIGQUIT, signal.SIGPIPE, signal.SIGALRM, signal.SIGCONT,
                   signal.SIGTSTP, signal.SIGTTIN, signal.SIGXCPU, signal.SIGVTALRM, signal.SIGRTMIN + 3]:
        room.signal(number)
    assert room.sh("echo alive").stdout == "alive\n"
    assert room.console.text().count("service web: process") == 1
    room.signal(signal.SIGUSR2)
    assert room.wait_end(20) == "power-off"
