# SPDX-License-Identifier: Apache-2.0
"""Machines with little memory pull and run."""

import json

import pytest
from qemu.machine import boot
from support import docker, docker_ok

PAGE = 4096


@pytest.mark.slow
def test_256_megabytes_are_enough_to_pull_and_run(new_machine, registry, pull_image):
    machine = new_machine(memory="256M")
    boot(machine)
    total = int(machine.sh("grep MemTotal /proc/meminfo").split()[1])
    assert total < 256 * 1024
    registry.forget_requests()
    image = pull_image(machine)
    manifest = json.loads(registry.manifest("berth/tools", "latest").content())
    assert {layer["digest"] for layer in manifest["layers"]} <= set(registry.blobs_served())
    assert docker(machine, f"run --rm {image} echo small", timeout=240).out == "small\n"
    docker_ok(machine, f"run -d --name web {image} httpd -f -p 80 -h /www", timeout=240)
    assert docker_ok(machine, "exec web cat /www/index.html") == "served by a container"
    assert "Out of memory" not in machine.sh("dmesg")


def test_128_megabytes_are_enough_to_run_a_container(new_machine, pull_image):
    machine = new_machine(memory="128M")
    boot(machine)
    total = int(machine.sh("grep MemTotal /proc/meminfo").split()[1])
    assert total < 128 * 1024
    # What its script asks for is more than a machine of this size can guarantee.
    kept = int(machine.sh("cat /sys/fs/cgroup/openrc.containerd/memory.min"))
    assert 0 <= total * 1024 / 8 - kept < PAGE
    image = pull_image(machine)
    assert docker(machine, f"run --rm {image} echo tiny", timeout=240).out == "tiny\n"
    assert "Out of memory" not in machine.sh("dmesg")
