# SPDX-License-Identifier: Apache-2.0
"""Wires between cards of one machine, with somebody else at the other end.

Each wire is a hub of QEMU with two or three cards of the same machine on it; the last one of each is
put into a network namespace and stands for another machine.
"""

from support import eventually


def wire(number, cards):
    """Arguments for that many cards on a wire; card N of wire W has the address 52:54:00:00:0W:0N."""
    words = []
    for card in range(1, cards + 1):
        port = f"wire{number}-{card}"
        words += ["-netdev", f"hubport,id={port},hubid={number}", "-device",
                  f"virtio-net-pci,netdev={port},mac=52:54:00:00:0{number}:0{card}"]
    return words


class Peer:
    """Somebody else on a wire: the card with that address, in a network namespace."""

    def __init__(self, machine, mac):
        self.machine = machine
        self.pid = machine.sh("unshare -n sleep 100000 >/dev/null 2>&1 </dev/null & echo $!")
        # unshare becomes sleep, in its own namespace by then
        eventually(lambda: machine.sh(f"readlink /proc/{self.pid}/ns/net")
                   != machine.sh("readlink /proc/self/ns/net"), 20, "a namespace of its own")
        name = machine.sh(f"grep -l {mac} /sys/class/net/*/address").split("/")[4]
        machine.sh(f"ip link set {name} netns {self.pid}")
        self.sh(f"ip link set {name} name wire0; ip link set wire0 up")

    def sh(self, command):
        return self.machine.sh(f"nsenter -t {self.pid} -n sh -c '{command}'")


def reaches(machine, address):
    return machine.ssh(f"ping -c 1 -W 2 {address}").rc == 0
