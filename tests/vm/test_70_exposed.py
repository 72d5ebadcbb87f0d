# SPDX-License-Identifier: Apache-2.0
"""What a machine shows to its network, as auditors ask it: ports, and the ssh server behind one."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from qemu.image import Config, Entry, build
from qemu.limits import scaled
from support import docker_ok

NMAP_DATA = Path("/usr/share/nmap")


def libraries_of(program):
    """Where the dynamic linker finds what a program needs, itself included."""
    told = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    return [Path(path) for path in re.findall(r"(/\S+) \(0x", told)]


@pytest.fixture(scope="module", name="nmap")
def nmap_fixture(registry, tmp_path_factory):
    """An image with this host's nmap."""
    program = Path(shutil.which("nmap"))
    entries = [Entry("bin/nmap", 0o755, source=program)]
    entries += [Entry(str(path).lstrip("/"), 0o755, source=path.resolve()) for path in libraries_of(program)]
    entries += [Entry(f"usr/share/nmap/{name}", source=NMAP_DATA / name)
                for name in ["nmap-services", "nmap-protocols", "nmap-payloads", "nmap-mac-prefixes"]]
    entries += [Entry("tmp", 0o1777, folder=True)]
    registry.add(build(tmp_path_factory.mktemp("nmap") / "nmap.tar", "berth/nmap", [entries],
                       Config(entrypoint=["/bin/nmap"])), "berth/nmap", "latest")
    return f"10.0.2.2:{registry.port}/berth/nmap:latest"


def open_ports(told):
    return re.findall(r"^(\d+)/(\w+) +(open\S*)", told, re.MULTILINE)


@pytest.mark.parametrize("ports", ["--top-ports 300", pytest.param("-p-", marks=pytest.mark.slow)])
def test_only_the_ssh_server_answers(vm, nmap, ports):
    """From a container, which is let through wherever the outside is."""
    told = docker_ok(vm, f"run --rm {nmap} -n -Pn -sT {ports} -T5 --min-rate 3000 10.0.2.15", timeout=600)
    assert "scanned in" in told
    assert open_ports(told) == [("22", "tcp", "open")]


def test_nothing_answers_by_udp(vm, nmap):
    ports = "53,67,69,111,123,161,500,514,2049,5353"
    told = docker_ok(vm, f"run --rm {nmap} -n -Pn -sU -p {ports} -T5 10.0.2.15", timeout=600)
    assert "scanned in" in told
    assert [port for port in open_ports(told) if port[2] == "open"] == []


def test_the_scan_sees_what_listens(vm, nmap):
    """That it can fail."""
    vm.sh("nc -l -p 4444 </dev/null >/dev/null 2>&1 & echo $! >/run/listens")
    told = docker_ok(vm, f"run --rm {nmap} -n -Pn -sT -p 4440-4450 10.0.2.15", timeout=200)
    vm.sh("kill $(cat /run/listens) 2>/dev/null || true")
    assert open_ports(told) == [("4444", "tcp", "open")]


def test_ssh_audit_has_nothing_to_say(vm):
    """Of every algorithm that is offered."""
    done = subprocess.run(["ssh-audit", "-j", "-p", str(vm.forward(22)), "127.0.0.1"], capture_output=True,
                          text=True, check=False, timeout=scaled(120))
    told = json.loads(done.stdout)
    assert [key["algorithm"] for key in told["key"]][0] == "ssh-ed25519"
    assert told["kex"] and told["enc"] and told["mac"]
    failures = subprocess.run(["ssh-audit", "-l", "fail", "-n", "-p", str(vm.forward(22)), "127.0.0.1"],
                              capture_output=True, text=True, check=False, timeout=scaled(120))
    assert "[fail]" not in failures.stdout, failures.stdout
    assert done.returncode in (0, 2), done.stdout      # 2: warnings, 3: failures
