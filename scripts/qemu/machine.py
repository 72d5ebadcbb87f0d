# SPDX-License-Identifier: Apache-2.0
"""A virtual machine that boots Berth: power, console, ssh, forwarded ports, the end of its life.

What it is made of and what it boots from: hardware.py. A disk image is never written to, the
machine works on an overlay; the serial and the control line are socket pairs handed to QEMU, so no
path, no waiting for a socket and no lost first line.
"""

from __future__ import annotations

import re
import socket
import subprocess
import time
from pathlib import Path

from qemu.console import Console
from qemu.disk import make_overlay
from qemu.errors import HarnessError
from qemu.hardware import Hardware
from qemu.limits import scaled
from qemu.qmp import Qmp
from qemu.ssh import Result, Ssh
from qemu.tools import find_tool

HOST = "10.0.2.2"              # this host, as the guest sees it (QEMU user-mode network)
BOOT_COMPLETE = r"^berth: boot complete at ([0-9.]+) s"
BOOT_FAILED = r"^berth: boot failed: .*$"
MILESTONE = re.compile(r"^berth: (init started|containerd ready|boot complete) at ([0-9.]+) s",
                       re.MULTILINE)
PORT_TRIES = 20


class Machine:
    """One virtual machine with a disk of its own in `folder`; may be started again and again."""

    def __init__(self, image: Path, folder: Path, hardware: Hardware | None = None,
                 key: Path | None = None):
        self.image = image
        self.folder = folder
        self.hardware = hardware or Hardware()
        self.key = key
        self.disk = folder / "disk.qcow2"
        self.log = folder / "console.log"
        self._process: subprocess.Popen | None = None
        self._console: Console | None = None
        self._qmp: Qmp | None = None
        self._shell: Ssh | None = None

    # -- power ------------------------------------------------------------------------------

    def start(self) -> None:
        """Switch the machine on; the disk is made at the first start and kept for later ones."""
        if self.running():
            raise HarnessError("the machine is running already", todo="power it off first")
        self._release()
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.hardware.boot == "disk" and not self.disk.exists():
            make_overlay(self.image, self.disk, self.hardware.disk_size)
        serial, serial_far = socket.socketpair()
        control, control_far = socket.socketpair()
        command = self._command(serial_far.fileno(), control_far.fileno())
        (self.folder / "command").write_text(" ".join(command) + "\n", encoding="utf-8")
        with serial_far, control_far, open(self.folder / "qemu.log", "wb") as errors:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors,
                pass_fds=(serial_far.fileno(), control_far.fileno()))
        self._console = Console(serial, self.log)
        self._qmp = Qmp(control)
        try:
            self._qmp.greet()
        except HarnessError as error:
            self.cut()
            raise self._qemu_failed(error) from error

    def _command(self, serial: int, control: int) -> list[str]:
        # pdeathsig: when the harness is killed, no machine is left behind.
        return [find_tool("setpriv"), "--pdeathsig", "KILL", find_tool("qemu-system-x86_64"),
                *self.hardware.arguments(self.image, self.disk, self.folder),
                "-chardev", f"socket,id=serial0,fd={serial}", *self.hardware.serial_arguments(),
                "-chardev", f"socket,id=control0,fd={control}",
                "-mon", "chardev=control0,mode=control"]

    def _qemu_failed(self, error: HarnessError) -> HarnessError:
        log = self.folder / "qemu.log"
        return HarnessError("QEMU did not start", why=error.why, log=log,
                            todo=f"its own words are below, its command is {self.folder}/command",
                            tail=log.read_text(encoding="utf-8", errors="replace")[-2000:])

    def was_started(self) -> bool:
        """Say whether it was ever switched on."""
        return self._console is not None

    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def press_power_button(self) -> None:
        """Press the ACPI power button."""
        self.qmp.command("system_powerdown")

    def press_ctrl_alt_del(self) -> None:
        """Type Ctrl-Alt-Del on the emulated keyboard."""
        keys = [{"type": "qcode", "data": name} for name in ("ctrl", "alt", "delete")]
        self.qmp.command("send-key", keys=keys)

    def cut(self) -> None:
        """Cut the power: QEMU dies at once, what the guest had not written is lost."""
        if self._process:
            self._process.kill()
            self._process.wait()
        self._release()

    def wait_off(self, total: float = 60) -> None:
        """Wait until the guest has switched itself off."""
        try:
            self._process.wait(timeout=scaled(total))
        except subprocess.TimeoutExpired:
            raise HarnessError("the machine did not switch itself off", log=self.log,
                               why=f"it still runs after {scaled(total):.0f} s",
                               todo="the end of the console shows what shutdown waits for",
                               tail=self.console.tail()) from None
        self._release()

    def power_off(self, total: float = 60) -> None:
        """Switch off in order, through the power button where there is one."""
        if self.hardware.boot == "direct":
            self._halt(total)
            return
        self.press_power_button()
        self.wait_off(total)

    def _halt(self, total: float) -> None:
        """Stop a machine that has no button and no way to switch itself off."""
        self.console.mark()
        self.sh("poweroff >/dev/null 2>&1 &")
        self.console.wait_for(r"reboot: .*(System halted|Power down)", total)
        self.cut()

    def _release(self) -> None:
        """Let go of what belonged to a QEMU that has ended; the console stays readable."""
        if self._shell:
            self._shell.close()
            self._shell = None
        if self._console:
            self._console.close()
        if self._qmp:
            self._qmp.close()
            self._qmp = None
        self._process = None

    # -- watching ---------------------------------------------------------------------------

    @property
    def console(self) -> Console:
        if not self._console:
            raise HarnessError("the machine was never started", todo="call start() first")
        return self._console

    @property
    def qmp(self) -> Qmp:
        if not self._qmp:
            raise HarnessError("the machine is not running", log=self.log,
                               todo="call start() first; if it ran, see how it ended")
        return self._qmp

    def wait_boot(self, total: float = 180, inactivity: float = 90) -> float:
        """Wait for `boot complete`; returns its time in seconds since kernel start."""
        return float(self.console.wait_for(BOOT_COMPLETE, total, inactivity,
                                           unless=BOOT_FAILED).group(1))

    def milestones(self, since: int = 0) -> list[tuple[str, float]]:
        """Return the milestones on the console as (name, seconds since kernel start)."""
        return [(name, float(at)) for name, at in MILESTONE.findall(self.console.text(since))]

    # -- inside -----------------------------------------------------------------------------

    def forward(self, guest_port: int, host_port: int = 0) -> int:
        """Forward a port of this host's loopback to the guest; returns the host's port."""
        for _ in range(1 if host_port else PORT_TRIES):
            port = host_port or _free_port()
            answer = self.qmp.monitor(f"hostfwd_add net0 tcp:127.0.0.1:{port}-:{guest_port}")
            if not answer:
                return port
        raise HarnessError(f"port {port} of this host cannot be forwarded to the machine",
                           why=f"QEMU says: {answer}",
                           todo="choose a free port; `ss -ltnp` shows who has this one")

    @property
    def shell(self) -> Ssh:
        """The ssh log-in of this machine; made at first use."""
        if not self.key:
            raise HarnessError("the machine has no ssh key", todo="give Machine() a key")
        if not self._shell:
            self._shell = Ssh(self.forward(22), self.key)
        return self._shell

    def wait_ssh(self, patience: float = 60) -> None:
        """Wait until ssh log-ins work."""
        try:
            self.shell.connect(patience)
        except HarnessError as error:
            raise HarnessError(error.what, why=error.why, todo=error.todo, log=self.log,
                               tail=self.console.tail()) from None

    def ssh(self, command: str, stdin: str | bytes = b"", timeout: float = 120) -> Result:
        """Run a shell command in the guest; returns (rc, out, err)."""
        return self.shell.run(command, stdin, timeout)

    def sh(self, command: str, stdin: str | bytes = b"", timeout: float = 120) -> str:
        """Run a shell command that has to succeed; returns its output without the last newline."""
        result = self.ssh(command, stdin, timeout)
        if result.rc != 0:
            raise HarnessError(f"in the guest, this failed: {command}",
                               why=f"exit status {result.rc}: {result.err.strip()[-1500:]}",
                               tail=result.out[-1500:], log=self.log)
        return result.out.rstrip("\n")

    def put(self, data: str | bytes, path: str) -> None:
        """Write a file in the guest, making its folder."""
        self.sh(f"mkdir -p $(dirname '{path}') && cat > '{path}'", stdin=data)

    def reboot(self, total: float = 240) -> None:
        """Restart from inside and wait until ssh works again."""
        self.console.mark()
        # In the background: the answer would race with the end of the connection.
        self.sh("reboot >/dev/null 2>&1 &")
        self.wait_restart(total)

    def wait_restart(self, total: float = 240) -> None:
        """Wait for a restart up to a working ssh log-in; console.mark() before causing it."""
        self.console.wait_for(r"^berth: init started", total, unless=BOOT_FAILED)
        if self._shell:
            self._shell.disconnect()
        self.wait_boot(total)
        if self.key:
            self.wait_ssh()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def boot(machine: Machine, ssh: bool = True) -> float:
    """Start a machine, wait for the end of its boot and, if wanted, for ssh.

    Returns the wall time it took on this host.
    """
    began = time.monotonic()
    machine.start()
    machine.wait_boot()
    if ssh:
        machine.wait_ssh()
    return time.monotonic() - began
