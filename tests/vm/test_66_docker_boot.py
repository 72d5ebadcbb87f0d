# SPDX-License-Identifier: Apache-2.0
"""What docker promises across a restart of the host, and across a power cut: one machine, twice."""

import re
from types import SimpleNamespace

import pytest
from qemu.guest import trust_registry
from qemu.machine import boot
from qemu.registry import Registry
from support import dispose, docker, docker_ok, eventually

SLEEP = "sleep 10000"

CHECK_FAILED = re.compile(r"nerdctl: (health check probe failed|failed to get container (task|status)): ")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", name="private")
def private_fixture(places):
    """A registry that wants a log-in."""
    with Registry(login="somebody:secret") as registry:
        registry.add(places.hello, "berth/hello", "latest")
        yield registry


def fill(machine, image):
    """Start one container of each kind; the first four run when the machine goes down."""
    for words in (f"-d --rm --name brief {image} {SLEEP}",
                  f"-d --name plain {image} {SLEEP}",
                  f"-d --restart always --name stopped-always {image} {SLEEP}",
                  f"-d --restart unless-stopped --name stopped-unless {image} {SLEEP}",
                  f"-d --restart unless-stopped --name checked --health-cmd true "
                  f"--health-interval 2s {image} {SLEEP}"):
        docker_ok(machine, f"run {words}")
    docker(machine, f"run --name failed {image} sh -c 'exit 3'")
    docker_ok(machine, f"create --rm --name never {image} {SLEEP}")
    docker_ok(machine, "stop -t 0 stopped-always stopped-unless")
    # A docker run --rm that waits goes down with the machine.
    machine.sh(f"setsid docker run --rm --name waited-for {image} {SLEEP} >/dev/null 2>&1 </dev/null &")
    eventually(lambda: "waited-for" in states(machine), 30, "waited-for runs")


def states(machine):
    """Return name -> status of all containers."""
    lines = docker_ok(machine, "ps -a --format '{{.Names}}|{{.Status}}'").splitlines()
    return dict(line.split("|") for line in lines)


def settle(machine):
    """Wait until what the boot owes to containers is done; returns their states."""
    def settled():
        now = states(machine)
        gone = not {"brief", "waited-for", "never"} & set(now)
        up = all(now[name].startswith("Up") for name in ("stopped-always", "checked"))
        return now if gone and up else None
    return eventually(settled, 60, "containers are removed and started")


@pytest.fixture(scope="module", name="seen")
def seen_fixture(make_machine, pull_image, private):
    """States after an orderly restart and after a power cut."""
    machine = make_machine("docker-boot")
    boot(machine)
    image = pull_image(machine)
    name = trust_registry(machine, private.port, kept=True)
    wrong = docker(machine, f"login -u somebody --password-stdin {name}", stdin="wrong")
    docker_ok(machine, f"login -u somebody --password-stdin {name}", stdin="secret")
    fill(machine, image)
    machine.reboot()
    restarted = settle(machine)
    pulled = docker(machine, f"pull -q {name}/berth/hello")
    docker_ok(machine, "rm -f " + " ".join(restarted))
    fill(machine, image)
    machine.sh("sync")
    machine.cut()
    boot(machine)
    cut = settle(machine)
    yield SimpleNamespace(machine=machine, restarted=restarted, cut=cut, wrong=wrong, pulled=pulled)
    dispose(machine)


@pytest.mark.parametrize("how", ["restarted", "cut"])
def test_containers_with_rm_leave_nothing(seen, how):
    assert not {"brief", "waited-for", "never"} & set(getattr(seen, how))


@pytest.mark.parametrize("how", ["restarted", "cut"])
def test_stopped_always_runs_and_stopped_unless_stays(seen, how):
    now = getattr(seen, how)
    assert now["stopped-always"].startswith("Up")
    assert now["stopped-unless"].startswith("Exited (137)")
    assert now["plain"].startswith("Exited (255)")


@pytest.mark.parametrize("how", ["restarted", "cut"])
def test_exit_status_of_an_earlier_boot_is_still_known(seen, how):
    assert getattr(seen, how)["failed"].startswith("Exited (3) ")


def test_health_checks_go_on(seen):
    show = "inspect -f '{{.State.Health.Status}}' checked"
    eventually(lambda: docker_ok(seen.machine, show) == "healthy", 40, "checked is healthy")


def test_log_in_lasts(seen):
    assert seen.wrong.rc == 1 and "401" in seen.wrong.err
    assert seen.pulled.rc == 0, seen.pulled.err


def test_nothing_is_left_for_the_next_boot(seen):
    assert seen.machine.sh("find /var/lib/nerdctl -name '*-at-boot'") == ""
    # Not counted: checks that were under way when the machine took their container down.
    log = seen.machine.sh("cat /var/log/watch.log").splitlines()
    assert [line for line in log if not CHECK_FAILED.search(line)] == []
