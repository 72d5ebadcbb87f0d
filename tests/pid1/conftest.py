# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the tests of PID 1 without a virtual machine: see room.py."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from room import TOP, Room


def _package(name: str) -> Path:
    found = subprocess.run([TOP / "scripts" / "pkg", "path", name], check=True,
                           capture_output=True, text=True)
    return Path(found.stdout.strip())


@pytest.fixture(scope="session", name="programs")
def _programs() -> tuple[Path, Path]:
    """Return the product's init and busybox."""
    return _package("init") / "root/usr/sbin/init", _package("busybox") / "root/usr/bin/busybox"


@pytest.fixture(name="new_room")
def _new_room(programs: tuple[Path, Path], tmp_path: Path) -> Iterator[Callable[[], Room]]:
    """Make rooms that are gone after the test."""
    rooms: list[Room] = []

    def make() -> Room:
        rooms.append(Room(tmp_path / f"room{len(rooms)}", *programs))
        return rooms[-1]

    yield make
    for room in rooms:
        room.destroy()


@pytest.fixture(name="room")
def _room(new_room: Callable[[], Room]) -> Room:
    return new_room()
