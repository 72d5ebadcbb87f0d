# SPDX-License-Identifier: Apache-2.0
"""What a person types on a machine: in the boot menu, and in a shell on the console."""

import re
import time

from qemu.limits import scaled

PROMPT = r"root@\S+:\S+# $"


class Keyboard:
    """Types into the boot menu on the keyboard."""

    ESC, DOWN, ENTER = "esc", "down", "ret"

    def __init__(self, machine):
        self._machine = machine

    def press(self, key):
        self._machine.qmp.command("send-key", keys=[{"type": "qcode", "data": key}])


class SerialLine:
    """Types into the boot menu on the serial line."""

    ESC, DOWN, ENTER = "\x1b", "\x0e", "\r"

    def __init__(self, machine):
        self._machine = machine

    def press(self, key):
        self._machine.console.send(key)


def show_menu(machine, keys):
    """Show the hidden menu by Esc, which is not for UEFI: it has a menu of its own."""
    if machine.hardware.firmware == "uefi":
        machine.console.wait_for("BdsDxe: starting", 60)
    deadline = time.monotonic() + scaled(30)
    while "Rescue" not in machine.console.text():
        assert time.monotonic() < deadline, "Esc did not show the menu"
        keys.press(keys.ESC)
        time.sleep(0.1)
    time.sleep(1)


def open_menu(machine, keys, entries_down):
    """Show the hidden menu by Esc and start one of its entries."""
    show_menu(machine, keys)
    for _ in range(entries_down):
        keys.press(keys.DOWN)
        time.sleep(0.2)
    machine.console.mark()
    keys.press(keys.ENTER)


def open_command_line(machine, keys):
    """Open the loader's command line; an Esc that show_menu() sent too many may close it again."""
    for _ in range(5):
        since = machine.console.mark()
        keys.press("c")
        machine.console.wait_for("grub> ", 30)
        time.sleep(2)
        if re.search(r"grub>\s*$", machine.console.text(since)):
            return
    raise AssertionError("the loader's command line does not stay open")


def start_live_with(machine, words):
    """Start an ISO's system from the loader's command line, with more words for the kernel."""
    keys = SerialLine(machine)
    show_menu(machine, keys)
    open_command_line(machine, keys)
    for letter in f'start_live "berth.console=login {words}"':
        keys.press(letter)          # the port's buffer holds 16
        time.sleep(0.02)
    keys.press(keys.ENTER)


def fresh_prompt(machine):
    """Get a prompt of the shell on the console: messages may have come behind its first one."""
    machine.console.mark()
    machine.console.send("\n")
    machine.console.wait_for(PROMPT, 60)


def run_on_console(machine, command, expected):
    machine.console.mark()
    machine.console.send(command + "\n")
    return machine.console.wait_for(expected, 30)
