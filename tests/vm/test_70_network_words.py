# SPDX-License-Identifier: Apache-2.0
"""The network on the kernel command line: ip=, vlan=, bond=, nameserver=."""

import pytest
from qemu.machine import boot
from qemu.slots import SlotDisk
from support import dispose, eventually
from wires import Peer, reaches, wire

WORDS = ("ip=eth0:dhcp ip=192.0.2.1::192.0.2.254:255.255.255.0:wordy:eth1:none:1400 "
         "ip=[2001:db8:1::1]:::64::eth1:none:192.0.2.53 ip=eth3:dchp nameserver=192.0.2.54 "
         "bond=bond0:eth3,eth4:mode=active-backup,miimon=100,primary=eth3 ip=192.0.3.1/24:::::bond0:none "
         "vlan=bond0.0005:bond0 ip=192.0.5.1:::24::bond0.0005:none")
# Of the volume, and not to be obeyed.
CONFIG = "version: 2\nethernets: {eth1: {addresses: [192.0.2.77/24]}}\n"


@pytest.fixture(scope="module", name="disk_with")
def disk_with_fixture(places):
    """Make a disk whose kernel command line has more words."""
    made = []

    def make(words):
        disk = SlotDisk.copy_of(places.image, places.work / f"words-{len(made)}.raw")
        made.append(disk)
        disk.change_boot("a", lambda image: image.add_words(words))
        return disk.raw
    yield make
    for disk in made:
        disk.raw.unlink()


@pytest.fixture(scope="module", name="wordy")
def wordy_fixture(make_machine, disk_with):
    machine = make_machine("network-words", image=disk_with(WORDS), network_config=CONFIG,
                           extra=wire(1, 2) + wire(2, 3))
    boot(machine)
    yield machine
    dispose(machine)


def test_addresses_of_the_command_line(wordy):
    shown = wordy.sh("ip addr show eth1")
    for word in ("mtu 1400", "inet 192.0.2.1/24", "inet6 2001:db8:1::1/64"):
        assert word in shown
    assert "192.0.2.77" not in shown
    assert "inet 10.0.2.15/24" in wordy.sh("ip addr show eth0")
    assert "default via 192.0.2.254 dev eth1" in wordy.sh("ip route")


def test_name_servers_of_the_command_line(wordy):
    servers = wordy.sh("cat /etc/resolv.conf").splitlines()
    assert servers[:2] == ["nameserver 192.0.2.53", "nameserver 192.0.2.54"]


def test_traffic_to_a_neighbour_and_by_the_gateway(wordy):
    peer = Peer(wordy, "52:54:00:00:01:02")
    peer.sh("ip addr add 192.0.2.254/24 dev wire0; ip addr add 2001:db8:1::2/64 dev wire0; "
            "ip addr add 203.0.113.9/32 dev wire0")
    for address in ("192.0.2.254", "203.0.113.9", "2001:db8:1::2"):
        eventually(lambda: reaches(wordy, address), 20, f"an answer of {address}")


def test_bond_and_vlan_of_the_command_line(wordy):
    peer = Peer(wordy, "52:54:00:00:02:03")
    peer.sh("ip addr add 192.0.3.2/24 dev wire0; ip link add link wire0 name wire0.5 type vlan id 5; "
            "ip addr add 192.0.5.2/24 dev wire0.5; ip link set wire0.5 up")
    status = wordy.sh("cat /proc/net/bonding/bond0")
    assert "(active-backup)" in status and "Primary Slave: eth3" in status
    assert status.count("Slave Interface:") == 2
    assert "VID: 5" in wordy.sh("cat /proc/net/vlan/bond0.0005")
    for address in ("192.0.3.2", "192.0.5.2"):
        eventually(lambda: reaches(wordy, address), 20, f"an answer of {address}")


def test_wrong_word_is_told(wordy):
    told = "kernel command line: ip=eth3:dchp: 'dchp' is no way to an address"
    shown = wordy.ssh("berth config show").err
    assert told in shown and told in wordy.console.text()
    assert "note: not used: the kernel command line says what the network is" in shown


def test_a_volume_has_the_last_word_on_the_name(wordy):
    assert wordy.sh("hostname") == "testbox"


def test_a_machine_without_a_volume_has_name_and_address_of_the_command_line(new_machine, disk_with):
    machine = new_machine(seed="", image=disk_with("ip=10.0.2.99::10.0.2.2:255.255.255.0:bare.example:eth0"))
    boot(machine, ssh=False)
    machine.console.wait_for(r"^berth: bare \(berth [0-9.]+\) at 10\.0\.2\.99$", 60)
