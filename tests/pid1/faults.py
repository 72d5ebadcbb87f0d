# SPDX-License-Identifier: Apache-2.0
"""One system call of init fails, and no other: seccomp_unotify(2) asks us about each of them."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import socket
import struct
import threading
from pathlib import Path

# Those of x86_64 that init makes on its way up and down.
CALLS = {
    "access": 21, "bind": 49, "brk": 12, "chdir": 80, "chmod": 90, "dup2": 33, "epoll_create1": 291,
    "epoll_ctl": 233, "epoll_pwait": 281, "fcntl": 72, "fork": 57, "getdents64": 217, "ioctl": 16,
    "kill": 62, "mkdir": 83, "mknod": 133, "mmap": 9, "mount": 165, "nanosleep": 35, "open": 2,
    "pipe2": 293, "read": 0, "readlink": 89, "reboot": 169, "rename": 82, "rt_sigaction": 13,
    "rt_sigprocmask": 14, "sethostname": 170, "setsid": 112, "signalfd4": 289, "socket": 41, "stat": 4,
    "symlink": 88, "timerfd_create": 283, "timerfd_settime": 286, "umask": 95, "unlink": 87, "wait4": 61,
    "write": 1,
}
RECEIVE, SEND = 0xC0502100, 0xC0182101
CONTINUE = 1
NOTICE = struct.Struct("QIIiIQ6Q")
ANSWER = struct.Struct("Qqii")


class Faults:
    """Counts the calls of one kind that init makes, and fails one of them."""

    def __init__(self, call: str, number: int = 0, error: int = 0):
        """number: which call is to fail, from 1 on; 0 = none, they are only counted."""
        self.call = CALLS[call]
        self.count = 0
        self._number = number
        self._error = error
        self.inside, self._outside = socket.socketpair()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def _run(self) -> None:
        with contextlib.suppress(OSError), self._outside:
            _, fds, _, _ = socket.recv_fds(self._outside, 1, 1)
            self._answer_all(fds[0])
            os.close(fds[0])

    def _answer_all(self, listener: int) -> None:
        poll = select.poll()
        poll.register(listener, select.POLLIN)
        while not poll.poll()[0][1] & select.POLLHUP:
            notice = bytearray(NOTICE.size)
            with contextlib.suppress(OSError):      # the process was killed meanwhile
                fcntl.ioctl(listener, RECEIVE, notice)
                ident, pid, *_ = NOTICE.unpack(notice)
                fcntl.ioctl(listener, SEND, self._answer(ident, pid))

    def _answer(self, ident: int, pid: int) -> bytes:
        if is_init(pid):
            self.count += 1
            if self.count == self._number:
                return ANSWER.pack(ident, 0, -self._error, 0)
        return ANSWER.pack(ident, 0, 0, CONTINUE)


def is_init(pid: int) -> bool:
    """Say whether this is init itself: neither what it was before, nor a child."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return "\nName:\tinit\n" in f"\n{status}" and status.split("NSpid:")[1].split("\n")[0].split()[-1] == "1"
