# SPDX-License-Identifier: Apache-2.0
"""Services that are broken in every way: each is named with its reason, and the others come up."""

from __future__ import annotations

import re
import signal
import time

import pytest
from room import Room

GOOD = "command=/usr/bin/sleep\ncommand_args=1000\nsupervisor=supervise-daemon\n"
# Ready when it hears no SIGTERM any more.
STAY = "trap '' TERM\necho ready >&3\nwhile :; do sleep 1; done\n"
DEAF = "command=/usr/bin/stay\nsupervisor=supervise-daemon\nnotify=fd:3\n"
DOWN_AT_ONCE = "rc_timeout_stopsec=1\n"


def start_with_good(room: Room) -> None:
    room.service("good", GOOD)
    room.start()
    room.up()
    assert room.is_in("started", "good")


@pytest.mark.parametrize(("text", "why"), [
    ("command=/usr/bin/true\ncommand_args=\"no end\n", "line 3: "),
    ("command=/usr/bin/true\n}\n", "line 3: "),
    ("command=$(true)\n", "command= is missing"),
    ("", "command"),
    ("command=/usr/bin/no-such-program\n",
     "/usr/bin/no-such-program cannot be executed: No such file or directory"),
    ("command=/usr/bin/bad-interpreter\n",
     "/usr/bin/bad-interpreter cannot be executed: its interpreter is missing"),
    ("command=/etc/hostname\n", "/etc/hostname cannot be executed: Permission denied"),
    ("command=/usr/bin/true\ndirectory=/nowhere\n",
     "/usr/bin/true cannot be started in /nowhere: No such file or directory"),
    ("command=/usr/bin/true\nrequired_files=\"/etc/hostname /etc/x\"\n",
     "/usr/bin/true cannot be started: it requires the file /etc/x: No such file or directory"),
    ("command=/usr/bin/true\nrequired_dirs=/etc/hostname\n",
     "/usr/bin/true cannot be started: it requires the directory /etc/hostname: Not a directory"),
    ("required_dirs=/etc/*/nowhere\nstart() { :; }\n",
     "start() cannot be started: it requires the directory /etc/*/nowhere: No such file or directory"),
    ("command=/usr/bin/no-such-program\nsupervisor=supervise-daemon\n",
     "/usr/bin/no-such-program cannot be executed: No such file or directory"),
    ("command=/usr/bin/false\n", "/usr/bin/false ended with exit status 1"),
    ("command=/usr/bin/true\ndepend() {\n\tneed nowhere\n}\n", "nowhere"),
])
def test_a_broken_script_is_named_and_the_others_come_up(room, text, why):
    interpreter = room.root / "usr/bin/bad-interpreter"
    interpreter.write_text("#!/usr/bin/nobody-home\n")
    interpreter.chmod(0o755)
    room.service("broken", text)
    start_with_good(room)
    assert why in room.reason("broken")
    assert f"boot failed: service broken: {room.reason('broken')}" in room.console.text()


def test_one_that_needs_itself_is_no_cycle(room):
    room.service("lonely", "command=/usr/bin/true\ndepend() {\n\tneed lonely\n}\n")
    start_with_good(room)
    assert room.is_in("started", "lonely")


def test_a_cycle_is_told_with_its_members(room):
    for one, other in [("hen", "egg"), ("egg", "hen")]:
        room.service(one, GOOD + f"depend() {{\n\tneed {other}\n}}\n")
    start_with_good(room)
    text = room.console.text()
    assert "hen" in text and "egg" in text
    assert {"hen", "egg"} & {path.name for path in room.path("/run/openrc/failed").iterdir()}


def test_what_a_failed_one_is_needed_for_fails_and_says_so(room):
    room.service("broken", "command=/usr/bin/false\n")
    room.service("child", GOOD + "depend() {\n\tneed broken\n}\n")
    room.service("cousin", GOOD + "depend() {\n\twant broken\n}\n")
    start_with_good(room)
    assert room.reason("child") == "needs broken, which failed"
    assert room.is_in("started", "cousin")


def test_one_that_dies_at_once_crashes_and_is_let_be(room):
    room.program("die", "exit 3\n")
    room.service("mortal", "command=/usr/bin/die\nsupervisor=supervise-daemon\n"
                           "respawn_max=3\nrespawn_delay=0\n")
    start_with_good(room)
    room.console.wait_for("service mortal: crashed 4 times: /usr/bin/die ended with exit status 3",
                          10)
    assert room.reason("mortal").startswith("crashed ")
    count = room.console.text().count("service mortal: process")
    time.sleep(1)
    assert room.console.text().count("service mortal: process") == count == 4


def test_one_that_ignores_sigterm_is_killed(room):
    room.program("stay", STAY)
    room.service("deaf", DEAF + DOWN_AT_ONCE)
    start_with_good(room)
    room.signal(signal.SIGUSR2)
    room.console.wait_for(r"service deaf: process \d+ has not ended in its time, killing it", 10)
    assert room.wait_end(20) == "power-off"


def test_one_that_is_stopped_still_hears_sigterm(room):
    room.service("halted", GOOD + "rc_timeout_stopsec=60\n")
    room.start()
    pid = room.console.wait_for(r"service halted: process (\d+) started", 10)[1]
    room.up()
    room.sh(f"kill -STOP {pid}")
    begin = time.monotonic()
    room.signal(signal.SIGUSR2)
    assert room.wait_end(20) == "power-off"
    assert time.monotonic() - begin < 10


def test_nothing_is_started_again_on_the_way_down(room):
    room.program("stay", STAY)
    room.service("deaf", DEAF + "rc_timeout_stopsec=3\ndepend() {\n\tneed short\n}\n")
    room.service("short", GOOD)
    room.start()
    pid = room.console.wait_for(r"service short: process (\d+) started", 10)[1]
    room.up()
    room.signal(signal.SIGUSR2)
    room.console.wait_for("phase stopping", 10)
    room.sh(f"kill -9 {pid}")       # while the other one is waited for
    assert room.wait_end(30) == "power-off"
    assert room.console.text().count("service short: process") == 1


@pytest.mark.slow
def test_a_start_that_hangs_is_killed_with_its_children_and_named(room):
    room.program("hang", "sleep 12345 &\nsleep 12345\n")
    room.service("stuck", "command=/usr/bin/hang\n")
    room.service("good", GOOD)
    room.start()
    room.console.wait_for("boot failed: service stuck: /usr/bin/hang did not end within 60 s", 90,
                          inactivity=90)
    assert "12345" not in room.sh("ps -o args").stdout
    assert room.is_in("started", "good")


def test_a_machine_without_a_data_partition_has_an_id_for_this_boot(room):
    start_with_good(room)
    assert re.fullmatch("[0-9a-f]{32}\n", room.path("/run/machine-id").read_text())
