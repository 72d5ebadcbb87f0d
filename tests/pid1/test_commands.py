# SPDX-License-Identifier: Apache-2.0
"""rc-service, rc-status and the scripts themselves as commands: what people ask PID 1 for."""

from __future__ import annotations

import re
import threading
import time
from xml.etree import ElementTree

import pytest
from room import DAEMON, Room

STUBBORN = "trap '' TERM\necho deaf >>/run/deaf\nwhile :; do sleep 1; done\n"
NEEDS_DB = "depend() {\n\tneed db\n}\n"


def state(room: Room, name: str) -> str:
    """Return the state that rc-status tells, and make sure that /run/openrc tells the same."""
    line = next(line for line in room.sh("rc-status -s").stdout.splitlines() if line.split()[0] == name)
    told = line.split("[", 1)[1].split()[0]
    shown = [where for where in ["starting", "started", "stopping", "failed"]
             if room.path(f"/run/openrc/{where}/{name}").is_symlink()]
    assert shown == {"stopped": [], "waiting": [], "crashed": ["failed"]}.get(told, [told])
    return told


def pid_of(room: Room, name: str) -> str:
    """Return the pid of the one process that was started as sleep NAME; it may just be becoming that."""
    deadline = time.monotonic() + 10
    while True:
        lines = [line.split() for line in room.sh("ps -o pid,args").stdout.splitlines()]
        pids = [words[0] for words in lines if words[1:] == ["/usr/bin/sleep", name]]
        if len(pids) == 1:
            return pids[0]
        assert time.monotonic() < deadline


def wait_for_text(room: Room, path: str, text: str) -> None:
    deadline = time.monotonic() + 20
    while not room.path(path).exists() or text not in room.path(path).read_text():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def wait_for_link(room: Room, path: str) -> None:
    deadline = time.monotonic() + 20
    while not room.path(path).is_symlink():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_start_stop_and_restart(room):
    room.service("db", DAEMON.format(1001))
    room.start()
    room.up()
    first = pid_of(room, "1001")
    again = room.sh("rc-service db start")
    assert (again.returncode, again.stderr) == (0, " * WARNING: db has already been started\n")
    assert pid_of(room, "1001") == first
    restart = room.sh("rc-service db restart")
    assert restart.returncode == 0
    assert restart.stdout == " * Stopping db ... [ ok ]\n * Starting db ... [ ok ]\n"
    assert pid_of(room, "1001") != first
    stop = room.sh("rc-service db stop")
    assert (stop.returncode, stop.stdout) == (0, " * Stopping db ... [ ok ]\n")
    assert state(room, "db") == "stopped"
    assert "sleep" not in room.sh("ps").stdout
    stopped = room.sh("rc-service db stop")
    assert (stopped.returncode, stopped.stderr) == (0, " * WARNING: db is already stopped\n")
    assert room.sh("/etc/init.d/db start").returncode == 0
    assert state(room, "db") == "started"


def test_what_needs_it_goes_with_it_and_a_restart_brings_it_back(room):
    room.service("db", DAEMON.format(1001))
    room.service("web", DAEMON.format(1002) + NEEDS_DB)
    room.service("idle", DAEMON.format(1003) + NEEDS_DB)
    room.service("other", DAEMON.format(1004))
    room.start()
    room.up()
    other = pid_of(room, "1004")
    assert room.sh("rc-service idle stop").returncode == 0
    said = room.sh("rc-service db restart").stdout.splitlines()
    assert said == [f" * {what} ... [ ok ]" for what in
                    ["Stopping web", "Stopping db", "Starting db", "Starting web"]]
    assert [state(room, name) for name in ["db", "web", "idle"]] == ["started", "started", "stopped"]
    assert room.sh("rc-service db stop").returncode == 0
    assert [state(room, name) for name in ["db", "web", "idle"]] == ["stopped"] * 3
    assert room.sh("rc-service web start").returncode == 0
    assert [state(room, name) for name in ["db", "web", "idle"]] == ["started", "started", "stopped"]
    assert pid_of(room, "1004") == other


def test_one_outside_of_the_runlevel_brings_what_it_needs(room):
    room.script("app", DAEMON.format(1001) + "depend() {\n\tneed lib\n\twant helper\n}\n")
    room.script("lib", DAEMON.format(1002))
    room.script("helper", "command=/usr/bin/false\n")
    room.start()
    room.up()
    assert "app" not in room.sh("rc-status -s").stdout
    assert room.sh("rc-service app stop").returncode == 0
    assert room.sh("rc-service app status").returncode == 3
    start = room.sh("rc-service app start")
    assert start.returncode == 0
    assert " * Starting lib ... [ ok ]" in start.stdout
    assert "helper: /usr/bin/false ended with exit status 1" in start.stderr
    assert [state(room, name) for name in ["app", "lib", "helper"]] == ["started", "started", "failed"]
    manual = room.sh("rc-status").stdout.split("Dynamic Runlevel: manual\n")[1]
    assert [line.split()[0] for line in manual.splitlines()] == ["lib", "helper", "app"]


def test_a_changed_script_is_read_when_it_is_started_next(room):
    room.service("db", DAEMON.format(1001))
    room.start()
    room.up()
    first = pid_of(room, "1001")
    script = room.path("/etc/init.d/db")
    script.write_text(script.read_text().replace("1001", "1002"))
    assert room.sh("rc-service db start").returncode == 0
    assert pid_of(room, "1001") == first
    assert room.sh("rc-service db restart").returncode == 0
    pid_of(room, "1002")
    script.write_text("command=/usr/bin/sleep\ncommand_args='1003\n")
    broken = room.sh("rc-service db restart")
    assert broken.returncode == 1
    assert "/etc/init.d/db: line 2: " in broken.stderr
    assert state(room, "db") == "started"
    pid_of(room, "1002")


def test_a_failure_is_told_and_can_be_mended(room):
    room.service("web", DAEMON.format(1001) + NEEDS_DB)
    room.service("db", "command=/usr/bin/db\n")
    room.start()
    room.up()
    failed = room.sh("rc-service web start")
    assert failed.returncode == 1
    assert " * Starting db ... [ !! ]" in failed.stdout
    assert "web failed to start: needs db, which failed" in failed.stderr
    status = room.sh("rc-service db status")
    assert status.returncode == 3
    assert status.stdout.startswith(" * status: failed\n * /usr/bin/db cannot be executed: ")
    room.path("/usr/bin/db").write_text("#!/bin/sh\n")
    room.path("/usr/bin/db").chmod(0o755)
    assert room.sh("rc-service web start").returncode == 0
    assert [state(room, name) for name in ["db", "web"]] == ["started", "started"]
    assert room.sh("rc-service db status").stdout == " * status: started\n"


def test_a_crashed_one_is_listed_and_can_be_started(room):
    room.program("mortal", "test -e /run/well || exit 3\nexec sleep 1001\n")
    room.service("mortal", "command=/usr/bin/mortal\nsupervisor=supervise-daemon\n"
                           "respawn_max=2\nrespawn_delay=0\n")
    room.start()
    room.console.wait_for(r"crashed \d times", 20)
    assert room.sh("rc-service mortal status").returncode == 32
    crashed = room.sh("rc-status --crashed")
    assert (crashed.returncode, crashed.stdout) == (0, "mortal\n")
    assert state(room, "mortal") == "crashed"
    room.sh("echo >/run/well")
    assert room.sh("rc-service mortal start").returncode == 0
    assert room.sh("rc-status -c").returncode == 1


@pytest.mark.parametrize(("command", "why"), [
    ("rc-service nobody start", "rc-service: service `nobody' does not exist"),
    ("rc-service ../hostname start", "does not exist"),
    ("rc-service db dance", "db: unknown function `dance'"),
    ("rc-service db", "usage: "),
    ("rc-service --dance db start", "usage: "),
    ("rc-status --dance", "usage: "),
    ("rc-status boot", "rc-status: runlevel boot does not exist"),
    ("openrc-run", "none is given"),
    ("openrc-run /etc/init.d/db", "no command is given"),
    ("rc-service db logs -n x", "usage: "),
    ("init", "runs already"),
])
def test_wrong_words_are_answered(room, command, why):
    room.service("db", DAEMON.format(1001) + "output_log=/var/db.log\n")
    room.start()
    room.up()
    answer = room.sh(command)
    assert answer.returncode == 1
    assert why in answer.stderr


def test_questions_about_scripts(room):
    room.service("db", DAEMON.format(1001))
    room.script("app", DAEMON.format(1002))
    room.start()
    room.up()
    assert room.sh("rc-service --list").stdout == "app\ndb\n"
    assert room.sh("rc-service --resolve app").stdout == "/etc/init.d/app\n"
    assert room.sh("rc-service -e app").returncode == 0
    assert room.sh("rc-service -e nobody").returncode == 1
    assert room.sh("rc-service -i nobody start").returncode == 0
    assert room.sh("rc-status -r").stdout == "default\n"
    for command in ["rc-service", "rc-status"]:
        assert room.sh(f"{command} --help").stdout.startswith("usage: ")


def test_the_list_for_people_and_for_programs(room):
    room.service("db", DAEMON.format(1001))
    room.service("once", "command=/usr/bin/true\n")
    room.start()
    room.up()
    lines = room.sh("COLUMNS=60 rc-status").stdout.splitlines()
    assert lines[0] == "Runlevel: default"
    assert lines[1].startswith(" db ") and re.search(r" \[  started 00:00:\d\d \(0\) \]$", lines[1])
    assert lines[2].startswith(" once ") and lines[2].endswith(" [  started  ]")
    assert {len(line) for line in lines[1:3]} == {60}
    ini = room.sh("rc-status --format ini").stdout.splitlines()
    assert ini[0] == "[default]"
    assert ini[2] == "once =  started "


def test_how_long_it_took_in_words_and_as_a_picture(room):
    room.program("slow", "sleep 0.6\n")
    room.service("slow", "command=/usr/bin/slow\n")
    room.service("db", DAEMON.format(1001) + "depend() {\n\tafter slow\n}\n")
    room.start()
    room.up()
    room.sh("rc-service db restart")
    rows = [line.split() for line in room.sh("rc-status --timing").stdout.splitlines()]
    assert rows[0][0] == "service"
    assert [row[0] for row in rows[1:]] == ["slow", "db"]
    assert 0.59 <= float(rows[1][2]) < 5
    assert float(rows[2][1]) >= float(rows[1][1]) + 0.59
    assert rows[2][3] == "slow"
    picture = ElementTree.fromstring(room.sh("rc-status --chart").stdout)
    bars = [element for element in picture.iter("{http://www.w3.org/2000/svg}rect") if element.get("class")]
    assert [bar.get("class") for bar in bars] == ["started", "started"]


def test_the_end_of_a_log_and_what_comes(room):
    room.service("db", DAEMON.format(1001) + "output_log=/var/db.log\n")
    room.start()
    room.up()
    pid_of(room, "1001")
    log = room.path("/var/db.log")
    log.write_text("".join(f"line {number}\n" for number in range(1, 3001)))
    assert room.sh("rc-service db logs -n 2").stdout == "line 2999\nline 3000\n"
    assert len(room.sh("rc-service db logs").stdout.splitlines()) == 10
    assert room.sh("rc-service db logs -n 5000").stdout == log.read_text()
    answer: list[str] = []
    command = "rc-service db logs -f -n 1 >/run/seen & echo $! >/run/watcher; wait"
    watcher = threading.Thread(target=lambda: answer.append(room.sh(command).stdout))
    watcher.start()
    wait_for_text(room, "/run/seen", "line 3000\n")
    with log.open("a") as file:
        file.write("one more\n")
    wait_for_text(room, "/run/seen", "one more\n")
    room.sh("busybox mv /var/db.log /var/db.log.1; echo a new file >/var/db.log")
    wait_for_text(room, "/run/seen", "a new file\n")
    log.write_text("cut\n")
    wait_for_text(room, "/run/seen", "cut\n")
    room.sh("kill $(cat /run/watcher)")
    watcher.join()
    assert room.path("/run/seen").read_text() == "line 3000\none more\na new file\ncut\n"


def test_a_stop_comes_through_while_a_start_hangs(room):
    room.program("hang", "sleep 1001\n")
    room.service("hang", "command=/usr/bin/hang\n")
    room.start()
    wait_for_link(room, "/run/openrc/starting/hang")
    answers = []
    command = "rc-service hang start >/run/seen"
    waiting = threading.Thread(target=lambda: answers.append(room.sh(command)))
    waiting.start()
    wait_for_text(room, "/run/seen", " * Starting hang ...")
    assert room.sh("rc-service hang stop").returncode == 0
    waiting.join()
    assert answers[0].returncode == 1
    assert "hang failed to start: something else has stopped it" in answers[0].stderr
    room.up()


def test_a_service_may_start_another_one(room):
    room.script("second", DAEMON.format(1001))
    room.service("first", "command=/usr/bin/rc-service\ncommand_args=\"second start\"\n")
    (room.root / "usr/bin/rc-service").symlink_to("../sbin/init")
    room.start()
    room.up()
    assert [state(room, name) for name in ["first", "second"]] == ["started", "started"]


def test_several_commands_in_one_call(room):
    room.service("db", DAEMON.format(1001))
    room.start()
    room.up()
    first = pid_of(room, "1001")
    said = room.sh("/etc/init.d/db stop start status").stdout
    assert said == " * Stopping db ... [ ok ]\n * Starting db ... [ ok ]\n * status: started\n"
    assert pid_of(room, "1001") != first
    assert room.sh("rc-service db stop status").returncode == 3
    nonsense = room.sh("rc-service db start --dry-run")
    assert (nonsense.returncode, nonsense.stderr) == (1, " * ERROR: db: unknown function `--dry-run'\n")
    assert state(room, "db") == "stopped"


def test_a_restart_brings_up_a_need_that_has_crashed(room):
    room.program("mortal", "test -e /run/well || exit 3\nexec sleep 1002\n")
    room.service("db", "command=/usr/bin/mortal\nsupervisor=supervise-daemon\nrespawn_max=1\n")
    room.service("web", DAEMON.format(1001) + NEEDS_DB)
    room.start()
    room.console.wait_for(r"crashed \d times", 20)
    room.sh("echo >/run/well")
    assert room.sh("rc-service web restart").returncode == 0
    assert [state(room, name) for name in ["db", "web"]] == ["started", "started"]


def test_a_restart_brings_up_what_a_changed_script_needs(room):
    room.service("web", DAEMON.format(1001))
    room.script("db", DAEMON.format(1002))
    room.start()
    room.up()
    with room.path("/etc/init.d/web").open("a") as script:
        script.write(NEEDS_DB)
    assert room.sh("rc-service web restart").returncode == 0
    assert [state(room, name) for name in ["db", "web"]] == ["started", "started"]


def test_what_is_wanted_in_vain_is_no_hindrance(room):
    room.script("app", DAEMON.format(1001) + "depend() {\n\twant helper\n}\n")
    room.script("helper", "start() {\n")
    room.start()
    room.up()
    start = room.sh("rc-service app start")
    assert start.returncode == 0
    assert "WARNING: /etc/init.d/helper: " in start.stderr and "syntax error" in start.stderr
    assert state(room, "app") == "started"


def test_one_that_cannot_be_used_is_listed_with_its_reason_and_can_be_mended(room):
    room.service("broken", "command=\n")
    room.service("web", DAEMON.format(1001) + "depend() {\n\tneed broken\n}\n")
    room.start()
    room.up()
    assert [state(room, name) for name in ["broken", "web"]] == ["failed", "failed"]
    assert "command= is missing" in room.sh("rc-service broken status").stdout
    assert room.sh("rc-service broken restart").returncode == 1
    assert room.sh("rc-service web start").returncode == 1
    room.path("/etc/init.d/broken").write_text(DAEMON.format(1002))
    assert room.sh("rc-service web start").returncode == 0
    assert "broken" in room.sh("rc-status").stdout.split("Dynamic")[0]


def test_what_is_done_by_hand_during_the_boot_is_no_part_of_it(room):
    room.script("extra", "command=/usr/bin/false\n")
    room.program("busy", "/sbin/rc-service extra start\ntrue\n")
    room.service("busy", "command=/usr/bin/busy\n")
    room.start()
    room.console.wait_for("boot complete", 20)
    assert state(room, "extra") == "failed"


def test_a_restart_during_the_boot_is_waited_for(room):
    room.program("slow", "sleep 1\n")
    room.service("slow", "command=/usr/bin/slow\n")
    room.start()
    wait_for_link(room, "/run/openrc/starting/slow")
    said = room.sh("rc-service slow restart").stdout
    assert said == " * Stopping slow ... [ ok ]\n * Starting slow ... [ ok ]\n"
    room.console.wait_for("boot complete", 20)
    assert state(room, "slow") == "started"


def test_a_start_during_the_boot_ends_its_line(room):
    room.program("slow", "sleep 1\n")
    room.service("slow", "command=/usr/bin/slow\n")
    room.start()
    wait_for_link(room, "/run/openrc/starting/slow")
    assert room.sh("rc-service slow start").stdout == " * Starting slow ... [ ok ]\n"


def test_a_client_that_is_killed_while_it_waits_is_missed_by_nobody(room):
    room.program("hang", "sleep 1001\n")
    room.service("hang", "command=/usr/bin/hang\n")
    room.service("db", DAEMON.format(1002))
    room.start()
    for _ in range(20):
        room.sh("rc-service hang start & sleep 0.05; kill -9 $!; wait")
    assert room.sh("rc-service db restart").returncode == 0
    assert room.sh("rc-service hang stop").returncode == 0


def test_who_waits_for_a_stop_is_answered_when_the_machine_goes_down(room):
    room.program("stubborn", STUBBORN)
    for name, patience in [("a", 8), ("z", 3)]:
        room.service(name, "command=/usr/bin/stubborn\nsupervisor=supervise-daemon\n"
                           f"rc_timeout_stopsec={patience}\n")
    room.start()
    room.up()
    wait_for_text(room, "/run/deaf", "deaf\ndeaf\n")
    waiting = threading.Thread(target=lambda: room.sh("(rc-service z stop; echo status $?) >/run/seen"))
    waiting.start()
    wait_for_text(room, "/run/seen", " * Stopping z ...")
    room.sh("poweroff")
    wait_for_text(room, "/run/seen", " * Stopping z ... [ ok ]\nstatus 0\n")
    assert room.wait_end(30) == "power-off"
    waiting.join()


def test_in_rescue_each_can_be_started_by_hand(room):
    room.service("db", DAEMON.format(1001))
    room.start("berth.rescue")
    room.console.wait_for("rescue: a root shell", 20)
    assert state(room, "db") == "stopped"
    assert room.sh("rc-service db start").returncode == 0
    assert state(room, "db") == "started"


def test_nothing_is_started_when_the_machine_goes_down(room):
    room.program("stubborn", STUBBORN)
    room.service("stubborn", "command=/usr/bin/stubborn\nsupervisor=supervise-daemon\nrc_timeout_stopsec=4\n")
    room.script("late", DAEMON.format(1001))
    room.start()
    room.up()
    wait_for_text(room, "/run/deaf", "deaf\n")
    room.sh("poweroff")
    answer = room.sh("rc-service late start")
    assert answer.returncode == 1
    assert "the machine is going down" in answer.stderr
    assert room.wait_end(30) == "power-off"
