# SPDX-License-Identifier: Apache-2.0
"""The control socket as a stranger finds it: the list, and nothing else; and it shuts nobody out.

Whoever comes from outside of the room is no user that it knows, so a stranger.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import signal
import socket
import time
from collections.abc import Iterator

import pytest
from room import DAEMON, Room

SOCKET = "/run/openrc/init.sock"
SCRIPT = "command=/usr/bin/sleep\ncommand_args=1\n"


@contextlib.contextmanager
def connected(room: Room) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as client:
        client.connect(str(room.path(SOCKET)))
        client.settimeout(20)
        yield client


def ask(room: Room, request: bytes) -> bytes:
    """Send one packet; b"" is the answer of one who has hung up."""
    with connected(room) as client:
        client.send(request)
        try:
            return client.recv(65536)
        except ConnectionResetError:
            return b""


@pytest.fixture(name="machine")
def _machine(room: Room) -> Room:
    room.service("db", DAEMON.format(1001))
    room.start()
    room.up()
    return room


def test_everybody_may_see_the_list(machine):
    answer = ask(machine, b"list 0").decode()
    assert answer.startswith("records\ndb\tstarted\t1\t0\t1\t")
    assert ask(machine, b"list 1") == b"records\n"


@pytest.mark.parametrize("request_text", ["start db", "stop db", "restart db", f"define db 0\n{SCRIPT}",
                                          "start nobody"])
def test_a_stranger_changes_nothing(machine, request_text):
    assert ask(machine, request_text.encode()) == b"refused\nonly root may do this"
    assert machine.sh("rc-service db status").returncode == 0


@pytest.mark.parametrize("request_bytes", [
    b"dance db", b"list", b"list x", b"list 99999999999999999999", b"start", b"start db\n", b"\0",
    b"list 0\0", b"\xff" * 1000, b"%n%n", b"define db", b"start ../../etc/hostname", b"now started db",
    b"A" * 67000])
def test_what_is_no_request_is_refused(machine, request_bytes):
    assert ask(machine, request_bytes) == b"refused\nnot a request that is known here"
    assert machine.sh("rc-service db restart").returncode == 0


def test_too_much_is_hung_up_on(machine):
    with connected(machine) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        client.send(b"A" * 110000)
        with contextlib.suppress(ConnectionResetError):
            assert client.recv(1000) == b""
    assert machine.sh("rc-service db restart").returncode == 0


def test_random_packets_do_no_harm(machine):
    source = random.Random(1)
    words = [b"list", b"start", b"stop", b"define", b"db", b" ", b"\n", b"\t", b"0", b"\0", b"\xff"]
    for _ in range(300):
        ask(machine, b"".join(source.choices(words, k=source.randint(1, 8))))
    assert machine.sh("rc-service db status").returncode == 0


def test_who_says_nothing_is_hung_up_on(machine):
    began = time.monotonic()
    with connected(machine) as client:
        assert client.recv(1000) == b""
    assert 4 < time.monotonic() - began < 15


def test_strangers_do_not_shut_out_root(machine):
    with contextlib.ExitStack() as crowd:
        for _ in range(30):
            crowd.enter_context(connected(machine))
        assert machine.sh("rc-service db restart").returncode == 0


def test_a_crowd_at_the_door_does_not_keep_it_from_its_work(machine):
    path, end = str(machine.path(SOCKET)), time.monotonic() + 3

    def knock() -> None:
        while time.monotonic() < end:
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as client:
                client.connect(path)

    crowd = [multiprocessing.get_context("fork").Process(target=knock) for _ in range(4)]
    for visitor in crowd:
        visitor.start()
    restarts = 0
    while time.monotonic() < end:
        assert machine.sh("rc-service db restart").returncode == 0
        restarts += 1
    for visitor in crowd:
        visitor.join()
    assert restarts > 1


def test_who_leaves_without_its_answer_is_missed_by_nobody(machine):
    for request in [b"list 0", b"start db", b"dance"] * 50:
        with connected(machine) as client:
            client.send(request)
    assert machine.sh("rc-service db status").returncode == 0


def test_who_has_left_keeps_nobody_out(machine):
    os.kill(machine.pid, signal.SIGSTOP)
    try:
        for _ in range(30):
            with connected(machine) as client:
                client.send(b"list 0")
        with connected(machine) as client:
            client.send(b"list 0")
            os.kill(machine.pid, signal.SIGCONT)
            assert client.recv(65536).startswith(b"records\ndb\t")
    finally:
        os.kill(machine.pid, signal.SIGCONT)


def test_many_services_fit(room):
    for number in range(150):
        room.service(f"a-service-with-a-rather-long-name-{number}", DAEMON.format(2000 + number))
    room.start()
    room.up()
    assert len(room.sh("rc-status -s").stdout.splitlines()) == 150
    assert len(ask(room, b"list 0")) <= 16384


def test_restarts_by_hand_leave_nothing_behind(machine):
    def held() -> tuple[int, int]:
        time.sleep(0.5)         # the last client has left, and PID 1 has seen that
        status = machine.path("/proc/1/status").read_text()
        memory = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon"))
        return len(list(machine.path("/proc/1/fd").iterdir())), memory

    machine.sh("for i in 1 2 3 4 5 6 7 8 9 10; do rc-service db restart; done")
    descriptors, memory = held()
    machine.sh("i=0; while [ $i -lt 200 ]; do rc-service db restart; i=$((i + 1)); done")
    assert held()[0] == descriptors
    assert held()[1] <= memory + 8
    assert "Z" not in machine.sh("ps -o stat").stdout
