# SPDX-License-Identifier: Apache-2.0
"""A power cut costs nothing but what was running."""

import time

import pytest
from qemu.machine import boot
from support import docker_ok, eventually, own_address, spare_the_emulator


def lose_containers(machine, image, number):
    """Start containers that should remove themselves, then cut the power under them."""
    start = f"docker run -d --rm {image} sleep 10000 >/dev/null"
    machine.sh(f"seq {number} | xargs -n 1 -P 3 sh -c '{start}'", timeout=60 + 20 * number)
    machine.cut()
    boot(machine)
    spare_the_emulator(machine)


def assert_no_address_leaked(machine, image, first):
    eventually(lambda: docker_ok(machine, "ps -aq") == "", 120, "the containers are removed")
    find = "find /var/lib/cni/networks -type f -name '[0-9]*.*' 2>/dev/null"
    assert machine.sh(f"{find} | wc -l") == "0"
    assert own_address(machine, image) == first


def test_containers_lost_to_a_power_cut_leak_no_address(new_machine, pull_image):
    machine = new_machine()
    boot(machine)
    image = pull_image(machine)
    machine.sh("sync")
    first = own_address(machine, image)
    lose_containers(machine, image, 3)
    assert_no_address_leaked(machine, image, first)


@pytest.mark.slow
def test_300_containers_lost_to_power_cuts_leak_no_address(new_machine, pull_image):
    """More than the 254 addresses of the bridge, so that a leak leaves none to give."""
    machine = new_machine(memory="2G")
    boot(machine)
    image = pull_image(machine)
    machine.sh("sync")
    first = own_address(machine, image)
    for _ in range(10):
        lose_containers(machine, image, 30)
    assert_no_address_leaked(machine, image, first)
    assert docker_ok(machine, f"run --rm {image} echo works") == "works"


@pytest.mark.slow
@pytest.mark.parametrize("moment", [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3])
def test_first_boot_cut_at_any_moment_is_made_up_for(new_machine, moment):
    """The table, the file system and the cached seed are written in the first seconds."""
    machine = new_machine()
    machine.start()
    machine.console.wait_for(r"^berth: init started", 120)
    time.sleep(moment)
    machine.cut()
    boot(machine)
    assert machine.sh("hostname") == "testbox"
    assert machine.sh("cat /proc/mounts | grep -c ' /var ext4 '") == "1"
