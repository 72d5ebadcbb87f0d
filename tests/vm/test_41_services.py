# SPDX-License-Identifier: Apache-2.0
"""The product's services by rc-service and rc-status; one of a user's own, with all that it asks for."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from support import docker, docker_ok, eventually

pytestmark = pytest.mark.usefixtures("clean")

OURS = {"containerd", "dropbear", "network", "ntpd", "seed", "watch"}
SCRIPT = """#!/sbin/openrc-run
supervisor=supervise-daemon
command=/bin/sleep
command_args=4711
command_user=nobody
no_new_privs=yes
output_log=/var/log/own.log
error_log=/var/log/own.log
respawn_max=2
respawn_delay=0
rc_ulimit="-Sn 77 -Hn 99"
rc_oom_score_adj=300
rc_cgroup_settings="pids.max 7"
depend() {
	need network
}
"""

FUNCTIONS = """#!/sbin/openrc-run
rc_cgroup_cleanup=yes
rc_cgroup_settings="pids.max 9"
start() {
	ebegin "Starting a sleeper"
	sleep 4713 &
	echo $! >/run/own.pid
	eend $?
}
stop() {
	read -r pid </run/own.pid
	kill -0 "$pid" && touch /run/own.lived
}
"""


@pytest.fixture(name="own")
def own_fixture(vm):
    """A service of a user's own, gone after the test; yields the path of its script."""
    vm.wait_ssh()
    vm.sh("cat >/etc/init.d/own && chmod +x /etc/init.d/own", stdin=SCRIPT)
    yield "/etc/init.d/own"
    vm.sh("rc-service own stop; rm -f /etc/init.d/own /var/log/own.log*")


def states(vm):
    """Return the states of all services, as rc-status tells them."""
    lines = vm.sh("rc-status --servicelist").splitlines()
    return {line.split()[0]: line.split("[", 1)[1].split()[0] for line in lines}


def test_all_services_of_the_product_are_listed_and_started(vm):
    vm.wait_ssh()
    told = states(vm)
    assert OURS <= told.keys()
    assert {name: state for name, state in told.items() if name in OURS} == dict.fromkeys(OURS, "started")
    assert vm.sh("rc-status | head -n 1") == "Runlevel: default"
    assert "services" in json.loads(vm.sh("berth status --json"))
    assert vm.ssh("rc-status --crashed").rc == 1


def test_how_long_the_starts_took(vm):
    vm.wait_ssh()
    rows = {words[0]: words for words in map(str.split, vm.sh("rc-status --timing").splitlines()[1:])}
    assert OURS <= rows.keys()
    assert rows["watch"][3] == "containerd"
    began, took = float(rows["containerd"][1]), float(rows["containerd"][2])
    assert 0 < began < float(rows["watch"][1]) and began + took <= float(rows["watch"][1]) + 0.01
    picture = ElementTree.fromstring(vm.sh("rc-status --chart"))
    shapes = picture.iter("{http://www.w3.org/2000/svg}rect")
    assert len([shape for shape in shapes if shape.get("class")]) == len(rows)


def test_a_restart_of_the_engine_spares_containers(vm, tools):
    docker_ok(vm, f"run -d --name steady {tools} sleep 600")
    pid = "inspect --format '{{.State.Pid}} {{.State.Status}}' steady"
    before = vm.sh("pidof containerd"), docker_ok(vm, pid)
    said = vm.sh("rc-service containerd restart").splitlines()
    assert [line.split(" ...")[0] for line in said] == [
        " * Stopping watch", " * Stopping containerd", " * Starting containerd", " * Starting watch"]
    assert all(line.endswith("[ ok ]") for line in said)
    assert vm.sh("pidof containerd") != before[0]
    assert docker_ok(vm, pid) == before[1]
    assert docker_ok(vm, "exec steady echo still here") == "still here"
    assert states(vm)["watch"] == "started"


def test_a_restart_of_the_ssh_server_spares_the_session(vm):
    vm.wait_ssh()
    session = vm.shell.session_id()
    vm.sh("rc-service dropbear restart")
    assert vm.shell.session_id() == session
    assert states(vm)["dropbear"] == "started"


def test_the_engine_can_be_stopped_and_started(vm, tools):
    vm.wait_ssh()
    vm.sh("rc-service containerd stop")
    assert {states(vm)[name] for name in ("containerd", "watch")} == {"stopped"}
    assert docker(vm, "ps").rc != 0
    vm.sh("rc-service watch start")
    assert {states(vm)[name] for name in ("containerd", "watch")} == {"started"}
    assert docker_ok(vm, f"run --rm {tools} echo works again") == "works again"


def test_a_service_of_ones_own_gets_what_it_asks_for(vm, own):
    start = vm.ssh(f"{own} start")
    assert (start.rc, start.out.rstrip()) == (0, " * Starting own ... [ ok ]")
    pid = vm.sh("for p in $(pidof sleep); do grep -q 4711 /proc/$p/cmdline && echo $p; done")
    status = vm.sh(f"cat /proc/{pid}/status")
    nobody = vm.sh("id -u nobody")
    assert f"Uid:\t{nobody}\t{nobody}" in status
    assert "NoNewPrivs:\t1" in status
    assert "0::/openrc.own" in vm.sh(f"cat /proc/{pid}/cgroup")
    assert vm.sh("cat /sys/fs/cgroup/openrc.own/pids.max") == "7"
    assert vm.sh(f"cat /proc/{pid}/oom_score_adj") == "300"
    assert vm.sh(f"grep 'Max open files' /proc/{pid}/limits").split()[3:5] == ["77", "99"]
    assert vm.ssh("rc-service own status").rc == 0
    vm.sh("rc-service own stop")
    assert vm.ssh(f"kill -0 {pid}").rc != 0


@pytest.mark.parametrize("cleanup", [False, True])
def test_what_it_leaves_behind_is_killed_only_where_that_is_asked_for(vm, own, cleanup):
    vm.put("#!/bin/sh\nsetsid sleep 4712 &\nexec sleep 4711\n", "/run/forks")
    vm.sh("chmod +x /run/forks && chown nobody /run/forks")
    vm.sh(f"sed -i 's,^command=.*,command=/run/forks,; s,^command_args=.*,,' {own}")
    vm.sh(f"echo rc_cgroup_cleanup={'yes' if cleanup else 'no'} >>{own}")
    vm.sh("rc-service own start")
    left = "for p in $(pidof sleep); do grep -q 4712 /proc/$p/cmdline && echo $p; done; true"
    pid = eventually(lambda: vm.sh(left), 10, "the process that is left behind")
    assert vm.sh(f"cat /proc/{pid}/cgroup") == "0::/openrc.own"
    vm.sh("rc-service own stop")
    if cleanup:
        eventually(lambda: vm.ssh("test -e /sys/fs/cgroup/openrc.own").rc != 0, 10, "the group to be gone")
    assert (vm.ssh(f"kill -0 {pid}").rc != 0) == cleanup
    vm.ssh(f"kill {pid}")


def test_functions_of_a_script_run_in_its_group_and_it_is_cleaned_up_behind_them(vm, own):
    vm.sh(f"cat >{own}", stdin=FUNCTIONS)
    vm.sh("rc-service own start")
    pid = vm.sh("cat /run/own.pid")
    assert vm.sh(f"cat /proc/{pid}/cgroup") == "0::/openrc.own"
    assert vm.sh("cat /sys/fs/cgroup/openrc.own/pids.max") == "9"
    assert states(vm)["own"] == "started"
    vm.sh("rc-service own stop")
    vm.sh("rm /run/own.lived")      # what was killed by then, would have been so before its stop()
    eventually(lambda: vm.ssh("test -e /sys/fs/cgroup/openrc.own").rc != 0, 10, "the group to be gone")
    assert vm.ssh(f"kill -0 {pid}").rc != 0


def test_a_script_that_a_shell_cannot_read_is_named(vm, own):
    vm.sh(f"cat >{own}", stdin="start() {\n")
    start = vm.ssh("rc-service own start")
    assert start.rc == 1
    assert "/etc/init.d/own: line 2: syntax error" in start.out + start.err


def test_one_that_keeps_dying_has_crashed_and_says_of_what(vm, own):
    vm.sh("sed -i 's,^command_args=.*,command_args=nonsense,' " + own)
    vm.ssh("rc-service own start")
    eventually(lambda: states(vm)["own"] == "crashed", 30, "the service to crash")
    status = vm.ssh("rc-service own status")
    assert status.rc == 32
    assert "crashed 3 times: /bin/sleep ended with exit status 1" in status.out
    assert "nonsense" in vm.sh("rc-service own logs")
    vm.sh("sed -i 's,^command_args=.*,command_args=4711,' " + own)
    assert vm.ssh("rc-service own start").rc == 0
    assert states(vm)["own"] == "started"
