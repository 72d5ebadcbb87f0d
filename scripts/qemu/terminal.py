# SPDX-License-Identifier: Apache-2.0
"""Hands the machine's console over to the person at the terminal."""

from __future__ import annotations

import os
import selectors
import sys
import termios
import tty

from qemu.console import Console

ESCAPE = b"\x1d"           # Ctrl-], telnet's key: no program in the guest needs it
POLL_SECONDS = 0.3


def hand_over(console: Console) -> None:
    """Connect terminal and console until Ctrl-] is typed or the machine has ended."""
    keyboard, screen = sys.stdin.fileno(), sys.stdout.fileno()

    def show(data: bytes) -> None:
        os.write(screen, data)

    settings = termios.tcgetattr(keyboard)
    tty.setraw(keyboard)
    console.subscribe(show)
    try:
        with selectors.DefaultSelector() as selector:
            selector.register(keyboard, selectors.EVENT_READ)
            while not console.closed():
                if not selector.select(POLL_SECONDS):
                    continue
                typed = os.read(keyboard, 1024)
                before, escape, _ = typed.partition(ESCAPE)
                if before:
                    console.send(before)
                if escape or not typed:
                    break
    finally:
        console.unsubscribe(show)
        termios.tcsetattr(keyboard, termios.TCSADRAIN, settings)
        print()
