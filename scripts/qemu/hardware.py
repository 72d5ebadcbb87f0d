# SPDX-License-Identifier: Apache-2.0
"""What a virtual machine is made of, and which door it boots through: QEMU's arguments.

The defaults are what most people have, and what the bench measures: q35, virtio disk and network
card, one serial port.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from qemu.errors import HarnessError
from qemu.firmware import uefi_arguments

# How a disk hangs on the machine; the drive's name is appended.
BUSES = {
    "virtio": ["-device", "virtio-blk-pci,drive="],
    "scsi": ["-device", "virtio-scsi-pci", "-device", "scsi-hd,drive="],
    "ahci": ["-device", "ide-hd,bus=ide.0,drive="],
    "nvme": ["-device", "nvme,serial=berth,drive="],
    "usb": ["-device", "qemu-xhci,id=disk-usb", "-device", "usb-storage,bus=disk-usb.0,drive="],
    "ide": ["-device", "ide-hd,bus=ide.0,drive="],
}
# What Linux calls the first disk of a bus, if nothing else hangs there.
DISK_NAMES = {"virtio": "vda", "nvme": "nvme0n1"}
# How an ISO gets into the machine.
ISO = {
    "cd": ["-device", "ide-cd,bus=ide.2,bootindex=0,drive="],
    "usb": ["-device", "qemu-xhci,id=medium-usb", "-device",
            "usb-storage,id=stick,bus=medium-usb.0,removable=on,bootindex=0,drive="],
}
# An i440fx has two IDE channels of two places; the seed takes the first of the second channel.
ISO_ON_IDE = ["-device", "ide-cd,bus=ide.1,unit=1,bootindex=0,drive="]
MICROVM = ["-device", "virtio-blk-device,drive="]


@dataclass
class Target:
    """A disk to install on: a raw file that is written to as it is."""

    file: Path
    bus: str = "virtio"            # "ide" makes the machine an i440fx
    sector_size: int = 512         # bytes; or 4096
    bootindex: int | None = 1      # 0 is the medium's; None: what the firmware remembers decides
    faults: Path | None = None     # rules of QEMU's blkdebug driver: what cannot be read or written

    @property
    def name(self) -> str:
        """What the disk is called inside, if it is the only one of its kind."""
        return DISK_NAMES.get(self.bus, "sda")

    def arguments(self, drive: str) -> list[str]:
        """Return QEMU's arguments for the disk; drive is an id."""
        size = self.sector_size
        properties = [f"logical_block_size={size}", f"physical_block_size={size}"] if size != 512 else []
        if self.bootindex is not None:
            properties.append(f"bootindex={self.bootindex}")
        file = f"blkdebug:{self.faults}:{self.file}" if self.faults else self.file
        return _drive(drive, file, _device(self.bus, properties), "format=raw")


@dataclass
class Hardware:
    """What is put into the machine.

    boot says what Machine's image is: `disk`, a disk image on `bus`; `cd` or `usb`, an ISO; `net`,
    a folder that the network card boots from by TFTP; `direct`, a folder with vmlinuz, stage1.img,
    root.img, data.img and cmdline, for a microvm; `target`, nothing: it boots from one of its targets.
    """

    memory: str = "1G"
    cpus: int = 2
    accel: str = "tcg"
    firmware: str = "bios"         # or "uefi"
    boot: str = "disk"
    bus: str = "virtio"            # of the disk; "ide" makes the machine an i440fx
    disk_size: str = ""            # larger than the image's own, for example 12G
    seed: Path | None = None       # an iso is attached as CD, anything else as a read-only disk
    data: Path | None = None       # a further raw disk, writable
    writable: bool = False         # the ISO can be written to, as on most sticks
    targets: list[Target] = field(default_factory=list)     # disks to install on, beside the medium
    network: bool = True
    serial: bool = True            # a serial port; without one the console is on the screen only
    nameserver: str = ""           # the DNS server that DHCP hands out; '' = QEMU's own, 10.0.2.3
    extra: list[str] = field(default_factory=list)   # further arguments of QEMU

    def arguments(self, image: Path, disk: Path, folder: Path) -> list[str]:
        """Return QEMU's arguments, without the lines the harness adds.

        disk is the overlay over a disk image; folder keeps what the firmware remembers.
        """
        cpu = "host" if self.accel == "kvm" else "max"
        result = ["-machine", self._machine(), "-accel", self.accel, "-cpu", cpu,
                  "-smp", str(self.cpus), "-m", self.memory, "-nodefaults", "-display", "none"]
        result += self._medium(image, disk) + self._network(image) + self._random()
        if self.boot != "direct":
            result += ["-vga", "std"]
        if self.firmware == "uefi":
            result += uefi_arguments(folder)
        return result + self._volumes() + self.extra

    def serial_arguments(self) -> list[str]:
        """Return what leads the chardev `serial0` to the guest's first serial port."""
        return ["-serial", "chardev:serial0" if self.serial else "none"]

    def _machine(self) -> str:
        if self.boot == "direct":
            # Without ACPI the devices are named on the command line.
            return "microvm,acpi=off"
        return "pc" if self._is_old() else "q35"

    def _is_old(self) -> bool:
        return "ide" in (self.bus, *(target.bus for target in self.targets))

    def _medium(self, image: Path, disk: Path) -> list[str]:
        if self.boot == "disk":
            return _drive("disk0", disk, _device(self.bus, ["bootindex=1"]),
                          "format=qcow2,discard=unmap")
        if self.boot in ISO:
            door = ISO_ON_IDE if self.boot == "cd" and self._is_old() else ISO[self.boot]
            return _drive("medium0", image, door,
                          "format=raw" if self.writable else "format=raw,readonly=on")
        if self.boot == "direct":
            return _direct(image)
        if self.boot in ("net", "target"):
            return []
        raise HarnessError(f"unknown way to boot: {self.boot}",
                           todo=f"use disk, net, direct, target, {', '.join(ISO)}")

    def _network(self, image: Path) -> list[str]:
        if not self.network:
            return []
        net = "user,id=net0" + (f",dns={self.nameserver}" if self.nameserver else "")
        if self.boot == "net":
            net += f",tftp={image},bootfile=berth.ipxe"
        card = {"direct": "virtio-net-device,netdev=net0",
                "net": "virtio-net-pci,netdev=net0,bootindex=0"}
        return ["-netdev", net,
                "-device", card.get(self.boot, "virtio-net-pci,netdev=net0")]

    def _random(self) -> list[str]:
        device = "virtio-rng-device" if self.boot == "direct" else "virtio-rng-pci"
        return ["-object", "rng-random,id=rng0,filename=/dev/urandom",
                "-device", f"{device},rng=rng0"]

    def _volumes(self) -> list[str]:
        disk = MICROVM if self.boot == "direct" else ["-device", "virtio-blk-pci,drive="]
        result = []
        for number, target in enumerate(self.targets):      # before others of their bus
            result += target.arguments(f"target{number}")
        if self.seed:
            cd = self.seed.suffix == ".iso" and self.boot != "direct"
            result += _drive("seed0", self.seed,
                             ["-device", "ide-cd,bus=ide.1,drive="] if cd else disk,
                             "format=raw,readonly=on")
        if self.data:
            result += _drive("further0", self.data, disk, "format=raw")
        return result


def _device(bus: str, properties: list[str]) -> list[str]:
    """The device of a disk, with these properties; ends with `drive=`."""
    *others, device = BUSES[bus]
    return [*others, device.replace("drive=", ",".join([*properties, "drive="]))]


def _drive(name: str, file: Path | str, device: list[str], options: str) -> list[str]:
    """A drive and the device that shows it to the guest; device ends with `drive=`."""
    return ["-drive", f"file={file},if=none,id={name},{options}",
            *device[:-1], device[-1] + name]


def _direct(folder: Path) -> list[str]:
    """A kernel that QEMU loads itself, root and data as plain disks without partitions.

    The data disk is written to as it is: the caller's folder is a copy where that matters.
    """
    words = (folder / "cmdline").read_text(encoding="utf-8").strip()
    return ["-kernel", str(folder / "vmlinuz"), "-initrd", str(folder / "stage1.img"),
            "-append", words,
            *_drive("root0", folder / "root.img", MICROVM, "format=raw,readonly=on"),
            *_drive("data0", folder / "data.img", MICROVM, "format=raw")]
