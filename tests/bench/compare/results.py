# SPDX-License-Identifier: Apache-2.0
"""What was measured so far: one small file per part, round and machine, so that a run can go on.

Figures of different builds never mix: the folder's name is made of what was measured.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path


class Results:
    """Figures in a folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._repeated = folder / "repeated.json"

    def _path(self, part: str, number: int, subject: str) -> Path:
        return self.folder / f"{part}-{number}-{subject}.json"

    def has(self, part: str, number: int, subject: str) -> bool:
        return self._path(part, number, subject).is_file()

    def put(self, part: str, number: int, subject: str, figures: Mapping[str, float]) -> None:
        """Keep the figures of one part; the file appears complete or not at all."""
        path = self._path(part, number, subject)
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(dict(figures), indent=1) + "\n", encoding="utf-8")
        fresh.rename(path)

    def values(self, measure: str, subject: str) -> list[float]:
        """Return all values of one measurement on one machine."""
        found = (json.loads(path.read_text("utf-8")) for path in
                 sorted(self.folder.glob(f"*-[0-9]*-{subject}.json")))
        return [figures[measure] for figures in found if measure in figures]

    def repeated(self) -> dict[str, int]:
        """Return how many jobs had to be done again, by machine."""
        return json.loads(self._repeated.read_text("utf-8")) if self._repeated.is_file() else {}

    def count_repeat(self, subject: str) -> None:
        """Keep in mind that a job of this machine has to be done again."""
        counts = self.repeated()
        self._repeated.write_text(json.dumps({**counts, subject: counts.get(subject, 0) + 1}) + "\n",
                                  encoding="utf-8")

    def forget(self) -> None:
        """Start over."""
        for path in self.folder.glob("*.json"):
            path.unlink()
