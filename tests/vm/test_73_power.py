# SPDX-License-Identifier: Apache-2.0
"""Every way to switch off or restart is orderly, also with containers that do not want to end."""

import pytest
from qemu.machine import boot
from support import assert_clean, dispose, docker_ok

STUBBORN = "trap : TERM; while :; do sleep 1; done"


@pytest.fixture(scope="module", name="kept")
def kept_fixture(make_machine):
    machine = make_machine("power")
    yield machine
    dispose(machine)


@pytest.fixture(name="busy")
def busy_fixture(kept, pull_image):
    """A running machine with a container that writes to its volume and ignores SIGTERM."""
    if not kept.running():
        boot(kept)
    image = pull_image(kept)
    kept.ssh("docker rm -f stubborn")
    docker_ok(kept, f"run -d --name stubborn -v v:/data {image} sh -c '{STUBBORN}'")
    return kept


def assert_no_recovery(machine):
    log = machine.sh("dmesg")
    assert "EXT4-fs" in log, "the kernel log does not reach back to the mount"
    assert "recovery complete" not in log


def test_poweroff_command(busy):
    busy.sh("poweroff >/dev/null 2>&1 &")
    busy.wait_off()
    assert_clean(busy)


def test_power_button(busy):
    busy.press_power_button()
    busy.wait_off()
    assert_clean(busy)


def test_reboot_command(busy):
    busy.reboot()
    assert_no_recovery(busy)


@pytest.mark.slow
def test_ctrl_alt_del(busy):
    busy.console.mark()
    busy.press_ctrl_alt_del()
    busy.wait_restart()
    assert_no_recovery(busy)


def test_stopped_serial_line_holds_nobody_up(new_machine, places):
    """Ctrl-S on the console: what is written there waits for Ctrl-Q. PID 1 writes there on its way down."""
    machine = new_machine(image=places.console_image)
    boot(machine)
    machine.console.wait_for(r": root shell on ttyS0\n", 60)
    fill = "timeout 10 sh -c 'yes | head -c 8192 >/dev/ttyS0'"
    machine.sh(fill)
    machine.console.send("\x13")
    assert machine.ssh(fill).rc != 0, "the line is not stopped"
    machine.sh("rc-service ntpd restart && rc-service ntpd status")
    machine.reboot()
    assert_no_recovery(machine)
