# SPDX-License-Identifier: Apache-2.0
"""PID 1 without a machine: the product's init in namespaces of its own, with its busybox.

It is the first process of a pid namespace and root of a user namespace, so it reaps, mounts, signals
and goes down as on a machine, and can do no harm to the one that it runs on. How it went down is
told by the signal that the kernel ends such a namespace with (reboot(2)).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "scripts"))

from qemu.console import Console
from qemu.errors import HarnessError
from qemu.limits import scaled

from enter import FIRST_USER
from faults import Faults

HERE = Path(__file__).resolve().parent
WORDS = "berth.root=LABEL=room"
DAEMON = "command=/usr/bin/sleep\ncommand_args={}\nsupervisor=supervise-daemon\n"
FOLDERS = ["dev", "etc/conf.d", "etc/init.d", "etc/runlevels/default", "etc/sysctl.d", "proc", "root",
           "run", "sys", "tmp", "usr/bin", "usr/sbin", "var", ".old"]
HANG_UP = b"\0the end\0"
# pid_namespaces(7): what reboot(2) does to the first process of a namespace.
ENDS = {signal.SIGHUP: "restart", signal.SIGINT: "power-off"}


class Room:
    """One such machine: put services into it, start it, look at it, let it go down."""

    def __init__(self, folder: Path, init: Path, busybox: Path):
        self.root = folder / "root"
        self.console: Console | None = None
        self.pid = 0                       # of init, as the machine outside sees it
        self._folder = folder
        self._process: subprocess.Popen | None = None
        self._silent = False
        self._furnish(init, busybox)

    def _furnish(self, init: Path, busybox: Path) -> None:
        for name in FOLDERS:
            (self.root / name).mkdir(parents=True)
        (self.root / "bin").symlink_to("usr/bin")
        (self.root / "sbin").symlink_to("usr/sbin")
        shutil.copy(init, self.root / "usr/sbin/init")
        shutil.copy(busybox, self.root / "usr/bin/busybox")
        for name in ["halt", "poweroff", "reboot", "shutdown", "openrc-run", "rc-service", "rc-status"]:
            (self.root / "usr/sbin" / name).symlink_to("init")
        for name in ["sh", "sleep", "cat", "echo", "kill", "ls", "mount", "ps", "tr",
                     "true", "false", "umount", "rm", "start-stop-daemon", "ln", "mkdir", "sort", "touch"]:
            (self.root / "usr/bin" / name).symlink_to("busybox")
        shutil.copytree(TOP / "rootfs/usr/lib/berth/rc", self.root / "usr/lib/berth/rc")
        (self.root / "etc/hostname").write_text("room\n")
        (self.root / "etc/passwd").write_text("root:x:0:0::/root:/bin/sh\nweb:x:80:81::/var/web:/bin/false\n")
        (self.root / "etc/group").write_text("root:x:0:\nweb:x:81:\nnet:x:90:web\n")
        os.mkfifo(self.root / ".said")

    def script(self, name: str, text: str) -> None:
        """Put a service script beside those of the runlevel."""
        script = self.root / "etc/init.d" / name
        script.write_text("#!/sbin/openrc-run\n" + text)
        script.chmod(0o755)

    def service(self, name: str, text: str) -> None:
        """Put a service script into the default runlevel."""
        self.script(name, text)
        (self.root / "etc/runlevels/default" / name).symlink_to(f"/etc/init.d/{name}")

    def program(self, name: str, text: str) -> None:
        """Put a shell script into /usr/bin."""
        path = self.root / "usr/bin" / name
        path.write_text("#!/bin/sh\n" + text)
        path.chmod(0o755)

    def start(self, words: str = "", faults: Faults | None = None) -> None:
        """Start init, and return at once; .console shows the console, the kernel log between its lines."""
        (self.root / ".cmdline").write_text(f"{WORDS} {words}\n")
        said = os.open(self.root / ".said", os.O_RDWR)
        ours, theirs = socket.socketpair()
        self.console = Console(theirs, self._folder / "console.log")
        threading.Thread(target=_pump, args=(said, ours), daemon=True).start()
        inside = [str(faults.inside.fileno()), str(faults.call)] if faults else []
        self._give_to_its_users()
        self._process = subprocess.Popen(
            [HERE / "enter.py", self.root, *inside], text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=(self._folder / "enter.log").open("w"),
            pass_fds=[faults.inside.fileno()] if faults else [])
        if faults:
            faults.inside.close()
            faults.start()
        if not (line := self._process.stdout.readline()):
            raise HarnessError("the room has no first process", why=(self._folder / "enter.log").read_text())
        self.pid = int(line)

    def _give_to_its_users(self) -> None:
        for path in [self.root, *self.root.rglob("*")]:
            os.chown(path, FIRST_USER, FIRST_USER, follow_symlinks=False)

    def up(self) -> None:
        """Wait until all services have started or failed."""
        self.console.wait_for(r"boot (complete|failed)", 30)

    def sh(self, command: str) -> subprocess.CompletedProcess:
        """Run a command line in the room, as root there."""
        return subprocess.run(
            ["nsenter", "--target", str(self.pid), "--user", "--pid", "--mount", "--uts", "--ipc", "--net",
             "--root", "--wd=/", "/bin/sh", "-c", command],
            check=False, capture_output=True, text=True, timeout=scaled(60))

    def path(self, path: str) -> Path:
        """Return where a file of the room is seen from outside."""
        return Path(f"/proc/{self.pid}/root{path}")

    def is_in(self, state: str, name: str) -> bool:
        """Return whether /run/openrc shows a service in this state."""
        return self.path(f"/run/openrc/{state}/{name}").is_symlink()

    def reason(self, name: str) -> str:
        """Return why a service has failed, as it has."""
        assert self.is_in("failed", name)
        return self.path(f"/run/openrc/options/{name}/reason").read_text()

    def processes(self) -> list[str]:
        """Return the command lines of all processes."""
        return [line.strip() for line in self.sh("ps -o args").stdout.splitlines()]

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def wait_end(self, total: float = 60) -> str:
        """Wait until the room is no more; returns how it ended: restart, power-off, or a status."""
        status = self._process.wait(scaled(total))
        self._hang_up()
        if status < 0:
            return ENDS.get(signal.Signals(-status), f"signal {-status}")
        return ENDS.get(status - 128, f"exit status {status}") if status > 128 else f"exit status {status}"

    def destroy(self) -> None:
        """End it, however far it got."""
        if self._process and self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self._process.wait(scaled(10))
        self._hang_up()

    def _hang_up(self) -> None:
        """Let the console end, as it does when a machine is switched off."""
        if self.console and not self._silent:
            fd = os.open(self.root / ".said", os.O_WRONLY)
            os.write(fd, HANG_UP)
            os.close(fd)
        self._silent = True


def wait_for(what: Callable[[], object], seconds: float = 20) -> None:
    """Wait until it is true; fail after so many seconds, longer on a host that is said to be slow."""
    deadline = time.monotonic() + scaled(seconds)
    while not what():
        assert time.monotonic() < deadline, f"not within {scaled(seconds):.0f} s"
        time.sleep(0.05)


def _pump(said: int, to: socket.socket) -> None:
    """Hand on what is said, up to the mark that _hang_up() leaves."""
    with to:
        while not (data := os.read(said, 65536)).endswith(HANG_UP):
            to.sendall(data)
        to.sendall(data.removesuffix(HANG_UP))
    os.close(said)
