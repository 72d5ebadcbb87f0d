# SPDX-License-Identifier: Apache-2.0
"""`docker run` and the end of containers: what Docker's own manual promises."""

import json
import time
import urllib.request

import pytest
from qemu.image import Config, Entry, build
from qemu.limits import scaled
from support import FILL_DISK, docker, docker_ok, eventually, remove_containers

pytestmark = pytest.mark.usefixtures("clean")

SLEEP = "sleep 10000"


def names(vm, flags="-a"):
    """Return the names of the containers that `docker ps` lists."""
    return docker_ok(vm, f"ps {flags} --format '{{{{.Names}}}}'").split()


def gone(vm, name, seconds=20):
    eventually(lambda: name not in names(vm), seconds, f"{name} is removed")


# -- the end of a container --------------------------------------------------------------------

def test_detached_rm_is_removed_when_it_ends(vm, tools):
    docker_ok(vm, f"run -d --rm --name brief -v /anon {tools} sleep 3")
    assert names(vm) == ["brief"]
    gone(vm, "brief")
    assert docker_ok(vm, "volume ls -q") == ""


@pytest.mark.slow
def test_detached_rm_leaves_name_and_port_free_when_stopped(vm, tools):
    words = f"run -d --rm --name again -p 8090:80 {tools} {SLEEP}"
    docker_ok(vm, words)
    docker_ok(vm, "stop -t 1 again")
    docker_ok(vm, words)
    assert names(vm) == ["again"]


@pytest.mark.slow
def test_rm_does_not_outlive_a_killed_docker_run(vm, tools):
    vm.sh(f"setsid docker run --rm --name orphan {tools} {SLEEP} >/dev/null 2>&1 </dev/null &")
    eventually(lambda: names(vm, "") == ["orphan"], 30, "the container runs")
    vm.sh("kill -KILL $(pgrep -f '[d]ocker run --rm --name orphan')")
    assert names(vm, "") == ["orphan"]
    docker_ok(vm, "kill orphan")
    gone(vm, "orphan")


@pytest.mark.slow
def test_restart_keeps_a_container_with_rm(vm, tools):
    docker_ok(vm, f"run -d --rm --name kept {tools} {SLEEP}")
    docker_ok(vm, "restart -t 1 kept")
    assert docker_ok(vm, "exec kept echo here") == "here"
    docker_ok(vm, "kill kept")
    gone(vm, "kept")


@pytest.mark.slow
def test_rm_and_restart_conflict(vm, tools):
    result = docker(vm, f"run -d --rm --restart always {tools} {SLEEP}")
    assert result.rc == 125
    assert "cannot specify both --restart and --rm" in result.err
    assert names(vm) == []


@pytest.mark.slow
def test_ended_container_gives_address_and_port_back(vm, tools):
    docker_ok(vm, f"run -d --name first -p 8090:80 {tools} sleep 3")
    eventually(lambda: names(vm, "") == [], 30, "the end of the first container")
    leases = "find /var/lib/cni/networks/bridge -name '[0-9]*' 2>/dev/null"
    eventually(lambda: vm.sh(leases) == "", 20, "its address is free")
    docker_ok(vm, f"run -d --name second -p 8090:80 {tools} httpd -f -h /www")
    port = vm.forward(8090)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=scaled(20)) as answer:
        assert answer.read() == b"served by a container\n"
    assert sorted(names(vm)) == ["first", "second"]


@pytest.mark.slow
def test_network_lasts_until_the_process_has_ended(vm, tools):
    script = "trap 'ip -4 -o addr show eth0 >/out/at-end; exit 0' TERM; while :; do sleep 0.2; done"
    docker_ok(vm, f"run -d --name last -p 8090:80 -v /tmp/out:/out {tools} sh -c \"{script}\"")
    docker_ok(vm, "stop last")
    assert " inet 10.4." in vm.sh("cat /tmp/out/at-end")


@pytest.mark.slow
def test_hangup_leaves_port_and_policy_alone(vm, tools):
    """`docker kill -s HUP` asks a server to read its configuration again, nothing more."""
    words = f"{tools} sh -c \"trap : HUP; httpd -f -h /www & while :; do wait; done\""
    docker_ok(vm, f"run -d --name server --restart unless-stopped -p 8090:80 {words}")
    docker_ok(vm, "kill -s HUP server")
    port = vm.forward(8090)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=scaled(20)) as answer:
        assert answer.read() == b"served by a container\n"
    vm.sh("kill -KILL $(docker inspect -f '{{.State.Pid}}' server)")
    eventually(lambda: docker(vm, "exec server true").rc == 0, 40, "it is started again")


@pytest.mark.slow
def test_stopped_container_stays_stopped(vm, tools):
    """Longer than two rounds of the restart monitor; SIGKILL makes it a failure."""
    policies = ["always", "on-failure", "unless-stopped"]
    held = " ".join(policies)
    for policy in policies:
        docker_ok(vm, f"run -d --name {policy} --restart {policy} {tools} {SLEEP}")
    docker_ok(vm, f"stop -t 1 {held}")
    vm.sh("sleep 12")
    states = docker_ok(vm, f"inspect -f '{{{{.State.Status}}}} {{{{.State.ExitCode}}}}' {held}")
    assert states.splitlines() == ["exited 137"] * 3
    docker_ok(vm, f"start {held}")

    def pids():
        return set(docker_ok(vm, f"inspect -f '{{{{.State.Pid}}}}' {held}").split())
    killed = pids()
    assert len(killed) == 3 and "0" not in killed
    vm.sh(f"kill -KILL {' '.join(killed)}")
    eventually(lambda: not pids() & {"0", *killed}, 40, "they are started again")


@pytest.mark.slow
def test_containers_that_are_removed_while_they_wait_for_their_restart_leave_nothing(vm, tools):
    """To remove six takes longer than the engine waits: it starts some of them again meanwhile."""
    held = [f"held{number}" for number in range(6)]
    for name in held:
        docker_ok(vm, f"run -d --name {name} --network none --restart always {tools} {SLEEP}")
    pids = docker_ok(vm, f"inspect -f '{{{{.State.Pid}}}}' {' '.join(held)}").split()
    vm.sh(f"kill -KILL {' '.join(pids)}")
    docker_ok(vm, f"rm -f {' '.join(held)}")
    time.sleep(scaled(8))        # a restart comes within 5 s
    assert names(vm) == []
    left = "ls /var/lib/nerdctl/*/names/default /var/lib/nerdctl/*/containers/default"
    assert [line for line in vm.sh(left).splitlines() if line and not line.startswith("/")] == []


@pytest.mark.slow
def test_containers_can_be_stopped_and_removed_on_a_full_disk(vm, tools):
    for name, options in (("waits", "--restart always"), ("runs", "--restart always"), ("stops", "")):
        program = "true" if name == "waits" else SLEEP
        docker_ok(vm, f"run -d --name {name} {options} {tools} {program}")
    vm.sh(FILL_DISK, timeout=300)
    try:
        stopped = docker(vm, "stop -t 0 stops")
        assert stopped.rc == 0 and "no space left on device" in stopped.err
        for how in ("rm stops", "rm -f waits", "rm -f runs"):
            docker_ok(vm, how)
        assert names(vm) == []
    finally:
        vm.sh("rm -rf /var/fill")


@pytest.mark.slow
def test_rm_force_forgives_only_that_there_is_no_such_container(vm, tools):
    result = docker(vm, "rm -f nobody")
    assert result.rc == 0 and "no such container: nobody" in result.err
    for name in ("one", "two"):
        docker_ok(vm, f"create --name {name} {tools} {SLEEP}")
    first = docker_ok(vm, "inspect -f '{{.Id}}' one")
    vm.sh(f"chattr +i /var/lib/nerdctl/*/containers/default/{first}")
    try:
        result = docker(vm, "rm -f one two")
        assert result.rc == 1 and first in result.err and result.out.split() == ["two"]
    finally:
        vm.sh(f"chattr -i /var/lib/nerdctl/*/containers/default/{first}; "
              f"rm -rf /var/lib/nerdctl/*/containers/default/{first}")
    assert names(vm) == []


@pytest.mark.slow
def test_name_comes_before_the_beginning_of_an_id(vm, tools):
    other = docker_ok(vm, f"run -d --name other {tools} {SLEEP}")
    name = other[:4]
    docker_ok(vm, f"run -d --name {name} {tools} {SLEEP}")
    assert docker_ok(vm, f"inspect -f '{{{{.Name}}}}' {name}").lstrip("/") == name
    docker_ok(vm, f"rm -f {name}")
    assert names(vm) == ["other"]
    docker_ok(vm, f"rm -f {name}")       # now it is the beginning of an ID only
    assert names(vm) == []


@pytest.mark.slow
def test_list_lives_with_containers_that_go(vm, tools):
    work = f"for i in 1 2 3 4 5 6; do docker run --rm --network none {tools} true; done"
    vm.sh(f"for w in 1 2 3; do ({work}) >/dev/null 2>&1 </dev/null & done")
    for _ in range(40):
        docker_ok(vm, "ps -a")
    eventually(lambda: names(vm) == [], 60, "all of them are gone")


@pytest.mark.slow
def test_stop_signal_of_the_command_line_beats_the_images(vm, registry, busybox, pull_image, tmp_path):
    entries = [Entry("bin/busybox", 0o755, source=busybox), Entry("bin/sh", link="busybox"),
               Entry("bin/sleep", link="busybox")]
    script = "trap 'exit 1' USR1; trap 'exit 2' USR2; while :; do sleep 1; done"
    registry.add(build(tmp_path / "i.tar", "berth/usr1", [entries],
                       Config(["sh", "-c", script], stop_signal="SIGUSR1")))
    image = pull_image(vm, "berth/usr1:latest")
    docker_ok(vm, f"run -d --name images {image}")
    docker_ok(vm, f"run -d --name given --stop-signal SIGUSR2 {image}")
    docker_ok(vm, "stop images given")
    assert docker_ok(vm, "inspect -f '{{.State.ExitCode}}' images given").split() == ["1", "2"]


# -- exit statuses -------------------------------------------------------------------------------

@pytest.mark.parametrize(("arguments", "status"), [
    ("--no-such-flag IMAGE true", 125),
    ("--pull never 10.0.2.2/none/such:1", 125),
    ("IMAGE /etc/passwd", 126),
    ("IMAGE no-such-program", 127),
    ("IMAGE sh -c 'exit 42'", 42),
])
def test_exit_status_says_whose_fault_it_was(vm, tools, arguments, status):
    result = docker(vm, "run --rm " + arguments.replace("IMAGE", tools))
    assert result.rc == status, result.err
    assert status == 42 or result.err.startswith("docker: ")


# -- options -------------------------------------------------------------------------------------

def test_environment_folder_user_and_names(vm, tools):
    vm.put("FROM_FILE=two words\n", "/tmp/env")
    out = docker_ok(vm, "run --rm -e GIVEN=1 --env-file /tmp/env -w /tmp -u 1000:1001 -h box "
                    f"--add-host db:10.9.8.7 {tools} sh -c "
                    "'echo $GIVEN; echo $FROM_FILE; pwd; id -u; id -g; hostname; "
                    "grep db /etc/hosts'").splitlines()
    assert out[:6] == ["1", "two words", "/tmp", "1000", "1001", "box"]
    assert out[6].split() == ["10.9.8.7", "db"]


@pytest.mark.slow
def test_attached_are_the_streams_of_the_command_line(vm, tools):
    through = docker(vm, f"run -i --rm --network none -a stdin -a stdout {tools} cat",
                     stdin="berth\n", timeout=60)
    assert (through.rc, through.out) == (0, "berth\n")
    errors = docker(vm, f"run --name half --network none -a stderr {tools} "
                    "sh -c 'echo output; echo errors >&2; exit 3'", timeout=60)
    assert (errors.rc, errors.out, errors.err) == (3, "", "errors\n")
    assert sorted(docker_ok(vm, "logs half 2>&1").split()) == ["errors", "output"]


@pytest.mark.slow
def test_file_systems(vm, tools):
    out = docker_ok(vm, "run --rm --read-only --tmpfs /scratch:size=1m -v /tmp/made:/made "
                    f"--mount type=bind,src=/etc,dst=/host,readonly {tools} sh -c "
                    "'touch /x 2>&1; touch /host/x 2>&1; touch /made/x; df -k /scratch | tail -1'")
    lines = out.splitlines()
    assert "Read-only file system" in lines[0] and "Read-only file system" in lines[1]
    assert lines[2].split()[1] == "1024"
    assert vm.sh("ls /tmp/made") == "x"


@pytest.mark.slow
def test_entrypoint_and_init(vm, tools):
    assert docker_ok(vm, f"run --rm --entrypoint echo {tools} a b") == "a b"
    assert docker_ok(vm, f"run --rm --init {tools} cat /proc/1/comm") == "tini"


@pytest.mark.slow
def test_rights(vm, tools):
    show = "grep -E 'CapEff|NoNewPrivs' /proc/self/status"
    usual = docker_ok(vm, f"run --rm {tools} {show}")
    less = docker_ok(vm, f"run --rm --cap-drop ALL --cap-add CHOWN "
                     f"--security-opt no-new-privileges {tools} {show}")
    more = docker_ok(vm, f"run --rm --privileged {tools} {show}")
    assert usual.split() == ["CapEff:", "00000000a80425fb", "NoNewPrivs:", "0"]
    assert less.split() == ["CapEff:", "0000000000000001", "NoNewPrivs:", "1"]
    assert int(more.split()[1], 16) > int("a80425fb", 16)


@pytest.mark.slow
def test_ports_published_at_random_and_by_udp(vm, tools):
    docker_ok(vm, f"run -d --name ports -p 80 -p 127.0.0.1:8091:81/udp {tools} {SLEEP}")
    lines = sorted(docker_ok(vm, "port ports").splitlines())
    assert lines[1] == "81/udp -> 127.0.0.1:8091"
    host = lines[0].removeprefix("80/tcp -> 0.0.0.0:")
    assert int(host) >= 32768
    assert docker_ok(vm, "port ports 80") == f"0.0.0.0:{host}"


@pytest.mark.slow
def test_networks_hold_names(vm, tools):
    docker_ok(vm, "network create app")
    docker_ok(vm, f"run -d --name server --network app {tools} httpd -f -h /www")
    assert docker_ok(vm, f"run --rm --network app {tools} wget -qO- http://server/") \
        == "served by a container"
    outside = docker(vm, f"run --rm {tools} wget -T 3 -qO- http://server/")
    assert outside.rc != 0
    used = docker(vm, "network rm app")
    assert used.rc != 0 and "app" in used.err
    remove_containers(vm)
    docker_ok(vm, "network rm app")
    assert "app" not in docker_ok(vm, "network ls --format '{{.Name}}'").split()


@pytest.mark.slow
def test_volumes(vm, tools):
    docker_ok(vm, "volume create box")
    assert docker_ok(vm, f"run --rm -u 1000 -v box:/data {tools} stat -c %a /data") == "755"
    docker_ok(vm, f"run --rm -v box:/data {tools} sh -c 'echo kept >/data/file'")
    assert docker_ok(vm, f"run --rm -v box:/data:ro {tools} cat /data/file") == "kept"
    docker_ok(vm, f"run -d --name user -v box:/data {tools} {SLEEP}")
    assert docker_ok(vm, f"run --rm --volumes-from user {tools} cat /data/file") == "kept"
    assert docker(vm, "volume rm box").rc != 0
    remove_containers(vm)
    where = json.loads(docker_ok(vm, "volume inspect box"))[0]["Mountpoint"]
    assert vm.sh(f"cat {where}/file") == "kept"
    docker_ok(vm, "volume rm box")


@pytest.mark.slow
def test_empty_named_volume_takes_over_what_the_image_has(vm, tools):
    assert docker_ok(vm, f"run --rm -v pages:/www {tools} cat /www/index.html") \
        == "served by a container"
    docker_ok(vm, "volume rm pages")


def test_not_root_is_told_what_to_do(vm):
    for words in ("ps", "run busybox", "compose up", "cp a:/b c"):
        result = vm.ssh(f"cd /; HOME=/tmp setuidgid nobody docker {words}")
        assert result.rc == 1, words
        assert result.err == ("docker: the containers of this machine belong to root, and you are "
                              "nobody.\nLog in as root (ssh root@testbox) with a key that is in "
                              "root's ssh_authorized_keys.\n"), words
    assert vm.ssh("HOME=/tmp setuidgid nobody docker --version").rc == 0
    assert vm.ssh("HOME=/tmp setuidgid nobody docker run --help").rc == 0
