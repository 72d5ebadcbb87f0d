# SPDX-License-Identifier: Apache-2.0
"""Container networking, asked from where it matters: the host outside and other containers."""

import urllib.request

import pytest
from qemu.limits import scaled
from support import address_of, docker_ok, eventually, own_address

pytestmark = pytest.mark.usefixtures("clean")


def fetch(port):
    """Ask the forwarded port from this host; '' while nothing answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=scaled(10)) as answer:
            return answer.read().decode()
    except OSError:
        return ""


def test_published_port_is_answered_from_outside_until_the_container_goes(vm, tools):
    docker_ok(vm, f"run -d --name web -p 8081:80 {tools} httpd -f -p 80 -h /www")
    port = vm.forward(8081)
    assert eventually(lambda: fetch(port), 20, "an answer") == "served by a container\n"
    docker_ok(vm, "rm -f web")
    assert fetch(port) == ""
    docker_ok(vm, f"run -d --name web -p 8081:80 {tools} httpd -f -p 80 -h /www")
    assert eventually(lambda: fetch(port), 20, "an answer after publishing the port again")


def test_unpublished_port_is_closed_to_the_outside(vm, tools):
    docker_ok(vm, f"run -d --name web {tools} httpd -f -p 80 -h /www")
    port = vm.forward(80)
    address = address_of(vm, "web")
    assert eventually(lambda: vm.ssh(f"wget -qO- http://{address}/").out, 20, "a local answer")
    assert fetch(port) == ""


def test_container_reaches_the_outside(vm, tools, registry):
    answer = docker_ok(vm, f"run --rm {tools} wget -qO- http://10.0.2.2:{registry.port}/v2/")
    assert answer == "{}"


def test_container_without_network_has_only_the_loopback(vm, tools):
    table = docker_ok(vm, f"run --rm --net none {tools} cat /proc/net/dev")
    assert [line.split(":")[0].strip() for line in table.splitlines() if ":" in line] == ["lo"]


def test_host_network_is_the_machines(vm, tools):
    inside = docker_ok(vm, f"run --rm --net host {tools} cat /proc/net/dev")
    assert "eth0:" in inside


def test_dns_between_containers(vm, tools):
    """A name server in one container is asked by another one."""
    script = "echo box.example 192.0.2.7 >/tmp/names && exec dnsd -c /tmp/names"
    docker_ok(vm, f"run -d --name dns {tools} sh -c '{script}'")
    server = address_of(vm, "dns")
    script = "cat /etc/resolv.conf; nslookup -type=a box.example"
    ask = f"run --rm --dns {server} {tools} sh -c '{script}'"
    answer = eventually(lambda: "192.0.2.7" in (text := docker_ok(vm, f"{ask} || true")) and text,
                        20, "an answer from the name server")
    assert f"nameserver {server}" in answer


def test_containers_get_the_machines_name_server(vm, tools):
    machines = [line for line in vm.sh("cat /etc/resolv.conf").splitlines()
                if line.startswith("nameserver")]
    containers = docker_ok(vm, f"run --rm {tools} cat /etc/resolv.conf").splitlines()
    assert machines == ["nameserver 10.0.2.3"]
    assert machines[0] in containers


def test_containers_on_a_network_of_their_own_find_each_other_by_name(vm, tools):
    docker_ok(vm, "network create team")
    try:
        docker_ok(vm, f"run -d --name web --net team {tools} httpd -f -p 80 -h /www")
        answer = docker_ok(vm, f"run --rm --net team {tools} wget -qO- http://web/")
        assert answer == "served by a container"
    finally:
        docker_ok(vm, "rm -f web")
        docker_ok(vm, "network rm team")


def test_addresses_are_given_back(vm, tools):
    assert own_address(vm, tools).startswith("10.")
    assert vm.sh("find /var/lib/cni/networks -type f -name '[0-9]*.*' | wc -l") == "0"
