# SPDX-License-Identifier: Apache-2.0
"""Disks that start a GRUB with a script of the caller's: the built package, with the modules of our loader.

What Berth's own loader decides is tested in it, case after case in one start, without a system behind it.
"""

from __future__ import annotations

import os
import shutil
import tarfile
from pathlib import Path

from qemu.errors import HarnessError
from qemu.tools import run_tool

TOP = Path(__file__).resolve().parents[2]
PLATFORMS = {"bios": "i386-pc", "uefi": "x86_64-efi"}
# As scripts/release makes the loader: what a platform has, and what both have besides $loader_modules.
OWN_MODULES = {"bios": ["biosdisk"], "uefi": ["efi_gop"]}
COMMON_MODULES = ["memdisk", "tar", "ext2", "loopback", "hashsum", "gcry_sha256"]
EFI_DISK_MIB = 16


def grub_package() -> Path:
    """Return the folder of the built GRUB: BERTH_GRUB, or the package of that name in the cache."""
    path = os.environ.get("BERTH_GRUB")
    if not path:
        answer = run_tool([str(TOP / "scripts" / "pkg"), "path", "grub"], "looking for the built GRUB")
        path = answer.strip().splitlines()[-1]
    if not Path(path, "host", "bin", "grub-mkimage").is_file():
        raise HarnessError(f"{path} holds no GRUB", why="host/bin/grub-mkimage is not there",
                           todo="build it with `scripts/pkg build grub`, or set BERTH_GRUB")
    return Path(path)


def loader_modules() -> list[str]:
    """Return the modules that every loader of ours has."""
    script = 'SOURCE_DATE_EPOCH=0; . "$1"; echo $loader_modules'
    return run_tool(["sh", "-c", script, "sh", str(TOP / "scripts" / "lib" / "boot-files.sh")],
                    "reading the loader's modules").split()


def make_loader_disk(disk: Path, firmware: str, files: dict[str, Path]) -> Path:
    """Make a raw disk that starts GRUB by `bios` or `uefi`.

    files are what lies in (memdisk)/grub, by name; `grub.cfg` is run.
    """
    package = grub_package()
    core = disk.with_suffix(".core")
    _make_core(package, firmware, files, core)
    if firmware == "bios":
        # As they are made, boot sector and core image expect each other in the first sectors of a disk.
        boot = package / "host" / "lib" / "grub" / PLATFORMS[firmware] / "boot.img"
        disk.write_bytes(boot.read_bytes() + core.read_bytes())
        os.truncate(disk, 1 << 20)
    else:
        disk.touch()
        os.truncate(disk, EFI_DISK_MIB << 20)
        run_tool(["mformat", "-i", str(disk), "::"], "formatting the loader's disk")
        run_tool(["mmd", "-i", str(disk), "::/EFI", "::/EFI/BOOT"], "making its folders")
        run_tool(["mcopy", "-i", str(disk), str(core), "::/EFI/BOOT/BOOTX64.EFI"], "filling it")
    core.unlink()
    return disk


def _make_core(package: Path, firmware: str, files: dict[str, Path], core: Path) -> None:
    memdisk = core.with_suffix(".tar")
    with tarfile.open(memdisk, "w", format=tarfile.USTAR_FORMAT) as archive:
        for name, path in files.items():
            archive.add(path, f"grub/{name}")
    modules = COMMON_MODULES + loader_modules() + OWN_MODULES[firmware]
    run_tool([str(package / "host" / "bin" / "grub-mkimage"), "-O", PLATFORMS[firmware],
              "-d", str(package / "host" / "lib" / "grub" / PLATFORMS[firmware]),
              "-m", str(memdisk), "-p", "(memdisk)/grub", "-o", str(core), *modules],
             "making a loader image")
    memdisk.unlink()


def make_fat32(disk: Path, label: str, tree: Path) -> Path:
    """Make a disk with the tree's content, a file system like the EFI system partition's."""
    mib, sector, cluster = 260, 512, 4096      # as scripts/release makes it
    disk.unlink(missing_ok=True)
    disk.touch()
    os.truncate(disk, mib << 20)
    run_tool(["mformat", "-i", str(disk), "-F", "-c", str(cluster // sector), "-T",
              str((mib << 20) // sector), "-h", "64", "-s", "32", "-v", label, "::"],
             f"formatting the disk {label}")
    run_tool(["mcopy", "-i", str(disk), "-s", "-m", *map(str, sorted(tree.iterdir())), "::"],
             f"filling the disk {label}")
    return disk


def read_fat(disk: Path, folder: str, target: Path) -> Path:
    """Copy a folder of such a disk out of it."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    run_tool(["mcopy", "-i", str(disk), "-s", "-n", f"::{folder}", str(target)],
             f"reading {folder} of {disk.name}")
    return target / Path(folder).name


def make_ext2(disk: Path, label: str, tree: Path, mib: int) -> Path:
    """Make a disk with the tree's content that is a file system like a slot's boot partition."""
    disk.unlink(missing_ok=True)
    disk.touch()
    os.truncate(disk, mib << 20)
    run_tool(["mke2fs", "-q", "-F", "-t", "ext2", "-L", label, "-m", "0", "-d", str(tree), str(disk)],
             f"making the disk {label}")
    return disk
