# SPDX-License-Identifier: Apache-2.0
"""`make run`, the program: what a person sees, and the exit status that a script sees."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from qemu import run as run_module
from qemu.limits import scaled
from support import make_tools

PROGRAM = Path(run_module.__file__)


@pytest.fixture(name="command")
def command_fixture(places, tmp_path):
    if not places.console_image.is_file():
        pytest.fail(f"{places.console_image} is not there; `make run` builds it")
    return [sys.executable, str(PROGRAM), "--disk", str(places.console_image),
            "--hello", str(places.hello), "--folder", str(tmp_path / "run")]


def environment(**variables):
    kept = {name: value for name, value in os.environ.items()
            if name not in ("IMAGE", "PORTS", "MEM", "CMD", "KEEP")}
    return kept | {"BERTH_ACCEL": "tcg"} | variables


def run(command, **variables):
    return subprocess.run(command, env=environment(**variables), stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, check=False, timeout=scaled(300))


def test_without_a_terminal_it_pulls_runs_and_switches_off(command):
    done = run(command)
    assert done.returncode == 0, done.stdout + done.stderr
    for milestone in ("init started", "containerd ready", "boot complete"):
        assert f"berth: {milestone} at " in done.stdout
    assert int(re.search(r"the registry served (\d+) blobs", done.stdout)[1]) >= 2
    shown = done.stdout.split("docker run")[1].split("the container ended with status 0")[0]
    assert len(shown.splitlines()) > 1, "the container's output was not shown"
    assert "switching the machine off" in done.stdout


def test_exit_status_is_the_containers(command, busybox, tmp_path):
    tools = make_tools(busybox, tmp_path / "tools.tar")
    done = run([*command, "--hello", str(tools)], CMD="sh -c 'echo leaving; exit 7'", MEM="512M")
    assert done.returncode == 7, done.stdout + done.stderr
    assert "leaving" in done.stdout


def test_image_that_cannot_be_had_is_said(command):
    done = run(command, IMAGE="registry.invalid/nothing")
    assert done.returncode == 125
    assert "the image registry.invalid/nothing could not be pulled" in done.stderr
    assert "do:" in done.stderr


class Terminal:
    """A program on a terminal of its own, with a person who reads and types."""

    def __init__(self, command):
        self.shown = ""
        self._screen, far = pty.openpty()
        self._process = subprocess.Popen(command, env=environment(), stdin=far, stdout=far,
                                         stderr=far, start_new_session=True)
        os.close(far)

    def type(self, text):
        os.write(self._screen, text.encode())

    def read_until(self, pattern, seconds):
        """Read until the pattern is shown; returns what was shown since the last call."""
        self.shown = ""
        deadline = time.monotonic() + scaled(seconds)
        while not re.search(pattern, self.shown):
            left = deadline - time.monotonic()
            ready = select.select([self._screen], [], [], max(0, left))[0]
            assert ready, f"{pattern!r} was not shown within {scaled(seconds):.0f} s: {self.shown}"
            self.shown += os.read(self._screen, 65536).decode("utf-8", "replace")
        return self.shown

    def wait(self, seconds):
        return self._process.wait(timeout=scaled(seconds))

    def close(self):
        self._process.kill()
        self._process.wait()
        os.close(self._screen)


def test_on_a_terminal_the_console_is_handed_over(command):
    terminal = Terminal(command)
    try:
        explained = terminal.read_until(r"stop: +Ctrl-\]", 240)
        assert "berth: boot complete" in explained and "log in:" in explained
        log_in = re.search(r"(ssh -p \d+ .*root@127\.0\.0\.1)", explained)[1]
        done = subprocess.run(f"{log_in} -o BatchMode=yes hostname", shell=True, text=True,
                              capture_output=True, check=False, timeout=scaled(60))
        assert done.stdout.strip() == "berth", done
        terminal.type("\n")
        prompt = terminal.read_until(r"login: |# ", 30)
        if "login: " in prompt:
            terminal.type("root\n")
            terminal.read_until(r"# ", 30)
        terminal.type("echo $((20 + 3))x\n")
        terminal.read_until("23x", 30)
        terminal.type("\x1d")
        terminal.read_until("switching the machine off", 10)
        assert terminal.wait(60) == 0
    finally:
        terminal.close()
