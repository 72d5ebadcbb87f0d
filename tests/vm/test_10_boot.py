# SPDX-License-Identifier: Apache-2.0
"""The machine after boot: what was started, what is protected, what is open."""

import re
import time

from support import docker_ok

MILESTONES = ["init started", "containerd ready", "boot complete"]
TROUBLE = re.compile(r"\b(failed|cannot|error|timed out|respawn)", re.IGNORECASE)
KERNEL_TROUBLE = re.compile(r"Call Trace|WARNING:|BUG:|recovery complete|recovering journal")
SERVICE_TROUBLE = re.compile(r"berth init: .*(ended with|killed|restarting|failed|timed out)")


def first_boot_console(vm):
    text = vm.console.text()
    end = text.index("berth: boot complete")
    return text[:text.index("\n", end)]


def test_milestones_come_once_each_in_order_with_rising_times(vm):
    milestones = vm.milestones()
    assert [name for name, _ in milestones] == MILESTONES
    times = [at for _, at in milestones]
    assert times == sorted(times) and times[0] > 0


def test_console_shows_no_failure_until_boot_is_complete(vm):
    assert [line for line in first_boot_console(vm).splitlines() if TROUBLE.search(line)] == []


def test_kernel_log_has_no_warning_and_the_kernel_is_not_tainted(vm):
    log = vm.sh("dmesg")
    assert [line for line in log.splitlines() if KERNEL_TROUBLE.search(line)] == []
    assert vm.sh("cat /proc/sys/kernel/tainted") == "0"


def test_services_run_and_none_had_to_be_restarted(vm):
    log = vm.sh("dmesg")
    assert "berth init: service containerd: ready" in log
    assert [line for line in log.splitlines() if SERVICE_TROUBLE.search(line)] == []
    for name in ("containerd", "dropbear", "ntpd", "udhcpc"):
        assert vm.ssh(f"pidof {name}").rc == 0, f"{name} does not run"


def test_boot_leaves_no_zombie(vm):
    states = vm.sh("grep -h ^State: /proc/[0-9]*/status 2>/dev/null || true")
    assert "Z (zombie)" not in states


def test_clock_is_right(vm):
    assert abs(int(vm.sh("date +%s")) - time.time()) < 60


def test_host_name_is_the_seeds(vm):
    assert vm.sh("hostname") == "testbox"
    assert vm.sh("cat /etc/hostname") == "testbox"


def test_programs_may_open_many_files_if_they_ask_for_it(vm):
    assert vm.sh("ulimit -Sn; ulimit -Hn") == "1024\n524288"


def test_root_cannot_be_written_and_etc_forgets(vm):
    assert vm.ssh("touch /usr/x").rc != 0
    assert vm.ssh("mount -o remount,rw / && touch /usr/x").rc != 0
    mounts = {line.split()[1]: line.split() for line in vm.sh("cat /proc/mounts").splitlines()}
    assert mounts["/etc"][2] == "overlay"
    assert mounts["/tmp"][2] == "tmpfs"


def test_var_is_ext4_without_setuid_and_devices(vm):
    mounts = {line.split()[1]: line.split() for line in vm.sh("cat /proc/mounts").splitlines()}
    assert mounts["/var"][2] == "ext4"
    assert {"rw", "nosuid", "nodev"} <= set(mounts["/var"][3].split(","))


def test_cgroup2_is_set_up_for_containers(vm):
    mounts = {line.split()[1]: line.split() for line in vm.sh("cat /proc/mounts").splitlines()}
    assert mounts["/sys/fs/cgroup"][2] == "cgroup2"
    assert {"nsdelegate", "memory_recursiveprot"} <= set(mounts["/sys/fs/cgroup"][3].split(","))
    assert vm.sh("cat /proc/1/cgroup") == "0::/init"
    enabled = set(vm.sh("cat /sys/fs/cgroup/cgroup.subtree_control").split())
    assert {"cpu", "memory", "pids", "io"} <= enabled


def test_mounts_propagate(vm):
    root = next(line for line in vm.sh("cat /proc/self/mountinfo").splitlines()
                if line.split()[4] == "/")
    assert "shared:" in root


def test_only_ssh_listens(vm):
    """State 0A is LISTEN; ports of the loopback do not count, but there are none either."""
    lines = vm.sh("cat /proc/net/tcp /proc/net/tcp6 2>/dev/null").splitlines()
    listening = {int(line.split()[1].rsplit(":", 1)[1], 16) for line in lines
                 if ":" in line and line.split()[3] == "0A"}
    assert listening == {22}


def test_nobody_has_a_password(vm):
    """x refers to /etc/shadow, and who is not in there has none; a field with * or ! fits no password."""
    fields = [line.split(":")[:2] for line in vm.sh("cat /etc/passwd").splitlines()]
    assert ["root", "x"] in fields
    assert {field for _, field in fields} <= {"x", "*"}
    shadow = [line.split(":")[1] for line in vm.sh("cat /etc/shadow 2>/dev/null || true").splitlines()]
    assert [field for field in shadow if field[:1] not in ("*", "!")] == []


def test_important_processes_are_kept_from_the_oom_killer(vm):
    for name in ("containerd", "dropbear", "udhcpc"):
        pid = vm.sh(f"pidof {name}").split()[-1]
        assert int(vm.sh(f"cat /proc/{pid}/oom_score_adj")) < 0, name


def test_docker_answers(vm):
    assert "Server" in docker_ok(vm, "version")
    assert docker_ok(vm, "ps -q") == ""


def test_moby_check_config_misses_nothing_necessary(vm, check_config):
    """Judged by what it prints: its exit status also counts options that 6.12 no longer has."""
    vm.put(check_config.read_text(encoding="utf-8"), "/tmp/check-config.sh")
    printed = re.sub(r"\x1b\[[0-9;]*m", "", vm.ssh("sh /tmp/check-config.sh /proc/config.gz").out)
    necessary = printed.split("Generally Necessary:")[1].split("Optional Features:")[0]
    assert [line for line in necessary.splitlines() if "missing" in line] == []
    assert "CONFIG_CGROUP_BPF: enabled" in necessary and "cgroupv2" in necessary
    assert "CONFIG_OVERLAY_FS: enabled" in printed
