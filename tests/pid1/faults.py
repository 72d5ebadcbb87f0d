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

# Those of x86_64 that init makes, or might; what it does not make is passed over by the tests.
CALLS = {
    "read": 0, "write": 1, "open": 2, "stat": 4, "fstat": 5, "mmap": 9, "mprotect": 10, "brk": 12,
    "rt_sigaction": 13, "rt_sigprocmask": 14, "ioctl": 16, "writev": 20, "access": 21, "pipe": 22, "dup2": 33,
    "nanosleep": 35, "socket": 41, "connect": 42, "bind": 49, "clone": 56, "fork": 57, "wait4": 61,
    "kill": 62, "fcntl": 72, "ftruncate": 77, "chdir": 80, "rename": 82, "mkdir": 83, "unlink": 87,
    "symlink": 88, "readlink": 89, "chmod": 90, "umask": 95, "setsid": 112, "mknod": 133, "statfs": 137,
    "mlockall": 151, "prctl": 157, "mount": 165, "umount2": 166, "reboot": 169, "sethostname": 170,
    "getdents64": 217, "clock_nanosleep": 230, "epoll_wait": 232, "epoll_ctl": 233, "openat": 257,
    "mkdirat": 258, "mknodat": 259, "newfstatat": 262, "unlinkat": 263, "renameat": 264, "symlinkat": 266,
    "faccessat": 269, "epoll_pwait": 281, "timerfd_create": 283, "timerfd_settime": 286, "signalfd4": 289,
    "epoll_create1": 291, "dup3": 292, "pipe2": 293, "prlimit64": 302, "pidfd_open": 434,
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
