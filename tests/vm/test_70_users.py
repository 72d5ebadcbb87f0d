# SPDX-License-Identifier: Apache-2.0
"""Users and groups of user-data: who can log in, as whom, and that files keep their owner."""

from types import SimpleNamespace

import pytest
from qemu.machine import boot
from qemu.seed import make_seed, seed_files
from support import dispose, log_in

USER_DATA = """
groups:
- ops: [web]
users:
- default
- {{name: gone, uid: 1500}}
- name: web
  gecos: Web server
  groups: disk, video
  ssh_authorized_keys: ['{key}']
  sudo: ALL=(ALL) NOPASSWD:ALL
- {{name: plain, ssh_authorized_keys: ['{key}']}}
- {{name: stranger, groups: [video]}}
- {{name: bot, system: true, shell: /sbin/nologin, ssh_authorized_keys: ['{key}']}}
- {{name: nobody}}
write_files:
- {{path: /var/lib/app/of-web, owner: 'web:ops', content: hello}}
"""
LATER = """
users:
- {{name: new}}
- name: web
  ssh_authorized_keys: ['{key}']
- {{name: late, uid: 1500}}
"""


@pytest.fixture(scope="module", name="first")
def first_fixture(make_machine, key):
    machine = make_machine("users", user_data=USER_DATA.format(key=key.public))
    boot(machine)
    yield SimpleNamespace(machine=machine, problems=machine.ssh("berth config show").err)
    dispose(machine)


def test_a_user_logs_in_with_the_key(first, key):
    done = log_in(first.machine, key, "web", "id -un; pwd; id -Gn; echo made >file; ls -ld . .ssh")
    lines = done.stdout.splitlines()
    assert lines[:2] == ["web", "/var/home/web"]
    assert sorted(lines[2].split()) == ["disk", "ops", "video", "web", "wheel"]
    assert [line.split()[0] for line in lines[3:]] == ["drwxr-x---", "drwx------"]
    assert {line.split()[2] for line in lines[3:]} == {"web"}


def test_a_user_is_no_root(first, key):
    assert log_in(first.machine, key, "web", "cat /root/.ssh/authorized_keys").returncode != 0
    assert log_in(first.machine, key, "web", "docker ps").returncode != 0
    assert log_in(first.machine, key, "web", "reboot").returncode != 0


def test_sudo(first, key):
    def ask(user, command, stdin=None):
        return log_in(first.machine, key, user, command, stdin)

    done = ask("web", "cd /tmp; sudo sh -c 'id -un; pwd; echo $SUDO_USER $HOME; cat; exit 3'", "typed")
    assert done.stdout.split() == ["root", "/tmp", "web", "/root", "typed"] and done.returncode == 3
    assert ask("web", "sudo docker ps -q").returncode == 0
    assert ask("web", "sudo A=b env | grep -c ^A=b").stdout.strip() == "1"
    assert ask("web", "LD_PRELOAD=/x sudo env | grep -c LD_").stdout.strip() == "0"
    missing = ask("web", "sudo nothing-like-it")
    assert missing.returncode == 127 and "nothing-like-it" in missing.stderr
    assert ask("web", "sudo -i pwd").stdout.strip() == "/root"
    refused = ask("plain", "sudo id")
    assert refused.returncode == 1 and "no member of the group wheel" in refused.stderr
    assert "uid=0" not in refused.stdout
    assert "sh -c" in first.machine.sh("cat /var/log/sudo.log")


def test_a_signal_goes_on_to_the_command(first, key):
    """What ends sudo ends what it has started; nothing is left behind."""
    log_in(first.machine, key, "web", "sudo sleep 4321 & sleep 1; kill $!; wait $!; true")
    assert first.machine.ssh("pgrep -f '[s]leep 4321'").rc != 0
    log_in(first.machine, key, "web", "sudo sleep 4322 & sleep 1; kill -9 $!; sleep 1")
    assert first.machine.ssh("pgrep -f '[s]leep 4322'").rc != 0


def test_no_service_without_members(new_machine):
    machine = new_machine()
    boot(machine)
    assert machine.ssh("pgrep -f '[s]udo-server'").rc != 0
    assert "the service does not run" in machine.ssh("sudo id").err


def test_who_has_no_key_or_no_shell_does_not_log_in(first, key):
    for user in ("stranger", "bot", "nobody", "absent"):
        assert log_in(first.machine, key, user).returncode != 0, user


def test_files_are_written_for_users(first):
    assert first.machine.sh("stat -c '%U %G' /var/lib/app/of-web") == "web ops"


def test_what_cannot_be_is_named_with_its_place(first):
    line = next(line for line in first.problems.splitlines() if "'nobody' is one of the system" in line)
    assert line.startswith("user-data:") and line.split(":")[1].isdigit()
    line = next(line for line in first.problems.splitlines() if "'bot' cannot log in" in line)
    assert line.startswith("user-data:")


def test_numbers_stay_with_names(first, key):
    """Another file, in another order: what web wrote is still web's; a number that was used is refused."""
    machine = first.machine
    machine.sh("test $(stat -c %u /var/home/web/file) = $(id -u web)")
    machine.power_off()
    files = seed_files("later", [key.public])
    files["user-data"] += LATER.format(key=key.public)
    make_seed(machine.hardware.seed, files)
    boot(machine)
    assert log_in(machine, key, "web", "stat -c %U file").stdout.strip() == "web"
    assert machine.ssh("id gone").rc != 0
    assert machine.sh("id -u new") not in ("1500", machine.sh("id -u web"))
    assert "somebody else has, or had, 1500" in machine.ssh("berth config show").err
