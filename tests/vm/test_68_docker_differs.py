# SPDX-License-Identifier: Apache-2.0
"""What differs from Docker, as docs/docker.md lists it: a difference that goes away fails here."""

import json

import pytest
from support import docker, docker_ok, eventually, remove_containers

pytestmark = pytest.mark.slow

SLEEP = "sleep 10000"


@pytest.fixture(scope="module", name="box")
def box_fixture(shared, pull_image):
    """One running container: (machine, image)."""
    machine = shared.get()
    image = pull_image(machine)
    docker_ok(machine, f"run -d --name box {image} {SLEEP}")
    yield machine, image
    remove_containers(machine)


@pytest.mark.parametrize("flag", ["-P", "--link box", "--expose 80", "--volume-driver local",
                                  "--storage-opt size=1G", "--device-cgroup-rule 'c 1:3 rwm'"])
def test_flags_of_run_that_are_unknown(box, flag):
    vm, image = box
    result = docker(vm, f"run --rm {flag} {image} true")
    assert result.rc == 125
    assert "unknown" in result.err and "See 'docker run --help'" in result.err


@pytest.mark.parametrize("command", ["swarm init", "service ls", "stack ls", "plugin ls",
                                     "context ls", "buildx ls", "network connect bridge box",
                                     "system df"])
def test_commands_that_are_unknown(box, command):
    vm, _ = box
    result = docker(vm, command)
    assert result.rc == 1 and "unknown subcommand" in result.err


def test_standard_input_of_a_container_in_the_background_needs_a_terminal(box):
    vm, image = box
    result = docker(vm, f"run -d -i {image} cat")
    assert result.rc == 125 and "only be specified together with -t" in result.err


def test_names_come_from_the_hosts_file_not_from_a_name_server(box):
    vm, _ = box
    assert "127.0.0.11" not in docker_ok(vm, "exec box cat /etc/resolv.conf")
    assert "<nerdctl>" in docker_ok(vm, "exec box cat /etc/hosts")


def test_inspect_has_no_command_of_its_own(box):
    vm, _ = box
    facts = json.loads(docker_ok(vm, "inspect box"))[0]
    assert not {"Cmd", "Entrypoint"} & set(facts["Config"])
    assert [facts["Path"], *facts["Args"]] == ["sleep", "10000"]
    assert facts["Image"].endswith("berth/tools:latest")


def test_networks_of_inspect_are_named_after_interfaces(box):
    vm, _ = box
    names = docker_ok(vm, "inspect -f '{{range $name, $_ := .NetworkSettings.Networks}}"
                      "{{$name}}{{end}}' box")
    assert names == "unknown-eth0"


def test_there_is_no_engine_socket(box):
    vm, _ = box
    assert vm.ssh("ls /run/docker.sock /var/run/docker.sock").rc == 1


def test_log_drivers(box):
    vm, image = box
    result = docker(vm, f"run -d --log-driver local {image} true")
    assert result.rc == 125 and "local" in result.err


@pytest.mark.slow
def test_restart_comes_within_five_seconds_not_at_once(box):
    vm, image = box
    docker_ok(vm, f"run -d --name again --restart always {image} {SLEEP}")
    vm.sh("kill -KILL $(docker inspect -f '{{.State.Pid}}' again)")
    assert docker_ok(vm, "ps -a --filter name=again --format '{{.Status}}'").startswith("Restarting")
    eventually(lambda: docker(vm, "exec again true").rc == 0, 40, "the restart")
    docker_ok(vm, "rm -f again")


@pytest.mark.slow
def test_compose_names_the_fields_that_it_ignores(box):
    vm, image = box
    vm.put(f"""
services:
  web:
    image: {image}
    command: {SLEEP}
    links: [other]
    mem_swappiness: 10
    volumes_from: [other]
    stdin_open: true
  other: {{image: {image}, command: {SLEEP}}}
""", "/var/tmp/ignored/compose.yaml")
    result = vm.ssh("cd /var/tmp/ignored && docker compose up -d; docker compose down")
    for field in ("Links", "MemSwappiness", "VolumesFrom", "stdin_open without tty"):
        assert field in result.err


@pytest.mark.slow
def test_compose_run_ends_what_it_started_and_does_not_wait_for_health(box):
    vm, image = box
    vm.put(f"""
services:
  once:
    image: {image}
    depends_on: {{other: {{condition: service_healthy}}}}
  other:
    image: {image}
    command: {SLEEP}
    healthcheck: {{test: exit 1}}
""", "/var/tmp/once/compose.yaml")
    assert vm.sh("cd /var/tmp/once && docker compose run --rm once echo out").strip() == "out"
    assert docker_ok(vm, "ps -a --format '{{.Names}}'") == "box"
    vm.sh("cd /var/tmp/once && docker compose down")
