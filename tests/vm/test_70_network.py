# SPDX-License-Identifier: Apache-2.0
"""network-config: what the kernel says of the network, and traffic to somebody else on the wire."""

import json
import re

import pytest
from qemu.machine import boot
from qemu.seed import make_seed, seed_files
from support import dispose, eventually
from wires import Peer, reaches, wire

VERSION_2 = """
network:
  version: 2
  ethernets:
    uplink:
      match: {name: eth0}
      dhcp4: true
      dhcp4-overrides: {route-metric: 777, use-dns: false}
    lan:
      match: {macaddress: '52:54:00:00:01:01'}
      set-name: lan0
      addresses: [192.0.2.1/24, '2001:db8:1::1/64', 198.51.100.1/25]
      mtu: 1400
      accept-ra: false
      routes:
      - {to: 203.0.113.0/24, via: 192.0.2.2, metric: 50}
      - {to: '2001:db8:f::/48', via: '2001:db8:1::2'}
      nameservers: {addresses: [192.0.2.53], search: [a.example, b.example]}
    m1: {match: {macaddress: '52:54:00:00:02:01'}}
    m2: {match: {macaddress: '52:54:00:00:02:02'}}
    m3: {match: {macaddress: '52:54:00:00:03:01'}}
    absent: {match: {macaddress: '52:54:00:ff:ff:ff'}, dhcp4: true}
  vlans:
    v5: {id: 5, link: bond0, addresses: [192.0.5.1/24]}
  bonds:
    bond0:
      interfaces: [m1, m2]
      parameters: {mode: active-backup, mii-monitor-interval: 100, primary: m1}
      addresses: [192.0.3.1/24]
  bridges:
    br7:
      interfaces: [m3]
      macaddress: 02:00:00:00:00:07
      addresses: [192.0.6.1/24]
      parameters: {stp: false, forward-delay: 4}
  wifis: {}
"""
VERSION_1 = """
version: 1
config:
- type: physical
  name: eth0
  subnets: [{type: dhcp}]
- type: physical
  name: eth2
  mac_address: '52:54:00:00:01:01'
  subnets:
  - {type: static, address: 192.0.2.1, netmask: 255.255.255.0, dns_nameservers: [192.0.2.53]}
- type: physical
  name: eth1
  mac_address: '52:54:00:00:01:02'
- type: vlan
  name: eth2.9
  vlan_link: eth2
  vlan_id: 9
  subnets: [{type: static, address: 192.0.9.1/24}]
- {type: nameserver, address: [192.0.2.54], search: [c.example]}
- {type: route, destination: 203.0.113.0/24, gateway: 192.0.2.2}
"""
BAD = """
version: 2
ethernets:
  eth0: {dhcp4: true, addresses: [300.0.2.1/24, 192.0.2.77/24], colour: red}
  nowhere: {match: {name: enp*}}
"""
LOST = """
version: 2
ethernets:
  eth0: {addresses: [192.0.2.1/24], routes: [{to: default, via: 192.0.2.254}]}
vlans:
  lost0: {id: 7, link: eth0, addresses: [192.0.7.1/24]}
"""


def without_times(text):
    """What `ip` says without how long an address is still good."""
    return re.sub(r"(valid_lft|preferred_lft|expires) \S+", "", text)


@pytest.fixture(scope="module", name="second")
def second_fixture(make_machine):
    machine = make_machine("network-2", network_config=VERSION_2,
                           extra=wire(1, 2) + wire(2, 3) + wire(3, 2))
    boot(machine)
    yield machine
    dispose(machine)


def test_link_has_name_mtu_addresses(second):
    shown = second.sh("ip addr show lan0")
    assert "mtu 1400" in shown and "link/ether 52:54:00:00:01:01" in shown
    for address in ("inet 192.0.2.1/24", "inet 198.51.100.1/25", "inet6 2001:db8:1::1/64"):
        assert address in shown
    assert second.sh("cat /proc/sys/net/ipv6/conf/lan0/accept_ra") == "0"


def test_traffic_to_a_neighbour_and_beyond(second):
    peer = Peer(second, "52:54:00:00:01:02")
    peer.sh("ip addr add 192.0.2.2/24 dev wire0; ip addr add 2001:db8:1::2/64 dev wire0; "
            "ip addr add 203.0.113.9/32 dev wire0; ip addr add 2001:db8:f::9/128 dev wire0")
    for address in ("192.0.2.2", "203.0.113.9", "2001:db8:1::2", "2001:db8:f::9"):
        eventually(lambda: reaches(second, address), 20, f"an answer of {address}")
    route = second.sh("ip route | grep 203.0.113.0/24")
    assert "via 192.0.2.2 dev lan0" in route and "metric 50" in route


def test_name_servers_are_those_of_the_file(second):
    assert second.sh("cat /etc/resolv.conf") == "search a.example b.example\nnameserver 192.0.2.53"


def test_lease_has_the_metric_of_the_file(second):
    assert "metric 777" in second.sh("ip route show default")


def test_bond_goes_on_by_the_other_card(second):
    peer = Peer(second, "52:54:00:00:02:03")
    peer.sh("ip addr add 192.0.3.2/24 dev wire0; ip link add link wire0 name wire0.5 type vlan id 5; "
            "ip addr add 192.0.5.2/24 dev wire0.5; ip link set wire0.5 up")
    status = second.sh("cat /proc/net/bonding/bond0")
    assert "Bonding Mode: fault-tolerance (active-backup)" in status
    assert "Primary Slave: eth" in status and status.count("Slave Interface:") == 2
    eventually(lambda: reaches(second, "192.0.3.2"), 20, "an answer by the bond")
    assert reaches(second, "192.0.5.2"), "an answer by the VLAN on it"
    second.qmp.monitor("set_link wire2-1 off")
    active = second.sh("cat /sys/class/net/bond0/bonding/primary").split()[0]
    eventually(lambda: second.sh("cat /sys/class/net/bond0/bonding/active_slave") != active, 20,
               "the other card takes over")
    assert reaches(second, "192.0.3.2") and reaches(second, "192.0.5.2")


def test_vlan_is_tagged(second):
    assert "VID: 5" in second.sh("cat /proc/net/vlan/v5")


def test_bridge(second):
    peer = Peer(second, "52:54:00:00:03:02")
    peer.sh("ip addr add 192.0.6.2/24 dev wire0")
    assert second.sh("cat /sys/class/net/br7/address") == "02:00:00:00:00:07"
    assert second.sh("cat /sys/class/net/br7/bridge/forward_delay") == "400"
    eventually(lambda: reaches(second, "192.0.6.2"), 20, "an answer by the bridge")


def test_what_cannot_be_is_told_with_its_place(second):
    told = json.loads(second.sh("berth status --json"))["config_problems"]
    assert any("no network card fits 'absent'; there are eth0 (" in line for line in told)
    assert any(line.startswith("network-config:") and "wifis" in line for line in told)
    assert "no network card fits 'absent'" in second.console.text()


def test_a_second_time_changes_nothing(second):
    before = second.sh("ip addr; ip route; ip -6 route | grep -v fe80")
    second.sh("rc-service network restart")
    eventually(lambda: second.sh("rc-service network status").count("started") == 1, 30, "restarted")
    after = second.sh("ip addr; ip route; ip -6 route | grep -v fe80")
    assert without_times(after) == without_times(before)


@pytest.fixture(scope="module", name="first")
def first_fixture(make_machine):
    machine = make_machine("network-1", network_config=VERSION_1, extra=wire(1, 2) + wire(2, 1))
    boot(machine)
    yield machine
    dispose(machine)


def test_cards_have_the_names_of_the_file_also_crosswise(first):
    assert first.sh("cat /sys/class/net/eth2/address") == "52:54:00:00:01:01"
    assert first.sh("cat /sys/class/net/eth1/address") == "52:54:00:00:01:02"


def test_version_1(first):
    assert "inet 192.0.2.1/24" in first.sh("ip addr show eth2")
    assert "inet 192.0.9.1/24" in first.sh("ip addr show eth2.9")
    resolv = first.sh("cat /etc/resolv.conf").splitlines()
    assert resolv[0] == "search c.example"
    assert {"nameserver 192.0.2.53", "nameserver 192.0.2.54"} <= set(resolv)
    peer = Peer(first, "52:54:00:00:01:02")
    peer.sh("ip addr add 192.0.2.2/24 dev wire0; ip addr add 203.0.113.9/32 dev wire0; "
            "ip link add link wire0 name wire0.9 type vlan id 9; "
            "ip addr add 192.0.9.2/24 dev wire0.9; ip link set wire0.9 up")
    for address in ("192.0.2.2", "203.0.113.9", "192.0.9.2"):
        eventually(lambda: reaches(first, address), 20, f"an answer of {address}")
    assert first.ssh("berth config show").err == ""


def test_mistakes_do_not_keep_the_machine_off_the_network(new_machine):
    machine = new_machine(network_config=BAD)
    boot(machine)
    assert "inet 192.0.2.77/24" in machine.sh("ip addr show eth0")
    problems = machine.ssh("berth config show").err
    assert "network-config:4:35: addresses: '300.0.2.1/24' is no address" in problems
    assert "'colour' of ethernet 'eth0' is not supported" in problems
    assert "no network card fits 'nowhere'" in problems


@pytest.mark.slow
def test_a_network_that_loses_the_gateway_is_taken_back(new_machine, key):
    machine = new_machine()
    boot(machine)
    eventually(lambda: machine.ssh("test -e /var/lib/berth/network-config.good").rc == 0, 30,
               "the network that works is remembered")
    machine.power_off()
    files = seed_files("testbox", [key.public])
    files["network-config"] = LOST
    make_seed(machine.hardware.seed, files)
    boot(machine, ssh=False)
    machine.console.wait_for(r"no gateway answers: back to the last network that had one", 120)
    machine.wait_ssh(60)
    assert "192.0.2.1" not in machine.sh("ip addr")
    assert "lost0" not in machine.sh("ip link")
    assert "back to the last network" in machine.ssh("berth config show").err
