# SPDX-License-Identifier: Apache-2.0
"""Whichever system call of init fails, once: the machine comes up, and goes down when it is asked.

rt_sigprocmask is left out: it fails for wrong arguments only.
"""

from __future__ import annotations

import errno
import signal
import time

import pytest
from faults import CALLS, Faults
from room import Room

# What each call fails with on a machine in trouble; ENOMEM where nothing else is named.
ERRORS = {
    "access": errno.EACCES, "chmod": errno.EROFS, "epoll_pwait": errno.EINTR, "fork": errno.EAGAIN,
    "getdents64": errno.EIO, "kill": errno.EPERM, "mkdir": errno.ENOSPC, "mount": errno.EBUSY,
    "open": errno.EMFILE, "read": errno.EIO, "rename": errno.ENOSPC, "socket": errno.EMFILE,
    "stat": errno.EIO, "symlink": errno.ENOSPC, "unlink": errno.EROFS, "wait4": errno.EINTR,
    "write": errno.ENOSPC,
}
HARMLESS = {"rt_sigprocmask"}
FEW = 12        # of calls that are made more often, only so many are tried outside of `make test-all`
OFTEN = ["fcntl", "fork", "mkdir", "mmap", "open", "read", "stat", "timerfd_settime", "unlink", "wait4",
         "write"]


def runs_or_is_told_of(room: Room) -> bool:
    """The daemon runs, or people are told that something failed."""
    return "sleep 1000" in room.sh("ps -o args").stdout or "boot failed" in room.console.text()


def go_up_and_down(room: Room, faults: Faults) -> None:
    """A message may get lost; the daemon and the way down may not."""
    room.service("web", "command=/usr/bin/sleep\ncommand_args=1000\nsupervisor=supervise-daemon\n")
    room.service("once", "command=/usr/bin/true\n")
    room.service("watched", "command=/usr/bin/watched\nsupervisor=supervise-daemon\nnotify=fd:3\n")
    room.program("watched", "echo >&3\nexec sleep 1000\n")
    room.start(faults=faults)
    room.console.wait_for("boot (complete|failed)|phase running", 20)
    deadline = time.monotonic() + 10
    while not runs_or_is_told_of(room):
        assert time.monotonic() < deadline, "the daemon does not run, and nobody is told"
        time.sleep(0.05)
    room.signal(signal.SIGUSR2)
    assert room.wait_end(30) == "power-off"


def count_calls(room: Room, call: str) -> int:
    faults = Faults(call)
    go_up_and_down(room, faults)
    return faults.count


def fail_each(new_room, call: str, numbers: range) -> None:
    """How often some are called depends on the moment: one of the numbers at least has to come."""
    hits = 0
    for number in numbers:
        room = new_room()
        faults = Faults(call, number, ERRORS.get(call, errno.ENOMEM))
        try:
            go_up_and_down(room, faults)
        except Exception as problem:
            raise AssertionError(f"{call}, the one with number {number}: {problem}") from problem
        hits += faults.count >= number
    assert hits > 0, f"init makes no call of {call} with these numbers"


@pytest.mark.parametrize("call", sorted(CALLS.keys() - HARMLESS))
def test_one_call_fails(new_room, call):
    fail_each(new_room, call, range(1, min(count_calls(new_room(), call), FEW) + 1))


@pytest.mark.slow
@pytest.mark.parametrize("call", OFTEN)
def test_one_call_fails_each_of_the_others(new_room, call):
    fail_each(new_room, call, range(FEW + 1, count_calls(new_room(), call) + 1))
