# SPDX-License-Identifier: Apache-2.0
"""UEFI firmware for virtual machines: Debian's OVMF, whose variables each machine has a copy of."""

from __future__ import annotations

import shutil
from pathlib import Path

from qemu.errors import HarnessError

OVMF = Path("/usr/share/OVMF")
VARIABLES = "uefi-variables.fd"


def uefi_arguments(folder: Path) -> list[str]:
    """Return QEMU's arguments for UEFI; the variables are kept in `folder` from start to start."""
    code, template = OVMF / "OVMF_CODE_4M.fd", OVMF / "OVMF_VARS_4M.fd"
    if not code.is_file() or not template.is_file():
        raise HarnessError(f"there is no UEFI firmware in {OVMF}", todo="install it: make deps")
    variables = folder / VARIABLES
    if not variables.exists():
        shutil.copyfile(template, variables)
    return ["-drive", f"if=pflash,format=raw,readonly=on,file={code}",
            "-drive", f"if=pflash,format=raw,file={variables}"]


def forget_variables(folder: Path) -> None:
    """Make the firmware of a machine that is off forget everything, its boot entries above all."""
    (folder / VARIABLES).unlink()
