# SPDX-License-Identifier: Apache-2.0
"""Health checks of supervised services: who does not pass is restarted, and who hangs in one, too."""

from __future__ import annotations

import time

from room import DAEMON, Room, wait_for

EVERY_SECOND = DAEMON.format(1000) + "healthcheck_timer=1\n"
SICK_WHEN_MARKED = "healthcheck() {\n\techo checked >>/tmp/checks\n\t[ ! -e /tmp/sick ]\n}\n"


def pid_of(room: Room) -> str:
    """Return the number of the daemon, once there is one."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for line in room.sh("ps -o pid,args").stdout.splitlines():
            if line.split()[1:] == ["/usr/bin/sleep", "1000"]:
                return line.split()[0]
    raise AssertionError("there is no daemon")


def test_who_passes_is_let_be_and_who_does_not_is_restarted(room):
    room.service("web", EVERY_SECOND + SICK_WHEN_MARKED +
                 "unhealthy() {\n\trm /tmp/sick\n\techo $RC_SVCNAME >>/tmp/answered\n}\n")
    room.start()
    room.up()
    before = pid_of(room)
    checks = room.path("/tmp/checks")
    wait_for(lambda: checks.exists() and checks.read_text().count("checked") >= 3)
    assert pid_of(room) == before
    room.sh("touch /tmp/sick")
    room.console.wait_for("service web: not healthy", 10)
    wait_for(lambda: not room.path(f"/proc/{before}").exists())
    assert pid_of(room) != before
    assert room.is_in("started", "web")
    assert room.path("/tmp/answered").read_text() == "web\n"
    count = checks.read_text().count("checked")
    wait_for(lambda: checks.read_text().count("checked") > count)      # it goes on


def test_without_an_answer_of_its_own(room):
    room.service("web", EVERY_SECOND + SICK_WHEN_MARKED + "respawn_max=1\nrespawn_period=60\n")
    room.start()
    room.up()
    room.sh("touch /tmp/sick")
    # Each counts as a death; who is never well has crashed in the end.
    wait_for(lambda: room.is_in("failed", "web"))
    assert "crashed 2 times" in room.reason("web")
    count = room.path("/tmp/checks").read_text()
    time.sleep(1.5)
    assert room.path("/tmp/checks").read_text() == count


def test_stopped_in_the_middle_of_a_check(room):
    room.service("web", EVERY_SECOND + "healthcheck() {\n\techo $$ >/tmp/check\n\tsleep 1001\n}\n")
    room.start()
    room.up()
    wait_for(lambda: room.path("/tmp/check").exists())
    assert room.sh("rc-service web stop").returncode == 0
    assert "sleep 1001" not in room.processes()
    assert "/usr/bin/sleep 1000" not in room.processes()
    assert not room.is_in("started", "web")


def test_the_first_check_waits_for_its_delay(room):
    room.service("web", EVERY_SECOND + SICK_WHEN_MARKED + "healthcheck_delay=4\n")
    room.start()
    room.up()
    begin = time.monotonic()
    wait_for(lambda: room.path("/tmp/checks").exists())
    assert time.monotonic() - begin > 2


def test_a_timer_without_a_check_does_nothing(room):
    room.service("web", EVERY_SECOND)
    room.start()
    room.up()
    before = pid_of(room)
    time.sleep(1.5)
    assert pid_of(room) == before
