# SPDX-License-Identifier: Apache-2.0
"""PID 1 executes itself anew: no service is lost, nothing is forgotten, and a bad program is refused."""

from __future__ import annotations

import signal
import time

from room import DAEMON, Room, wait_for

WEB = "/usr/bin/sleep 1000"
AGAIN = "goes on where the init before was"
SLOW = "command=/usr/bin/slow\nsupervisor=supervise-daemon\nnotify=fd:3\n"
OWN = ("start() {\n\techo started >>/tmp/own\n}\nstop() {\n\techo stopped >>/tmp/own\n}\n"
       "depend() {\n\tneed web\n}\n")


def reexec(room: Room) -> None:
    room.console.mark()
    assert room.sh("shutdown -R").returncode == 0
    room.console.wait_for(AGAIN, 20)


def pid_of(room: Room, args: str) -> str:
    """Return the number of the process with this command line."""
    lines = [line.split(None, 1) for line in room.sh("ps -o pid,args").stdout.splitlines()]
    pids = [pid for pid, its in lines if its.strip() == args]
    assert len(pids) == 1, lines
    return pids[0]


def status(room: Room) -> str:
    return room.sh("rc-status --format ini").stdout


def test_services_go_on_and_are_served(room):
    room.service("web", DAEMON.format(1000) + "respawn_delay=0\n")
    room.service("own", OWN)
    room.service("bad", "command=/usr/bin/false\n")
    room.service("broken", "command=\"\n")
    room.script("by-hand", DAEMON.format(1001))
    room.start()
    room.up()
    assert room.sh("rc-service by-hand start").returncode == 0
    before, web, by_hand = status(room), pid_of(room, WEB), pid_of(room, "/usr/bin/sleep 1001")
    for _ in range(3):
        reexec(room)
    assert status(room) == before
    assert (pid_of(room, WEB), pid_of(room, "/usr/bin/sleep 1001")) == (web, by_hand)
    # A death is seen, and answered.
    room.sh(f"kill -9 {web}")
    wait_for(lambda: WEB in room.processes() and pid_of(room, WEB) != web)
    # What needs it is stopped by its own function, and comes back.
    assert room.sh("rc-service web restart").stdout.splitlines() == [
        " * Stopping own ... [ ok ]", " * Stopping web ... [ ok ]",
        " * Starting web ... [ ok ]", " * Starting own ... [ ok ]"]
    assert room.path("/tmp/own").read_text() == "started\nstopped\nstarted\n"
    room.signal(signal.SIGUSR2)
    assert room.wait_end(20) == "power-off"
    assert room.console.text().count("init started") == 1


def test_a_start_under_way_goes_on(room):
    room.program("slow", "while [ ! -e /tmp/go ]; do sleep 0.1; done\necho ready >&3\nexec sleep 1002\n")
    room.script("slow", SLOW)
    room.start()
    room.up()
    room.sh("rc-service slow start >/dev/null 2>&1 &")
    wait_for(lambda: room.is_in("starting", "slow"))
    reexec(room)
    assert room.is_in("starting", "slow")
    room.sh("touch /tmp/go")
    wait_for(lambda: room.is_in("started", "slow"))


def test_a_stop_under_way_comes_to_its_end(room):
    room.program("deaf", "trap '' TERM\necho ready >&3\nwhile :; do sleep 0.2; done\n")
    room.script("deaf", "command=/usr/bin/deaf\nsupervisor=supervise-daemon\nnotify=fd:3\n"
                        "rc_timeout_stopsec=3\n")
    room.service("web", DAEMON.format(1000) + "depend() {\n\tneed deaf\n}\n")
    room.start()
    room.up()
    room.sh("rc-service deaf restart >/dev/null 2>&1 &")
    wait_for(lambda: room.is_in("stopping", "deaf"))
    reexec(room)
    # It was a restart: both are up again in the end.
    room.console.wait_for("service deaf: process [0-9]+ has not ended in its time", 20)
    wait_for(lambda: room.is_in("started", "deaf") and room.is_in("started", "web"))


def test_logs_are_written_on(room):
    room.program("talk", "i=0\nwhile :; do i=$((i + 1)); echo line $i.; sleep 0.05; done\n")
    room.service("talk", "command=/usr/bin/talk\nsupervisor=supervise-daemon\noutput_log=/var/log/talk.log\n")
    room.start()
    room.up()
    log = room.path("/var/log/talk.log")
    wait_for(lambda: log.exists() and "line 5." in log.read_text())
    logger = pid_of(room, "rc-log")
    reexec(room)
    count = log.read_text().count("line ")
    wait_for(lambda: log.read_text().count("line ") > count + 20)
    assert pid_of(room, "rc-log") == logger
    lines = [line.split("line ")[1] for line in log.read_text().splitlines()]
    assert lines == [f"{n}." for n in range(1, len(lines) + 1)]


def test_who_dies_meanwhile_is_reaped_and_restarted(room):
    room.service("web", DAEMON.format(1000))
    room.program("brief", "sleep 0.05\n")
    for n in range(5):
        room.service(f"brief{n}", "command=/usr/bin/brief\nsupervisor=supervise-daemon\nrespawn_max=0\n"
                                  "respawn_delay_step=0\n")
    room.start()
    room.up()
    for _ in range(20):
        reexec(room)
    # Each of them lives a twentieth of a second, and is still started again.
    for n in range(5):
        text = room.console.text()
        wait_for(lambda n=n, text=text: f"service brief{n}: process" in room.console.text()[len(text):])
        assert room.is_in("started", f"brief{n}")
    wait_for(lambda: "Z" not in room.sh("ps -o stat").stdout)
    assert WEB in room.processes()


def test_a_start_that_fails_meanwhile_has_failed(room):
    room.script("web", DAEMON.format(1000) + "start_pre() {\n\twhile [ ! -e /tmp/go ]; do sleep 0.1; done\n"
                                             "\treturn 1\n}\n")
    room.start()
    room.up()
    room.sh("rc-service web start >/dev/null 2>&1 &")
    wait_for(lambda: room.is_in("starting", "web"))
    reexec(room)
    room.sh("touch /tmp/go")
    wait_for(lambda: room.is_in("failed", "web"))
    assert "start_pre() has failed" in room.reason("web")


def test_the_socket_of_a_start_under_way_stays(room):
    room.program("slow", "while [ ! -e /tmp/go ]; do sleep 0.1; done\n"
                         "[ -z \"$NOTIFY_SOCKET\" ] || [ ! -e \"$NOTIFY_SOCKET\" ] || ln -s x /tmp/asked\n"
                         "exec sleep 1003\n")
    room.script("notify", "command=/usr/bin/slow\nsupervisor=supervise-daemon\nnotify=socket:ready\n")
    room.start()
    room.up()
    room.sh("rc-service notify start >/dev/null 2>&1 &")
    wait_for(lambda: room.is_in("starting", "notify"))
    reexec(room)
    room.sh("touch /tmp/go")
    wait_for(lambda: room.path("/tmp/asked").is_symlink())
    assert room.sh("rc-service notify stop").returncode == 0
    assert not room.path("/run/openrc/supervise-notify.sock").exists()


def test_health_checks_go_on(room):
    room.service("web", DAEMON.format(1000) +
                 "healthcheck_timer=3\nhealthcheck() {\n\techo >>/tmp/checks\n}\n")
    room.start()
    room.up()
    begin = time.monotonic()
    for _ in range(6):
        time.sleep(0.4)
        reexec(room)
    # Not begun anew each time.
    wait_for(lambda: room.path("/tmp/checks").exists())
    assert time.monotonic() - begin < 4.5


def test_a_check_that_hangs_is_still_watched(room):
    room.service("web", DAEMON.format(1000) + "healthcheck_timer=1\nhealthcheck() {\n\tsleep 1004\n}\n")
    room.start()
    room.up()
    wait_for(lambda: "sleep 1004" in room.processes())
    reexec(room)
    time.sleep(1.5)
    assert room.processes().count("sleep 1004") == 1
    assert room.sh("rc-service web stop").returncode == 0
    assert "sleep 1004" not in room.processes()


def test_a_program_that_cannot_be_executed_is_refused(room):
    room.service("web", DAEMON.format(1000))
    room.start()
    room.up()
    before = status(room)
    room.sh("busybox mv /usr/sbin/init /tmp/init")
    for content in ["#!/nowhere", "#!/bin/sh\nexit 1", ""]:
        room.sh(f"echo -n '{content}' >/usr/sbin/init; busybox chmod 755 /usr/sbin/init")
        room.console.mark()
        room.sh("echo reexec >/run/openrc/init.ctl")
        room.console.wait_for("/sbin/init is not executed anew", 20)
    room.sh("busybox rm /usr/sbin/init; busybox mv /tmp/init /usr/sbin/init")
    assert status(room) == before
    reexec(room)
    assert status(room) == before


def test_not_while_it_boots(room):
    room.program("hang", "while :; do sleep 1; done\n")
    room.service("stuck", "command=/usr/bin/hang\n")
    room.start()
    room.console.wait_for("service stuck: process", 10)
    room.sh("shutdown -R")
    room.console.wait_for("/sbin/init is not executed anew: the boot is not over", 10)
    room.signal(signal.SIGUSR2)
    assert room.wait_end(30) == "power-off"


def test_it_does_not_grow(room):
    room.service("web", DAEMON.format(1000) + "output_log=/var/log/web.log\n")
    room.start()
    room.up()

    def descriptors() -> int:
        return len(room.sh("ls /proc/1/fd").stdout.split())

    reexec(room)
    before = descriptors()
    for _ in range(20):
        reexec(room)
    assert descriptors() == before
