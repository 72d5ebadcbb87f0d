# SPDX-License-Identifier: Apache-2.0
"""PID 1 stays small: with a hundred services, and over ten thousand restarts."""

from __future__ import annotations

import re
import time

import pytest
from qemu.limits import scaled
from room import DAEMON, Room

SERVICES = 20
RESTARTS = 10000
LOG = "output_log=/var/log/{}.log\n"


def resident_kib(room: Room) -> int:
    """Return what PID 1 has in memory, its program included."""
    return int(re.search(r"VmRSS:\s+(\d+) kB", room.path("/proc/1/status").read_text())[1])


def descriptors(room: Room) -> list[str]:
    return room.sh("ls /proc/1/fd").stdout.split()


def deaths(room: Room) -> int:
    """Return how many processes of the dying services were started so far."""
    return len(room.path("/tmp/lives").read_bytes())


def test_a_hundred_services_fit_into_a_megabyte(room):
    for n in range(100):
        room.service(f"daemon{n}", DAEMON.format(10000 + n) + LOG.format(f"daemon{n}") +
                     "description=\"One of a hundred\"\ndepend() {\n\tafter net\n\tuse dns logger\n}\n")
    room.start()
    room.up()
    assert len([line for line in room.processes() if line.startswith("/usr/bin/sleep 1")]) == 100
    print(f"PID 1 with 100 supervised services: {resident_kib(room)} KiB")
    assert resident_kib(room) <= 1024


@pytest.mark.slow
def test_ten_thousand_restarts_leave_nothing_behind(room):
    room.program("die", "echo -n . >>/tmp/lives\n")
    for n in range(SERVICES):
        room.service(f"mortal{n}", "command=/usr/bin/die\nsupervisor=supervise-daemon\nrespawn_max=0\n"
                                   "respawn_delay_step=0\n" + LOG.format(f"mortal{n}"))
    room.start()
    room.up()
    deadline = time.monotonic() + scaled(600)
    while deaths(room) < RESTARTS // 10:
        assert time.monotonic() < deadline
        time.sleep(0.5)
    memory, open_before = resident_kib(room), len(descriptors(room))
    while deaths(room) < RESTARTS:
        assert time.monotonic() < deadline
        time.sleep(0.5)
    print(f"PID 1 after {deaths(room)} restarts: {memory} -> {resident_kib(room)} KiB, "
          f"{open_before} -> {len(descriptors(room))} descriptors")
    # A pipe or two may be open for a start that is just under way.
    assert abs(len(descriptors(room)) - open_before) <= SERVICES
    assert resident_kib(room) - memory <= 16
    zombies = [line for line in room.sh("ps -o stat,args").stdout.splitlines() if line.startswith("Z")]
    assert len(zombies) <= SERVICES
    assert all(room.is_in("started", f"mortal{n}") for n in range(SERVICES))
