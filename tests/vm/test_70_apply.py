# SPDX-License-Identifier: Apache-2.0
"""`berth config apply` and `diff`: a running machine is given another configuration."""

from types import SimpleNamespace

import pytest
from qemu.machine import boot
from qemu.seed import make_seed, seed_files
from support import dispose, log_in

SEED = """
timezone: Europe/Berlin
write_files:
- {path: /etc/of-seed, content: seed}
- {path: /var/lib/of-seed, content: seed}
runcmd: [echo ran >>/var/ran]
"""
APPLIED = """#cloud-config
hostname: applied
ntp: {servers: [192.0.2.123]}
users:
- {name: web, groups: wheel}
bootcmd: [echo booted >>/var/booted]
runcmd: [echo applied >>/var/ran]
write_files:
- {path: /etc/app.conf, content: "one\\n", permissions: '0640'}
- {path: /etc/shells, content: "/bin/two\\n", append: true}
- {path: /var/lib/app.data, content: first}
"""
LATER = [line + "\n" for line in ["bootcmd: at next boot",
                                  "runcmd: has been done for this instance, and is not done again"]]


def apply(machine, text, *words):
    machine.put(text.encode(), "/tmp/user-data")
    return machine.ssh(" ".join(["berth config apply", *words, "/tmp/user-data"]))


def state(machine):
    """Files, with dates, and processes that a configuration makes."""
    files = ("/etc/app.conf /etc/shells /etc/hosts /etc/passwd /etc/ntp.conf "
             "/var/lib/app.data /var/lib/berth/config.yaml")
    return machine.sh(f"stat -c '%n %i %Y %a' {files}; cat {files}; pidof ntpd")


@pytest.fixture(scope="module", name="changed")
def changed_fixture(make_machine):
    """A machine with a seed, on which a file was applied, once and once more."""
    machine = make_machine("apply", user_data=SEED)
    boot(machine)
    seen = SimpleNamespace(machine=machine)
    machine.put(APPLIED.encode(), "/tmp/user-data")
    seen.diff = machine.ssh("berth config diff /tmp/user-data")
    seen.untouched = machine.sh("hostname; ls /etc/app.conf /var/lib/berth/config.yaml 2>&1 || true")
    seen.ntpd = machine.sh("pidof ntpd")
    seen.done = apply(machine, APPLIED)
    seen.state = state(machine)
    seen.again = apply(machine, APPLIED)
    seen.state_again = state(machine)
    yield seen
    dispose(machine)


def test_diff_tells_what_would_change_and_changes_nothing(changed):
    assert changed.diff.rc == 1
    lines = changed.diff.out.splitlines()
    assert '-hostname: "testbox"' in lines and '+hostname: "applied"' in lines
    assert not [line for line in lines if line[0] in "+-" and "timezone" in line]
    assert changed.untouched.splitlines()[0] == "testbox"
    assert changed.untouched.count("No such file") == 2


def test_what_can_change_at_once_does(changed):
    machine = changed.machine
    assert (changed.done.rc, changed.done.err) == (0, "")
    assert machine.sh("hostname") == "applied"
    assert machine.sh("cat /etc/app.conf; stat -c %a /etc/app.conf").split() == ["one", "640"]
    assert machine.sh("tail -n 1 /etc/shells; grep -c /bin/sh /etc/shells").split() == ["/bin/two", "1"]
    assert machine.sh("cat /var/lib/app.data") == "first"
    assert machine.sh("id -Gn web").split() == ["web", "wheel"]
    assert machine.sh("rc-service sudo status").endswith("started")
    assert machine.sh("grep 192.0.2.123 /etc/ntp.conf") and machine.sh("pidof ntpd") != changed.ntpd


def test_the_rest_is_named(changed):
    assert changed.done.out == "".join(LATER)
    assert changed.machine.ssh("cat /var/booted").rc != 0
    assert changed.machine.sh("cat /var/ran") == "ran"


def test_keys_that_it_does_not_have_are_the_seeds(changed):
    machine = changed.machine
    assert machine.sh("date +%Z") in ("CET", "CEST")
    shown = machine.sh("berth config show")
    assert "from: cache of an earlier boot, and berth config apply" in shown
    assert 'timezone: "Europe/Berlin"' in shown and "/etc/of-seed" not in shown


def test_applying_twice_changes_nothing(changed):
    assert (changed.again.rc, changed.again.err) == (0, "")
    assert changed.state_again == changed.state


def test_nothing_of_a_file_with_a_problem_is_applied(changed):
    before = state(changed.machine)
    refused = apply(changed.machine, "#cloud-config\nhostname: other\nhostnam: x\n")
    assert refused.rc == 1
    assert refused.err.splitlines() == ["/tmp/user-data:3:1: unknown key 'hostnam'",
                                        "berth: nothing was applied: the file has problems"]
    assert state(changed.machine) == before and changed.machine.sh("hostname") == "applied"
    assert apply(changed.machine, "#!/bin/sh\nreboot\n").rc == 1
    assert changed.machine.ssh("berth config apply /nowhere").rc == 2


def test_secrets_are_for_root_only(changed):
    assert changed.machine.sh("stat -c %a /var/lib/berth/config.yaml /run/berth/config.yaml").split() \
        == ["600", "600"]
    assert changed.machine.sh("ls /run/berth | grep -c diff || true") == "0"


def test_it_lasts_and_can_be_taken_back(changed):
    machine = changed.machine
    machine.sh("echo changed >/var/lib/app.data")
    assert machine.ssh("berth config diff").rc == 0
    machine.reboot()
    assert machine.sh("hostname; cat /var/booted /var/ran").split() == ["applied", "booted", "ran"]
    assert machine.sh("cat /var/lib/app.data") == "changed"
    assert machine.sh("berth config apply --remove") == ""
    assert machine.sh("hostname; cat /etc/of-seed") == "testbox\nseed"
    assert machine.ssh("id web").rc != 0 and machine.ssh("ls /var/lib/berth/config.yaml").rc != 0
    machine.sh("echo changed >/var/lib/of-seed")
    machine.reboot()
    assert machine.sh("hostname; cat /var/lib/of-seed") == "testbox\nchanged"
    assert machine.ssh("grep 192.0.2.123 /etc/ntp.conf").rc != 0


def other_seed(path, key, kind, zone):
    files = seed_files("other", [key.public])
    files["user-data"] += f"timezone: {zone}\n"
    return make_seed(path, files, kind)


def test_a_medium_that_somebody_puts_in_counts_no_more(new_machine, tmp_path, key):
    machine = new_machine(user_data=SEED)
    boot(machine)
    assert apply(machine, "#cloud-config\nhostname: mine\n").rc == 0
    machine.power_off()
    machine.hardware.seed = other_seed(tmp_path / "other.iso", key, "iso", "Asia/Tokyo")
    boot(machine)
    assert machine.sh("hostname; date +%Z").split() in (["mine", "CET"], ["mine", "CEST"])
    assert "seed volume /dev/sr0 is not read: this machine has a configuration of its own" \
        in machine.ssh("berth config show").err
    machine.power_off()
    machine.hardware.seed = other_seed(tmp_path / "other.vfat", key, "vfat", "Asia/Tokyo")
    boot(machine)
    assert machine.sh("hostname; date +%Z").split() == ["mine", "JST"]


def test_a_machine_without_any_seed(new_machine, key):
    """What was applied is all there is; a key that it no longer names logs nobody in."""
    machine = new_machine()
    boot(machine)
    mine = "#cloud-config\nhostname: mine\n"
    keys = f"ssh_authorized_keys: ['{key.public}']\n"
    assert apply(machine, mine + keys).rc == 0
    machine.sh("rm -r /var/lib/berth/seed")
    machine.power_off()
    machine.hardware.seed = None
    boot(machine)
    assert machine.sh("hostname") == "mine"
    assert "from: berth config apply" in machine.sh("berth config show")
    assert apply(machine, mine).rc == 0
    assert "Permission denied" in log_in(machine, key, "root").stderr


def test_what_cannot_be_done_is_told(new_machine):
    machine = new_machine()
    boot(machine)
    wanted = "#cloud-config\nwrite_files:\n- {path: /usr/x, content: a}\n- {path: /var/x, content: b}\n"
    for _ in range(2):
        done = apply(machine, wanted)
        assert done.rc == 1
        assert "applied user-data:3:3: /usr/x is not written: it is part of the image" in done.err
        assert machine.sh("cat /var/x; rm /var/x") == "b"       # of a list that failed, all is tried again


def test_a_seed_that_would_be_lost(new_machine):
    """It is damaged, so it counts in this boot and is not kept."""
    machine = new_machine(user_data="write_files: [{path: /etc/of-seed\n")
    boot(machine)
    refused = apply(machine, "#cloud-config\nhostname: mine\n")
    assert refused.rc == 1 and "/dev/sr0 (iso9660) is damaged" in refused.err
    assert machine.sh("hostname") == "testbox" and machine.ssh("ls /var/lib/berth/config.yaml").rc != 0


def test_a_network_of_its_own(new_machine):
    machine = new_machine()
    boot(machine)
    wanted = "version: 2\nethernets:\n  eth0: {dhcp4: true, addresses: [192.0.2.77/24]}\n"
    done = apply(machine, wanted, "--network")
    assert done.rc == 0
    assert done.out.startswith("network: at next boot, or now with 'rc-service network restart'")
    assert "192.0.2.77" not in machine.sh("ip addr show eth0")
    machine.reboot()
    assert "192.0.2.77/24" in machine.sh("ip addr show eth0")
    assert apply(machine, "version: 7\n", "--network").rc == 1
    assert machine.ssh("berth config apply --network --remove").rc == 0
    machine.reboot()
    assert "192.0.2.77" not in machine.sh("ip addr show eth0")
