# SPDX-License-Identifier: Apache-2.0
"""What services say: in their logs with the time, whatever becomes of the process that writes them."""

from __future__ import annotations

import contextlib
import re
import time

from room import Room

LOG = "output_log=/var/web.log\nerror_log=/var/web.log\n"
TALKS = "command=talk\nsupervisor=supervise-daemon\n" + LOG
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (.*)")


def lines(room: Room, path: str = "/var/web.log") -> list[str]:
    """Return the lines of a log without their stamps, which are there."""
    log = room.path(path)
    found = [STAMP.fullmatch(line) for line in log.read_text().splitlines()] if log.exists() else []
    assert all(found)
    return [match[1] for match in found]


def text(room: Room, path: str) -> str:
    """Return what is in a file that may just be moved away."""
    with contextlib.suppress(FileNotFoundError):
        return room.path(path).read_text()
    return ""


def wait_for(room: Room, line: str, count: int = 1) -> None:
    deadline = time.monotonic() + 20
    while lines(room).count(line) < count:
        assert time.monotonic() < deadline, room.console.tail()
        time.sleep(0.05)


def logger(room: Room) -> str:
    """Return the process id of the logger."""
    deadline = time.monotonic() + 20
    while True:
        found = [line.split()[0] for line in room.sh("ps -o pid,args").stdout.splitlines()
                 if line.split()[1:] == ["rc-log"]]
        if len(found) == 1:
            return found[0]
        assert time.monotonic() < deadline, found


def test_each_line_has_its_time_and_both_streams_are_one(room):
    room.program("talk", "echo out\necho err >&2\nprintf 'no '\nsleep 0.2\nprintf 'end\\n'\n"
                 "exec sleep 1000\n")
    room.service("web", TALKS)
    room.start()
    room.up()
    wait_for(room, "no end")
    assert lines(room) == ["out", "err", "no end"]
    assert room.sh("rc-service web logs -n 1").stdout.endswith("Z no end\n")


def test_one_process_writes_all_logs(room):
    room.program("talk", "echo $RC_SVCNAME\nexec sleep 1000\n")
    for number in range(20):
        room.service(f"web{number}",
                     f"command=talk\nsupervisor=supervise-daemon\noutput_log=/var/{number}.log\n")
    room.start()
    room.up()
    logger(room)
    deadline = time.monotonic() + 20
    for number in range(20):
        while lines(room, f"/var/{number}.log") != [f"web{number}"]:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_nothing_is_lost_when_the_logger_dies(room):
    room.program("talk", "n=0\nwhile [ $n -lt 300 ]; do\n\techo line $n\n\tn=$((n + 1))\n\tsleep 0.01\ndone\n"
                 "exec sleep 1000\n")
    room.service("web", TALKS)
    room.start()
    room.up()
    for number in (20, 60):
        wait_for(room, f"line {number}")
        room.sh(f"kill -9 {logger(room)}")
        wait_for(room, f"line {number + 30}")
    wait_for(room, "line 299")
    assert lines(room) == [f"line {number}" for number in range(300)]
    assert "the logger of services ended with signal 9" in room.console.text()


def test_a_stopped_logger_holds_up_nobody_but_who_says_too_much(room):
    room.program("talk", "echo hello\nexec sleep 1000\n")
    room.service("web", TALKS)
    room.start()
    room.up()
    room.sh(f"kill -STOP {logger(room)}")
    for _ in range(5):
        assert room.sh("rc-service web restart").returncode == 0
    room.sh(f"kill -CONT {logger(room)}")
    wait_for(room, "hello", 6)


def test_a_flood_ends_in_two_files(room):
    room.program("talk", "while [ ! -e /run/enough ]; do\n\techo a line of a flood, one of many that are all"
                 " the same and of no use\ndone\necho the last line\nexec sleep 1000\n")
    room.program("quiet", "echo still here\nexec sleep 1000\n")
    room.service("web", TALKS)
    room.service("quiet", "command=quiet\nsupervisor=supervise-daemon\noutput_log=/var/quiet.log\n")
    room.start()
    room.up()
    deadline = time.monotonic() + 60
    while not room.path("/var/web.log.1").exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    room.sh("rc-service quiet restart")
    while lines(room, "/var/quiet.log").count("still here") < 2:
        assert time.monotonic() < deadline
    room.sh("touch /run/enough")
    while not any("the last line" in text(room, name) for name in ["/var/web.log", "/var/web.log.1"]):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    limit = 4 * 1024 * 1024
    assert limit * 0.9 < room.path("/var/web.log.1").stat().st_size <= limit + 4096     # its last line
    assert room.path("/var/web.log").stat().st_size <= limit + 4096


def test_a_full_disk_stops_nobody_and_what_is_missing_is_told(room):
    room.program("talk", "n=0\nwhile [ $n -lt 2000 ]; do\n\techo a line of a hundred bytes, number $n, which"
                 " fills a small disk rather soon, if nobody looks after it\n\tn=$((n + 1))\ndone\n"
                 "echo >/run/flooded\n"
                 "while [ ! -e /run/room ]; do sleep 0.1; done\necho after\nexec sleep 1000\n")
    (room.root / "etc/init.d/web").write_text("#!/sbin/openrc-run\n" + TALKS.replace("/var/", "/var/small/"))
    room.start()
    room.up()
    room.sh("mkdir /var/small; mount -t tmpfs -o size=1m none /var/small;"
            "busybox dd if=/dev/zero of=/var/small/filler bs=1k count=900")
    assert room.sh("rc-service web start").returncode == 0
    room.console.wait_for(r"writing /var/small/web.log .*: No space left", 20)
    deadline = time.monotonic() + 40
    while not room.path("/run/flooded").exists():
        assert time.monotonic() < deadline
    room.sh("rm /var/small/filler; echo >/run/room")     # more room than there is in a pipe
    while "Z after\n" not in text(room, "/var/small/web.log"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert re.search(r"Z berth: \d+ bytes could not be written here\n", text(room, "/var/small/web.log"))


def test_logs_of_old_scripts_are_let_go(room):
    room.program("talk", "echo hello\nexec sleep 1000\n")
    room.service("web", TALKS.replace(LOG, ""))
    room.start()
    room.up()

    def held() -> int:
        return sum(len(list(room.path(f"/proc/{pid}/fd").iterdir())) for pid in ["1", logger(room)])

    def restart_with(path: str) -> None:
        room.sh(f"echo 'output_log={path} error_log={path}' | busybox tr ' ' '\\n' >/etc/conf.d/web")
        assert room.sh("rc-service web restart").returncode == 0
        deadline = time.monotonic() + 20
        while lines(room, path) != ["hello"]:
            assert time.monotonic() < deadline

    restart_with("/var/first.log")
    before = held()
    for number in range(20):
        restart_with(f"/var/{number}.log")
    assert held() <= before + 8     # of one log more, or two: they are let go when the next one is made


def test_a_log_that_cannot_be_written_is_named(room):
    room.program("talk", "echo hello\nexec sleep 1000\n")
    room.service("web", "command=talk\nsupervisor=supervise-daemon\noutput_log=/var/nowhere/web.log\n")
    room.start()
    room.up()
    for said in ["opening /var/nowhere/web.log (what its service says is lost until", "web.log: hello"]:
        deadline = time.monotonic() + 20
        while said not in room.console.text():
            assert time.monotonic() < deadline
    assert room.is_in("started", "web")
    room.sh("mkdir /var/nowhere; ln -s /etc/hostname /var/nowhere/web.log; rc-service web restart")
    assert room.path("/etc/hostname").read_text() == "room\n"
    room.sh("rm /var/nowhere/web.log; rc-service web restart")
    deadline = time.monotonic() + 20
    while lines(room, "/var/nowhere/web.log")[-1:] != ["hello"]:
        assert time.monotonic() < deadline


def test_a_log_that_is_not_on_the_data_partition_is_written_directly(room):
    room.program("talk", "echo hello\nexec sleep 1000\n")
    room.service("web", "command=talk\nsupervisor=supervise-daemon\noutput_log=/tmp/web.log\n")
    room.start()
    room.up()
    deadline = time.monotonic() + 20
    while text(room, "/tmp/web.log") != "hello\n":
        assert time.monotonic() < deadline


def test_the_last_words_are_written_when_the_machine_goes_down(room):
    room.program("talk", "trap 'echo good-bye; exit' TERM\necho hello\necho ready >&3\n"
                         "while :; do sleep 0.1; done\n")
    room.service("web", TALKS + "notify=fd:3\n")
    room.start()
    room.up()
    wait_for(room, "hello")
    with room.path("/var/web.log").open() as log:      # it outlives the room
        room.sh("poweroff")
        assert room.wait_end() == "power-off"
        assert log.read().endswith("Z good-bye\n")
