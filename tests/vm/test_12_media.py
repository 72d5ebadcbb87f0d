# SPDX-License-Identifier: Apache-2.0
"""Every door leads into the same system: ISO as CD and USB disk, network, microvm; BIOS and UEFI."""

import json
import shutil

import pytest
from qemu.machine import boot
from qemu.slots import BootImage

SLOW = pytest.mark.slow
DOORS = [
    pytest.param("cd", "bios", id="cd-bios"),
    pytest.param("cd", "uefi", id="cd-uefi", marks=SLOW),
    pytest.param("usb", "bios", id="usb-bios", marks=SLOW),
    pytest.param("usb", "uefi", id="usb-uefi", marks=SLOW),
    pytest.param("net", "bios", id="net-bios", marks=SLOW),
]


def mounts_of(machine):
    return {line.split()[1]: line.split() for line in machine.sh("cat /proc/mounts").splitlines()}


def status_of(machine):
    return json.loads(machine.ssh("berth status --json").out)


def assert_whole_system(machine, image):
    """The seed was applied, nothing failed, and a container runs and is kept."""
    assert machine.sh("hostname") == "testbox"
    assert status_of(machine)["problems"] == []
    assert machine.sh(f"docker run --rm {image} echo started") == "started"
    assert machine.sh(f"docker run -v kept:/data {image} sh -c 'echo x > /data/f; cat /data/f'") == "x"


@pytest.fixture(name="copy_of")
def copy_of_fixture(tmp_path):
    """A private copy of a folder of the build: what is in it may be written to."""
    def copy(folder):
        assert folder.is_dir(), f"{folder} is not there; `make {folder.name}` builds it"
        return shutil.copytree(folder, tmp_path / folder.name)
    return copy


@pytest.mark.parametrize(("door", "firmware"), DOORS)
def test_live_system_runs_a_container(new_machine, pull_image, places, door, firmware):
    image = places.out / "netboot" if door == "net" else places.iso
    machine = new_machine(image=image, boot=door, firmware=firmware)
    boot(machine)
    mounts = mounts_of(machine)
    assert mounts["/"][:3:2] == ["/dev/dm-0", "erofs"] and mounts["/var"][2] == "tmpfs"
    status = status_of(machine)
    medium = mounts.get("/run/berth/medium", [None])[0]
    assert status["medium"]["kind"] == ("network" if door == "net" else "iso")
    assert status["medium"]["device"] == medium and (door == "net") == (medium is None)
    assert status["medium"]["image"].endswith("/release.sqfs") and not status["data"]["kept"]
    assert (machine.ssh("ls -d /sys/firmware/efi").rc == 0) == (firmware == "uefi")
    assert_whole_system(machine, pull_image(machine))
    machine.reboot()
    assert machine.sh("docker ps -aq") == "", "what was in memory has to be gone"


def test_network_boot_keeps_one_copy_of_the_system_in_memory(new_machine, places):
    """Of the initramfs only the compressed release is left, once."""
    machine = new_machine(image=places.out / "netboot", boot="net", memory="512M")
    boot(machine)
    image = (places.out / "packed" / "release.sqfs").stat().st_size / 1024
    values = dict(line.split(":") for line in machine.sh("cat /proc/meminfo").splitlines())
    used = int(values["MemTotal"].split()[0]) - int(values["MemAvailable"].split()[0])
    assert used < image + 100 * 1024


@SLOW
def test_microvm_runs_a_container_and_keeps_its_data(new_machine, pull_image, places, copy_of):
    folder = copy_of(places.out / "microvm")
    machine = new_machine(image=folder, boot="direct")
    boot(machine)
    mounts = mounts_of(machine)
    assert mounts["/"][2] == "erofs" and mounts["/var"][2] == "ext4"
    status = status_of(machine)
    assert (status["medium"]["kind"], status["medium"]["device"]) == ("disk", "/dev/vda")
    assert mounts["/"][0] == "/dev/dm-0"
    assert status["medium"]["volume"].startswith("UUID=")
    assert (status["data"]["kept"], status["data"]["device"]) == (True, mounts["/var"][0])
    image = pull_image(machine)
    assert_whole_system(machine, image)
    for _ in range(4):          # by the kernel's default way some restarts of a microvm hang
        machine.reboot()
    assert machine.sh(f"docker run --rm -v kept:/data {image} cat /data/f") == "x"


@SLOW
def test_data_partition_of_a_live_system_is_the_one_that_is_named(new_machine, pull_image, places,
                                                                 tmp_path, copy_of):
    """The menu's own words come from the ISO, so the name is given by a network boot's script."""
    folder = copy_of(places.out / "netboot")
    script = folder / "berth.ipxe"
    script.write_text(script.read_text().replace("berth.image=", "berth.data=/dev/vda berth.image="))
    data = tmp_path / "data.img"
    data.touch()
    with open(data, "r+b") as file:
        file.truncate(2 << 30)
    machine = new_machine(image=folder, boot="net", data=data)
    boot(machine)
    assert mounts_of(machine)["/var"][:3] == ["/dev/vda", "/var", "ext4"]
    image = pull_image(machine)
    assert_whole_system(machine, image)
    machine.reboot()
    assert machine.sh(f"docker run --rm -v kept:/data {image} cat /data/f") == "x"


@SLOW
@pytest.mark.parametrize("memory", ["256M"])
def test_live_iso_runs_a_container_in_little_memory(new_machine, pull_image, places, memory):
    machine = new_machine(image=places.iso, boot="cd", memory=memory)
    boot(machine)
    image = pull_image(machine)
    assert machine.sh(f"docker run --rm {image} echo small", timeout=240) == "small"
    assert "Out of memory" not in machine.sh("dmesg")


@pytest.mark.parametrize("firmware", ["bios", pytest.param("uefi", marks=SLOW)])
def test_medium_with_a_flipped_bit_in_its_kernel_says_so(new_machine, places, tmp_path, firmware):
    kernel = BootImage(places.out / "release" / "boot.img", tmp_path).read("vmlinuz")
    iso = bytearray(places.iso.read_bytes())
    middle = len(kernel) // 2
    at = iso.find(kernel[middle:middle + 64])
    assert at > 0
    iso[at] ^= 1
    damaged = tmp_path / "damaged.iso"
    damaged.write_bytes(iso)
    machine = new_machine(image=damaged, boot="cd", firmware=firmware)
    machine.start()
    machine.console.wait_for(r"This medium is damaged: kernel, stage 1 or slot\.cfg are not as written", 60)
    machine.console.wait_for(r"Write it again, or use another one", 10)
    machine.cut()
