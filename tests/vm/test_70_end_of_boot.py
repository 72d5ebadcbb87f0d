# SPDX-License-Identifier: Apache-2.0
"""vendor-data, certificates, the last message, and a machine that restarts when all is done."""

import re

import pytest
from certificate import make_certificate
from qemu.registry import Registry
from support import dispose, docker_ok, eventually

VENDOR_DATA = """#cloud-config
hostname: vendors
fqdn: box.vendor.example
users: [helper]
runcmd: [echo vendor >>/var/ran]
berth: {install: {disk: auto, force: true}}
"""
USER_DATA = """
runcmd: [echo user >>/var/ran]
final_message: all is done on $datasource after $uptime s
power_state: {{mode: reboot, message: see you, condition: test -e /var/ran}}
growpart: {{mode: auto}}
timezone: Asia/Kolkata
ca_certs:
  trusted:
  - |
{certificate}
"""
DONE = r"all is done on /dev/\S+ \(iso9660\) after [0-9.]+ s$"


@pytest.fixture(scope="module", name="certificate")
def certificate_fixture(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificate"), "10.0.2.2")


@pytest.fixture(scope="module", name="restarted")
def restarted_fixture(make_machine, certificate):
    """A machine that has restarted by itself at the end of its first boot."""
    text = certificate.with_name("server.pem.crt").read_text()
    indented = "\n".join("    " + line for line in text.splitlines())
    machine = make_machine("end-of-boot", vendor_data=VENDOR_DATA,
                           user_data=USER_DATA.format(certificate=indented))
    machine.start()
    machine.console.wait_for(DONE, 180)
    machine.console.wait_for(r"berth: see you$", 60)
    machine.console.mark()
    machine.wait_restart()
    yield machine
    dispose(machine)


def test_it_restarts_once(restarted):
    # before or behind the end of the boot, which the machine has been waited for
    eventually(lambda: len(re.findall(DONE, restarted.console.text(), re.MULTILINE)) == 2, 60,
               "the message of the second boot")
    assert restarted.console.text().count("see you") == 1
    assert restarted.sh("cat /var/ran") == "user"


def test_what_the_user_says_wins_over_the_vendor(restarted):
    assert restarted.sh("hostname") == "testbox"
    assert "127.0.1.1 box.vendor.example testbox" in restarted.sh("cat /etc/hosts").splitlines()
    assert restarted.sh("id -un helper") == "helper"
    shown = restarted.ssh("berth config show")
    assert "vendor-data: nothing is installed" in shown.err
    assert "note: 'growpart' does nothing" in shown.err


def test_time_zone(restarted):
    assert restarted.sh("date +%z") == "+0530"


def test_notes_are_no_problems(restarted):
    assert "growpart" not in restarted.sh("berth status --json")


def test_certificate_is_trusted(restarted, certificate, places):
    with Registry(certificate=certificate) as registry:
        registry.add(places.hello, "berth/hello", "latest")
        docker_ok(restarted, f"pull -q 10.0.2.2:{registry.port}/berth/hello")
