# SPDX-License-Identifier: Apache-2.0
"""Whichever system call of init fails, once: the machine comes up, and goes down when it is asked.

rt_sigprocmask is left out: it fails for wrong arguments only.
"""

from __future__ import annotations

import errno
import signal

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


def go_up_and_down(room: Room, faults: Faults) -> None:
    """One that is lost is a message at most: that it is up is seen at its services, too."""
    room.service("web", "command=/usr/bin/sleep\ncommand_args=1000\nsupervisor=supervise-daemon\n")
    room.service("once", "command=/usr/bin/true\n")
    room.start(faults=faults)
    room.console.wait_for("boot (complete|failed)|phase running", 20)
    room.signal(signal.SIGUSR2)
    assert room.wait_end(30) == "power-off"


def count_calls(room: Room, call: str) -> int:
    faults = Faults(call)
    go_up_and_down(room, faults)
    return faults.count


def fail_each(new_room, call: str, numbers: range) -> None:
    for number in numbers:
        room = new_room()
        try:
            go_up_and_down(room, Faults(call, number, ERRORS.get(call, errno.ENOMEM)))
        except Exception as problem:
            raise AssertionError(f"{call}, the one with number {number}: {problem}") from problem


@pytest.mark.parametrize("call", sorted(CALLS.keys() - HARMLESS))
def test_one_call_fails(new_room, call):
    fail_each(new_room, call, range(1, min(count_calls(new_room(), call), FEW) + 1))


@pytest.mark.slow
@pytest.mark.parametrize("call", sorted(CALLS.keys() - HARMLESS))
def test_one_call_fails_each_of_the_others(new_room, call):
    fail_each(new_room, call, range(FEW + 1, count_calls(new_room(), call) + 1))
