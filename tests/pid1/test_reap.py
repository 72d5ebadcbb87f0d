# SPDX-License-Identifier: Apache-2.0
"""PID 1 inherits every orphan, and none of them stays a zombie."""

from __future__ import annotations

import time

from room import Room

DAEMON = "command=/usr/bin/sleep\ncommand_args=1000\nsupervisor=supervise-daemon\n"
# Makes orphans: each inner shell ends at once, and its child later.
ORPHANS = "i=0; while [ $i -lt {count} ]; do (sleep 0.{tenths} &); i=$((i + 1)); done"


def zombies(room: Room) -> list[str]:
    lines = room.sh("ps -o pid,stat,comm").stdout.splitlines()
    return [line for line in lines[1:] if line.split()[1].startswith("Z")]


def wait_for_no_zombies(room: Room) -> None:
    deadline = time.monotonic() + 10
    while zombies(room) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert zombies(room) == []


def test_orphans_under_load_are_reaped(room):
    room.service("web", DAEMON)
    room.start()
    room.up()
    for tenths in (1, 2, 3):
        assert room.sh(ORPHANS.format(count=300, tenths=tenths)).returncode == 0
    time.sleep(0.5)
    wait_for_no_zombies(room)
    # nobody was taken for the service, which was not started again
    assert room.console.text().count("service web: process") == 1


def test_a_service_that_dies_among_orphans_is_seen(room):
    room.service("web", DAEMON)
    room.start()
    pid = room.console.wait_for(r"service web: process (\d+) started", 10)[1]
    room.up()
    room.sh(ORPHANS.format(count=200, tenths=1) + f"; kill -9 {pid}")
    room.console.wait_for(r"service web: /usr/bin/sleep ended with signal 9 .* restarting", 10)
    room.console.wait_for(r"service web: process \d+ started", 10)
    wait_for_no_zombies(room)
