# SPDX-License-Identifier: Apache-2.0
"""Pull over the network and run: what works, and what is said when it cannot work."""

import json
import os
import socket

import pytest
from qemu.guest import trust_registry
from qemu.image import Config, Entry, build
from support import FILL_DISK, docker, docker_ok, eventually

# Of half of it the engine has written more than its buffer of 1 MiB.
VICTIM_BYTES = 4 << 20
BEGUN = "find /var/lib/containerd/io.containerd.content.v1.content/ingest -name data -size +1000k"


def read_from_root(machine):
    """Return the bytes that were read from the verified root since the start."""
    return int(machine.sh("cat /sys/block/dm-0/stat").split()[2]) * 512


@pytest.fixture(name="hello")
def hello_fixture(registry):
    """The reference of the build's own image, as the machine sees it."""
    return f"10.0.2.2:{registry.port}/berth/hello:latest"


@pytest.fixture(name="victim")
def victim_fixture(vm, registry, tmp_path):
    """An image that only one test uses, not in the machine: (reference, digest of its layer)."""
    archive = build(tmp_path / "i.tar", "berth/victim", [[Entry("data", data=os.urandom(VICTIM_BYTES))]],
                    Config(cmd=["/data"]))
    name = registry.add(archive)
    manifest = json.loads(registry.manifest("berth/victim", "latest").content())
    reference = f"10.0.2.2:{registry.port}/{name}"
    yield reference, manifest["layers"][0]["digest"]
    registry.repair()
    docker(vm, f"rmi -f {reference}")


def test_pull_fetches_every_blob_from_the_registry_into_an_empty_store(vm, registry, hello):
    assert docker_ok(vm, "images -q") == ""
    registry.forget_requests()
    docker_ok(vm, f"pull {hello}")
    manifest = json.loads(registry.manifest("berth/hello", "latest").content())
    wanted = {part["digest"] for part in [manifest["config"], *manifest["layers"]]}
    assert wanted <= set(registry.blobs_served())
    assert docker_ok(vm, "images -q") != ""


def test_what_starts_the_first_container_was_read_before(vm, hello):
    eventually(lambda: not vm.sh("pgrep -f '[w]atch read-ahead' || true"), 60, "reading ahead ends")
    before = read_from_root(vm)
    assert before > 60e6, "containerd and docker's programs"
    docker_ok(vm, f"run --rm {hello}")
    assert read_from_root(vm) - before < 3e6
    assert vm.sh("cat /var/log/watch.log") == ""


def test_run_shows_the_output_and_takes_nothing_from_the_network_again(vm, registry, hello):
    registry.forget_requests()
    result = docker(vm, f"run --rm {hello}")
    assert result.rc == 0 and result.out.strip()
    assert registry.blobs_served() == []


def test_exit_status_and_both_outputs_are_the_containers(vm, tools):
    result = docker(vm, f"run --rm {tools} sh -c 'echo out; echo err >&2; exit 42'")
    assert (result.rc, result.out, result.err.strip()) == (42, "out\n", "err")


def test_standard_input_reaches_the_container(vm, tools):
    assert docker(vm, f"run -i --rm {tools} tr a-z A-Z", stdin="berth\n").out == "BERTH\n"


def test_end_of_input_is_seen_by_several_containers_at_once(vm, tools):
    one = f"echo berth | docker run -i --rm --network none {tools} tr a-z A-Z"
    assert vm.sh(f"for i in 1 2 3 4; do {one} & done; wait", timeout=120).split() == ["BERTH"] * 4


def test_unknown_command_in_the_container_is_said(vm, tools):
    result = docker(vm, f"run --rm {tools} no-such-program")
    assert result.rc != 0 and "no-such-program" in result.err


def test_exec_and_stop(vm, tools):
    script = 'trap "exit 5" TERM; while :; do sleep 1; done'
    docker_ok(vm, f"run -d --name stopme {tools} sh -c '{script}'")
    assert docker_ok(vm, "exec stopme hostname") == docker_ok(vm, "ps -q").split()[0]
    docker_ok(vm, "stop stopme")
    assert docker_ok(vm, "inspect -f '{{.State.ExitCode}}' stopme") == "5"
    docker_ok(vm, "rm stopme")


def test_rm_leaves_nothing(vm, tools):
    docker_ok(vm, f"run --rm {tools} true")
    assert docker_ok(vm, "ps -aq") == ""
    assert "containerd-shim" not in vm.sh("ps")


def test_missing_image_is_said(vm, registry):
    reference = f"10.0.2.2:{registry.port}/berth/nothing:v9"
    result = docker(vm, f"pull {reference}")
    assert result.rc != 0
    assert reference in result.err and "not found" in result.err


def test_registry_that_is_down_is_said(vm):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    reference = f"{trust_registry(vm, port)}/berth/hello"
    result = docker(vm, f"pull {reference}", timeout=180)
    assert result.rc != 0
    assert str(port) in result.err and "refused" in result.err


def test_unknown_registry_name_is_said(vm):
    result = docker(vm, "pull registry.invalid/berth/hello", timeout=180)
    assert result.rc != 0
    assert "registry.invalid" in result.err


@pytest.mark.parametrize("damage", ["flip", "cut", "more"])
def test_damaged_blob_is_never_taken_for_a_good_one(vm, registry, victim, damage):
    reference, layer = victim
    registry.damage(layer, damage)
    assert docker(vm, f"pull -q {reference}", timeout=240).rc != 0
    assert docker(vm, f"run --rm --pull never {reference}").rc != 0
    registry.repair()
    docker_ok(vm, f"pull -q {reference}")  # the very next one: nothing damaged is left to be taken up


def test_what_a_killed_engine_left_of_a_pull_is_not_believed(vm, registry, victim):
    """A part of a layer, with bytes that a power cut left wrong: the next pull replaces it."""
    reference, layer = victim
    registry.damage(layer, "stall")
    vm.sh(f"docker pull -q {reference} </dev/null >/dev/null 2>&1 &")
    eventually(lambda: vm.sh(BEGUN), 60, "a part of the layer in the store")
    killed = vm.sh("pidof containerd")
    vm.sh(f"kill -KILL {killed}")
    registry.repair()
    eventually(lambda: vm.ssh("pidof containerd").out.strip() not in ("", killed), 60, "a new engine")
    eventually(lambda: docker(vm, "ps").rc == 0, 60, "an engine that answers")
    left = vm.sh(BEGUN)
    vm.sh(f"printf berth | dd of={left} bs=1 seek=5000 conv=notrunc 2>/dev/null")
    docker_ok(vm, f"pull -q {reference}")
    assert "earlier fetch is damaged, fetching again" in vm.sh("tail -n 50 /var/log/containerd.log")


def test_full_disk_is_said_and_the_pull_works_once_there_is_room(vm, victim):
    reference, _ = victim
    vm.sh(FILL_DISK, timeout=300)
    try:
        result = docker(vm, f"pull {reference}", timeout=240)
    finally:
        vm.sh("rm -rf /var/fill")
    assert result.rc != 0 and "no space left on device" in result.err
    docker_ok(vm, f"pull -q {reference}")
