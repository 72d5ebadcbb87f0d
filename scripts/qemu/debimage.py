#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Takes programs out of Debian packages for use in test images, without root rights.

Real servers as containers are the most telling test there is. apt itself resolves, downloads and
verifies the packages (against an empty package status, so that the host's own packages count for
nothing); of what they hold only the programs, the libraries that they load and the named folders
go into the image, because every megabyte costs seconds under emulation.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

if __name__ == "__main__":  # run as a program: its package lies one folder up
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from qemu.errors import HarnessError
from qemu.image import Entry, entries_of
from qemu.tools import find_tool, run_tool

NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
INTERPRETER = re.compile(r"program interpreter: (.+)\]")
LIBRARY_FOLDERS = ("lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "lib64", "lib", "usr/lib")
# Made by the packages' installation scripts, which are not run here.
ACCOUNTS = (
    Entry("etc/passwd", data=b"root:x:0:0:root:/root:/bin/sh\n"
          b"www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\n"
          b"nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"),
    Entry("etc/group", data=b"root:x:0:\nadm:x:4:\nwww-data:x:33:\nnogroup:x:65534:\n"),
    Entry("tmp", 0o1777, folder=True),
)


def default_cache() -> Path:
    """Return the folder for downloaded packages: below the build's cache."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(os.environ.get("BERTH_CACHE") or Path(home, "berth")) / "debs"


def fetch(packages: Sequence[str], cache: Path) -> list[Path]:
    """Download packages with all they depend on; returns the .deb files.

    What was downloaded once for the same request is taken as it is, so tests run offline.
    """
    cache.mkdir(parents=True, exist_ok=True)
    record = Path(cache, "+".join(sorted(packages)) + ".list")
    with open(Path(cache, "lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not record.exists():
            names = _download(packages, cache)
            fresh = record.with_suffix(".new")
            fresh.write_text("\n".join(names) + "\n", encoding="utf-8")
            fresh.rename(record)
    debs = [Path(cache, "archives", name) for name in record.read_text("utf-8").split()]
    missing = [deb.name for deb in debs if not deb.is_file()]
    if missing:
        raise HarnessError(f"{missing[0]} has gone from {cache}", todo=f"delete {record} to have "
                           "the packages downloaded again")
    return debs


def _download(packages: Sequence[str], cache: Path) -> list[str]:
    for folder in ("archives/partial", "none/partial"):
        Path(cache, folder).mkdir(parents=True, exist_ok=True)
    status = cache / "empty-status"
    status.write_text("", encoding="utf-8")
    apt = ["apt-get", "-y", "-qq", "-o", "Debug::NoLocking=1", "-o", "APT::Install-Recommends=0",
           "-o", "APT::Sandbox::User=", "-o", f"Dir::State::status={status}",
           "-o", f"Dir::Cache={cache}", "-o"]
    what = f"downloading the Debian packages {' '.join(packages)}"
    try:
        # The plan names only what is not in the archive folder yet: it gets an empty one.
        plan = run_tool([*apt, f"Dir::Cache::archives={cache}/none", "install", "--print-uris",
                         *packages], what)
        run_tool([*apt, f"Dir::Cache::archives={cache}/archives", "install", "--download-only",
                  *packages], what)
    except HarnessError as error:
        raise HarnessError(error.what, why=error.why, tail=error.tail, todo="check the network and "
                           "apt's sources; `apt-get update` brings fresh package lists") from error
    # Each line: 'URI' file-name size hash
    return [line.split()[1] for line in plan.splitlines() if line.startswith("'")]


def unpack(debs: Iterable[Path], root: Path, wanted: Sequence[str]) -> Path:
    """Unpack the wanted packages and all libraries into one folder; nothing of them is run.

    What else they depend on (perl, dpkg ...) serves their installation scripts only.
    """
    root.mkdir(parents=True, exist_ok=True)
    for deb in debs:
        name = deb.name.split("_", 1)[0]
        library = name.startswith(("lib", "zlib")) and not name.startswith("libperl")
        if name in wanted or library:
            run_tool(["dpkg-deb", "-x", str(deb), str(root)], f"unpacking {deb.name}")
    return root


def _dynamic(path: Path) -> tuple[list[str], str]:
    """Return the libraries that an ELF file needs, and the loader it names."""
    done = subprocess.run([find_tool("readelf"), "-dlW", str(path)], capture_output=True, text=True,
                          check=False)
    loader = INTERPRETER.search(done.stdout)
    return NEEDED.findall(done.stdout), loader[1].strip("/") if loader else ""


def _resolve(root: Path, path: str) -> Path:
    """Return the file behind a path in the tree; links stay inside the tree."""
    current = Path(root, path)
    for _ in range(8):
        if not current.is_symlink():
            return current
        target = current.readlink()
        if target.is_absolute():
            current = Path(root, *target.parts[1:])
        else:
            current = Path(os.path.normpath(current.parent / target))
    raise HarnessError(f"too many links at {path} in {root}")


def _find_library(root: Path, name: str) -> str:
    for folder in LIBRARY_FOLDERS:
        path = Path(folder, name)
        if _resolve(root, str(path)).is_file():
            return str(path)
    raise HarnessError(f"the library {name} is in none of the packages",
                       why=f"looked in {', '.join(LIBRARY_FOLDERS)}",
                       todo="add the package that brings it to the list")


def program_entries(root: Path, programs: Sequence[str], extra: Sequence[str] = ()) -> list[Entry]:
    """Return what programs need: themselves, loader, libraries, extra paths, accounts."""
    waiting, files = list(programs), {}
    while waiting:
        path = waiting.pop()
        if path in files:
            continue
        source = _resolve(root, path)
        if not source.is_file():      # /lib64 of programs is /usr/lib64 of newer packages
            source = _resolve(root, f"usr/{path}")
        if not source.is_file():
            raise HarnessError(f"{path} is not in the unpacked packages", log=root)
        files[path] = Entry(path, 0o755, source=source)
        libraries, loader = _dynamic(source)
        waiting += [_find_library(root, name) for name in libraries]
        waiting += [loader] if loader else []
    entries = list(files.values()) + list(ACCOUNTS)
    for path in extra:
        entries.append(Entry(path, 0o755, folder=True))
        entries += [Entry(f"{path}/{entry.path}", entry.mode, entry.source, entry.data, entry.link,
                          entry.folder) for entry in entries_of(Path(root, path))]
    return entries


def main() -> int:
    """Command line: fill the cache, so that tests need no network later."""
    parser = argparse.ArgumentParser(description="Download Debian packages for test images.")
    parser.add_argument("packages", nargs="+", metavar="PACKAGE[+PACKAGE...]",
                        help="one set per argument; the sets are resolved separately")
    parser.add_argument("--cache", type=Path, default=default_cache())
    arguments = parser.parse_args()
    try:
        for group in arguments.packages:
            debs = fetch(group.split("+"), arguments.cache)
            print(f"debimage: {group}: {len(debs)} packages in {arguments.cache}")
    except HarnessError as error:
        print(f"debimage: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
