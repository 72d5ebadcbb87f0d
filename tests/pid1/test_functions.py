# SPDX-License-Identifier: Apache-2.0
"""Scripts that take a shell: functions of their own, and whatever else a shell understands."""

from __future__ import annotations

import time

import pytest
from room import DAEMON

NOTES = """
start() {
	ebegin "Starting it"
	sleep 1000 &
	echo $! >/run/it.pid
	eend $?
}
stop() {
	read pid </run/it.pid
	kill $pid
	rm /run/it.pid
}
"""


def test_own_functions_start_and_stop_it(room):
    room.service("it", NOTES)
    room.start()
    room.up()
    assert room.is_in("started", "it")
    assert "sleep 1000" in room.processes()
    assert room.sh("rc-service it stop").returncode == 0
    assert not room.is_in("started", "it")
    assert "sleep 1000" not in room.processes()
    assert room.sh("rc-service it restart").returncode == 0
    assert "sleep 1000" in room.processes()


def test_what_a_shell_makes_of_variables(room):
    room.program("show", "echo \"$@\" >/tmp/shown\nexec sleep 1000\n")
    room.service("web", "if [ -e /etc/hostname ]; then who=$(cat /etc/hostname); fi\n"
                 "command=/usr/bin/show\ncommand_args=\"--name '$who' it\\'s ${RC_SVCNAME%b} /etc/host*\"\n"
                 "supervisor=supervise-daemon\ndepend() {\n\t[ -e /nowhere ] || need db\n}\n")
    room.service("db", DAEMON.format(1001))
    room.start()
    room.up()
    assert room.is_in("started", "web")
    deadline = time.monotonic() + 20
    while not room.path("/tmp/shown").exists():
        assert time.monotonic() < deadline
    assert room.path("/tmp/shown").read_text() == "--name room it's we /etc/hostname\n"
    assert room.sh("rc-service db stop").stdout.splitlines()[0] == " * Stopping web ... [ ok ]"


def test_what_a_script_does_to_the_shell_stays_there(room):
    room.program("show", "echo \"$JAVA $@\" >/tmp/shown\nexec sleep 1000\n")
    room.service("web", "set -eu\nIFS=:\ncommand=show\ncommand_args=\"\n\t--one 'a b'\n\t$(echo --two)\"\n"
                 "export JAVA=\"it's here\"\nsupervisor=supervise-daemon\nno-such-command || true\n"
                 "depend() {\n\t[ -e /nowhere ] && need nowhere\n\tafter *\n}\n")
    room.service("db", DAEMON.format(1001))
    room.start()
    room.up()
    deadline = time.monotonic() + 20
    while not room.path("/tmp/shown").exists():
        assert time.monotonic() < deadline
    assert room.path("/tmp/shown").read_text() == "it's here --one a b --two\n"
    assert "no-such-command: not found" in room.console.text()


def test_what_it_needs_outside_of_the_runlevel_is_read_and_started(room):
    room.service("it", NOTES + "depend() {\n\tneed below\n}\n")
    room.script("below", "start() { echo started >/run/below; }\ndepend() { need bottom; }\n")
    room.script("bottom", DAEMON.format(1001))
    room.start()
    room.up()
    assert all(room.is_in("started", name) for name in ["it", "below", "bottom"])
    assert room.path("/run/below").read_text() == "started\n"


@pytest.mark.parametrize(("text", "why"), [
    ("start() {\n", "line 3: syntax error"),
    ("if true\n", "syntax error"),
    ("start() { return 7; }\n", "start() ended with exit status 7"),
    ("start() { exit 3; }\n", "start() ended with exit status 3"),
    ("exit 5\n", "it ends the shell that reads it, with exit status 5"),
    ("no-such-command\nstart() { no-such-command; }\n", "start() ended with exit status 127"),
    ("start() { :; }\nrespawn_max=few\n", "respawn_max: not a number"),
    ("command=sleep\ncommand_args=5\nsupervisor=supervise-daemon\nstart_post() { return 6; }\n",
     "start_post() ended with exit status 6"),
    ("command=sleep\nsupervisor=supervise-daemon\nstart() { :; }\n", "not supported beside a supervisor"),
    ("command=sleep\ncommand_args=\"$(true) 5 >/dev/null\"\n", "command_args: an operator"),
    ("exec sleep 1000 3>&-\n", "ended with signal 9"),
    ("start() { :; }\nstart_pre() { return 1; }\n", "start() ended with exit status 1"),
    ("start() { :; }\nstart_post() { return 4; }\n", "start() ended with exit status 4"),
])
def test_a_broken_script_is_named_and_the_others_come_up(room, text, why):
    room.service("broken", text)
    room.service("good", DAEMON.format(1001))
    room.service("other", NOTES)
    room.start()
    room.up()
    assert why in room.reason("broken")
    assert room.is_in("started", "good") and room.is_in("started", "other")


@pytest.mark.slow
def test_a_script_that_cannot_be_read_to_its_end(room):
    room.service("hangs", "while :; do sleep 1; done\n")
    room.service("other", NOTES)
    room.start()
    room.console.wait_for("boot failed", 60)
    assert room.reason("hangs").endswith("the shell has not read it within 10 s")
    assert room.is_in("started", "other")


def test_start_pre_comes_before_the_program_of_a_daemon(room):
    room.service("web", "command=sleep\ncommand_args=1000\nsupervisor=supervise-daemon\n"
                 "start_pre() {\n\techo before >/run/web.pre\n}\n")
    room.service("sad", "command=sleep\ncommand_args=2000\nsupervisor=supervise-daemon\n"
                 "start_pre() {\n\treturn 1\n}\n")
    room.start()
    room.up()
    assert room.is_in("started", "web")
    assert room.path("/run/web.pre").read_text() == "before\n"
    assert room.reason("sad") == "sleep cannot be started: start_pre() has failed"
    assert "sleep 2000" not in room.processes()


def test_a_stop_that_fails_is_told_and_can_be_tried_again(room):
    room.service("it", "start() { :; }\nstop() { [ -e /run/may-stop ]; }\n"
                 "depend() { need below; }\n")
    room.service("below", "start() { :; }\nstop() { :; }\n")
    room.start()
    room.up()
    stopped = room.sh("rc-service it stop")
    assert stopped.returncode == 1
    assert "stop() ended with exit status 1" in stopped.stderr
    assert room.reason("it") == "stop() ended with exit status 1"
    below = room.sh("rc-service below stop")
    assert below.returncode == 1
    assert room.is_in("started", "below")
    room.sh("echo >/run/may-stop")
    assert room.sh("rc-service it stop").returncode == 0


def test_going_down_calls_stop(room):
    room.service("it", "start() { :; }\nstop() { echo 'it is stopped' >/dev/kmsg; }\n")
    room.service("deaf", "start() { :; }\nstop() { return 1; }\n")
    room.start()
    room.up()
    room.sh("poweroff")
    assert room.wait_end() == "power-off"
    assert "it is stopped" in room.console.text()
    assert "service deaf: stop() ended with exit status 1" in room.console.text()


def test_a_start_under_way_ends_with_all_that_belongs_to_it(room):
    room.service("it", "start() {\n\techo >/run/begun\n\tsleep 1000\n}\n")
    room.start()
    deadline = time.monotonic() + 20
    while not room.path("/run/begun").exists():
        assert time.monotonic() < deadline
    assert room.sh("rc-service it stop").returncode == 0
    assert "sleep 1000" not in room.processes()
    assert not room.is_in("started", "it")


def test_a_script_somewhere_else(room):
    (room.root / "srv").mkdir()
    script = room.root / "srv/web"
    script.write_text("#!/sbin/openrc-run\nstart() { echo \"$RC_SVCNAME\" >/run/here; }\n"
                      "stop() { rm /run/here; }\n")
    script.chmod(0o755)
    room.start()
    room.up()
    started = room.sh("cd /srv; ./web start")
    assert (started.returncode, room.path("/run/here").read_text()) == (0, "web\n")
    assert room.sh("/srv/web stop").returncode == 0
    assert not room.path("/run/here").exists()


def test_a_script_is_read_when_it_is_asked_for(room):
    room.start()
    room.up()
    room.sh("echo 'start() { echo 1 >/run/done; }' >/etc/init.d/late")
    assert room.sh("rc-service late start").returncode == 0
    assert room.path("/run/done").read_text() == "1\n"
    room.sh("echo 'start() {' >/etc/init.d/late")
    broken = room.sh("rc-service late restart")
    assert broken.returncode == 1
    assert "/etc/init.d/late: " in broken.stderr and "syntax error" in broken.stderr
    assert room.sh("rc-service late status").returncode == 0


OFFERS = """extra_commands=show
extra_started_commands="reload checkconfig"
extra_stopped_commands=wipe
show() { echo "showing $RC_CMD of $RC_SVCNAME"; }
reload() { checkconfig && echo reloaded >>/tmp/offers; }
reload_pre() { echo before >>/tmp/offers; }
checkconfig() { [ ! -e /tmp/broken ]; }
wipe() { echo wiped >>/tmp/offers; }
hidden() { :; }
start_pre() { :; }
"""


def test_commands_that_a_script_offers(room):
    room.service("web", DAEMON.format(1000) + OFFERS)
    room.start()
    room.up()
    shown = room.sh("rc-service web show")
    assert (shown.returncode, shown.stdout) == (0, "showing show of web\n")
    assert room.sh("/etc/init.d/web reload").returncode == 0
    assert room.path("/tmp/offers").read_text() == "before\nreloaded\n"
    room.sh("touch /tmp/broken")
    assert room.sh("rc-service web reload").returncode == 1
    refused = room.sh("rc-service web wipe")
    assert refused.returncode == 1
    assert "web: cannot `wipe' as it has not been stopped" in refused.stderr
    assert room.sh("rc-service web stop").returncode == 0
    assert "as it has not been started" in room.sh("rc-service web reload").stderr
    assert room.sh("rc-service web wipe").returncode == 0
    for unknown in ("hidden", "nothing", "start_pre"):
        refused = room.sh(f"rc-service web {unknown}")
        assert refused.returncode == 1
        assert f"unknown function `{unknown}'" in refused.stderr
