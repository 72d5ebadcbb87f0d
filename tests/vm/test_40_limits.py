# SPDX-License-Identifier: Apache-2.0
"""Limits hold, and a memory hog never costs the log-in or the engine."""

import pytest
from support import docker, docker_ok

pytestmark = pytest.mark.usefixtures("clean")

KILLED = 137
HOG = "dd if=/dev/zero of=/dev/null bs=200M count=1"
ENDLESS_HOG = "tail /dev/zero"


@pytest.fixture(name="protected")
def protected_fixture(vm):
    """Assert that the log-in connection and containerd outlive the test."""
    vm.wait_ssh()
    session = vm.shell.session_id()
    containerd = vm.sh("pidof containerd")
    yield
    assert vm.shell.session_id() == session, "the ssh connection was lost"
    assert vm.sh("pidof containerd") == containerd, "containerd was killed"


def out_of_memory_victims(vm):
    return vm.sh("dmesg | grep 'Out of memory: Killed' || true").splitlines()


@pytest.mark.usefixtures("protected")
def test_memory_limit_kills_the_hog_only(vm, tools):
    assert docker(vm, f"run --rm -m 64m {tools} {HOG}").rc == KILLED
    assert docker(vm, f"run --rm -m 400m {tools} {HOG}").rc == 0


def test_memory_limit_is_visible_inside(vm, tools):
    assert docker_ok(vm, f"run --rm -m 64m {tools} cat /sys/fs/cgroup/memory.max") == str(64 << 20)


@pytest.mark.usefixtures("protected")
def test_hog_without_limit_dies_before_the_log_in_and_the_engine(vm, tools):
    """The victim is who eats all memory, nobody else."""
    before = out_of_memory_victims(vm)
    assert docker(vm, f"run --name hog {tools} {ENDLESS_HOG}", timeout=240).rc == KILLED
    victims = out_of_memory_victims(vm)[len(before):]
    assert victims and all("(tail)" in line for line in victims), victims
    assert docker_ok(vm, f"run --rm {tools} echo still here") == "still here"


def test_only_what_keeps_the_machine_going_is_kept_from_the_oom_killer(vm, tools):
    score = "cat /proc/self/oom_score_adj"
    docker_ok(vm, f"run -d --name idle {tools} sleep 600")
    assert docker_ok(vm, f"run --rm {tools} {score}") == "0"
    assert docker_ok(vm, f"exec idle {score}") == "0"
    assert docker_ok(vm, f"run --rm --oom-score-adj 500 {tools} {score}") == "500"
    assert vm.sh(score) == "0", "programs of a log-in"


def test_engine_and_log_in_have_memory_of_their_own(vm):
    for service, megabytes in (("containerd", 64), ("dropbear", 16)):
        assert vm.sh(f"cat /sys/fs/cgroup/openrc.{service}/memory.min").strip() == str(megabytes << 20)


def test_pids_limit(vm, tools):
    script = "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 5 & done; wait"
    limited = docker(vm, f"run --rm --pids-limit 8 {tools} sh -c '{script}'")
    assert "can't fork" in limited.err
    assert "can't fork" not in docker(vm, f"run --rm {tools} sh -c '{script}'").err


def test_cpus_limit(vm, tools):
    """Half a CPU: who spins uses about half of the time that passes (on a busy host more than asked)."""
    spin = "end=$(($(date +%s) + 4)); while [ $(date +%s) -lt $end ]; do :; done"
    show = "cat /proc/uptime; grep -E \"^(usage_usec|nr_throttled)\" /sys/fs/cgroup/cpu.stat"
    told = docker_ok(vm, f"run --rm --cpus 0.5 {tools} sh -c '{show}; {spin}; {show}'").splitlines()
    begin, end = ((float(up.split()[0]), float(used.split()[1]) / 1e6, int(throttled.split()[1]))
                  for up, used, throttled in (told[:3], told[3:]))
    quota = docker_ok(vm, f"run --rm --cpus 0.5 {tools} cat /sys/fs/cgroup/cpu.max")
    assert quota == "50000 100000"
    assert end[1] - begin[1] < 0.8 * (end[0] - begin[0])
    assert end[2] - begin[2] >= 10
