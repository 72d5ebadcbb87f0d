# SPDX-License-Identifier: Apache-2.0
"""Health checks without systemd, and `berth watch`, which runs them."""

import json

import pytest
from support import docker, docker_ok, eventually

pytestmark = pytest.mark.usefixtures("clean")

# The file is what the check looks for, so a test decides about the health.
CHECK = "--health-cmd 'cat /tmp/well' --health-interval 2s --health-retries 2 --health-timeout 5s"


def health(vm, name="sick"):
    return docker_ok(vm, f"inspect -f '{{{{.State.Health.Status}}}}' {name}")


def becomes(vm, wanted, name="sick", seconds=40):
    eventually(lambda: health(vm, name) == wanted, seconds, f"{name} is {wanted}")


def status(vm, name="sick"):
    return docker_ok(vm, f"ps -a --filter name={name} --format '{{{{.Status}}}}'")


def restarted(vm, pid, name="sick"):
    """Tell whether the container runs, with another process than that one."""
    running, now = docker_ok(vm, f"inspect -f '{{{{.State.Running}}}} {{{{.State.Pid}}}}' {name}").split()
    return running == "true" and now not in (pid, "0")


def idle_ticks(vm):
    """Return the processor time that berth watch and its ended children have used, in ticks."""
    words = vm.sh("cat /proc/$(pgrep -xf '/usr/bin/berth watch')/stat").rsplit(")", 1)[1].split()
    return sum(int(word) for word in words[11:15])


def test_health_follows_the_check(vm, tools):
    docker_ok(vm, f"run -d --name sick {CHECK} {tools} sleep 10000")
    assert health(vm) == "starting" and "(health: starting)" in status(vm)
    becomes(vm, "unhealthy")
    assert status(vm).endswith("(unhealthy)")
    facts = json.loads(docker_ok(vm, "inspect -f '{{json .State.Health}}' sick"))
    assert facts["FailingStreak"] >= 2
    assert facts["Log"][-1]["ExitCode"] == 1 and "No such file" in facts["Log"][-1]["Output"]
    docker_ok(vm, "exec sick touch /tmp/well")
    becomes(vm, "healthy")
    facts = json.loads(docker_ok(vm, "inspect -f '{{json .State.Health}}' sick"))
    assert facts["FailingStreak"] == 0 and status(vm).endswith("(healthy)")
    starts = [entry["Start"] for entry in facts["Log"]]
    assert starts == sorted(starts) and len(starts) <= 5


@pytest.mark.slow
def test_health_begins_anew_with_each_start(vm, tools):
    docker_ok(vm, f"run -d --name sick {CHECK} {tools} sh -c 'touch /tmp/well; sleep 10000'")
    becomes(vm, "healthy")
    docker_ok(vm, "exec sick rm /tmp/well")
    docker_ok(vm, "stop -t 1 sick")
    docker_ok(vm, "start sick")
    becomes(vm, "healthy")


@pytest.mark.slow
def test_check_runs_after_the_restart_monitor_started_the_container(vm, tools):
    docker_ok(vm, f"run -d --name sick --restart always {CHECK} {tools} "
              "sh -c 'touch /tmp/well; sleep 10000'")
    becomes(vm, "healthy")
    pid = docker_ok(vm, "inspect -f '{{.State.Pid}}' sick")
    vm.sh(f"kill -KILL {pid}")
    eventually(lambda: restarted(vm, pid), 40, "the restart")
    becomes(vm, "healthy")


@pytest.mark.slow
def test_check_that_hangs_is_unhealthy(vm, tools):
    docker_ok(vm, "run -d --name sick --health-cmd 'sleep 1000' --health-interval 1s "
              f"--health-timeout 1s --health-retries 1 {tools} sleep 10000")
    becomes(vm, "unhealthy")
    output = docker_ok(vm, "inspect -f '{{(index .State.Health.Log 0).Output}}' sick")
    assert "exceeded timeout (1s)" in output
    assert "sleep 1000" not in docker_ok(vm, "top sick").replace("sleep 10000", "")


@pytest.mark.slow
def test_failures_in_the_start_period_do_not_count(vm, tools):
    docker_ok(vm, "run -d --name sick --health-cmd 'cat /tmp/well' --health-interval 30s "
              "--health-retries 1 --health-start-period 10m --health-start-interval 1s "
              f"{tools} sleep 10000")
    log = "inspect -f '{{len .State.Health.Log}}' sick"
    eventually(lambda: int(docker_ok(vm, log)) >= 2, 40, "two checks in the start period")
    assert health(vm) == "starting"
    docker_ok(vm, "exec sick touch /tmp/well")
    becomes(vm, "healthy")


@pytest.mark.slow
def test_container_without_a_check_has_no_health(vm, tools):
    docker_ok(vm, f"run -d --name plain {tools} sleep 10000")
    docker_ok(vm, f"run -d --name off --no-healthcheck {tools} sleep 10000")
    for name in ("plain", "off"):
        assert docker_ok(vm, f"inspect -f '{{{{json .State.Health}}}}' {name}") == "null"
        assert "health" not in status(vm, name)


@pytest.mark.slow
def test_watch_takes_up_its_work_after_a_crash(vm, tools):
    docker_ok(vm, f"run -d --name sick {CHECK} {tools} sleep 10000")
    docker_ok(vm, f"run -d --rm --name brief {tools} sleep 6")
    vm.sh("kill -KILL $(pgrep -xf '/usr/bin/berth watch')")
    eventually(lambda: docker_ok(vm, "ps -aq --filter name=brief") == "", 40, "brief is removed")
    becomes(vm, "unhealthy")


@pytest.mark.slow
def test_watch_costs_nothing_while_nothing_is_due(vm, tools):
    """No check, no end: no processor time, and less memory than any other part."""
    docker_ok(vm, f"run -d --name quiet {tools} sleep 10000")
    vm.sh("sleep 3")
    before = idle_ticks(vm)
    vm.sh("sleep 10")
    assert idle_ticks(vm) == before
    rss = vm.sh("grep VmRSS /proc/$(pgrep -xf '/usr/bin/berth watch')/status")
    assert int(rss.split()[1]) < 1000


@pytest.mark.slow
def test_records_go_with_their_containers(vm, tools):
    docker_ok(vm, f"run -d --name sick {CHECK} {tools} sleep 10000")
    becomes(vm, "unhealthy")
    docker_ok(vm, "rm -f sick")
    assert vm.sh("find /run/berth/containers /run/berth/health -type f") == ""
    assert docker(vm, "container healthcheck sick").rc == 1
