# SPDX-License-Identifier: Apache-2.0
"""Time limits that stretch with the machine they run on.

Emulated machines on a busy host are several times slower than on an idle one. Every limit of the
harness goes through scaled(), so that one variable makes a slow host work and no test has to be
edited.
"""

from __future__ import annotations

import os

from qemu.errors import HarnessError

VARIABLE = "BERTH_TIMEOUT_SCALE"


def scaled(seconds: float) -> float:
    """Return the limit multiplied by BERTH_TIMEOUT_SCALE (1 when it is not set)."""
    text = os.environ.get(VARIABLE, "1")
    try:
        factor = float(text)
    except ValueError:
        factor = 0.0
    if not factor > 0:
        raise HarnessError(f"{VARIABLE} is not a usable multiplier: {text!r}",
                           why="it multiplies every time limit of the VM harness",
                           todo=f"set a positive number, for example {VARIABLE}=3, or unset it")
    return seconds * factor
