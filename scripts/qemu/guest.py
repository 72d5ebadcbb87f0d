# SPDX-License-Identifier: Apache-2.0
"""What is set up inside a machine from outside, by ssh."""

from __future__ import annotations

from qemu.machine import HOST, Machine

# Read at each pull; the first is gone after a restart, the second stays.
CERTS = "/etc/containerd/certs.d"
CERTS_KEPT = "/var/lib/berth/certs.d"


def trust_registry(machine: Machine, port: int, kept: bool = False) -> str:
    """Tell the machine that this host's registry speaks plain http; returns HOST:PORT."""
    name = f"{HOST}:{port}"
    hosts = (f'server = "http://{name}"\n\n'
             f'[host."http://{name}"]\n  capabilities = ["pull", "resolve"]\n')
    machine.put(hosts, f"{CERTS_KEPT if kept else CERTS}/{name}/hosts.toml")
    return name
