# SPDX-License-Identifier: Apache-2.0
"""Docker's daily commands on running containers, images, networks and the registry log-in."""

import json
import re

import pytest
from support import docker, docker_ok, eventually, remove_containers

SLEEP = "sleep 10000"


@pytest.fixture(scope="module", name="box")
def box_fixture(shared, pull_image):
    """One running container that most tests here only look at: (machine, image)."""
    machine = shared.get()
    image = pull_image(machine)
    docker_ok(machine, "run -d --name box --restart unless-stopped -p 8092:80 -m 64m -e COLOUR=blue "
              f"-l tier=front -v boxdata:/data -w /tmp {image} {SLEEP}")
    yield machine, image
    remove_containers(machine)
    docker_ok(machine, "volume rm boxdata")


def test_exec(box):
    vm, _ = box
    assert docker_ok(vm, "exec -e A=1 -w /www -u 1000 box sh -c 'echo $A; pwd; id -u'") \
        == "1\n/www\n1000"
    assert docker(vm, "exec -i box cat", stdin="through\n").out == "through\n"
    assert docker(vm, "exec -i box cat", timeout=60).rc == 0  # no input is an end of input, too
    assert docker(vm, "exec box sh -c 'exit 7'").rc == 7
    missing = docker(vm, "exec box no-such-program")
    assert missing.rc == 127 and "no-such-program" in missing.err
    docker_ok(vm, "exec -d box touch /data/from-exec")
    eventually(lambda: vm.ssh("ls /var/lib/nerdctl/*/volumes/default/boxdata/_data/from-exec").rc == 0,
               20, "the file of exec -d")
    absent = docker(vm, "exec nobody true")
    assert absent.rc == 1 and "nobody" in absent.err


def test_cp(box):
    vm, _ = box
    vm.sh("mkdir -p /tmp/cp/folder && echo one >/tmp/cp/folder/file && rm -rf /tmp/back")
    docker_ok(vm, "cp /tmp/cp/folder box:/tmp/")
    assert docker_ok(vm, "exec box cat /tmp/folder/file") == "one"
    docker_ok(vm, "cp box:/tmp/folder /tmp/back")
    assert vm.sh("cat /tmp/back/file") == "one"
    assert vm.sh("docker cp box:/tmp/folder - | tar -xO folder/file") == "one"
    missing = docker(vm, "cp box:/nothing /tmp/back")
    assert missing.rc == 1 and "nothing" in missing.err


@pytest.mark.slow
def test_cp_with_a_stopped_container(box):
    vm, image = box
    docker_ok(vm, f"run --name ended {image} sh -c 'echo left >/left'")
    docker_ok(vm, "cp ended:/left /tmp/left")
    assert vm.sh("cat /tmp/left") == "left"
    docker_ok(vm, "rm ended")


@pytest.mark.slow
def test_stats(box):
    vm, _ = box
    line = docker_ok(vm, "stats --no-stream --format '{{.Name}} {{.CPUPerc}} {{.MemUsage}} {{.PIDs}}'")
    assert re.fullmatch(r"box \d+\.\d+% [0-9.]+[KM]iB / 64MiB 1", line)
    table = docker_ok(vm, "stats --no-stream box").splitlines()
    assert table[0].split()[:3] == ["CONTAINER", "ID", "NAME"] and "box" in table[1]


@pytest.mark.parametrize(("template", "value"), [
    ("{{.Name}}", "box"),
    ("{{.State.Status}} {{.State.Running}} {{.State.Paused}} {{.State.ExitCode}}",
     "running true false 0"),
    ("{{.Config.WorkingDir}}", "/tmp"),
    ("{{.Path}} {{json .Args}}", 'sleep ["10000"]'),
    ("{{index .Config.Labels \"tier\"}}", "front"),
    ("{{.HostConfig.RestartPolicy.Name}}", "unless-stopped"),
    ("{{.HostConfig.Memory}}", str(64 << 20)),
    ("{{(index (index .NetworkSettings.Ports \"80/tcp\") 0).HostPort}}", "8092"),
    ("{{range .Mounts}}{{.Type}} {{.Name}} {{.Destination}}{{end}}", "volume boxdata /data"),
    ("{{.RestartCount}}", "0"),
])
def test_inspect_format(box, template, value):
    vm, _ = box
    assert docker_ok(vm, f"inspect --format '{template}' box") == value


@pytest.mark.slow
def test_inspect_environment_addresses_and_times(box):
    vm, _ = box
    facts = json.loads(docker_ok(vm, "inspect box"))[0]
    assert "COLOUR=blue" in facts["Config"]["Env"]
    assert re.fullmatch(r"10\.4\.\d+\.\d+", facts["NetworkSettings"]["IPAddress"])
    assert facts["NetworkSettings"]["Networks"]
    for moment in (facts["Created"], facts["State"]["StartedAt"]):
        assert re.match(r"20\d\d-\d\d-\d\dT\d\d:", moment)
    nothing = docker(vm, "inspect nothing")
    assert nothing.rc == 1 and "nothing" in nothing.err


def test_ps(box):
    vm, _ = box
    form = "{{.Names}}|{{.Status}}|{{.Ports}}"
    name, status, ports = docker_ok(vm, f"ps --filter label=tier=front --format '{form}'").split("|")
    assert name == "box" and ports == "0.0.0.0:8092->80/tcp"
    assert re.fullmatch(r"Up (Less than a second|About a minute|\d+ (seconds?|minutes?))", status)
    assert docker_ok(vm, "ps -q --filter name=box --filter status=running") != ""
    assert docker_ok(vm, "ps -aq --filter status=exited") == ""


@pytest.mark.slow
def test_pause_and_rename_and_top_and_wait(box):
    vm, image = box
    docker_ok(vm, f"run -d --name work {image} sh -c 'sleep 8; exit 4'")
    docker_ok(vm, "pause work")
    assert docker_ok(vm, "inspect -f '{{.State.Status}}' work") == "paused"
    docker_ok(vm, "unpause work")
    docker_ok(vm, "rename work job")
    assert "sleep 8" in docker_ok(vm, "top job")
    assert docker_ok(vm, "wait job") == "4"
    running = docker(vm, "rm box")
    assert running.rc == 1 and "running" in running.err
    docker_ok(vm, "rm job")


@pytest.mark.slow
def test_update_changes_a_running_container(box):
    vm, _ = box
    docker_ok(vm, "update -m 96m --memory-swap 96m box")
    assert docker_ok(vm, "exec box cat /sys/fs/cgroup/memory.max") == str(96 << 20)
    docker_ok(vm, "update -m 64m --memory-swap 64m box")


@pytest.mark.slow
def test_logs_follow_until_the_end(box):
    vm, image = box
    docker_ok(vm, f"run -d --name talk {image} sh -c 'for i in 1 2 3 4; do echo $i; sleep 1; done'")
    result = docker(vm, "logs -f talk", timeout=60)
    assert (result.rc, result.out) == (0, "1\n2\n3\n4\n")
    assert docker_ok(vm, "logs --tail 2 talk") == "3\n4"
    stamped = docker_ok(vm, "logs -t --tail 1 talk")
    assert re.match(r"20\d\d-\d\d-\d\dT\S+Z 4$", stamped)
    assert docker_ok(vm, "logs --since 1h talk") == "1\n2\n3\n4"
    docker_ok(vm, "rm talk")


@pytest.mark.slow
def test_save_load_tag_and_commit(box):
    vm, image = box
    docker_ok(vm, f"run --name maker {image} sh -c 'echo new >/new'")
    docker_ok(vm, "commit -c 'CMD [\"cat\", \"/new\"]' maker made:1")
    docker_ok(vm, "rm maker")
    docker_ok(vm, "tag made:1 made:2")
    docker_ok(vm, "tag made:1 unmade:3")
    assert sorted(docker_ok(vm, "images --format {{.Tag}} made").split()) == ["1", "2"]
    docker_ok(vm, "rmi unmade:3")
    docker_ok(vm, "save -o /var/tmp/made.tar made:1")
    docker_ok(vm, "rmi made:1")
    docker_ok(vm, "rmi made:2")
    assert docker_ok(vm, "images -q made") == ""
    before = set(docker_ok(vm, "images -aq").split())
    assert re.fullmatch(r"Loaded image: \S*made:1", docker_ok(vm, "load -i /var/tmp/made.tar"))
    # one image more, not the archive as well
    assert set(docker_ok(vm, "images -aq").split()) - before == set(docker_ok(vm, "images -q made").split())
    assert docker_ok(vm, "run --rm made:1") == "new"
    docker_ok(vm, "rmi made:1")
    vm.sh("rm /var/tmp/made.tar")


@pytest.mark.slow
def test_image_in_use_is_not_removed(box):
    vm, image = box
    used = docker(vm, f"rmi {image}")
    assert used.rc == 1 and "box" in used.err or "used" in used.err
    assert docker_ok(vm, f"images -q {image}") != ""


@pytest.mark.slow
def test_history_info_version_df(box):
    vm, image = box
    assert docker_ok(vm, f"history -q {image}") != ""
    assert docker_ok(vm, "info --format '{{.CgroupVersion}} {{.Driver}}'") == "2 overlayfs"
    assert "2.3" in docker_ok(vm, "version --format '{{.Client.Version}}'")


@pytest.mark.slow
def test_events(box):
    vm, image = box
    vm.sh("(timeout 15 docker events >/tmp/events 2>&1 &)")
    vm.sh("sleep 2")
    docker_ok(vm, f"run --rm {image} true")
    eventually(lambda: "start" in vm.sh("cat /tmp/events"), 20, "the start in docker events")
