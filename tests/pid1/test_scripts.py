# SPDX-License-Identifier: Apache-2.0
"""Scripts with variables, their configuration in /etc/conf.d, and daemons in the background."""

from __future__ import annotations

import signal
import time

import pytest
from room import Room

BACKGROUND = "command=sleep\ncommand_args=1000\ncommand_background=yes\npidfile=/run/${RC_SVCNAME}.pid\n"


def add_conf(room: Room, name: str, text: str) -> None:
    (room.root / "etc/conf.d" / name).write_text(text)


def wait_for_state(room: Room, state: str, name: str) -> None:
    deadline = time.monotonic() + 20
    while not room.is_in(state, name):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def command_line(room: Room, pid: str) -> str:
    return room.sh(f"tr '\\0' ' ' </proc/{pid}/cmdline").stdout


def test_values_are_expanded_and_configuration_comes_first(room):
    room.program("show", "echo \"$@\" >/tmp/shown\n")
    room.service("web", ": ${port:=80} ${user:=nobody}\nroot=\"/srv/$RC_SVCNAME\"\ncommand=show\n"
                 "command_args=\"--port $port --root '$root' --user ${user}\"\n")
    add_conf(room, "web", "# ours\nport=8080\n")
    room.start()
    room.up()
    assert room.path("/tmp/shown").read_text() == "--port 8080 --root /srv/web --user nobody\n"


def test_changed_configuration_counts_at_the_next_start(room):
    room.service("web", ": ${seconds:=1001}\ncommand=sleep\ncommand_args=$seconds\n"
                 "supervisor=supervise-daemon\n")
    room.start()
    room.up()
    assert "sleep 1001" in room.sh("ps -o args").stdout
    room.sh("echo seconds=1002 >/etc/conf.d/web")
    assert room.sh("rc-service web restart").returncode == 0
    assert "sleep 1002" in room.sh("ps -o args").stdout
    room.sh("echo 'seconds=$(' >/etc/conf.d/web")
    refused = room.sh("rc-service web restart")
    assert refused.returncode == 1
    assert "/etc/conf.d/web: line 2: syntax error" in refused.stderr
    assert "sleep 1002" in room.sh("ps -o args").stdout


@pytest.mark.parametrize(("conf", "why"), [
    ("if true; then\n", "/etc/conf.d/web: line 2: syntax error"),
    ("\nrespawn_max=few\n", "/etc/conf.d/web, line 2: not a number"),
    ("x='\n", "/etc/conf.d/web, line 1: a quote is not closed"),
    ("#" * 40000, "/etc/conf.d/web: File too large"),
])
def test_broken_configuration_is_named(room, conf, why):
    room.service("web", "command=sleep\ncommand_args=1000\nsupervisor=supervise-daemon\n")
    room.service("other", "command=true\n")
    add_conf(room, "web", conf)
    room.start()
    room.up()
    assert why in room.reason("web")
    assert room.is_in("started", "other")


def test_a_program_that_is_nowhere_in_the_path(room):
    room.service("web", "command=nobody-home\n")
    room.start()
    room.up()
    assert room.reason("web") == "nobody-home cannot be executed: No such file or directory"


def test_a_daemon_in_the_background_has_its_pidfile_as_long_as_it_runs(room):
    room.service("web", BACKGROUND + "command_user=web\n")
    room.start()
    room.up()
    assert room.is_in("started", "web")
    pid = room.path("/run/web.pid").read_text().strip()
    assert command_line(room, pid).startswith("sleep 1000")
    assert "." not in [name[0] for name in room.sh("ls -a /run").stdout.split() if name.strip(".")]
    assert room.sh("rc-service web stop").returncode == 0
    assert not room.path("/run/web.pid").exists()
    assert room.sh("rc-service web start").returncode == 0
    assert room.path("/run/web.pid").read_text().strip() != pid


@pytest.mark.parametrize("death", ["exit 1", "exec 3>&-; sleep 1; exit 1"])
def test_one_that_dies_before_it_is_ready_leaves_nothing_behind(room, death):
    room.program("dying", f"{death}\n")
    room.service("web", "command=dying\ncommand_background=yes\nnotify=fd:3\npidfile=/run//web.pid\n")
    room.start()
    room.up()
    assert room.is_in("failed", "web")
    deadline = time.monotonic() + 20
    while room.path("/run/web.pid").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_who_was_refused_removes_no_pidfile_of_others(room):
    room.service("web", BACKGROUND)
    room.service("twin", BACKGROUND.replace("${RC_SVCNAME}", "web") + "depend() {\n\tneed nowhere\n}\n")
    room.start()
    room.up()
    assert room.is_in("failed", "twin")
    assert room.sh("rc-service twin start").returncode == 1
    assert room.path("/run/web.pid").exists()


def test_a_script_with_a_nul_is_not_read_up_to_it(room):
    room.service("web", "command=true\n\0\ncommand_user=web\n")
    room.start()
    room.up()
    assert room.reason("web").endswith("it is no text, there is a NUL in it")


def test_arguments_that_depend_on_how_it_runs(room):
    arguments = ("command_args=1\ncommand_args_background=2\ncommand_args_foreground=3\n")
    room.program("show", "echo \"$@\" >/tmp/$RC_SVCNAME\nexec sleep 1000\n")
    room.service("back", "command=show\ncommand_background=yes\n" + arguments)
    room.service("front", "command=show\nsupervisor=supervise-daemon\n" + arguments)
    room.start()
    room.up()
    deadline = time.monotonic() + 20
    while "sleep 1000\nsleep 1000" not in room.sh("ps -o args | sort").stdout:
        assert time.monotonic() < deadline
    assert room.path("/tmp/back").read_text() == "1 2\n"
    assert room.path("/tmp/front").read_text() == "1 3\n"


def test_a_daemon_in_the_background_is_not_started_again(room):
    room.service("web", BACKGROUND)
    room.start()
    room.up()
    pid = room.path("/run/web.pid").read_text().strip()
    room.sh(f"kill -9 {pid}")
    wait_for_state(room, "failed", "web")
    assert room.reason("web") == f"sleep ended with signal 9 ({signal.strsignal(9)})"
    assert room.sh("rc-service web status").returncode == 32
    assert not room.path("/run/web.pid").exists()
    assert "sleep" not in room.sh("ps -o args").stdout
    assert room.sh("rc-service web start").returncode == 0
    assert room.is_in("started", "web")


@pytest.mark.parametrize("trap", ["ln -s /etc/hostname /run/web.pid", "ln -s /etc /run/a",
                                  "mkdir /run/a; mount -t tmpfs none /run/a", "mkdir /run/web.pid",
                                  "echo 1 >/run/victim; ln /run/victim /run/web.pid"])
def test_a_pidfile_leads_nowhere_else(room, trap):
    path = "/run/a/web.pid" if "/run/a" in trap else "/run/web.pid"
    (room.root / "etc/init.d/web").write_text(
        f"#!/sbin/openrc-run\ncommand=sleep\ncommand_args=1000\ncommand_background=yes\npidfile={path}\n")
    room.service("other", "command=true\n")
    room.start()
    room.up()
    room.sh(trap)
    hostname = room.path("/etc/hostname").read_text()
    started = room.sh("rc-service web start")
    if "/run/a" in trap or "mkdir" in trap:
        assert started.returncode == 1
        assert "cannot be started: writing its pidfile: " in started.stderr
    else:
        assert started.returncode == 0
        assert room.path(path).is_file() and not room.path(path).is_symlink()
    assert room.path("/etc/hostname").read_text() == hostname
    assert "web.pid" not in room.sh("ls -a /etc /run/a").stdout
    if "victim" in trap:
        assert room.path("/run/victim").read_text() == "1\n"
