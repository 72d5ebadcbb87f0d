# SPDX-License-Identifier: Apache-2.0
"""A machine with 256 MB of memory pulls and runs."""

import json

from qemu.machine import boot
from support import docker, docker_ok


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
