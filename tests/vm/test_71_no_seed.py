# SPDX-License-Identifier: Apache-2.0
"""A disk without a seed tells how to attach one, and lets nobody in."""

import re
import subprocess
import time

import pytest
from qemu.limits import scaled
from qemu.machine import boot
from support import dispose


@pytest.fixture(scope="module", name="bare")
def bare_fixture(make_machine):
    machine = make_machine("no-seed", seed="")
    boot(machine, ssh=False)
    yield machine
    dispose(machine)


def test_console_says_how_to_attach_a_seed(bare):
    bare.console.wait_for(r"^berth: berth \(berth [0-9.]+\) at 10\.0\.2\.15$", 30)
    bare.console.wait_for(r"^berth: No ssh key is known, nobody can log in\.", 10)
    bare.console.wait_for(r"^berth: labelled cidata .* user-data$", 10)
    text = bare.console.text()
    assert text.count("cidata") == 2, "once that there is none, once how to attach one"


def test_ssh_lets_nobody_in_and_offers_no_password(bare, key):
    port = bare.forward(22)
    done = subprocess.run(
        ["ssh", "-F", "none", "-v", "-p", str(port), "-i", key.private, "-o", "BatchMode=yes",
         "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
         "-o", f"ConnectTimeout={scaled(15):.0f}", "root@127.0.0.1", "true"],
        capture_output=True, text=True, check=False, timeout=scaled(60))
    assert done.returncode == 255
    offers = re.findall(r"Authentications that can continue: (\S+)", done.stderr)
    assert set(offers) <= {"publickey"}


def test_serial_console_offers_no_log_in(bare):
    """Typing must bring neither a log-in prompt nor a shell."""
    mark = bare.console.mark()
    for _ in range(3):
        bare.console.send("\n")
        time.sleep(scaled(0.7))
    bare.console.send("echo $((20 + 3))x\n")
    time.sleep(scaled(1))
    shown = bare.console.text(mark)
    assert "login" not in shown and "23x" not in shown
