# SPDX-License-Identifier: Apache-2.0
"""What survives a restart, and what does not: one machine is filled, restarted, and asked.

The restart is a power-off and a start without the seed, so the cached seed is proved as well.
"""

import re
import urllib.request
from types import SimpleNamespace

import pytest
from qemu.limits import scaled
from qemu.machine import boot
from support import dispose, docker_ok, eventually, host_keys

# Fails once, then stays: on-failure has to start it twice.
FAILS_ONCE = "echo try >>/data/tries; [ $(wc -l </data/tries) -ge 2 ] && exec sleep 10000; exit 1"
POLICIES = {
    "always": "-d --restart always -p 8081:80 {image} httpd -f -p 80 -h /www",
    "unless-stopped": "-d --restart unless-stopped {image} sleep 10000",
    "stopped-by-hand": "-d --restart unless-stopped {image} sleep 10000",
    "on-failure": "-d --restart on-failure:5 -v tries:/data {image} sh -c '" + FAILS_ONCE + "'",
    "no": "-d {image} sleep 10000",
}


def running(machine):
    """Return the names of the running containers."""
    return set(docker_ok(machine, "ps --format '{{.Names}}'").split())


@pytest.fixture(scope="module", name="after")
def after_fixture(make_machine, pull_image):
    """The machine after its restart, with what was seen before."""
    machine = make_machine("restart")
    boot(machine)
    image = pull_image(machine)
    docker_ok(machine, f"run --rm -v kept:/data {image} sh -c 'echo written before >/data/file'")
    for name, words in POLICIES.items():
        docker_ok(machine, f"run --name {name} {words.format(image=image)}")
    docker_ok(machine, "stop -t 1 stopped-by-hand")
    tries = f"run --rm -v tries:/data {image} wc -l /data/tries"
    eventually(lambda: docker_ok(machine, tries).startswith("2"), 60, "two tries of on-failure")
    before = SimpleNamespace(running=running(machine), key=host_keys(machine), image=image,
                             id=machine.sh("cat /etc/machine-id"))
    machine.power_off()
    machine.hardware.seed = None
    boot(machine)
    yield SimpleNamespace(machine=machine, before=before)
    dispose(machine)


def test_on_failure_is_started_until_it_stays(after):
    assert after.before.running == {"always", "unless-stopped", "on-failure", "no"}


def test_cached_seed_is_used_when_it_is_no_longer_attached(after):
    assert after.machine.sh("hostname") == "testbox"


def test_host_key_stays(after):
    assert host_keys(after.machine) == after.before.key != []


def test_machine_id_stays(after):
    assert re.fullmatch("[0-9a-f]{32}", after.before.id)
    assert after.machine.sh("cat /etc/machine-id") == after.before.id


def test_file_systems_needed_no_recovery(after):
    log = after.machine.sh("dmesg")
    assert "recovery complete" not in log and "orphan" not in log
    assert "recovering journal" not in after.machine.console.text()


def test_volume_survives(after):
    words = f"run --rm -v kept:/data {after.before.image} cat /data/file"
    assert docker_ok(after.machine, words) == "written before"


@pytest.mark.parametrize("name", ["always", "unless-stopped"])
def test_container_is_started_again(after, name):
    eventually(lambda: name in running(after.machine), 30, f"{name} runs again")


def test_other_containers_stay_down(after):
    """As with Docker: on-failure answers a failure of the container, not a restart of the host."""
    eventually(lambda: "always" in running(after.machine), 30, "the others run again")
    assert running(after.machine).isdisjoint({"no", "stopped-by-hand", "on-failure"})


def test_restarted_container_is_reachable_from_outside(after):
    port = after.machine.forward(8081)

    def fetch():
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=scaled(10)) as answer:
                return answer.read()
        except OSError:
            return b""
    assert eventually(fetch, 60, "an answer of the restarted server") == b"served by a container\n"
