# SPDX-License-Identifier: Apache-2.0
"""`berth status`, what is shown at log-in, and what the consoles tell about reaching the machine."""

import json
import re
import shutil
import subprocess
import time
from types import SimpleNamespace

import pytest
from qemu.limits import scaled
from qemu.machine import boot
from qemu.slots import SlotDisk, file_place
from support import dispose, docker_ok, eventually, read_until, remove_containers

SERVICES = ["containerd", "dropbear", "final", "install", "network", "ntpd", "seed", "watch"]
HOW_TO_REACH = re.compile(
    r"^berth: testbox \(berth [0-9.]+\) at 10\.0\.2\.15: ssh root@10\.0\.2\.15$", re.MULTILINE)


def status(machine, words="", expected=0):
    """What `berth status` prints; its exit status has to be the expected one."""
    result = machine.ssh(f"berth status {words}")
    assert result.rc == expected, result
    assert result.err == ""
    return result.out


def as_json(machine, expected=0):
    return json.loads(status(machine, "--json", expected))


def is_ok(machine):
    return machine.ssh("berth status --json").rc == 0


def unwrapped(text):
    """The text without its line breaks."""
    return " ".join(text.split())


def row(text, label):
    """The text beside a label."""
    return next(line for line in text.splitlines() if line.startswith(f"  {label} "))[14:]


# -- a machine that is well ------------------------------------------------------------------


def test_well(vm):
    eventually(lambda: is_ok(vm), 30, "health ok")
    text = status(vm)
    version = vm.sh("berth --version").split()[1]
    assert text.startswith(f"Berth {version} (virt), commit ")
    assert row(text, "health") == "ok"
    assert row(text, "host").startswith("testbox, up ")
    assert row(text, "containers") == "none"
    assert "not seen" not in text
    assert "\t" not in text
    assert max(len(line) for line in text.splitlines()) <= 80


def test_json_agrees_with_the_machine(vm):
    found = as_json(vm)
    assert (found["format"], found["health"], found["problems"]) == (1, "ok", [])
    assert found["not_seen"] == []
    release = dict(line.split("=", 1) for line in vm.sh("cat /etc/os-release").splitlines())
    system = found["system"]
    assert system["name"] == release["NAME"].strip('"')
    assert system["version"] == release["VERSION_ID"]
    assert system["commit"] == release["BUILD_ID"]
    assert system["profile"] == release["VARIANT_ID"]
    assert (system["hostname"], system["kernel"]) == ("testbox", vm.sh("uname -r"))
    uptime = float(vm.sh("cat /proc/uptime").split()[0])
    assert 0 <= uptime - system["uptime_seconds"] < scaled(20)
    total = int(vm.sh("grep MemTotal /proc/meminfo").split()[1]) * 1024
    memory = found["memory"]
    assert memory["total"] == total == memory["available"] + memory["used"]


def test_disk_and_medium_agree_with_the_machine(vm):
    found = as_json(vm)
    device, size, used, free = vm.sh("df -kP /var | tail -1").split()[:4]
    data = found["data"]
    assert (data["device"], data["partition"]) == (device, "berth-data")
    assert (data["kept"], data["read_only"]) == (True, False)
    assert data["size"] == int(size) * 1024
    for value, kilobytes in ((data["used"], used), (data["free"], free)):
        assert abs(value - int(kilobytes) * 1024) < 4 << 20      # logs go on meanwhile
    part = vm.sh("ls /sys/block/dm-0/slaves")
    assert vm.sh(f"grep PARTNAME= /sys/class/block/{part}/uevent") == "PARTNAME=berth-a"
    assert found["medium"] == {"kind": "disk", "device": f"/dev/{part}", "partition": "berth-a",
                               "slot": "a", "volume": None, "image": None}


def test_slots_agree_with_the_machine(vm):
    """A fresh installation: release in slot a, good, and nothing in slot b."""
    found = as_json(vm)
    parts = {name: "/dev/" + vm.sh(f"grep -lx PARTNAME={name} /sys/class/block/*/uevent").split("/")[-2]
             for name in ("berth-boot-a", "berth-boot-b", "berth-a", "berth-b")}
    boot, (a, b) = found["boot"], found["slots"]
    assert (boot["mode"], boot["slot"], boot["root"]) == ("good", "a", "verified")
    assert boot["aftermath"] is None
    assert f"berth.roothash={boot['root_hash']}" in vm.sh("cat /proc/cmdline").split()
    assert (a["boot"], a["root"]) == (parts["berth-boot-a"], parts["berth-a"])
    assert (b["boot"], b["root"]) == (parts["berth-boot-b"], parts["berth-b"])
    assert (a["running"], a["first"], a["good"], a["startable"]) == (True, True, True, True)
    assert (a["next"], b["next"], a["passed_over"], b["passed_over"]) == (True, False, False, False)
    assert (b["running"], b["first"], b["good"], b["startable"]) == (False, False, False, False)
    assert (a["version"], a["empty"], b["empty"]) == (vm.sh("berth --version").split()[1], False, True)
    alone = json.loads(vm.sh("berth slots --json"))
    # only there all files of a boot image are read
    assert [slot.pop("boot_files") for slot in alone["slots"]] == ["verified", None]
    assert [slot.pop("boot_files") for slot in (a, b)] == [None, None]
    assert (alone["boot"], alone["slots"], alone["not_seen"]) == (boot, [a, b], [])
    assert row(status(vm), "slot").startswith(f"a of {boot['disk']}, version {a['version']}, good, ")
    mounted = {line.split()[0] for line in vm.sh("cat /proc/mounts").splitlines()}
    assert not mounted & {a["boot"], b["boot"]}


def test_verify_reads_everything(vm):
    text = vm.sh("berth verify")
    assert re.search(r"^root image: verified, \d+ MB$", text, re.MULTILINE)
    assert re.search(r"^slot a: boot image: verified, 3 files$", text, re.MULTILINE)
    assert re.search(r"^slot b: empty$", text, re.MULTILINE)


def test_slots_as_a_user_who_is_not_root(vm):
    found = json.loads(vm.sh("setuidgid nobody berth slots --json"))
    assert found["not_seen"] == ["slots: only root may read versions and the boot record"]
    assert [(s["good"], s["empty"]) for s in found["slots"]] == [(None, None)] * 2
    assert found["slots"][0]["version"] == vm.sh("berth --version").split()[1]
    result = vm.ssh("setuidgid nobody berth verify")
    assert result.rc == 1 and "only root may" in result.err


def test_reset_is_asked_for(vm):
    result = vm.ssh("echo yes | berth reset")
    assert result.rc == 1 and "berth-data" in result.out
    assert "Not confirmed: nothing was changed." in result.out
    assert vm.ssh("test -e /var/lib/berth/reset").rc == 1
    result = vm.ssh("setuidgid nobody berth reset --yes")
    assert result.rc == 1 and "only root may" in result.err


def test_network_agrees_with_the_machine(vm, tools):
    """With a container on a bridge: the bridge and its veth are not the machine's addresses."""
    docker_ok(vm, f"run -d --name net {tools} sleep 1000")
    found = as_json(vm)["network"]
    lines = vm.sh("ip -o addr show").splitlines()
    assert any("nerdctl0" in line and " inet " in line for line in lines)
    wanted = {(words[1], words[3]) for words in map(str.split, lines)
              if words[1] == "eth0" and not words[3].startswith("fe80:")}
    shown = {(a["interface"], f"{a['address']}/{a['prefix']}") for a in found["addresses"]}
    assert shown == wanted and ("eth0", "10.0.2.15/24") in shown
    assert "10.0.2.2" in found["gateways"] and found["dns"] == ["10.0.2.3"]
    remove_containers(vm)


def test_services_are_shown_as_openrc_shows_them(vm):
    found = as_json(vm)["services"]
    assert found == [{"name": name, "state": "started", "reason": None} for name in SERVICES]
    assert vm.sh("ls /run/openrc/started").split() == SERVICES
    assert vm.sh("readlink /run/openrc/started/containerd") == "/etc/init.d/containerd"
    assert vm.sh("cat /run/openrc/softlevel") == "default"
    for state in ("starting", "stopping", "inactive", "failed"):
        assert vm.sh(f"ls /run/openrc/{state}") == ""


def test_wrong_arguments(vm):
    result = vm.ssh("berth status --jsn")
    assert result.rc == 2 and "Usage: berth status" in result.err and result.out == ""


# -- containers and engine -------------------------------------------------------------------


@pytest.mark.slow
def test_containers_are_counted_and_those_that_ought_to_run_named(vm, tools):
    docker_ok(vm, f"run -d --name up {tools} sleep 1000")
    docker_ok(vm, f"run -d --name ended {tools} true")
    docker_ok(vm, f"run -d --name stopped --restart always {tools} sleep 1000")
    docker_ok(vm, "stop -t 1 stopped")
    docker_ok(vm, f"run -d --name fails --restart always {tools} sh -c 'exit 3'")
    down = eventually(lambda: json.loads(vm.ssh("berth status --json").out)["containers"]["down"],
                      30, "the failing container in the status")
    assert [entry["name"] for entry in down] == ["fails"]
    text = status(vm, expected=1)
    assert row(text, "health") == "degraded"
    assert re.search(r"^ +- container fails ought to run: ", text, re.MULTILINE)
    assert re.search(r"^ +not running: fails$", text, re.MULTILINE)
    docker_ok(vm, "rm -f fails")
    found = as_json(vm)["containers"]
    everything = docker_ok(vm, "ps -aq").split()
    running = docker_ok(vm, "ps -q").split()
    assert (found["total"], found["running"]) == (len(everything), len(running))
    assert found["down"] == []
    remove_containers(vm)


@pytest.fixture(name="frozen")
def frozen_fixture(vm):
    """The machine with an engine that takes connections and answers nothing."""
    vm.sh("kill -STOP $(pidof containerd)")
    yield vm
    vm.sh("kill -CONT $(pidof containerd)")
    eventually(lambda: is_ok(vm), 30, "health ok again")


def test_an_engine_that_does_not_answer_is_told_in_bounded_time(frozen):
    began = time.monotonic()
    text = status(frozen, expected=1)
    assert time.monotonic() - began < scaled(12)
    assert "- the container engine does not answer (waited 5 s)" in text
    assert row(text, "containers") == "the engine did not answer within 5 s"
    containers = as_json(frozen, expected=1)["containers"]
    assert (containers["engine"], containers["running"]) == ("silent", None)
    assert frozen.ssh("pidof docker nerdctl").out == ""


def test_log_in_does_not_wait_for_an_engine_that_does_not_answer(frozen):
    """Judged by the machine's own clock: 1 s for the engine, the rest for all else."""
    words = "cut -d' ' -f1 /proc/uptime; berth status --short; cut -d' ' -f1 /proc/uptime"
    first, *text, last = frozen.sh(words).splitlines()
    assert "  containers  the engine did not answer within 1 s" in text
    assert text[0].endswith(", ok")
    assert 1 <= float(last) - float(first) < scaled(2)


# -- services that fail ----------------------------------------------------------------------


@pytest.mark.slow
def test_a_service_that_died_is_told_until_it_has_recovered(vm):
    eventually(lambda: is_ok(vm), 30, "health ok")
    vm.sh("kill -KILL $(pidof ntpd)")
    wanted = "/usr/sbin/ntpd ended with signal 9 (Killed) and is started again"
    eventually(lambda: wanted in vm.ssh("cat /run/openrc/options/ntpd/reason").out, 10, "a reason")
    assert f"- service ntpd: {wanted}" in unwrapped(status(vm, expected=1))
    entry = next(e for e in as_json(vm, expected=1)["services"] if e["name"] == "ntpd")
    assert entry == {"name": "ntpd", "state": "started", "reason": wanted}
    # 30 s until it is started again, 10 s until that counts
    eventually(lambda: is_ok(vm), 60, "health ok again")
    assert vm.ssh("test -e /run/openrc/options/ntpd/reason").rc == 1


def test_a_user_who_is_not_root_sees_the_rest(vm):
    eventually(lambda: is_ok(vm), 60, "health ok")
    result = vm.ssh("setuidgid nobody berth status --json")
    assert result.rc == 0, result
    found = json.loads(result.out)
    assert found["not_seen"] == ["configuration: only root may see it",
                                 "slots: only root may read versions and the boot record",
                                 "containers: only root may ask the container engine"]
    assert found["containers"]["engine"] == "forbidden"
    assert [entry["state"] for entry in found["services"]] == ["started"] * len(SERVICES)
    assert found["data"]["partition"] == "berth-data" and found["network"]["addresses"]


@pytest.fixture(scope="module", name="broken")
def broken_fixture(make_machine):
    """A machine whose seed cannot be kept at its second boot: that service fails."""
    machine = make_machine("broken-seed")
    boot(machine)
    machine.sh("rm -r /var/lib/berth/seed && mkdir -p /var/lib/berth/seed.new/sub")
    machine.console.mark()
    machine.sh("reboot >/dev/null 2>&1 &")
    # The whole line: it may arrive in pieces.
    failure = machine.console.wait_for(r"^(berth: boot failed: .*)\n", 240).group(1)
    machine.shell.disconnect()
    machine.wait_ssh()
    yield SimpleNamespace(machine=machine, failure=failure)
    dispose(machine)


def test_a_failed_service_is_told_with_its_reason(broken):
    reason = "/usr/bin/berth ended with exit status 1"
    assert broken.failure == f"berth: boot failed: service seed: {reason}"
    machine = broken.machine
    assert f"- service seed failed: {reason}" in unwrapped(status(machine, expected=1))
    entry = next(e for e in as_json(machine, expected=1)["services"] if e["name"] == "seed")
    assert entry == {"name": "seed", "state": "failed", "reason": reason}
    assert machine.sh("readlink /run/openrc/failed/seed") == "/etc/init.d/seed"
    assert "seed" not in machine.sh("ls /run/openrc/started").split()
    short = status(machine, "--short", expected=1)
    assert short.splitlines()[0].endswith(", degraded")
    assert f"- service seed failed: {reason}" in unwrapped(short)


def test_a_script_that_cannot_be_used_is_a_failed_service(new_machine, places):
    """It is told of when services are loaded, long before the first of them starts."""
    folder = places.work / "unusable-script"
    shutil.rmtree(folder, ignore_errors=True)
    disk = SlotDisk.copy_of(places.image, folder / "disk.raw")
    services = (places.out / "root/usr/lib/berth/deptree").read_bytes()
    at = services.index(b"/usr/sbin/ntpd")
    place = file_place(places.out / "release" / "root.img", "/usr/lib/berth/deptree", at)
    assert disk.read("berth-a", place, 14) == services[at:at + 14]
    disk.write("berth-a", place, b".")
    # A root that was changed on purpose cannot be a verified one.
    disk.change_boot("a", lambda image: image.set("slot_roothash", ""))
    machine = new_machine(image=disk.raw)
    machine.start()
    failure = machine.console.wait_for(r"^berth: boot failed: service ntpd: (line \d+: .*)\n", 240).group(1)
    machine.wait_ssh()
    entry = next(e for e in as_json(machine, expected=1)["services"] if e["name"] == "ntpd")
    assert entry == {"name": "ntpd", "state": "failed", "reason": failure}
    assert failure.endswith("command= must be an absolute path or a name")
    assert machine.sh("readlink /run/openrc/failed/ntpd") == "/etc/init.d/ntpd"
    assert "containerd" in machine.sh("ls /run/openrc/started").split()


def test_a_machine_that_failed_to_boot_tells_how_to_reach_it(broken):
    eventually(lambda: HOW_TO_REACH.search(
        broken.machine.console.text().split("berth: boot failed", 1)[1]), 20, "the address")


def test_the_console_of_a_machine_that_failed_to_boot_gives_a_shell(broken):
    """But to somebody who asks for it only: the line that asks is no command."""
    console = broken.machine.console
    console.wait_for(r"press Enter for a root shell on ttyS0", 30)
    mark = console.mark()
    console.send("echo $((30 + 4))y\n")
    console.wait_for(r": root shell on ttyS0\n", 30)
    console.send("echo $((20 + 3))x; exit\n")
    console.wait_for(r"^23x", 30)
    console.wait_for(r"press Enter for a root shell on ttyS0", 30)
    assert "34y" not in console.text(mark)


# -- log-in ----------------------------------------------------------------------------------


@pytest.fixture(name="session")
def session_fixture(vm):
    """An ssh session of a person: with a terminal, and typing that only begins after a look."""
    eventually(lambda: is_ok(vm), 30, "health ok")
    ssh = subprocess.Popen(vm.shell.arguments("-tt"), stdin=subprocess.PIPE, bufsize=0,
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    yield ssh
    ssh.kill()
    ssh.communicate()


def test_log_in_shows_the_status_in_short(session):
    shown = read_until(r"root@testbox:~# ", session.stdout, 30)
    lines = shown.splitlines()
    first = next(i for i, line in enumerate(lines)
                 if re.fullmatch(r"testbox: Berth [0-9.]+ \(virt\), ok", line))
    assert lines[first + 1] == "  addresses   10.0.2.15"
    assert any(re.match(r"  data        .* used \(\d+ %\)$", line) for line in lines[first:])
    assert any(re.match(r"  containers  (none|\d)", line) for line in lines[first:])
    session.stdin.write(b"exit\n")
    assert session.wait(scaled(20)) == 0


def test_scripts_are_not_shown_anything(vm):
    done = subprocess.run(vm.shell.arguments("-T"), input="echo only this\n", text=True,
                          capture_output=True, timeout=scaled(60), check=False)
    assert done.stdout == "only this\n"
    assert vm.ssh("sh -lc 'echo only this'").out == "only this\n"
    assert vm.ssh("true").out == ""


# -- the consoles ----------------------------------------------------------------------------


def test_console_tells_how_to_reach_the_machine_after_the_boot(vm):
    shown = eventually(lambda: HOW_TO_REACH.search(vm.console.text()), 20, "the address")
    text = vm.console.text()
    assert text.index("berth: boot complete") < shown.start()
    assert len(HOW_TO_REACH.findall(text)) == 1
    # the same lease again: nothing new to say
    vm.sh("kill -USR1 $(cat /run/udhcpc.eth0.pid)")
    time.sleep(scaled(3))
    assert len(HOW_TO_REACH.findall(vm.console.text())) == 1
    assert vm.ssh("pgrep -f '[b]erth announce'").out == "", "the announcer has an address and still runs"


def test_an_address_that_comes_late_is_told_when_it_comes(new_machine):
    machine = new_machine()
    machine.start()
    machine.qmp.monitor("set_link net0 off")
    machine.wait_boot()
    machine.console.wait_for(r"^berth: testbox \(berth [0-9.]+\): no network address: ", 60)
    machine.qmp.monitor("set_link net0 on")
    machine.console.wait_for(HOW_TO_REACH.pattern, 60)
    machine.wait_ssh()
    eventually(lambda: is_ok(machine), 30, "health ok")
