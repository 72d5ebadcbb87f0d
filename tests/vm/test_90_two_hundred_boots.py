# SPDX-License-Identifier: Apache-2.0
"""Two hundred boots of one machine: nothing is left behind by any of them."""

import pytest
from qemu.machine import boot
from support import docker_ok, eventually

BOOTS = 200
LOOK_EVERY = 20         # boots; the others are cut short by the next restart as soon as they are complete

# It ends when it is asked to: otherwise each boot would wait for the time that it is given.
ENDS_AT_ONCE = "trap exit TERM; while :; do sleep 1000 & wait $!; done"

FACTS = {
    "descriptors": "ls /proc/1/fd | wc -l",
    "memory of PID 1 (KiB)": "grep VmRSS /proc/1/status | tr -dc 0-9; echo",
    "zombies": "cat /proc/[0-9]*/status 2>/dev/null | grep -c 'State:.Z' || true",
    "cgroups": "find /sys/fs/cgroup -type d | wc -l",
    "mounts": "wc -l </proc/mounts",
    "rules": "iptables-save | grep -c '^-' || true",
    "files on the data partition": "find /var -xdev | wc -l",
    "crashed services": "rc-status --crashed | wc -l",
}


def facts_of(machine):
    """Count all of it in one go, so that a boot costs one ssh command."""
    return dict(zip(FACTS, map(int, machine.sh("; ".join(FACTS.values())).split())))


def is_up(machine):
    return docker_ok(machine, "ps --format '{{.Names}} {{.Status}}'").startswith("stays Up")


@pytest.mark.slow
def test_nothing_grows_over_two_hundred_boots(new_machine, pull_image):
    machine = new_machine()
    boot(machine)
    docker_ok(machine, f"run -d --name stays --restart always {pull_image(machine)} sh -c '{ENDS_AT_ONCE}'")
    seen = []
    for number in range(BOOTS):
        machine.reboot()        # fails unless the boot is complete
        if number % LOOK_EVERY == 0 or number == BOOTS - 1:
            eventually(lambda: is_up(machine), 60, "the container is back")
            seen.append(facts_of(machine))
            print(f"boot {number + 1}: {seen[-1]}")
    first, last = seen[0], seen[-1]
    for name in ("descriptors", "cgroups", "mounts", "rules", "crashed services"):
        assert last[name] == first[name], name
    assert last["zombies"] == 0
    assert last["memory of PID 1 (KiB)"] - first["memory of PID 1 (KiB)"] <= 64
    # Logs begin anew at 4 MiB, so that their number has an end; what a boot leaves has none.
    assert last["files on the data partition"] - first["files on the data partition"] <= BOOTS // 4
