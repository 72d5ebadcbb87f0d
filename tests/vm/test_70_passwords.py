# SPDX-License-Identifier: Apache-2.0
"""Passwords: nobody has one and ssh takes none, unless user-data says so."""

import os
import re
import subprocess
from types import SimpleNamespace

import pytest
from qemu.limits import scaled
from qemu.machine import boot
from support import dispose, eventually

USER_DATA = """
ssh_pwauth: true
users:
- {name: web, plain_text_passwd: 'of: web', lock_passwd: false}
- {name: ops, hashed_passwd: '%s', lock_passwd: false}
- {name: locked, plain_text_passwd: of-locked}
- {name: none}
- {name: new, passwd: '$y$j9T$abcdefghijklmnopqrstuv$abcdefghijklmnopqrstuvwxyz', lock_passwd: false}
chpasswd:
  expire: false
  users:
  - {name: root, password: 47110815, type: text}
  - {name: nobody-there, password: x, type: text}
"""


@pytest.fixture(scope="module", name="hashed")
def hashed_fixture():
    return subprocess.run(["openssl", "passwd", "-6", "of-ops"], capture_output=True, text=True,
                          check=True).stdout.strip()


def log_in(machine, folder, user, password, command="id -un"):
    """Exit status and output of ssh by password alone."""
    ask = folder / "ask"
    ask.write_text("#!/bin/sh\nprintf '%s\\n' \"$BERTH_TEST_PASSWORD\"\n")
    ask.chmod(0o700)
    environment = {**os.environ, "SSH_ASKPASS": str(ask), "SSH_ASKPASS_REQUIRE": "force",
                   "BERTH_TEST_PASSWORD": password}
    return subprocess.run(
        ["ssh", "-F", "none", "-p", str(machine.forward(22)), "-o", "PubkeyAuthentication=no",
         "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
         "-o", "NumberOfPasswordPrompts=1", "-o", f"ConnectTimeout={scaled(15):.0f}",
         f"{user}@127.0.0.1", command],
        capture_output=True, text=True, check=False, timeout=scaled(60), env=environment)


def offered(machine, folder):
    """The ways to log in that the ssh server names when it refuses one; '' while there is none."""
    told = re.search(r"Permission denied \(([a-z,]+)\)", log_in(machine, folder, "nobody-there", "x").stderr)
    return told.group(1) if told else ""


@pytest.fixture(scope="module", name="seen")
def seen_fixture(make_machine, hashed, tmp_path_factory):
    machine = make_machine("passwords", user_data=USER_DATA % hashed)
    boot(machine)
    folder = tmp_path_factory.mktemp("ask")
    eventually(lambda: log_in(machine, folder, "web", "of: web").returncode == 0, 60, "ssh takes passwords")
    yield SimpleNamespace(machine=machine, folder=folder)
    dispose(machine)


@pytest.mark.parametrize("user, password", [("web", "of: web"), ("ops", "of-ops"), ("root", "47110815")])
def test_a_password_logs_in(seen, user, password):
    done = log_in(seen.machine, seen.folder, user, password)
    assert (done.returncode, done.stdout.strip()) == (0, user)


@pytest.mark.parametrize("user, password", [("web", "of-ops"), ("locked", "of-locked"), ("none", ""),
                                            ("new", "x"),
                                            ("nobody", "x"), ("root", "4711081")])
def test_others_do_not(seen, user, password):
    done = log_in(seen.machine, seen.folder, user, password)
    assert done.returncode == 255 and "Permission denied (publickey,password)" in done.stderr


def test_what_is_of_no_use_is_told(seen):
    told = seen.machine.ssh("berth config show").err
    assert "the hash of this password is made with yescrypt, which cannot be checked here" in told
    assert "chpasswd: there is no user 'nobody-there'" in told
    assert "note: users: this password is locked: 'lock_passwd: false' unlocks it" in told


def test_they_are_secret(seen, hashed):
    assert seen.machine.sh("stat -c '%a %U' /etc/shadow") == "600 root"
    shown = seen.machine.ssh("berth config show")
    everything = shown.out + shown.err + seen.machine.console.text() + seen.machine.sh("dmesg")
    for secret in ["of: web", "47110815", "of-locked", hashed, "$6$"]:
        assert secret not in everything
    assert "# and a password of web\n" in shown.out and "ssh_pwauth: true" in shown.out


def test_the_same_once_more_changes_nothing(seen):
    look = "cat /etc/shadow; ls -i /etc/shadow; pgrep -f '[d]ropbear -F -R -K 60 -T 3 *$'"
    before = seen.machine.sh(look)
    seen.machine.put(b"#cloud-config\n{}\n", "/tmp/nothing")
    done = seen.machine.ssh("berth config apply /tmp/nothing")
    assert done.rc == 1 and "no user 'nobody-there'" in done.err      # of the seed, once more
    assert seen.machine.sh(look) == before


def test_keys_only_at_once(seen):
    """The ssh server is told while it runs, and the session that tells it goes on."""
    seen.machine.put(b"#cloud-config\nssh_pwauth: false\n", "/tmp/off")
    assert seen.machine.ssh("berth config apply /tmp/off; echo goes on").out.endswith("goes on\n")
    eventually(lambda: offered(seen.machine, seen.folder) == "publickey", 20, "ssh takes keys only")
    assert log_in(seen.machine, seen.folder, "web", "of: web").returncode == 255


def test_without_a_word_there_are_none(new_machine, tmp_path):
    machine = new_machine(user_data="password: secret\n")
    boot(machine)
    assert offered(machine, tmp_path) == "publickey"
    assert log_in(machine, tmp_path, "root", "secret").returncode == 255
    assert machine.sh("cut -c 1-8 /etc/shadow") == "root:$6$"
