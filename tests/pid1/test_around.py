# SPDX-License-Identifier: Apache-2.0
"""Functions of a script around a program that PID 1 itself executes and watches."""

from __future__ import annotations

import signal

from room import Room, wait_for

DAEMON = "command=/usr/bin/listens\nsupervisor=supervise-daemon\nnotify=fd:3\n"
LISTENS = """echo $$ >/tmp/pid
trap 'echo signal >>/tmp/steps; exit 0' TERM
echo begins >>/tmp/steps
echo >&3
while :; do sleep 0.1; done
"""
STEPS = "".join(f"{name}() {{\n\techo {name} $RC_CMD >>/tmp/steps\n}}\n"
                for name in ("start_pre", "start_post", "stop_pre", "stop", "stop_post"))


def steps(room: Room) -> list[str]:
    path = room.path("/tmp/steps")
    return path.read_text().splitlines() if path.exists() else []


def put(room: Room, functions: str, daemon: str = DAEMON) -> None:
    room.program("listens", LISTENS)
    room.service("it", daemon + functions)


def put_beside(room: Room, name: str, depend: str = "") -> None:
    """Another service, which runs once."""
    room.program("too", "echo too >>/tmp/steps\n")
    room.service(name, f"command=/usr/bin/too\n{depend}")


def test_each_is_called_in_its_turn(room):
    put(room, STEPS)
    room.start()
    room.up()
    assert steps(room) == ["start_pre start", "begins", "start_post start"]
    assert room.is_in("started", "it")
    room.path("/tmp/steps").unlink()
    assert room.sh("rc-service it stop").returncode == 0
    assert steps(room) == ["stop_pre stop", "stop stop", "signal", "stop_post stop"]
    assert not room.is_in("started", "it")


def test_a_stop_of_its_own_may_end_the_program(room):
    put(room, "stop() {\n\techo stop >>/tmp/steps\n\tkill -9 $(cat /tmp/pid)\n}\n")
    room.start()
    room.up()
    assert room.sh("rc-service it stop").returncode == 0
    assert steps(room) == ["begins", "stop"]
    assert room.sh("rc-service it start").returncode == 0
    assert steps(room) == ["begins", "stop", "begins"]


def test_a_start_post_that_fails_is_a_start_that_failed(room):
    put(room, "start_post() {\n\t[ -e /tmp/may ]\n}\nstop_post() {\n\techo cleaned >>/tmp/steps\n}\n")
    room.start()
    room.console.wait_for("boot failed", 60)
    assert room.reason("it") == "start_post() ended with exit status 1"
    assert steps(room) == ["begins", "signal", "cleaned"]
    started = room.sh("rc-service it start")
    assert started.returncode == 1
    assert started.stdout == " * Starting it ... [ !! ]\n"
    assert "start_post() ended with exit status 1" in started.stderr
    room.sh("touch /tmp/may")
    assert room.sh("rc-service it start").returncode == 0
    assert room.is_in("started", "it")


def test_a_stop_that_is_refused_leaves_it_as_it_is(room):
    put(room, "stop_pre() {\n\t[ -e /tmp/may ]\n}\n")
    room.start()
    room.up()
    stopped = room.sh("rc-service it stop")
    assert stopped.returncode == 1
    assert stopped.stdout == " * Stopping it ... [ !! ]\n"
    assert "it runs on" in stopped.stderr
    assert steps(room) == ["begins"]
    assert room.is_in("started", "it")
    restarted = room.sh("rc-service it restart")
    assert restarted.returncode == 1
    assert "it runs on" in restarted.stderr
    assert steps(room) == ["begins"]
    room.sh("touch /tmp/may")
    assert room.sh("rc-service it stop").returncode == 0
    assert steps(room) == ["begins", "signal"]


def test_what_needs_it_comes_back_when_it_refuses(room):
    put(room, "stop_pre() {\n\t[ -e /tmp/may ]\n}\n")
    put_beside(room, "user", "depend() {\n\tneed it\n}\n")
    room.start()
    room.up()
    assert room.sh("rc-service it restart").returncode == 1
    wait_for(lambda: room.is_in("started", "user"))
    assert steps(room) == ["begins", "too", "too"]


def test_what_is_needed_stays_up_when_what_needs_it_refuses(room):
    put(room, "stop_pre() {\n\treturn 1\n}\ndepend() {\n\tneed db\n}\n")
    put_beside(room, "db")
    room.start()
    room.up()
    for command in ("restart", "stop"):
        refused = room.sh(f"rc-service db {command}")
        assert refused.returncode == 1
        assert f"db failed to {command}: what needs it has not stopped" in refused.stderr
    assert steps(room) == ["too", "begins"]


def test_what_comes_behind_it_is_done_behind_a_crash_too(room):
    put(room, STEPS, DAEMON + "respawn_max=1\n")
    room.start()
    room.up()
    room.sh("kill -9 $(cat /tmp/pid)")
    wait_for(lambda: steps(room).count("begins") == 2)
    room.sh("kill -9 $(cat /tmp/pid)")
    wait_for(lambda: room.is_in("failed", "it"))
    assert not any("stop" in step for step in steps(room))
    assert room.sh("rc-service it stop").returncode == 0
    assert steps(room)[-3:] == ["stop_pre stop", "stop stop", "stop_post stop"]


def test_the_way_down_goes_over_a_refusal(room):
    put(room, "stop_pre() {\n\treturn 1\n}\n")
    room.start()
    room.up()
    with room.path("/tmp/steps").open() as log:      # it outlives the room
        room.signal(signal.SIGUSR2)
        room.wait_end(30)
        assert log.read().split() == ["begins", "signal"]
    assert "stop() ended with exit status 1 (going on)" in room.console.text()


def test_around_one_that_runs_once(room):
    room.program("once", "echo once >>/tmp/steps\n")
    room.service("it", "command=/usr/bin/once\n" + STEPS)
    room.start()
    room.up()
    assert steps(room) == ["start_pre start", "once", "start_post start"]
    room.path("/tmp/steps").unlink()
    assert room.sh("rc-service it stop").returncode == 0
    assert steps(room) == ["stop_pre stop", "stop stop", "stop_post stop"]


def test_a_call_that_is_under_way_survives_another_init(room):
    put(room, "stop() {\n\techo stop >>/tmp/steps\n\twhile ! [ -e /tmp/may ]; do sleep 0.1; done\n}\n"
        "stop_post() {\n\techo cleaned >>/tmp/steps\n}\n")
    room.start()
    room.up()
    room.sh("rc-service it stop >/dev/null 2>&1 &")
    wait_for(lambda: "stop" in steps(room))
    room.console.mark()
    assert room.sh("shutdown -R").returncode == 0
    room.console.wait_for("goes on where the init before was", 20)
    room.sh("touch /tmp/may")
    wait_for(lambda: steps(room)[-1:] == ["cleaned"])
    wait_for(lambda: not room.is_in("stopping", "it"))
    assert steps(room) == ["begins", "stop", "signal", "cleaned"]
