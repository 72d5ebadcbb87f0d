# SPDX-License-Identifier: Apache-2.0
"""What is measured inside machines: boot, memory at idle, containers, the smallest machine."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from compare.clock import own_seconds, stage1_seconds
from compare.inside import meminfo, timed
from qemu.guest import trust_registry
from qemu.hardware import Hardware
from qemu.machine import Machine, boot
from qemu.registry import Registry
from qemu.seed import make_seed, seed_files
from qemu.ssh import make_key
from qemu.tools import run_tool
from rows import Row, say, seconds_row
from support import busybox_of, docker_ok, make_tools

TARGETS = {"init started": 1.3, "containerd ready": 3.0, "stage 1 itself": 0.15,
           "init's own share": 0.25}
DIRECT_TARGETS = {"init started": 0.9}
INSTALL_TARGET = 60
INSTALL_DISK = 8 << 30          # bytes


@dataclass(frozen=True)
class Bench:
    """What the measurements work with."""

    image: Path
    microvm: Path
    iso: Path
    hello: Path
    work: Path
    runs: int
    idle_seconds: float

    def machine(self, name: str, image: Path | None = None, files: dict[str, str] | None = None,
                **hardware) -> Machine:
        """Make a machine of the built disk, or another image, with a key and a seed of these files."""
        folder = self.work / name
        folder.mkdir()
        key = make_key(self.work / "key")
        seed = make_seed(folder / "seed.iso", files or seed_files("bench", [key.public]))
        return Machine(image or self.image, folder, Hardware(seed=seed, **hardware), key.private)


def _boot_rows(title: str, boots: list[dict[str, float]], targets: dict[str, float]) -> list[Row]:
    return [seconds_row(f"{title}: {name}", [one[name] for one in boots], targets.get(name))
            for name in boots[0]]


def _timed_boot(machine: Machine) -> dict[str, float]:
    machine.start()
    mark = machine.console.mark()
    machine.wait_boot()
    return dict(machine.milestones(mark))


def _later_boot(machine: Machine) -> dict[str, float]:
    """What both took is in the kernel's log only: a line on the console would take time itself."""
    milestones = _timed_boot(machine)
    machine.wait_ssh()
    log = machine.sh("dmesg")
    return {**milestones, "stage 1 itself": stage1_seconds(log), "init's own share": own_seconds(log)}


def boot_rows(bench: Bench) -> list[Row]:
    """First boots make and grow the data file system; later ones are what a machine lives with."""
    first, later = [], []
    for number in range(bench.runs):
        say(f"boot {number + 1} of {bench.runs}")
        machine = bench.machine(f"boot-{number}")
        first.append(_timed_boot(machine))
        machine.power_off()
        later.append(_later_boot(machine))
        machine.power_off()
        machine.disk.unlink()
    return [*_boot_rows("boot", later, TARGETS), *_boot_rows("first boot", first, {})]


def direct_rows(bench: Bench) -> list[Row]:
    """Boots of the microvm, whose monitor loads the kernel itself; the first one is not counted."""
    say("microvm")
    # Most of its data disk is a hole, and stays one.
    run_tool(["cp", "-r", "--sparse=always", str(bench.microvm), str(bench.work)], "copying the microvm")
    machine = bench.machine("direct", bench.work / bench.microvm.name, boot="direct")
    boots = []
    for _ in range(bench.runs + 1):
        boots.append(_timed_boot(machine))
        machine.power_off()
    return _boot_rows("microvm", boots[1:], DIRECT_TARGETS)


def memory_rows(machine: Machine, idle_seconds: float) -> list[Row]:
    """Memory in use with nothing running but the system, two ways; MB are MiB as in `free -m`."""
    time.sleep(idle_seconds)
    values = meminfo(machine)
    needed = values["MemTotal"] - values["MemAvailable"]
    held = values["MemTotal"] - sum(values[name] for name in (
        "MemFree", "Buffers", "Cached", "SReclaimable"))
    when = f"{idle_seconds:.0f} s after boot, one ssh log-in, no container"
    return [
        Row(f"memory used at idle: MemTotal − MemAvailable ({when})", f"{needed:.0f} MB",
            needed, 80, "≤ 80 MB"),
        Row("memory used at idle: total − free − buffers − cache, as `free` of busybox",
            f"{held:.0f} MB"),
    ]


def container_rows(bench: Bench, registry: Registry) -> list[Row]:
    """The first container after a boot, then warm ones."""
    machine = bench.machine("containers")
    boot(machine)
    rows = memory_rows(machine, bench.idle_seconds)
    image = f"{trust_registry(machine, registry.port)}/berth/tools:latest"
    docker_ok(machine, f"pull -q {image}")
    machine.power_off()
    boot(machine)
    first = docker_ok(machine, f"run --rm {image} cut -d' ' -f1 /proc/uptime")
    rows.append(seconds_row("first container's output after boot, since kernel start",
                            [float(first)]))
    for title, options in (("`docker run --rm`, no network", "--net none"),
                           ("`docker run --rm`, bridge network", "")):
        say(title)
        command = f"docker run --rm {options} {image} true"
        rows.append(seconds_row(f"{title}, warm", timed(machine, command, bench.runs)))
    machine.power_off()
    return rows


def small_row(bench: Bench, registry: Registry) -> Row:
    """Pull and run with 256 MB of memory."""
    say("256 MB of memory")
    machine = bench.machine("small", memory="256M")
    boot(machine)
    image = f"{trust_registry(machine, registry.port)}/berth/tools:latest"
    began = time.monotonic()
    pull = machine.ssh(f"docker pull -q {image}", timeout=300)
    run = machine.ssh(f"docker run --rm {image} echo works", timeout=300)
    works = pull.rc == 0 and run.out == "works\n"
    machine.power_off()
    shown = f"works, {time.monotonic() - began:.1f} s" if works else "fails"
    return Row("pull and run in 256 MB", shown, 0 if works else 1, 0, "works")


def install_row(bench: Bench) -> Row:
    """From the ISO onto an empty virtio disk, all of it read back and checked."""
    say("installation")
    disk = bench.work / "installed.img"
    with open(disk, "wb") as file:
        file.truncate(INSTALL_DISK)
    machine = bench.machine("install", bench.iso, boot="cd", data=disk)
    boot(machine)
    seconds = timed(machine, "berth install vda --yes", 1, timeout=600)
    machine.power_off()
    disk.unlink()
    return seconds_row("`berth install`, from the ISO to a virtio disk", seconds, INSTALL_TARGET)


def guest_rows(bench: Bench) -> list[Row]:
    """All measurements inside machines."""
    busybox = busybox_of(bench.hello, bench.work / "busybox")
    with Registry() as registry:
        registry.add(make_tools(busybox, bench.work / "tools.tar"))
        return [*boot_rows(bench), *direct_rows(bench), *container_rows(bench, registry),
                small_row(bench, registry), install_row(bench)]
