# SPDX-License-Identifier: Apache-2.0
"""One exception for everything that goes wrong around a virtual machine.

A failing VM test is read by somebody who was not there: the message itself has to say what failed,
why, what to do about it and where the log is.
"""

from __future__ import annotations

from pathlib import Path


class HarnessError(Exception):
    """What failed, and, as far as it is known, why, what to do, and which log tells more."""

    def __init__(self, what: str, why: str = "", todo: str = "", log: Path | None = None,
                 tail: str = ""):
        self.what = what
        self.why = why
        self.todo = todo
        self.log = log
        self.tail = tail
        super().__init__(what)

    def __str__(self) -> str:
        lines = [self.what]
        if self.why:
            lines.append(f"  why: {self.why}")
        if self.todo:
            lines.append(f"  do:  {self.todo}")
        if self.log:
            lines.append(f"  log: {self.log}")
        if self.tail:
            lines.append("  end of the log:")
            lines.extend(f"    | {line}" for line in self.tail.splitlines())
        return "\n".join(lines)
