# SPDX-License-Identifier: Apache-2.0
"""What the configuration of a first boot costs: the way to ssh, its share of the boot, a check."""

from __future__ import annotations

import base64
import hashlib
import select
import socket
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from compare.clock import kernel_start
from guests import Bench
from qemu.errors import HarnessError
from qemu.limits import scaled
from qemu.machine import Machine
from qemu.seed import seed_files
from qemu.ssh import make_key
from qemu.tools import run_tool
from rows import Row, say, seconds_row

ROOT = Path(__file__).resolve().parents[2]
SSH_TARGET = 5.0                # seconds after kernel start
SHARE_TARGET = 0.3              # seconds of the way to `containerd ready`
CHECK_TARGET = 50.0             # milliseconds
CHECK_BYTES = 100_000
READY = "containerd ready"
KNOCK_SECONDS = 0.25
OPEN_LINES = 8                  # so a server on a busy machine has two seconds to answer
EMPTY = {"meta-data": "instance-id: bench\n", "user-data": "#cloud-config\n"}
NETWORK = """version: 2
ethernets:
  eth0:
    dhcp4: true
    nameservers: {addresses: [10.0.2.3], search: [bench.example]}
"""


def public_key(name: str) -> str:
    """Return a well-formed key that nobody has the other half of."""
    point = hashlib.sha256(name.encode()).digest()
    blob = b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + point
    return f"ssh-ed25519 {base64.b64encode(blob).decode()} {name}"


def user_entry(number: int) -> str:
    """Return an entry of `users` with two keys."""
    name = f"user{number:03}"
    return (f"- name: {name}\n  gecos: Number {number}\n  groups: [video, disk]\n"
            f"  ssh_authorized_keys:\n  - {public_key(name)}\n  - {public_key(name + '@home')}\n")


def file_entry(number: int) -> str:
    """Return an entry of `write_files` of about a kilobyte."""
    lines = "".join(f"    option{line} = \"{hashlib.sha256(bytes([line])).hexdigest()}\"\n"
                    for line in range(10))
    return (f"- path: /etc/app/{number:03}.conf\n  permissions: '0640'\n  owner: root:root\n"
            f"  content: |\n{lines}")


def user_data(users: int, files: int) -> str:
    """Return a cloud-config with so many users and files, without commands."""
    return ("#cloud-config\nhostname: bench\ntimezone: Europe/Berlin\n"
            f"ssh_authorized_keys:\n- {public_key('root')}\n"
            "users:\n- default\n" + "".join(map(user_entry, range(users)))
            + "write_files:\n" + "".join(map(file_entry, range(files))))


def large_user_data(size: int) -> str:
    """Return a cloud-config of at least this many bytes, half of them for users."""
    users = files = 1
    while len(user_data(users, 0)) < size / 2:
        users += 1
    while len(user_data(users, files)) < size:
        files += 1
    return user_data(users, files)


def full_seed(bench: Bench) -> dict[str, str]:
    """Return the files of a seed with users, files and a network."""
    key = make_key(bench.work / "key").public
    text = user_data(5, 20).replace(public_key("root"), key)
    return {**seed_files("bench", [key]), "user-data": text, "network-config": NETWORK}


def wait_for_banner(port: int, now: Callable[[], float], patience: float) -> float:
    """Return when an ssh server has sent its first bytes, by the clock that is given.

    QEMU takes a connection before the guest can, and asks it again after seconds only. So there is a
    new one every quarter of a second, and the last few are listened to.
    """
    deadline = time.monotonic() + patience
    lines: list[socket.socket] = []
    try:
        while time.monotonic() < deadline:
            lines.append(socket.create_connection(("127.0.0.1", port), patience))
            for old in lines[:-OPEN_LINES]:
                old.close()
            del lines[:-OPEN_LINES]
            if _hears_banner(lines):
                return now()
    finally:
        for line in lines:
            line.close()
    raise HarnessError(f"no ssh server answers at port {port} within {patience:.0f} s")


def _hears_banner(lines: list[socket.socket]) -> bool:
    """Listen for the time between two knocks; lines that the other side closes are given up."""
    end = time.monotonic() + KNOCK_SECONDS
    while (left := end - time.monotonic()) > 0:
        if not lines:
            time.sleep(left)
            break
        for line in select.select(lines, [], [], left)[0]:
            if _first_bytes(line) == b"SSH-":
                return True
            line.close()
            lines.remove(line)
    return False


def _first_bytes(line: socket.socket) -> bytes:
    try:
        return line.recv(4)
    except ConnectionError:
        return b""


def _first_boot(machine: Machine) -> tuple[float, float]:
    """Seconds from kernel start to ssh and to a ready engine, of a machine that was never started."""
    machine.start()
    ssh = wait_for_banner(machine.forward(22), machine.console.clock, scaled(300))
    machine.wait_boot()
    ready = dict(machine.milestones())[READY]
    began = kernel_start(machine.log.read_text(encoding="utf-8"))
    machine.power_off()
    machine.disk.unlink()
    return ssh - began, ready


def share_row(full: Sequence[float], empty: Sequence[float]) -> Row:
    """Make a row of what the medians differ by."""
    long, short = statistics.median(full), statistics.median(empty)
    return Row(f"first boot: {READY}, with a full seed − with an empty one",
               f"{long - short:.2f} s ({long:.2f} − {short:.2f})", long - short, SHARE_TARGET,
               f"≤ {SHARE_TARGET:g} s")


def boot_rows(bench: Bench) -> list[Row]:
    """First boots of the same image by turns, with a full seed and with an empty one."""
    full, empty = [], []
    for number in range(bench.runs):
        say(f"first boot with a full seed, and with an empty one, {number + 1} of {bench.runs}")
        full.append(_first_boot(bench.machine(f"full-{number}", files=full_seed(bench))))
        empty.append(_first_boot(bench.machine(f"empty-{number}", files=EMPTY)))
    return [seconds_row("first boot with a full seed: ssh answers", [ssh for ssh, _ in full], SSH_TARGET),
            share_row([ready for _, ready in full], [ready for _, ready in empty])]


def build_for_host(folder: Path) -> Path:
    """Compile the berth command for this machine; its own is for musl, and runs here as well or not."""
    sources = [path for pattern in ("berth/*.c", "berth/*/*.c", "berth/*/*/*.c", "common/*.c")
               for path in sorted(ROOT.glob(pattern))]
    program = folder / "berth"
    run_tool(["gcc", f"@{ROOT / 'common' / 'cflags'}", "-O2", *map(str, sources), "-o", str(program),
              "-lyaml", "-ljansson", "-lsodium"], "compiling berth for this machine")
    return program


def check_row(work: Path, runs: int) -> Row:
    """The check of a large file by the command, from its start to its end; the first one warms up."""
    say("check of a large configuration")
    program, text = build_for_host(work), work / "user-data"
    text.write_text(large_user_data(CHECK_BYTES), encoding="utf-8")
    taken = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        command = [program, "config", "validate", text]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        taken.append((time.perf_counter() - began) * 1000)
        if done.returncode != 0:
            raise HarnessError("the check finds fault with the file of the bench", tail=done.stderr[-2000:])
    median = statistics.median(taken[1:])
    return Row(f"`berth config validate` of {text.stat().st_size / 1000:.0f} KB, on this machine itself",
               f"{median:.1f} ms ({min(taken[1:]):.1f}–{max(taken[1:]):.1f})", median, CHECK_TARGET,
               f"≤ {CHECK_TARGET:g} ms")


def config_rows(bench: Bench) -> list[Row]:
    """All of it."""
    return [*boot_rows(bench), check_row(bench.work, bench.runs)]
