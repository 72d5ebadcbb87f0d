# SPDX-License-Identifier: Apache-2.0
"""Machines with something wrong or missing: they start as far as they can, and say what is missing."""

import shutil
import time

import pytest
from keyboard import PROMPT, Keyboard, SerialLine, open_menu, run_on_console
from qemu.machine import boot
from support import eventually


@pytest.fixture(name="netboot_with")
def netboot_with_fixture(places, tmp_path):
    """A copy of the network boot's folder with other words on the kernel command line."""
    def make(old, new):
        folder = shutil.copytree(places.out / "netboot", tmp_path / "netboot")
        script = folder / "berth.ipxe"
        text = script.read_text()
        assert old in text
        script.write_text(text.replace(old, new))
        return folder
    return make


@pytest.mark.parametrize("keys", [pytest.param(Keyboard, marks=pytest.mark.slow), SerialLine])
def test_rescue_of_the_menu_starts_a_shell_and_nothing_else(new_machine, keys):
    machine = new_machine(seed="")
    machine.start()
    open_menu(machine, keys(machine), 2)
    machine.console.wait_for(r"^berth: rescue: ", 60)
    machine.console.wait_for(PROMPT, 60)
    run_on_console(machine, "pidof containerd dropbear || echo n''one", r"^none")
    run_on_console(machine, "grep -c ' /var ext4 ' /proc/mounts", r"^0")
    machine.console.send("reboot\n")
    machine.wait_boot()


def test_live_iso_logs_root_in_on_the_serial_console(new_machine, places):
    machine = new_machine(seed="", image=places.iso, boot="cd")
    boot(machine, ssh=False)
    machine.console.wait_for(r"root shell on ttyS0", 30)
    machine.console.wait_for(PROMPT, 60)
    run_on_console(machine, "id -un; docker ps -q && echo answ''ered", r"^answered")


@pytest.mark.slow
def test_clock_that_stands_in_1980_does_not_keep_images_away(new_machine, pull_image):
    machine = new_machine(extra=["-rtc", "base=1980-01-01T00:00:00"])
    boot(machine)
    assert int(machine.sh("date +%Y")) >= 2026
    assert machine.sh(f"docker run --rm {pull_image(machine)} echo ran") == "ran"


@pytest.mark.slow
def test_without_a_network_card_it_starts_and_says_so(new_machine, places):
    machine = new_machine(seed="", network=False, image=places.iso, boot="cd")
    boot(machine, ssh=False)
    machine.console.wait_for(r"no network address: is a cable or a network card missing", 60)
    run_on_console(machine, "dmesg | grep 'network:'", r"no wired interface")


@pytest.mark.slow
def test_without_a_serial_port_it_starts_quietly(new_machine, places):
    """The console is on the screen alone; no log-in on the missing port, again and again."""
    machine = new_machine(image=places.console_image, serial=False)
    machine.start()
    machine.wait_ssh(120)
    assert machine.sh("hostname") == "testbox"
    eventually(lambda: "no log-in on ttyS0: the machine has no such port" in machine.sh("dmesg"), 30,
               "the missing port is noticed")
    shells = "for p in /proc/[0-9]*; do readlink $p/fd/0; done 2>/dev/null | grep '^/dev/tty'"
    eventually(lambda: machine.sh(shells).split() == ["/dev/tty1"], 30, "one shell, and it has started")
    first = int(machine.sh("echo $$"))
    time.sleep(10)
    assert int(machine.sh("echo $$")) - first < 20, "something is started again and again"


@pytest.mark.slow
def test_unknown_boot_parameter_is_named(new_machine, netboot_with):
    machine = new_machine(image=netboot_with("berth.image=", "berth.dta=x berth.image="), boot="net")
    machine.start()
    machine.console.wait_for(r"unknown boot parameter berth\.dta .*berth\.data", 120)
    machine.wait_boot()


@pytest.mark.slow
def test_data_partition_that_is_not_there_is_named(new_machine, netboot_with):
    """Nor does it take what Reset in the boot menu means for the machine's own."""
    folder = netboot_with("berth.image=", "berth.data=LABEL=nowhere berth.reset berth.image=")
    machine = new_machine(image=folder, boot="net")
    machine.start()
    machine.console.wait_for(r"berth: reset: nothing is erased, as berth.data=LABEL=nowhere names", 120)
    machine.console.wait_for(r"boot failed: .*berth\.data= names is not there", 180)
    machine.wait_ssh()


@pytest.mark.slow
def test_root_that_cannot_be_found_is_named(new_machine, netboot_with):
    folder = netboot_with("berth.image=/release.sqfs", "berth.root=LABEL=elsewhere panic=0")
    machine = new_machine(image=folder, boot="net")
    machine.start()
    machine.console.wait_for(r"no volume labelled elsewhere appeared", 120)
    machine.console.wait_for(r"boot failed: stage 1", 30)
    machine.cut()


@pytest.mark.slow
def test_truncated_iso_is_named(new_machine, places, tmp_path):
    """Cut behind the kernel: the loader gets what it wants, stage 1 notices."""
    iso = tmp_path / "short.iso"
    shutil.copyfile(places.iso, iso)
    with open(iso, "r+b") as file:
        file.truncate(places.iso.stat().st_size * 3 // 4 // 2048 * 2048)
    machine = new_machine(seed="", image=iso, boot="usb")
    machine.start()
    machine.console.wait_for(r"is truncated: it has \d+ bytes and should have \d+", 120)
    machine.cut()


@pytest.mark.slow
def test_two_sticks_with_the_same_iso_are_named(new_machine, places):
    second = ["-drive", f"file={places.iso},format=raw,if=none,id=twin,readonly=on",
              "-device", "usb-storage,drive=twin,bus=medium-usb.0"]
    machine = new_machine(image=places.iso, boot="usb", extra=second)
    boot(machine)
    machine.console.wait_for(r"2 disks carry the same .*detach the others", 30)


@pytest.mark.slow
def test_medium_that_is_pulled_out_is_said(new_machine, places):
    machine = new_machine(image=places.iso, boot="usb")
    boot(machine)
    machine.console.mark()
    machine.console.provoke("I/O error, dev (sda|loop0)")
    machine.qmp.command("device_del", id="stick")
    machine.console.wait_for(r"the medium that this system runs from .* was pulled out", 30)
    machine.cut()
