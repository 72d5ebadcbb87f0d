# SPDX-License-Identifier: Apache-2.0
"""Commands inside the machine by ssh.

One connection is kept open and shared, because under emulation the key exchange costs more than
most commands. Host keys are not checked: each test machine makes new ones and is reached through
the loopback of this host only.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from qemu.errors import HarnessError
from qemu.limits import scaled
from qemu.tools import find_tool, run_tool

ADDRESS = "127.0.0.1"
OPTIONS = ("-F", "none", "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
           "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
           "-o", "LogLevel=ERROR", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=8")
OWN_FAILURE = 255      # ssh's status for "the connection failed"


class Result(NamedTuple):
    """What a command in the guest did."""

    rc: int
    out: str
    err: str


class Key(NamedTuple):
    """An ssh key pair on the host."""

    private: Path
    public: str


def make_key(path: Path) -> Key:
    """Make a key pair without passphrase, or take the one that is there."""
    if not path.exists():
        run_tool(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "berth", "-f", str(path)],
                 "making an ssh key")
    return Key(path, path.with_name(path.name + ".pub").read_text(encoding="utf-8").strip())


class Ssh:
    """Log-ins of one key at one forwarded port."""

    def __init__(self, port: int, key: Path, user: str = "root"):
        self.port = port
        self.key = key
        self.user = user
        # Not below out/: the path of a unix socket holds 104 bytes at most.
        self._folder = tempfile.TemporaryDirectory(prefix="berth-ssh-")
        self._socket = Path(self._folder.name, "s")
        self._master: subprocess.Popen | None = None

    def arguments(self, *extra: str) -> list[str]:
        """Return the ssh command line up to and including the destination."""
        return [find_tool("ssh"), *OPTIONS, "-i", str(self.key), "-p", str(self.port),
                *extra, f"{self.user}@{ADDRESS}"]

    def human_command(self) -> str:
        """Return what a person types to log in, as short as it can be."""
        return (f"ssh -p {self.port} -i {self.key} -o StrictHostKeyChecking=no "
                f"-o UserKnownHostsFile=/dev/null {self.user}@{ADDRESS}")

    def connect(self, patience: float = 60) -> None:
        """Open the shared connection; tries again until it works or the patience is over."""
        if self._master and self._master.poll() is None and self._socket.exists():
            return
        deadline = time.monotonic() + scaled(patience)
        while True:
            complaint = self._try_connect(deadline)
            if not complaint:
                return
            if time.monotonic() >= deadline:
                raise HarnessError(
                    f"no ssh log-in at {ADDRESS}:{self.port} within {scaled(patience):.0f} s",
                    why=complaint, todo="look on the console whether dropbear runs, the seed was "
                    "found and its key was taken")
            time.sleep(0.3)

    def _try_connect(self, deadline: float) -> str:
        self.disconnect()
        master = subprocess.Popen(
            [find_tool("setpriv"), "--pdeathsig", "TERM",
             *self.arguments("-M", "-N", "-S", str(self._socket), "-o", "ConnectTimeout=10")],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        while master.poll() is None:
            if self._socket.exists():
                self._master = master
                return ""
            if time.monotonic() >= deadline:
                master.kill()
                master.wait()
                return "the connection was accepted but the log-in did not end"
            time.sleep(0.05)
        return master.stderr.read().strip() or f"ssh ended with status {master.returncode}"

    def session_id(self) -> int:
        """Return a number that changes when the shared connection is lost and made again."""
        return self._master.pid if self._master and self._master.poll() is None else 0

    def run(self, command: str, stdin: str | bytes = b"", timeout: float = 120) -> Result:
        """Run a shell command in the guest; connects first if the connection was lost."""
        self.connect()
        data = stdin.encode() if isinstance(stdin, str) else stdin
        try:
            done = subprocess.run([*self.arguments("-S", str(self._socket)), command], input=data,
                                  capture_output=True, timeout=scaled(timeout), check=False)
        except subprocess.TimeoutExpired as error:
            raise HarnessError(f"the guest did not finish: {command}",
                               why=f"no end within {scaled(timeout):.0f} s",
                               todo="see the console log for what the machine was doing") from error
        if done.returncode == OWN_FAILURE and self._master and self._master.poll() is not None:
            raise HarnessError(f"the ssh connection broke during: {command}",
                               why=done.stderr.decode("utf-8", "replace").strip())
        return Result(done.returncode, done.stdout.decode("utf-8", "replace"),
                      done.stderr.decode("utf-8", "replace"))

    def run_live(self, command: str, tty: bool = False) -> int:
        """Run a command with this process's own input and output; returns its exit status."""
        self.connect()
        extra = ["-S", str(self._socket)] + (["-tt"] if tty else ["-T"])
        return subprocess.run([*self.arguments(*extra), command], check=False,
                              stdin=None if tty else subprocess.DEVNULL).returncode

    def disconnect(self) -> None:
        """Drop the shared connection, for example because the machine restarts."""
        if self._master:
            self._master.kill()
            self._master.wait()
            self._master.stderr.close()
            self._master = None
        self._socket.unlink(missing_ok=True)

    def close(self) -> None:
        self.disconnect()
        self._folder.cleanup()
