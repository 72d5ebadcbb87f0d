# SPDX-License-Identifier: Apache-2.0
"""`berth verify` finds what is not as it was released; `berth reset` makes a machine as new."""

import re

import pytest
from installing import MIB, flip_inside
from qemu.machine import boot
from support import docker_ok, host_keys

SLOW = pytest.mark.slow


def test_verify_finds_nothing_on_a_good_machine(vm):
    result = vm.ssh("berth verify", timeout=300)
    assert result.rc == 0, result
    assert re.search(r"^root image: verified, \d+ MB$", result.out, re.MULTILINE)
    assert re.search(r"^slot a: boot image: verified, 3 files$", result.out, re.MULTILINE)
    assert re.search(r"^slot b: empty$", result.out, re.MULTILINE)


def test_verify_is_for_root_and_takes_no_arguments(vm):
    assert vm.ssh("berth verify now").rc == 2
    denied = vm.ssh("setuidgid nobody berth verify")
    assert denied.rc == 1 and "only root" in denied.err


@SLOW
def test_verify_finds_a_flipped_bit_in_the_boot_image(new_machine):
    machine = new_machine()
    boot(machine)
    flip_inside(machine, "/dev/vda3", kernel_at(machine))
    result = machine.ssh("berth verify", timeout=300)
    assert result.rc == 1, result
    assert "slot a: boot image: vmlinuz is damaged: its checksum is another one" in result.out
    assert "root image: verified" in result.out


def kernel_at(machine):
    """A place well within the kernel in slot a's boot image: its own bytes are looked for there."""
    machine.sh("mkdir -p /tmp/b && mount -t ext4 -o ro,noload /dev/vda3 /tmp/b")
    sample = machine.sh("dd if=/tmp/b/vmlinuz bs=1 skip=3145728 count=16 2>/dev/null | xxd -p")
    machine.sh("umount /tmp/b")
    image = bytes.fromhex(machine.sh("dd if=/dev/vda3 bs=1M count=12 2>/dev/null | xxd -p",
                                     timeout=300).replace("\n", ""))
    at = image.find(bytes.fromhex(sample))
    assert at > 0
    return at


@SLOW
def test_verify_finds_a_flipped_bit_in_the_running_root(new_machine):
    """It is said at once; with no other slot to start, the machine goes on as far as it can."""
    machine = new_machine()
    boot(machine)
    machine.console.provoke(r"I/O error, dev dm-0")
    at = 60 * MIB + 5
    machine.console.mark()
    flip_inside(machine, "/dev/vda5", at)
    result = machine.ssh("berth verify", timeout=300)
    assert result.rc == 1, result
    assert f"root image: damaged block at byte {at // 4096 * 4096}\n" in result.out
    assert re.search(r"^root image: 1 of \d+ blocks are damaged$", result.out, re.MULTILINE)
    damaged = f"block {at // 4096} of the root image"
    machine.console.wait_for(rf"berth: the system in slot a is damaged \({damaged}\), and there is no",
                             30)


@SLOW
def test_verify_finds_a_flipped_bit_in_the_hash_tree_that_the_kernel_keeps(new_machine):
    """The kernel has checked the tree's blocks and does not read them again; the next start would."""
    machine = new_machine()
    boot(machine)
    machine.console.provoke(r"I/O error, dev dm-0|verity")
    assert machine.ssh("cat /dev/dm-0 >/dev/null && berth verify", timeout=300).rc == 0
    data = int(machine.sh("cat /sys/block/dm-0/size")) * 512
    flip_inside(machine, "/dev/vda5", data + 40 * 4096 + 7)     # behind superblock and upper levels
    result = machine.ssh("berth verify", timeout=300)
    assert result.rc == 1, result
    assert re.search(r"^root image: 64 of \d+ blocks are damaged$", result.out, re.MULTILINE)


@SLOW
def test_reset_makes_the_machine_as_new(new_machine, pull_image):
    machine = new_machine()
    boot(machine)
    image = pull_image(machine)
    docker_ok(machine, f"run -d --restart always -v kept:/d {image} sh -c 'echo x >/d/f; sleep 10000'")
    machine.put("mine", "/root/mine")
    key, machine_id = host_keys(machine), machine.sh("cat /etc/machine-id")
    refused = machine.ssh("echo no | berth reset")
    assert refused.rc == 1 and "1 container" in refused.out
    assert machine.sh("cat /root/mine") == "mine"
    machine.console.mark()
    machine.sh("berth reset --yes >/dev/null 2>&1 &")
    machine.wait_restart()
    assert machine.sh("hostname") == "testbox"
    assert docker_ok(machine, "ps -aq") == "" and docker_ok(machine, "images -q") == ""
    assert machine.ssh("ls /root/mine").rc != 0
    assert host_keys(machine) != key and machine.sh("cat /etc/machine-id") != machine_id
    assert machine.ssh("berth status").rc == 0
    assert machine.sh(f"docker run --rm {pull_image(machine)} echo works") == "works"
    machine.reboot()        # the reset is over: what is made now is kept
    assert docker_ok(machine, "images -q") != ""
