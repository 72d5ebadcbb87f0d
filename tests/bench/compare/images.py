# SPDX-License-Identifier: Apache-2.0
"""The container images that are measured with: a small one of busybox, a large one of noise."""

from __future__ import annotations

import random
from pathlib import Path

from qemu.image import Config, Entry, build
from support import busybox_of, make_tools

LAYERS, FILES = 4, 25
HALF = 500_000                 # bytes of each file that cannot be compressed; as many that can


def tools_image(hello: Path, work: Path) -> Path:
    """Make the image that all containers of the comparison run: the build's busybox."""
    return make_tools(busybox_of(hello, work / "busybox"), work / "tools.tar")


def large_image(work: Path) -> Path:
    """Make an image of 50 MB, compressed, in four layers; the same bytes each time."""
    noise = random.Random(1)
    layers = [[Entry(f"data/{layer}/{number}",
                     data=noise.randbytes(HALF) + b"berth measures itself\n" * (HALF // 22))
               for number in range(FILES)] for layer in range(LAYERS)]
    return build(work / "large.tar", "bench/large", layers, Config(cmd=["/none"]))
