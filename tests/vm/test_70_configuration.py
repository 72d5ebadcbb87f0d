# SPDX-License-Identifier: Apache-2.0
"""Files and commands of user-data: what is done at each boot, and what once per instance."""

import base64
import gzip
import json
from types import SimpleNamespace

import pytest
from qemu.machine import boot
from support import dispose, eventually

ZIPPED = base64.b64encode(gzip.compress(b"zipped\n")).decode()
USER_DATA = f"""
write_files:
- &file
  path: /etc/app/config
  content: |
    answer = 42
  permissions: '0640'
  owner: root:disk
- {{<<: *file, path: /var/lib/app/config}}
- {{path: /root/zipped, content: {ZIPPED}, encoding: gz+b64}}
- {{path: /etc/hosts, content: "192.0.2.7 other\\n", append: true}}
- {{path: /usr/lib/berth/x, content: y}}
- {{path: /etc/nobodys, owner: nobody-there}}
bootcmd:
- echo early >>/var/bootcmd
- [sh, -c, 'seq 2000; echo "kept: $INSTANCE_ID"; exit 3']
runcmd:
- docker info >/dev/null && echo engine >>/var/runcmd
- [sh, -c, 'echo "$INSTANCE_ID" >>/var/runcmd']
- echo said
- exit 4
"""


def has_run(machine):
    return "runcmd ended" in machine.ssh("berth config show").err


@pytest.fixture(scope="module", name="seen")
def seen_fixture(make_machine):
    """A machine that was started twice, and changed by hand in between."""
    machine = make_machine("configuration", user_data=USER_DATA)
    boot(machine)
    eventually(lambda: has_run(machine), 60, "runcmd has been run")
    shown = machine.ssh("berth config show")
    first = SimpleNamespace(shown=shown.out, problems=shown.err, console=machine.console.text())
    machine.sh("echo changed >/var/lib/app/config; echo changed >/etc/app/config; rm /root/zipped")
    machine.reboot()
    yield SimpleNamespace(machine=machine, first=first)
    dispose(machine)


def test_files_in_memory_are_written_at_each_boot(seen):
    assert seen.machine.sh("cat /etc/app/config") == "answer = 42"
    assert seen.machine.sh("ls -ld /etc/app/config").split()[:4] == ["-rw-r-----", "1", "root", "disk"]
    assert seen.machine.sh("grep -c 192.0.2.7 /etc/hosts") == "1"


def test_files_on_the_data_partition_are_written_once(seen):
    assert seen.machine.sh("cat /var/lib/app/config") == "changed"
    assert seen.machine.ssh("ls /root/zipped").rc != 0
    assert "zipped" in seen.first.shown


def test_files_that_cannot_be_written_are_named_with_their_place(seen):
    for text in ["/usr/lib/berth/x is not written: it is part of the image, which is read-only",
                 "/etc/nobodys is not written: there is no user or group 'nobody-there'"]:
        line = next(line for line in seen.first.problems.splitlines() if text in line)
        assert line.startswith("user-data:") and line.split(":")[1].isdigit()
        assert text in seen.first.console


def test_status_tells_what_was_wrong_and_is_well_all_the_same(seen):
    told = json.loads(seen.machine.sh("berth status --json"))
    assert told["health"] == "ok"
    assert any("/etc/nobodys is not written" in problem for problem in told["config_problems"])
    assert "/etc/nobodys is not written" in seen.machine.sh("berth status")


def test_commands_of_each_boot(seen):
    assert seen.machine.sh("cat /var/bootcmd") == "early\nearly"
    instance = seen.machine.sh("cat /var/lib/berth/once/scripts")
    kept = seen.machine.sh("cat /var/log/cloud-init-output.log").splitlines()
    assert kept.count(f"kept: {instance}") == 2 and kept.count("2000") == 2
    assert "bootcmd ended with exit status 3" in seen.first.problems


def test_commands_that_are_run_once(seen):
    instance = seen.machine.sh("cat /var/lib/berth/once/scripts")
    assert seen.machine.sh("cat /var/runcmd").splitlines() == ["engine", instance]
    assert seen.machine.sh("grep -c said /var/log/cloud-init-output.log") == "1"
    seen.machine.sh("rc-service final restart; sleep 3")
    assert seen.machine.sh("wc -l </var/runcmd").strip() == "2"
    assert "runcmd ended with exit status 4; see /var/log/cloud-init-output.log" in seen.first.problems


def test_what_is_in_force_is_shown_as_cloud_config(seen):
    seen.machine.put(seen.first.shown.encode(), "/tmp/again")
    assert seen.machine.sh("berth config validate /tmp/again") == ""
