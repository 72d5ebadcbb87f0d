#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""enter.py ROOT [LISTENER SYSCALL]: the first process of new namespaces becomes init in ROOT.

Users of the room are others outside: its root is FIRST_USER there, so that it may not even change
what the machine's root may. The pid of init, as seen from outside, is printed.

ROOT is made to look like what stage 1 leaves behind. What the kernel does not allow in a user
namespace is there already, in the form of plain folders, so that init finds it mounted. With a
SYSCALL, each of these calls of init and its children waits for an answer of whoever gets the
descriptor that is sent over the socket LISTENER (seccomp_unotify(2)).
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import struct
import sys
from pathlib import Path

LIBC = ctypes.CDLL(None, use_errno=True)
MS_BIND, MNT_DETACH = 4096, 2
SYS_PIVOT_ROOT, SYS_SECCOMP = 155, 317
SET_MODE_FILTER, NEW_LISTENER = 1, 8
RET_ALLOW, RET_USER_NOTIF = 0x7FFF0000, 0x7FC00000
LOAD_WORD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06     # of classic BPF
FIRST_USER, USERS = 100000, 65536
# Users, processes, mounts, names, System V IPC, network.
NAMESPACES = 0x10000000 | 0x20000000 | 0x00020000 | 0x04000000 | 0x08000000 | 0x40000000
MS_REC, MS_PRIVATE = 16384, 1 << 18
NODES = ["null", "zero", "full", "random", "urandom"]


def must(result: int, what: str) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), what)
    return result


def mount(source: str, target: Path, kind: str | None, flags: int = 0, options: str | None = None) -> None:
    must(LIBC.mount(source.encode(), bytes(target), kind and kind.encode(), flags,
                    options and options.encode()), f"mount {target}")


def bind(source: Path, target: Path) -> None:
    if not target.exists():
        target.touch()
    mount(str(source), target, None, MS_BIND)


def furnish() -> None:
    """Make of the current folder what stage 1 leaves behind."""
    root = Path()
    mount("proc", root / "proc", "proc")
    bind(root / ".cmdline", root / "proc/cmdline")
    mount("sys", root / "sys", "tmpfs", options="mode=0755")
    for name in ["fs/cgroup", "block", "class/block", "class/tty/console"]:
        (root / "sys" / name).mkdir(parents=True)
    mount("cgroup", root / "sys/fs/cgroup", "tmpfs")
    mount("dev", root / "dev", "tmpfs", options="mode=0755")
    for name in NODES:
        bind(Path("/dev") / name, root / "dev" / name)
    # one pipe for both, so that what is said here and there stays in its order
    for name in ["console", "kmsg"]:
        bind(root / ".said", root / "dev" / name)


def watch_calls(number: int) -> int:
    """Let each call of this number wait for an answer; returns where they are answered."""
    class Program(ctypes.Structure):
        _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.c_char_p))

    code = b"".join(struct.pack("HBBI", *step) for step in [
        (LOAD_WORD, 0, 0, 0), (JUMP_IF_EQUAL, 0, 1, number), (RETURN, 0, 0, RET_USER_NOTIF),
        (RETURN, 0, 0, RET_ALLOW)])
    program = Program(len(code) // 8, code)
    return must(LIBC.syscall(SYS_SECCOMP, SET_MODE_FILTER, NEW_LISTENER, ctypes.byref(program)), "seccomp")


def become_init(name: str) -> None:
    mount("none", Path("/"), None, MS_REC | MS_PRIVATE)
    bind(Path(), Path())
    os.chdir(f"../{name}")      # what was just mounted there
    furnish()
    must(LIBC.syscall(SYS_PIVOT_ROOT, b".", b".old"), "pivot_root")
    must(LIBC.umount2(b"/.old", MNT_DETACH), "umount")
    nothing = os.open("/dev/null", os.O_RDWR)
    if len(sys.argv) > 2:
        with socket.socket(fileno=int(sys.argv[2])) as outside:
            socket.send_fds(outside, [b"\0"], [watch_calls(int(sys.argv[3]))])
    for fd in range(3):
        os.dup2(nothing, fd)
    os.execv("/sbin/init", ["/sbin/init"])


def end_like(pid: int) -> None:
    """End in the way that a child has ended."""
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status < 0:
        os.kill(os.getpid(), -status)
    os._exit(status)


def inside(root: Path, told: int, wait: int) -> None:
    """Leave for namespaces of its own; once its users are mapped, start init there."""
    os.chdir(root)      # its users may not walk through the folders above
    must(LIBC.unshare(NAMESPACES), "unshare")
    os.write(told, b"left")
    os.read(wait, 1)
    os.setgid(0)
    os.setuid(0)
    init = os.fork()
    if init == 0:
        become_init(root.name)
    print(init, flush=True)
    end_like(init)


def main() -> None:
    for number in [signal.SIGHUP, signal.SIGINT]:     # what end_like() may have to end by
        signal.signal(number, signal.SIG_DFL)
    left, told = os.pipe()
    wait, go = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(go)
        inside(Path(sys.argv[1]), told, wait)
    os.close(told)
    if not os.read(left, 4):        # it could not leave, and has said why
        end_like(pid)
    for name in ["uid_map", "gid_map"]:
        Path(f"/proc/{pid}/{name}").write_text(f"0 {FIRST_USER} {USERS}\n")
    os.write(go, b"!")
    end_like(pid)


if __name__ == "__main__":
    main()
