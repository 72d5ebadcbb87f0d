#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`make run`: boots the image that was built and runs a container in it, pulled over the network.

Without IMAGE, a registry on this host serves an image that the same build made; with IMAGE, the
machine pulls from that image's own registry. On a terminal the console is handed over afterwards;
otherwise the machine is switched off and the container's exit status becomes this program's.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

if __name__ == "__main__":  # run as a program: its package lies one folder up
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from qemu import accel, ports, seed, ssh, terminal
from qemu.console import ESCAPES
from qemu.errors import HarnessError
from qemu.guest import trust_registry
from qemu.hardware import Hardware
from qemu.machine import Machine
from qemu.registry import Registry

OWN_FAILURE = 125      # like docker: everything that is not the container's own exit status
INTERRUPTED = 130
MEMORY = re.compile(r"^[1-9]\d*[MG]?$")
CONTAINER = "berth-run"


def say(text: str) -> None:
    """Tell the person at the terminal what happens."""
    print(f"run: {text}", flush=True)


def prepare_folder(folder: Path, keep: bool) -> None:
    """Make the private folder of this run; without keep, the last run's disk goes."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / "console.log").unlink(missing_ok=True)
    if not keep:
        (folder / "disk.qcow2").unlink(missing_ok=True)


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Keep a second run off the same disk."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(folder / "lock", "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise HarnessError("another `make run` is using this disk", why=f"it holds {lock.name}",
                               todo="stop it, or give another --folder") from error
        yield


def start_machine(options: argparse.Namespace) -> Machine:
    """Boot a machine with a fresh key and seed, showing its milestones."""
    folder = options.folder
    key = ssh.make_key(folder / "id_ed25519")
    volume = seed.make_seed(folder / "seed.iso", seed.seed_files("berth", [key.public]))
    hardware = Hardware(memory=options.mem, accel=accel.choose(options.disk.resolve()), seed=volume)
    machine = Machine(options.disk, folder, hardware, key.private)
    kind = "KVM" if hardware.accel == "kvm" else "emulation (KVM is not usable here)"
    say(f"booting {options.disk} with {options.mem} of memory, {kind}; console: {machine.log}")
    machine.start()
    shown = _Milestones()
    machine.console.subscribe(shown.take)
    machine.wait_boot()
    machine.wait_ssh()
    # Not right after the boot: the end of its last line may still be on its way.
    machine.console.unsubscribe(shown.take)
    return machine


class _Milestones:
    """Shows the console's lines of ours while the machine boots."""

    def __init__(self) -> None:
        self._rest = b""

    def take(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            # The boot loader leaves cursor movements in front of the first line.
            text = ESCAPES.sub("", line.decode("utf-8", "replace")).strip()
            if text.startswith("berth: "):
                print(f"  {text}", flush=True)


def pull(machine: Machine, image: str, on_terminal: bool) -> None:
    """Pull the image inside the machine, its progress shown."""
    say(f"in the machine: docker pull {image}")
    status = machine.shell.run_live(f"docker pull {shlex.quote(image)}", tty=on_terminal)
    if status != 0:
        raise HarnessError(
            f"the image {image} could not be pulled",
            why=f"docker pull ended with status {status}; its own words are above",
            todo="`not found`: correct the name or tag. `lookup` or `dial`: the machine reaches "
            "registries through this host's network; check that, and that the registry is up",
            log=machine.log)


def run_container(machine: Machine, image: str, options: argparse.Namespace,
                  on_terminal: bool) -> int:
    """Run the image inside the machine, its output shown; returns the container's status.

    A server on a terminal goes to the background, because the console is handed over next.
    """
    publish = [word for port in options.ports for word in ("-p", f"{port.host}:{port.container}")]
    background = on_terminal and bool(options.ports)
    machine.ssh(f"docker rm -f {CONTAINER}")
    how = ["-d"] if background else ["--rm"]
    words = ["docker", "run", *how, "--name", CONTAINER, *publish, image, *shlex.split(options.cmd)]
    say(f"in the machine: {shlex.join(words)}")
    status = machine.shell.run_live(shlex.join(words))
    if background and status == 0:
        machine.shell.run_live(f"sleep 2; docker logs {CONTAINER}")
    say(f"the container {'runs' if background and status == 0 else f'ended with status {status}'}")
    return status


def explain(machine: Machine, options: argparse.Namespace) -> None:
    """Say how to go on from here."""
    print()
    say("the machine is yours:")
    print(f"  log in:        {machine.shell.human_command()}")
    for port in options.ports:
        print(f"  port:          http://127.0.0.1:{port.host}/ is port {port.container} "
              "of the container")
    print("  more ports:    make run IMAGE=... PORTS=8080:80 (this host:container)")
    print("  console:       below; press Enter for the log-in prompt")
    print("  stop:          Ctrl-] here, or `poweroff` in the machine")
    print(flush=True)


def switch_off(machine: Machine) -> None:
    """Power the machine off in order; cut it only if it does not obey."""
    if not machine.running():
        return
    say("switching the machine off")
    try:
        machine.power_off()
    except HarnessError as error:
        print(f"run: {error}", file=sys.stderr)
        machine.cut()


def session(options: argparse.Namespace) -> int:
    """The whole run; returns the exit status."""
    on_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    ports.check_free(options.ports)
    with contextlib.ExitStack() as stack:
        image = options.image
        registry = None
        if not image:
            registry = stack.enter_context(Registry())
            name = registry.add(options.hello)
        machine = start_machine(options)
        stack.callback(switch_off, machine)
        for port in options.ports:
            machine.forward(port.host, port.host)
        if registry:
            image = f"{trust_registry(machine, registry.port)}/{name}"
            say(f"a registry on this host serves {name}; the machine knows it as {image}")
        pull(machine, image, on_terminal)
        if registry:
            say(f"the registry served {len(set(registry.blobs_served()))} blobs")
        status = run_container(machine, image, options, on_terminal)
        if on_terminal:
            explain(machine, options)
            terminal.hand_over(machine.console)
        return status


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read options; make hands its variables over through the environment."""
    default = os.environ.get
    parser = argparse.ArgumentParser(description="Boot the built image and run a container in it.")
    parser.add_argument("--disk", type=Path, default=Path("out/x86_64/berth-console.qcow2"))
    parser.add_argument("--hello", type=Path, default=Path("out/x86_64/images/hello.tar"))
    parser.add_argument("--folder", type=Path, default=Path("out/x86_64/run"))
    parser.add_argument("--image", default=default("IMAGE", ""), help="image to pull and run")
    parser.add_argument("--cmd", default=default("CMD", ""), help="command instead of the image's")
    parser.add_argument("--ports", default=default("PORTS", ""), help="for example 8080:80")
    parser.add_argument("--mem", default=default("MEM") or "1G", help="memory, for example 512M")
    parser.add_argument("--keep", action="store_true", default=bool(default("KEEP")),
                        help="go on with the disk of the last run instead of a fresh one")
    options = parser.parse_args(arguments)
    options.ports = ports.parse(options.ports)
    if not MEMORY.match(options.mem):
        raise HarnessError(f"MEM={options.mem} is not a size of memory",
                           todo="write MEM=512M or MEM=2G")
    return options


def check_built(options: argparse.Namespace) -> None:
    """Say early what is not there, instead of after half a minute."""
    wanted = [options.disk] + ([] if options.image else [options.hello])
    for path in wanted:
        if not path.is_file():
            raise HarnessError(f"{path} is not there", why="it was not built yet",
                               todo="`make run` builds it; by hand: `make qcow2`")
    if not shutil.which("ssh"):
        raise HarnessError("the host program ssh is missing", todo="`make deps` installs it")


def main() -> int:
    """Command line: everything that is not the container's own failure ends with 125."""
    try:
        options = parse(sys.argv[1:])
        check_built(options)
        with only_one(options.folder):
            prepare_folder(options.folder, options.keep)
            return session(options)
    except HarnessError as error:
        print(f"run: {error}", file=sys.stderr)
        return OWN_FAILURE
    except KeyboardInterrupt:
        print("run: interrupted", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
