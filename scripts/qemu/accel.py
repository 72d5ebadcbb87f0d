# SPDX-License-Identifier: Apache-2.0
"""Chooses between KVM and TCG (emulation).

/dev/kvm may exist, open, create a machine and still hang a stock kernel, so KVM counts only after
the image that is to be used has booted with it as far as our init, within ten seconds.
"""

from __future__ import annotations

import functools
import os
import selectors
import subprocess
import time
from pathlib import Path

from qemu.errors import HarnessError
from qemu.limits import scaled
from qemu.tools import find_tool

VARIABLE = "BERTH_ACCEL"
TRIAL_SECONDS = 10
SIGN_OF_LIFE = b"berth: init started"


@functools.cache
def choose(disk: Path) -> str:
    """Return `kvm` if a trial boot of the disk proves that it works, else `tcg`.

    BERTH_ACCEL=kvm or tcg decides without a trial.
    """
    wanted = os.environ.get(VARIABLE, "")
    if wanted not in ("", "kvm", "tcg"):
        raise HarnessError(f"{VARIABLE}={wanted} is unknown", todo="use kvm, tcg, or unset it")
    if wanted:
        return wanted
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return "tcg"
    return "kvm" if _trial(disk) else "tcg"


def _trial(disk: Path) -> bool:
    command = [find_tool("setpriv"), "--pdeathsig", "KILL", find_tool("qemu-system-x86_64"),
               "-machine", "q35", "-accel", "kvm", "-cpu", "host", "-m", "512M", "-nodefaults",
               "-display", "none", "-vga", "std", "-serial", "stdio", "-no-reboot",
               "-drive", f"file={disk},format=qcow2,if=virtio,snapshot=on"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as qemu:
        try:
            return _sees_init(qemu.stdout.fileno(), time.monotonic() + scaled(TRIAL_SECONDS))
        finally:
            qemu.kill()


def _sees_init(output: int, deadline: float) -> bool:
    seen = b""
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        while SIGN_OF_LIFE not in seen:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                return False
            data = os.read(output, 65536)
            if not data:
                return False
            seen += data
    return True
