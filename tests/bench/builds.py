# SPDX-License-Identifier: Apache-2.0
"""How long building takes: the two everyday builds in this checkout, a cold one in a clone."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from qemu.errors import HarnessError
from rows import Row, say


def _timed(command: list[str], folder: Path, env: Mapping[str, str] | None = None) -> float:
    """Run a command that has to succeed; returns its wall time."""
    began = time.monotonic()
    done = subprocess.run(command, cwd=folder, env=env, check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise HarnessError(f"`{' '.join(command)}` failed", tail=done.stdout[-2000:])
    return time.monotonic() - began


def cold_build_row(root: Path, out: Path, keep_cache: Path | None = None) -> Row:
    """Clone the last commit and build it with an empty cache: the compiling, and all downloads.

    With keep_cache the cache is made there and stays; a folder that exists is refused.
    """
    if keep_cache and keep_cache.exists():
        raise HarnessError(f"{keep_cache} exists: the build would not be cold",
                           todo="name a folder that does not exist yet")
    say("cold build (this takes long)")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="cold-build.", dir=out) as folder:
        clone = Path(folder, "berth")
        _timed(["git", "clone", "-q", str(root), str(clone)], root)
        env = {name: value for name, value in os.environ.items()
               if not name.startswith(("BERTH_", "MAKE"))}
        env["BERTH_CACHE"] = str(keep_cache or Path(folder, "cache"))
        fetch = _timed(["make", "fetch"], clone, env) / 60
        build = _timed(["make", "qcow2"], clone, env) / 60
    shown = f"{fetch + build:.1f} min (fetching {fetch:.1f}, building {build:.1f})"
    return Row(f"cold build, {os.cpu_count()} processors", shown, fetch + build, 25, "≤ 25 min")


def everyday_rows(root: Path) -> list[Row]:
    """Build with nothing to do and with one change: a marker in rootfs/, which is taken back."""
    make = ["make", "qcow2"]
    _timed(make, root)
    nothing = _timed(make, root)
    marker = root / "rootfs" / "etc" / "bench-marker"
    try:
        marker.write_text(f"{time.time()}\n", encoding="utf-8")
        changed = _timed(make, root)
    finally:
        marker.unlink(missing_ok=True)
        _timed(make, root)
    return [
        Row("`make qcow2` with nothing to do", f"{nothing:.1f} s", nothing, 3, "≤ 3 s"),
        Row("`make qcow2` after a change in rootfs/", f"{changed:.1f} s", changed, 60, "≤ 60 s"),
    ]
