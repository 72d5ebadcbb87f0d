# SPDX-License-Identifier: Apache-2.0
"""How containers end when the machine goes down: by their own signal, in their own time, in order."""

import re

import pytest
from qemu.machine import boot
from support import assert_clean, dispose, docker_ok, eventually, spare_the_emulator

# Says when it has got its signal, and when it is done with what it had to do.
LISTENS = ('trap "echo $1 begins >>/log/order; sleep $2; echo $1 ends >>/log/order; exit 0" $3; '
           "while :; do sleep 0.2; done")
DEAF = "trap : TERM; while :; do sleep 1; done"


def run(machine, image, name, seconds, signal, options=""):
    docker_ok(machine, f"run -d --name {name} {options} -v log:/log {image} "
                       f"sh -c '{LISTENS}' sh {name} {seconds} {signal}")


@pytest.fixture(scope="module", name="seen")
def seen_fixture(make_machine, pull_image):
    """A machine after a restart with six containers, and the lines of its shutdown."""
    machine = make_machine("container-end")
    boot(machine)
    spare_the_emulator(machine)
    image = pull_image(machine)
    # Longer than the ten seconds that docker gives to one that says nothing.
    run(machine, image, "database", 15, "USR1", "--restart always --stop-signal SIGUSR1 --stop-timeout 60")
    run(machine, image, "store", 0, "INT", "--stop-signal int")
    run(machine, image, "paused", 0, "TERM")
    docker_ok(machine, f"run -d --restart always --stop-timeout 3 --name deaf {image} sh -c '{DEAF}'")
    docker_ok(machine, f"run -d --pid host --stop-timeout 1 --name host-pids {image} sh -c '{DEAF}'")
    run(machine, image, "front", 1, "TERM", "--restart unless-stopped")
    docker_ok(machine, "pause paused")
    asked = float(machine.sh("cat /proc/uptime").split()[0])
    machine.console.mark()
    machine.reboot()
    text = machine.console.text()
    end = text.rindex("berth: init started")
    machine.shutdown_lines = text[text.rindex("berth: rebooting", 0, end):end]
    machine.shutdown_seconds = float(
        re.search(r"\[ *([\d.]+)\] reboot: Restarting", machine.shutdown_lines)[1]) - asked
    machine.order = docker_ok(machine, f"run --rm -v log:/log {image} cat /log/order").splitlines()
    yield machine
    dispose(machine)


def test_each_gets_its_own_signal_and_its_own_time(seen):
    assert sorted(line for line in seen.order if line.endswith("ends")) == [
        "database ends", "front ends", "paused ends", "store ends"]
    assert not re.search(r"container (database|store|paused|front) did not end", seen.shutdown_lines)


def test_what_started_last_ends_first(seen):
    assert seen.order[:2] == ["front begins", "front ends"]
    begun = [line.split()[0] for line in seen.order if line.endswith("begins")]
    assert begun == ["front", "paused", "store", "database"]


def test_who_does_not_listen_is_named_and_killed(seen):
    assert re.search(r"container deaf did not end on signal 15 \(Terminated\) in 3 s: killed",
                     seen.shutdown_lines)
    assert re.search(r"container host-pids did not end .* in 1 s: killed", seen.shutdown_lines)


def test_they_end_before_the_services_and_leave_nothing_to_kill(seen):
    lines = seen.shutdown_lines
    assert "berth: stopping 6 containers" in lines
    assert "waiting for 1 container: database has 60 s to end" in lines
    # Fifteen seconds are what the slowest one takes; nothing has to be waited for, or killed, behind it.
    assert 15 <= seen.shutdown_seconds < 15 + 20


def test_restart_policies_hold(seen):
    def states():
        lines = docker_ok(seen, "ps -a --format '{{.Names}}|{{.Status}}'").splitlines()
        return dict(line.split("|") for line in lines)

    eventually(lambda: all(states()[name].startswith("Up") for name in ("database", "deaf", "front")),
               60, "those with a restart policy are back")
    assert not [name for name in ("store", "paused", "host-pids") if states()[name].startswith("Up")]


def test_a_second_request_shortens_their_time(seen, pull_image):
    docker_ok(seen, "rm -f $(docker ps -aq)")
    run(seen, pull_image(seen), "slow", 200, "TERM", "--stop-timeout 250")
    seen.console.mark()
    seen.sh("poweroff >/dev/null 2>&1 &")
    seen.console.wait_for("stopping 1 container", 60)
    seen.press_power_button()
    seen.wait_off()
    assert re.search("container slow did not end .*: killed", seen.console.text())
    assert_clean(seen)
