# SPDX-License-Identifier: Apache-2.0
"""Disks to measure on: first boot behind them, the test image in the engine, flat and uncompressed.

Flat, because how a system's disk image was packed for download must not be part of its reading
speed here. A prepared disk is kept until its system or the test image changes.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

from qemu.guest import trust_registry
from qemu.machine import HOST, Machine
from qemu.registry import Registry
from qemu.tools import run_tool
from rows import say

from compare.subjects import Subject, switch_off


def reference(subject: Subject, machine: Machine, registry: Registry, name: str) -> str:
    """Return what the guest calls an image of this host's registry; Berth has to be told of it."""
    if subject.name == "berth":
        trust_registry(machine, registry.port)
    return f"{HOST}:{registry.port}/{name}"


def _load_tools(subject: Subject, machine: Machine, registry: Registry) -> None:
    engine, ref = subject.engine, reference(subject, machine, registry, "berth/tools:latest")
    for command in (engine.pull, engine.tag, engine.remove_image):
        machine.sh(command.format(ref=ref), timeout=300)
    # Proves that the image runs, and leaves behind what an engine makes only once.
    for text in engine.run.values():
        machine.sh("i=0; " + text.format(command="true"), timeout=300)


def prepared(subject: Subject, tools: Path | None, registry: Registry | None, work: Path,
             accel: str, kept: Path | None = None) -> Subject:
    """Return the subject on a prepared disk; without tools only the first boot is done.

    The disk is made in `work` and kept there, or in the folder `kept`, which others may use as well.
    """
    target = (kept or work) / f"{subject.name}{'' if tools else '-booted'}.qcow2"
    seal = target.with_suffix(".identity")
    content = hashlib.sha256(tools.read_bytes()).hexdigest() if tools else ""
    identity = f"{subject.identity} {content}\n"
    if not (target.is_file() and seal.is_file() and seal.read_text("utf-8") == identity):
        say(f"preparing a disk: {subject.title}")
        seal.unlink(missing_ok=True)
        machine = subject.machine(work / f"prepare-{subject.name}", accel)
        try:
            subject.start(machine)
            machine.wait_ssh(180)
            if tools:
                _load_tools(subject, machine, registry)
            switch_off(machine)
        finally:
            machine.cut()
        fresh = target.with_suffix(f".{os.getpid()}.new")
        try:
            run_tool(["qemu-img", "convert", "-O", "qcow2", str(machine.disk), str(fresh)],
                     "flattening the prepared disk")
            fresh.rename(target)
        finally:
            fresh.unlink(missing_ok=True)
            machine.disk.unlink()
        seal.write_text(identity, encoding="utf-8")
    return replace(subject, disk=target)
