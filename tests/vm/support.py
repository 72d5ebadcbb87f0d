# SPDX-License-Identifier: Apache-2.0
"""What the VM tests share: where things are, test images, docker in the guest, a fair ending."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import select
import subprocess
import tarfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from qemu.disk import filesystem_complaints, flatten
from qemu.errors import HarnessError
from qemu.image import Config, Entry, build
from qemu.layout import Layout
from qemu.limits import scaled
from qemu.machine import Machine
from qemu.ssh import Key, Result

# Smaller and smaller files until not even one block is left.
FILL_DISK = ("mkdir /var/fill; i=0; for size in 1g 100m 10m 1m 64k 4k; do "
             "while fallocate -l $size /var/fill/$i 2>/dev/null; do i=$((i + 1)); done; done")

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Places:
    """Where the build's products are and where the tests may write."""

    out: Path
    image: Path            # berth.qcow2: what users get
    console_image: Path    # berth-console.qcow2: with a log-in on the consoles
    iso: Path              # berth.iso: runs from itself
    hello: Path            # the image made by the build
    work: Path             # one folder per machine: console.log, disk, QEMU's command


def busybox_of(hello: Path, target: Path) -> Path:
    """Take the static busybox out of the build's own image; the test images are made of it."""
    layout = Layout(hello)
    manifest = json.loads(layout.image().manifest.content())
    for part in manifest["layers"]:
        data = layout.blobs[part["digest"]].content()
        plain = gzip.decompress(data) if part["mediaType"].endswith("gzip") else data
        with tarfile.open(fileobj=io.BytesIO(plain)) as layer:
            for member in layer:
                if member.isfile() and Path(member.name).name == "busybox":
                    target.write_bytes(layer.extractfile(member).read())
                    target.chmod(0o755)
                    return target
    raise HarnessError(f"{hello} holds no busybox", why="the test images are made of it",
                       todo="build it again with `make qcow2`")


def make_tools(busybox: Path, target: Path, name: str = "berth/tools",
               extra: list[Entry] | None = None) -> Path:
    """Make an image with busybox under all its names and a shell as command."""
    applets = subprocess.run([busybox, "--list"], check=True, capture_output=True, text=True)
    entries = [Entry("bin/busybox", 0o755, source=busybox)]
    entries += [Entry(f"bin/{applet}", link="busybox") for applet in applets.stdout.split()
                if applet != "busybox"]
    entries += [Entry("tmp", 0o1777, folder=True),
                Entry("etc/passwd", data=b"root:x:0:0::/:/bin/sh\n"),
                Entry("www/index.html", data=b"served by a container\n")]
    return build(target, name, [entries + (extra or [])], Config(cmd=["/bin/sh"]))


def log_in(machine: Machine, key: Key, user: str, command: str = "id -un",
           stdin: str | None = None) -> subprocess.CompletedProcess:
    """Exit status and output of ssh as somebody, by a connection of its own."""
    return subprocess.run(
        ["ssh", "-F", "none", "-p", str(machine.forward(22)), "-i", key.private, "-o", "BatchMode=yes",
         "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
         "-o", f"ConnectTimeout={scaled(15):.0f}", f"{user}@127.0.0.1", command],
        capture_output=True, text=True, check=False, timeout=scaled(60), input=stdin or "")


def docker(vm: Machine, arguments: str, stdin: str = "", timeout: float = 120) -> Result:
    """Run the docker command in the guest."""
    return vm.ssh(f"docker {arguments}", stdin, timeout)


def docker_ok(vm: Machine, arguments: str, stdin: str = "", timeout: float = 120) -> str:
    """Run the docker command in the guest; it has to succeed. Returns its output, stripped."""
    return vm.sh(f"docker {arguments}", stdin, timeout).strip()


def host_keys(machine: Machine) -> list[str]:
    """Return the machine's public host keys as ssh sees them."""
    done = subprocess.run(["ssh-keyscan", "-t", "ed25519", "-T", f"{scaled(20):.0f}",
                           "-p", str(machine.shell.port), "127.0.0.1"],
                          capture_output=True, text=True, check=True)
    return [line.split(" ", 1)[1] for line in done.stdout.splitlines() if line[:1] != "#"]


def remove_containers(vm: Machine) -> None:
    """Remove all containers, so that the next test starts from none."""
    vm.sh("ids=$(docker ps -aq) && { [ -z \"$ids\" ] || docker rm -f $ids; }")


def spare_the_emulator(machine: Machine) -> None:
    """Load programs at fixed addresses in a machine that starts many of them.

    QEMU 7.2 (Debian 12) translates a program again for each address that it is loaded at, iptables
    dozens of times for one container with a network. Once memory is short and a page of such a
    program is cleared for other use, or overwritten by the kernel after a restart, that is so slow
    that the guest reports a lockup, or stands still for minutes.
    """
    if machine.hardware.accel == "tcg":
        machine.sh("echo 0 >/proc/sys/kernel/randomize_va_space")


def address_of(vm: Machine, container: str) -> str:
    """Return the address of a running container on its bridge."""
    return docker_ok(vm, "inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "
                     + container)


def eventually(check: Callable[[], object], seconds: float, what: str) -> object:
    """Repeat a check until it returns something true; returns that. Fails after the limit."""
    deadline = time.monotonic() + scaled(seconds)
    while True:
        value = check()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {scaled(seconds):.0f} s: {what}")
        time.sleep(0.5)


def read_until(pattern: str, stream: IO[bytes], seconds: float) -> str:
    """Return what a terminal shows, up to a pattern."""
    shown = ""
    deadline = time.monotonic() + scaled(seconds)
    while not re.search(pattern, shown):
        ready = select.select([stream], [], [], max(0, deadline - time.monotonic()))[0]
        assert ready, f"{pattern!r} was not shown within {scaled(seconds):.0f} s: {shown}"
        data = os.read(stream.fileno(), 65536)
        assert data, f"{pattern!r} was not shown before the end: {shown}"
        shown += data.decode("utf-8", "replace").replace("\r", "")
    return shown


def disk_complaints(machine: Machine) -> str:
    """Return what is wrong with the data file system of a machine that has ended, '' if nothing."""
    if machine.hardware.boot == "target":
        target = machine.hardware.targets[0]
        return filesystem_complaints(target.file, sector=target.sector_size)
    raw = machine.folder / "disk.raw"
    try:
        return filesystem_complaints(flatten(machine.disk, raw))
    finally:
        raw.unlink(missing_ok=True)


def assert_clean(machine: Machine) -> None:
    """Assert that a machine that has ended left a clean data file system and no kernel fault."""
    assert not machine.running(), "the machine has to be off before its disk is looked at"
    complaints = disk_complaints(machine)
    assert not complaints, f"the disk after shutdown: {complaints}\nconsole: {machine.log}"
    assert machine.console.faults() == []


def end_well(machine: Machine) -> None:
    """Switch a machine off if it still runs, and assert that it left its disk, if any, clean."""
    if machine.running():
        machine.power_off()
    if machine.disk.exists() or machine.hardware.boot == "target":
        assert_clean(machine)
    assert machine.console.faults() == []


def dispose(machine: Machine) -> None:
    """Check how a machine ends, then give its disk space back; the console log stays."""
    try:
        if machine.was_started():
            end_well(machine)
    finally:
        machine.cut()
        machine.disk.unlink(missing_ok=True)


def own_address(vm: Machine, image: str) -> str:
    """Return the address that a new container gets."""
    words = docker_ok(vm, f"run --rm {image} ip -o -4 addr show eth0").split()
    return words[words.index("inet") + 1].split("/")[0]
