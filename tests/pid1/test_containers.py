# SPDX-License-Identifier: Apache-2.0
"""Going down with containers: after their daemon, before all other services, and never for ever."""

from __future__ import annotations

import signal
import time

from room import DAEMON, Room

BUNDLES = "/run/containerd/io.containerd.runtime.v2.task"
TELL = ("for s in containerd web; do [ -L /run/openrc/started/$s ] && "
        "echo \"$1: $s is up\"; done >/dev/console\n")


def berth(room: Room, text: str) -> None:
    """Put a program there that does this when the containers are to end."""
    room.program("berth", f'[ "$1" = stop-containers ] || exit 0\n{text}')


def start(room: Room, text: str | None) -> None:
    """Start a room with a daemon of that name, another service, and a bundle."""
    room.service("containerd", DAEMON.format(1000))
    room.service("web", DAEMON.format(1001))
    if text is not None:
        berth(room, text)
    room.start()
    room.up()
    room.sh(f"mkdir -p {BUNDLES}/default/abc")


def test_after_their_daemon_and_before_the_rest(room):
    start(room, f"{TELL}echo \"$1: called\" >/dev/console\n")
    room.signal(signal.SIGUSR2)
    assert room.wait_end(20) == "power-off"
    text = room.console.text()
    assert text.count("stop-containers: called") == 1
    assert "stop-containers: web is up" in text
    assert "stop-containers: containerd is up" not in text


def test_nobody_is_asked_where_there_are_none(room):
    berth(room, "echo called >/dev/console\n")
    room.start()
    room.up()
    room.signal(signal.SIGUSR2)
    assert room.wait_end(20) == "power-off"
    assert "called" not in room.console.text()


def test_without_the_program_it_goes_down_all_the_same(room):
    start(room, None)
    room.signal(signal.SIGTERM)
    assert room.wait_end(20) == "restart"
    assert "stopping containers: /usr/bin/berth ended with exit status 127" in room.console.text()


def test_a_program_that_fails_is_told(room):
    start(room, "exit 3\n")
    room.signal(signal.SIGTERM)
    assert room.wait_end(20) == "restart"
    assert "/usr/bin/berth ended with exit status 3" in room.console.text()


def test_a_second_request_ends_the_patience(room):
    start(room, "echo waits >/dev/console\ncat >/dev/null\necho hurried >/dev/console\n")
    room.signal(signal.SIGTERM)
    room.console.wait_for("waits", 10)
    assert "hurried" not in room.console.text()
    room.signal(signal.SIGTERM)
    room.console.wait_for("hurried", 10)
    assert room.wait_end(20) == "restart"


def test_a_second_request_before_it_is_their_turn(room):
    room.program("deaf", "trap '' TERM\necho ready >&3\nwhile :; do sleep 0.2; done\n")
    room.service("containerd", "command=/usr/bin/deaf\nsupervisor=supervise-daemon\nnotify=fd:3\n"
                               "rc_timeout_stopsec=30\n")
    berth(room, "cat >/dev/null\necho hurried >/dev/console\n")
    room.start()
    room.up()
    room.sh(f"mkdir -p {BUNDLES}/default/abc")
    room.signal(signal.SIGTERM)
    room.console.wait_for("phase stopping", 10)
    room.signal(signal.SIGTERM)
    room.console.wait_for("hurried", 10)
    assert room.wait_end(20) == "restart"


def test_what_needs_their_daemon_is_stopped_before_it(room):
    room.service("watch", DAEMON.format(1002) + "depend() {\n\tneed containerd\n}\n")
    start(room, "for s in containerd watch web; do [ ! -L /run/openrc/started/$s ] || "
                "echo \"left: $s\"; done >/dev/console\n")
    room.signal(signal.SIGUSR2)
    assert room.wait_end(20) == "power-off"
    assert "left: web" in room.console.text()
    assert "left: watch" not in room.console.text()
    assert "left: containerd" not in room.console.text()


def test_one_that_hears_nothing_is_left_behind(room):
    start(room, "trap '' TERM\necho waits >/dev/console\nwhile :; do sleep 1; done\n")
    room.signal(signal.SIGTERM)
    room.console.wait_for("waits", 10)
    begin = time.monotonic()
    room.signal(signal.SIGTERM)
    assert room.wait_end(40) == "restart"
    assert time.monotonic() - begin >= 10
    assert "stopping containers takes too long" in room.console.text()
