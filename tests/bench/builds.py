# SPDX-License-Identifier: Apache-2.0
"""How long building takes: a cold build from its log, the two everyday builds by doing them."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from qemu.errors import HarnessError
from rows import Row

COLD = "cold-build"      # the name of the line that a cold build leaves in the log


def _make_qcow2(root: Path) -> float:
    """Run `make qcow2`; returns its wall time."""
    began = time.monotonic()
    done = subprocess.run(["make", "qcow2"], cwd=root, check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise HarnessError("`make qcow2` failed", tail=done.stdout[-2000:])
    return time.monotonic() - began


def cold_build(log: Path) -> Row:
    """Read the time of the last cold build; else add up the last build of each package."""
    what, target = "cold build", "≤ 25 min"
    if not log.is_file():
        return Row(what, "no log of one", None, 25, target)
    times: dict[str, float] = {}
    for line in log.read_text(encoding="utf-8").splitlines():
        words = line.split()
        times[words[0]] = float(words[-1])
    if COLD in times:
        minutes = times[COLD] / 60
        return Row(what, f"{minutes:.1f} min", minutes, 25, target)
    minutes = sum(times.values()) / 60
    return Row(f"{what} (sum of the last build of each package)", f"{minutes:.1f} min", minutes, 25,
               target)


def build_rows(root: Path, out: Path) -> list[Row]:
    """Measure the builds; a marker file in rootfs/ is the change, and is taken back."""
    _make_qcow2(root)
    nothing = _make_qcow2(root)
    marker = root / "rootfs" / "etc" / "bench-marker"
    marker.parent.mkdir(parents=True, exist_ok=True)
    try:
        marker.write_text(f"{time.time()}\n", encoding="utf-8")
        changed = _make_qcow2(root)
    finally:
        marker.unlink(missing_ok=True)
        _make_qcow2(root)
    return [
        cold_build(out / "logs" / "build-times"),
        Row("`make qcow2` with nothing to do", f"{nothing:.1f} s", nothing, 3, "≤ 3 s"),
        Row("`make qcow2` after a change in rootfs/", f"{changed:.1f} s", changed, 60, "≤ 60 s"),
    ]
