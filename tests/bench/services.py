#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A hundred services: Berth's init beside Debian's OpenRC, in namespaces of this machine, by turns.

Run it for the table alone, or as part `services` of the bench. Both read the same scripts. OpenRC is
given what makes it fast: rc_parallel, its dependencies worked out before, and no boot around it. Of
Berth the time counts from PID 1's first line to its last one: a whole boot without a machine.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
sys.path.insert(0, str(ROOT / "tests" / "pid1"))

from qemu.tools import run_tool
from room import Room
from rows import Row, say, table

SERVICES = 100
FACTOR = 4
DAEMON = ("command=/usr/bin/sleep\ncommand_args=100000\ncommand_background=yes\n"
          "pidfile=/run/$RC_SVCNAME.pid\n")
OWN_START = 'start() {\n\tebegin "Starting $RC_SVCNAME"\n\ttrue\n\teend $?\n}\n'
OPENRC = """
mount -t proc proc /proc
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /sys
mount -t tmpfs tmpfs /dev
mknod -m 666 /dev/null c 1 3
mkdir -p /run/lock /run/openrc
touch /run/openrc/softlevel
rc-update -u >/dev/null
begin=$(date +%s%N)
openrc bench >/dev/null 2>&1
end=$(date +%s%N)
echo $((end - begin)) $(ls /run/openrc/started | grep -c service)
"""


@dataclass(frozen=True)
class Case:
    """How the services look, and how they hang together."""

    title: str
    text: str
    chain: bool

    def scripts(self) -> dict[str, str]:
        """Return name -> script, without its first line."""
        names = [f"service{number:03}" for number in range(SERVICES)]
        needs = ["", *(f"depend() {{\n\tneed {name}\n}}\n" for name in names)]
        return {name: self.text + (need if self.chain else "")
                for name, need in zip(names, needs, strict=False)}


CASES = [Case("command=, in a chain", DAEMON, True), Case("command=, in parallel", DAEMON, False),
         Case("start() of their own, in a chain", OWN_START, True),
         Case("start() of their own, in parallel", OWN_START, False)]


def package(name: str) -> Path:
    """Return where a package of the build lies."""
    return Path(run_tool([str(ROOT / "scripts" / "pkg"), "path", name], f"looking for {name}").strip())


class Berth:
    """Berth's init with the product's busybox."""

    def __init__(self) -> None:
        self._init = package("init") / "root/usr/sbin/init"
        self._busybox = next(package("busybox").rglob("bin/busybox"))

    def seconds(self, case: Case) -> float:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)       # its root is another user here
            room = Room(Path(folder), self._init, self._busybox)
            for name, text in case.scripts().items():
                room.service(name, text)
            try:
                room.start()
                room.up()
                started = sum(room.is_in("started", name) for name in case.scripts())
                assert started == SERVICES, f"{started} of {SERVICES} services have started"
                return _milestone(room, "boot complete") - _milestone(room, "init started")
            finally:
                room.destroy()


def _milestone(room: Room, what: str) -> float:
    return float(re.search(rf"berth: {what} at ([0-9.]+) s", room.console.text())[1])


class OpenRC:
    """Debian's OpenRC in its own tree."""

    def __init__(self, folder: Path) -> None:
        run_tool([str(ROOT / "scripts" / "peer"), "build", "openrc"], "building the peer openrc")
        peer = Path(run_tool([str(ROOT / "scripts" / "peer"), "path", "openrc"], "looking for it").strip())
        run_tool(["tar", "-xf", str(peer / "tree.tar.zst"), "-C", str(folder), "--exclude=./dev/*"],
                 "unpacking Debian")
        self._root = folder
        (folder / "bench.sh").write_text(OPENRC)
        with open(folder / "etc/rc.conf", "a", encoding="utf-8") as conf:
            conf.write('rc_parallel="YES"\n')
        self.version = re.search(r"^openrc\s+(\S+)", (peer / "packages").read_text(), re.MULTILINE)[1]

    def seconds(self, case: Case) -> float:
        level = self._root / "etc/runlevels/bench"
        shutil.rmtree(level, ignore_errors=True)
        level.mkdir(parents=True)
        for name, text in case.scripts().items():
            script = self._root / "etc/init.d" / name
            script.write_text("#!/sbin/openrc-run\n" + text)
            script.chmod(0o755)
            (level / name).symlink_to(f"/etc/init.d/{name}")
        done = subprocess.run(["unshare", "--pid", "--fork", "--mount", "--uts", "--kill-child",
                               "--propagation", "private", "chroot", self._root, "sh", "/bench.sh"],
                              check=True, capture_output=True, text=True)
        nanoseconds, started = map(int, done.stdout.split())
        assert started == SERVICES, f"{started} of {SERVICES} services have started with OpenRC"
        return nanoseconds / 1e9


def _row(case: Case, berth: list[float], openrc: list[float], version: str) -> Row:
    ours, theirs = statistics.median(berth), statistics.median(openrc)
    return Row(f"{SERVICES} services, {case.title}: Berth / OpenRC {version}",
               f"{ours:.2f} s / {theirs:.2f} s = {theirs / ours:.1f} ×",
               ours / theirs, 1 / FACTOR, f"≥ {FACTOR} ×")


def service_rows(runs: int, tell: Callable[[str], None] = say) -> list[Row]:
    """Measure all cases by turns."""
    with tempfile.TemporaryDirectory() as folder:
        berth, openrc = Berth(), OpenRC(Path(folder))
        rows = []
        for case in CASES:
            tell(f"{SERVICES} services, {case.title}")
            pairs = [(berth.seconds(case), openrc.seconds(case)) for _ in range(runs)]
            rows.append(_row(case, *map(list, zip(*pairs, strict=True)), openrc.version))
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description="A hundred services: Berth's init beside OpenRC.")
    parser.add_argument("--runs", type=int, default=5, help="turns for medians (default: 5)")
    rows = service_rows(parser.parse_args().runs)
    print(table(rows))
    return int(any(row.missed() for row in rows))


if __name__ == "__main__":
    sys.exit(main())
