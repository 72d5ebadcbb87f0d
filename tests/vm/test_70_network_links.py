# SPDX-License-Identifier: Apache-2.0
"""Cables and cards that come and go while the machine runs."""

import json

import pytest
from qemu.machine import boot
from support import dispose, eventually
from wires import Peer, reaches, wire

CONFIG = """
version: 2
ethernets:
  eth0: {dhcp4: true}
  moving: {match: {macaddress: '52:54:00:00:01:01'}, dhcp4: true}
  fixed:
    match: {macaddress: '52:54:00:00:02:01'}
    addresses: ['2001:db8:2::1/64', 192.0.2.1/24]
    accept-ra: false
    routes:
    - {to: '2001:db8:f::/48', via: '2001:db8:2::2'}
    - {to: 203.0.113.0/24, via: 192.0.2.2}
  late: {match: {macaddress: '52:54:00:00:03:01'}, set-name: late0, addresses: [192.0.3.1/24]}
"""
SLOTS = ["-device", "pcie-root-port,id=slot1,chassis=1,slot=1",
         "-device", "pcie-root-port,id=slot2,chassis=2,slot=2"]


def network_of_qemu(name, net, hub):
    """A network with a DHCP server on a hub."""
    return ["-netdev", f"user,id={name}-net,net={net}",
            "-netdev", f"hubport,id={name},hubid={hub},netdev={name}-net"]


@pytest.fixture(scope="module", name="linked")
def linked_fixture(make_machine):
    late = wire(3, 2)
    machine = make_machine("network-links", network_config=CONFIG,
                           extra=wire(1, 1) + network_of_qemu("here", "10.1.0.0/24", 1)
                           + network_of_qemu("there", "10.2.0.0/24", 1) + wire(2, 2)
                           + SLOTS + late[:2] + late[4:])
    machine.start()
    machine.qmp.monitor("set_link there off")
    machine.wait_boot()
    machine.wait_ssh()
    yield machine
    dispose(machine)


def has_address(machine, interface, address):
    return f"inet {address}/" in machine.sh(f"ip addr show {interface} 2>/dev/null; true")


def test_cable_goes_to_another_network(linked):
    eventually(lambda: has_address(linked, "eth1", "10.1.0.15"), 20, "a lease of the first network")
    linked.qmp.monitor("set_link wire1-1 off")
    linked.qmp.monitor("set_link here off")
    linked.qmp.monitor("set_link there on")
    eventually(lambda: linked.sh("cat /sys/class/net/eth1/carrier") == "0", 20, "the cable is out")
    linked.qmp.monitor("set_link wire1-1 on")
    eventually(lambda: has_address(linked, "eth1", "10.2.0.15"), 40, "a lease of the other network")
    assert not has_address(linked, "eth1", "10.1.0.15")
    assert "default via 10.2.0.2 dev eth1" in linked.sh("ip route")
    assert has_address(linked, "eth0", "10.0.2.15"), "others keep what they have"


def test_cable_with_a_bad_contact(linked):
    for _ in range(20):
        linked.qmp.monitor("set_link wire1-1 off")
        linked.qmp.monitor("set_link wire1-1 on")
    eventually(lambda: has_address(linked, "eth1", "10.2.0.15"), 40, "a lease")
    assert linked.sh("pidof udhcpc").count(" ") == 1, "one client for each interface"


def test_what_the_kernel_drops_with_a_link_is_there_again(linked):
    peer = Peer(linked, "52:54:00:00:02:02")
    peer.sh("ip addr add 192.0.2.2/24 dev wire0; ip addr add 2001:db8:2::2/64 dev wire0; "
            "ip addr add 203.0.113.9/32 dev wire0; ip addr add 2001:db8:f::9/128 dev wire0")
    addresses = ("192.0.2.2", "203.0.113.9", "2001:db8:2::2", "2001:db8:f::9")
    for address in addresses:
        eventually(lambda: reaches(linked, address), 20, f"an answer of {address}")
    linked.sh("ip link set eth2 down")
    assert "2001:db8:2::1" not in linked.sh("ip addr show eth2")
    linked.sh("ip link set eth2 up")
    for address in addresses:
        eventually(lambda: reaches(linked, address), 30, f"an answer of {address} afterwards")


def test_card_that_comes_later_gets_what_the_file_says(linked):
    assert any("fits 'late'" in line
               for line in json.loads(linked.sh("berth status --json"))["config_problems"])
    linked.qmp.monitor("device_add virtio-net-pci,id=late,bus=slot1,netdev=wire3-1,mac=52:54:00:00:03:01")
    peer = Peer(linked, "52:54:00:00:03:02")
    peer.sh("ip addr add 192.0.3.2/24 dev wire0")
    eventually(lambda: reaches(linked, "192.0.3.2"), 40, "an answer by the new card")
    assert "inet 192.0.3.1/24" in linked.sh("ip addr show late0")


def test_service_goes_on_and_starts_anew(linked):
    linked.sh("rc-service network restart")
    eventually(lambda: linked.sh("rc-service network status").count("started") == 1, 30, "restarted")
    assert linked.sh("pidof udhcpc").count(" ") == 1


def test_card_that_comes_and_goes_without_a_file(new_machine):
    machine = new_machine(extra=SLOTS + ["-netdev", "user,id=later,net=10.3.0.0/24,dns=10.3.0.3"])
    boot(machine)
    machine.qmp.monitor("device_add virtio-net-pci,id=card,bus=slot1,netdev=later")
    eventually(lambda: has_address(machine, "eth1", "10.3.0.15"), 40, "a lease by the new card")
    assert "nameserver 10.3.0.3" in machine.sh("cat /etc/resolv.conf")
    machine.qmp.monitor("device_del card")
    eventually(lambda: "10.3.0.3" not in machine.sh("cat /etc/resolv.conf"), 40, "its name server has gone")
    assert " " not in machine.sh("pidof udhcpc"), "and so has its client"
    assert has_address(machine, "eth0", "10.0.2.15")
