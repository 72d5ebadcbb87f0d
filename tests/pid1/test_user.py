# SPDX-License-Identifier: Apache-2.0
"""Whom a service runs as, and what that user may do: as the kernel shows it."""

from __future__ import annotations

import pytest
from room import Room

NET_RAW, SETPCAP = 1 << 13, 1 << 8
SHOW = "command=/usr/bin/show\n"


def shown(room: Room, text: str) -> dict[str, str]:
    """Start a service that writes down what it is; returns the lines of its status and environment."""
    room.program("show", "(cat /proc/$$/status; tr '\\0=' '\\n:' </proc/$$/environ) >/tmp/shown\n")
    room.service("web", SHOW + text)
    room.start()
    room.up()
    assert room.is_in("started", "web"), room.console.tail()
    lines = [line.partition(":") for line in room.path("/tmp/shown").read_text().splitlines()]
    return {name: value.strip() for name, _, value in lines}


def test_root_by_default(room):
    status = shown(room, "")
    assert status["Uid"].split() == ["0"] * 4
    assert status["HOME"] == "/root" and status["NoNewPrivs"] == "0" and status["Umask"] == "0022"


def test_user_with_all_groups(room):
    status = shown(room, "command_user=web\numask=027\nno_new_privs=yes\n")
    assert (status["Uid"].split(), status["Gid"].split()) == (["80"] * 4, ["81"] * 4)
    assert status["Groups"].split() == ["81", "90"]
    assert (status["HOME"], status["USER"]) == ("/var/web", "web")
    assert status["NoNewPrivs"] == "1" and status["Umask"] == "0027"
    assert int(status["CapEff"], 16) == int(status["CapPrm"], 16) == 0


def test_user_and_group_by_number(room):
    status = shown(room, "command_user=1234:90\n")
    assert (status["Uid"].split(), status["Gid"].split()) == (["1234"] * 4, ["90"] * 4)
    assert status["Groups"].split() == ["90"]


def test_a_user_may_keep_one_capability(room):
    status = shown(room, "command_user=web\ncapabilities=^cap_net_raw,!cap_setpcap\n")
    for name in ["CapEff", "CapPrm", "CapInh", "CapAmb"]:
        assert int(status[name], 16) == NET_RAW, name
    assert int(status["CapBnd"], 16) & SETPCAP == 0


def test_root_may_lose_one_for_good(room):
    status = shown(room, "capabilities=!cap_setpcap\n")
    assert int(status["CapEff"], 16) & SETPCAP == 0 and int(status["CapBnd"], 16) & SETPCAP == 0
    assert int(status["CapEff"], 16) & NET_RAW


@pytest.mark.parametrize("user", ["nobody-here", "web:nobody-here"])
def test_an_unknown_user_is_named(room, user):
    room.service("web", f"command=/usr/bin/true\ncommand_user={user}\n")
    room.start()
    room.console.wait_for(
        f"boot failed: service web: /usr/bin/true cannot be started as {user}: no such user or group", 10)
