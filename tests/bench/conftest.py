# SPDX-License-Identifier: Apache-2.0
"""The tests of the bench find the harness, what VM tests share, and the bench itself."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
for folder in (HERE.parents[1] / "scripts", HERE.parent / "vm", HERE):
    sys.path.insert(0, str(folder))
