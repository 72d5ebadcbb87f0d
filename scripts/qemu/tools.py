# SPDX-License-Identifier: Apache-2.0
"""Running the host's programs with errors a reader can act on."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from qemu.errors import HarnessError

# Debian package that brings a program, for the message about a missing one.
PACKAGES = {
    "qemu-system-x86_64": "qemu-system-x86",
    "qemu-img": "qemu-utils",
    "qemu-io": "qemu-utils",
    "xorriso": "xorriso",
    "mcopy": "mtools",
    "mformat": "mtools",
    "mmd": "mtools",
    "ssh": "openssh-client",
    "ssh-keygen": "openssh-client",
    "e2fsck": "e2fsprogs",
    "debugfs": "e2fsprogs",
    "mke2fs": "e2fsprogs",
    "veritysetup": "cryptsetup-bin",
    "dump.erofs": "erofs-utils",
    "mkfs.erofs": "erofs-utils",
    "gcc": "gcc",
    "sfdisk": "fdisk",
    "mksquashfs": "squashfs-tools",
    "dpkg-deb": "dpkg",
    "readelf": "binutils",
    "setpriv": "util-linux",
}
# Debian keeps e2fsck where an ordinary user's PATH does not look.
SEARCH = os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin"


def find_tool(name: str) -> str:
    """Return the path of a host program, or raise an error that names its package."""
    path = shutil.which(name, path=SEARCH)
    if not path:
        raise HarnessError(f"the host program {name} is missing",
                           why="it was not found on PATH, /usr/sbin or /sbin",
                           todo=f"install the package {PACKAGES.get(name, name)} (`make deps`)")
    return path


def run_tool(command: Sequence[str], what: str, **options) -> str:
    """Run a host program to its end and return its output; raise with its own words if it fails.

    what says in words what was being done ("making the seed"); options go to subprocess.run.
    """
    argv = [find_tool(command[0]), *command[1:]]
    done = subprocess.run(argv, stdin=options.pop("stdin", subprocess.DEVNULL), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **options)
    if done.returncode != 0:
        raise HarnessError(f"{what} failed",
                           why=f"{command[0]} ended with status {done.returncode}",
                           todo="read its output below", tail=done.stdout.strip()[-2000:])
    return done.stdout
