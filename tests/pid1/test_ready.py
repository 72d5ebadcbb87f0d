# SPDX-License-Identifier: Apache-2.0
"""Who needs a service starts when that is ready, and not before."""

from __future__ import annotations

import os
import subprocess
import time

import pytest
from room import Room

DAEMON = "command=/usr/bin/daemon\nsupervisor=supervise-daemon\nrespawn_max=2\n"
CLIENT = "command=/usr/bin/true\ndepend() {\n\tneed web\n}\n"


def start_with_client(room: Room, program: str, how: str) -> None:
    room.program("daemon", program)
    room.service("web", DAEMON + how)
    room.service("client", CLIENT)
    room.start()
    room.console.wait_for("service web: process", 10)


def expect_waiting(room: Room) -> None:
    time.sleep(0.5)
    assert room.path("/run/openrc/starting/web").is_symlink()
    assert "service client: process" not in room.console.text()


def go_on(room: Room) -> None:
    """Let the daemon go on, which waits for this."""
    room.sh(": >/tmp/go")
    room.console.wait_for("service web: ready", 10)
    room.console.wait_for("service client: process", 10)
    room.up()
    assert room.is_in("started", "web")


WAIT = "while [ ! -e /tmp/go ]; do sleep 0.1; done\n"


@pytest.mark.parametrize("number", [3, 7, 200])
def test_a_line_on_a_descriptor(room, number):
    start_with_client(room, f"{WAIT}eval 'echo >&{number}'\nexec sleep 1000\n", f"notify=fd:{number}\n")
    expect_waiting(room)
    go_on(room)


def test_a_closed_descriptor_is_a_failure_at_once(room):
    start_with_client(room, "exec 3>&-\nexec sleep 1000\n", "notify=fd:3\n")
    room.console.wait_for("boot failed: service web: /usr/bin/daemon closed descriptor 3 before it was ready",
                          10)
    assert "web, which failed" in room.path("/run/openrc/options/client/reason").read_text()


# It leaves one behind that nobody listens on, or listens for as long as it is let.
LISTEN = ("import os, socket, sys\n"
          "os.fchdir(int(sys.argv[1]))\n"
          "listener = socket.socket(socket.AF_UNIX)\n"
          "listener.bind('web.sock')\n"
          "if sys.argv[2] == 'stay':\n"
          "    listener.listen()\n"
          "    sys.stdin.read()\n")


def bind(room: Room, how: str) -> subprocess.Popen:
    """Make the socket, as root of the room."""
    folder = os.open(room.path("/run/deep/down"), os.O_PATH)
    binder = subprocess.Popen(["nsenter", "--target", str(room.pid), "--user", "--setuid", "0",
                               "/usr/bin/python3", "-c", LISTEN, str(folder), how],
                              stdin=subprocess.PIPE, pass_fds=[folder])
    os.close(folder)
    return binder


def test_a_socket_that_accepts(room):
    """In directories that are not there yet, and behind another one that nobody listens on."""
    start_with_client(room, "exec sleep 1000\n", "ready_socket=/run/deep/down/web.sock\n")
    expect_waiting(room)
    room.sh("mkdir -p /run/deep/down")
    assert bind(room, "leave").wait(20) == 0
    expect_waiting(room)
    room.sh("rm /run/deep/down/web.sock")
    with bind(room, "stay") as listener:
        room.console.wait_for("service web: ready", 10)
        listener.stdin.close()


SEND = ("import os, socket, sys\n"
        "os.fchdir(int(sys.argv[1]))\n"
        "sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
        "sender.sendto(bytes.fromhex(sys.argv[2]), 'supervise-web.sock')\n")


def send(room: Room, text: bytes, user: int = 0) -> None:
    """Send it as a user of the room."""
    folder = os.open(room.path("/run/openrc"), os.O_PATH)
    subprocess.run(["nsenter", "--target", str(room.pid), "--user", "--setuid", str(user),
                    "/usr/bin/python3", "-c", SEND, str(folder), text.hex()], check=True, pass_fds=[folder])
    os.close(folder)


def test_a_message_to_the_socket(room):
    start_with_client(room, f"echo $NOTIFY_SOCKET >/tmp/told\n{WAIT}exec sleep 1000\n",
                      "notify=socket:ready\n")
    expect_waiting(room)
    assert room.path("/tmp/told").read_text() == "/run/openrc/supervise-web.sock\n"
    for nonsense in [b"READY=0", b"XREADY=1", b"READY=11", b"STATUS=READY=1", b"", b"\0" * 2000]:
        send(room, nonsense)
    expect_waiting(room)
    send(room, b"READY=1", user=80)      # of another user
    expect_waiting(room)
    send(room, b"STATUS=up\nREADY=1\n")
    room.console.wait_for("service client: process", 10)
    assert not room.path("/run/openrc/supervise-web.sock").exists()


def test_a_daemon_that_dies_before_it_is_ready_is_not_ready(room):
    start_with_client(room, "exit 4\n", "notify=socket:ready\n")
    room.console.wait_for("boot failed: service web: crashed 3 times: "
                          "/usr/bin/daemon ended with exit status 4", 10)
