# SPDX-License-Identifier: Apache-2.0
"""Under which circumstances figures were taken: without these they mean nothing."""

from __future__ import annotations

import datetime
import json
import os
import re
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

from qemu.tools import run_tool

from compare.subjects import PEER_WORDS, ROOT, Subject

NOTEWORTHY = ("containerd", "docker.io", "runc", "systemd", "linux-image-")
UNCOMMITTED = "with uncommitted changes"
MODEL = re.compile(r"^model name\s*: (.*)$", re.MULTILINE)


def _commit() -> str:
    run = {"cwd": ROOT, "capture_output": True, "text": True, "check": False}
    name = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], **run).stdout.strip()
    # docs/ is where the figures go: it does not change what is measured.
    changed = subprocess.run(["git", "status", "--porcelain", "--", ".", ":!docs"], **run).stdout.strip()
    return (name or "unknown") + (f", {UNCOMMITTED}" if changed else "")


def _versions(subject: Subject) -> str:
    """Return the noteworthy packages of a peer with their versions."""
    lines = subject.disk.with_name("packages").read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines]
    return ", ".join(f"{name.split(':')[0]} {version}" for name, version in pairs
                     if name.split(":")[0] in NOTEWORTHY or name.startswith("linux-image-6"))


def qemu_line(accel: str) -> str:
    """Return the QEMU line of all machines, with plain names for their files."""
    blank = Subject("", "", Path("disk.qcow2"), "", Path("vmlinuz"), Path("initrd.img"), "WORDS", "")
    arguments = blank.hardware(Path("seed.iso"), accel).arguments(
        Path("berth.qcow2"), Path("disk.qcow2"), Path("."))
    return shlex.join(["qemu-system-x86_64", *arguments])


def here() -> dict[str, str]:
    """Return when, what and on which machine, as words for the report."""
    model = MODEL.search(Path("/proc/cpuinfo").read_text("utf-8"))
    return {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d"),
        "commit": _commit(),
        "processor": f"{model[1] if model else 'unknown'}, {os.cpu_count()} processors",
    }


def gather(subjects: Sequence[Subject], accel: str) -> dict[str, str]:
    """Collect the circumstances of a comparison."""
    facts = {
        **here(),
        "qemu": run_tool(["qemu-system-x86_64", "--version"], "asking QEMU").splitlines()[0],
        "accelerator": accel,
        "load": f"{os.getloadavg()[0]:.1f}",
        "line": qemu_line(accel),
        "words-peer": PEER_WORDS,
    }
    for subject in subjects:
        if subject.name == "berth":
            facts["words-berth"] = subject.words
        if subject.disk.with_name("packages").is_file():
            facts[subject.name] = _versions(subject)
    return facts


def kept(path: Path, fresh: dict[str, str]) -> dict[str, str]:
    """Return the facts of the run's beginning, which are kept beside its results."""
    if not path.is_file():
        path.write_text(json.dumps(fresh, indent=1) + "\n", encoding="utf-8")
    return json.loads(path.read_text("utf-8"))
