# SPDX-License-Identifier: Apache-2.0
"""Berth's own keys in user-data: registries, proxy, kernel parameters, services."""

import json
from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from certificate import make_certificate
from proxy import Proxy
from qemu.machine import boot
from qemu.registry import Registry
from qemu.seed import make_seed, seed_files
from support import dispose, docker, docker_ok, eventually

LOGIN = "robot$ci:s3cret: word"
PROXY_LOGIN = "walker:thr0ugh"
USER_DATA = """
berth:
  registries:
    mirrored.invalid:
      mirrors: ["http://10.0.2.2:1", "http://10.0.2.2:{mirror}"]
    10.0.2.2:{private}:
      ca: |
{ca}
      username: robot$ci
      password: "s3cret: word"
    10.0.2.2:{unknown}: {{insecure: true}}
    10.0.2.2:{plain}: {{insecure: true}}
    10.0.2.2:{kept}: {{mirrors: ["http://10.0.2.2:1"]}}
    proxied.invalid: {{mirrors: ["http://proxied.invalid"]}}
  proxy:
    http_proxy: http://walker:thr0ugh@10.0.2.2:{proxy}
    https_proxy: http://walker:thr0ugh@10.0.2.2:{proxy}
    no_proxy: [10.0.2.2]
  sysctl:
    vm.swappiness: 13
    net/ipv4/ip_local_port_range: 20000 30000
    vm.no_such_parameter: 1
    vm.overcommit_memory: 9
  services:
    enabled: [web, no-such-service]
    disabled: [ntpd]
write_files:
- path: /etc/init.d/web
  permissions: '0755'
  content: |
    #!/sbin/openrc-run
    supervisor=supervise-daemon
    command=/bin/sleep
    command_args=4711
    depend() {{
      need net
    }}
runcmd:
- wget -q -O /var/through http://asked-by-runcmd.invalid/v2/
"""
LATER = """
berth:
  registries:
    10.0.2.2:{plain}: {{insecure: true}}
"""


def indented(text):
    return "\n".join("        " + line for line in text.splitlines())


@pytest.fixture(scope="module", name="servers")
def servers_fixture(places, tmp_path_factory):
    """Registries: one behind a login and a private authority, two that nobody vouches for; a proxy."""
    pem = make_certificate(tmp_path_factory.mktemp("known"), "10.0.2.2")
    stranger = make_certificate(tmp_path_factory.mktemp("unknown"), "10.0.2.2")
    with ExitStack() as stack:
        made = {name: stack.enter_context(registry) for name, registry in {
            "mirror": Registry(), "plain": Registry(), "unknown": Registry(certificate=stranger),
            "private": Registry(certificate=pem, login=LOGIN), "kept": Registry()}.items()}
        for name, registry in made.items():
            registry.add(places.hello, f"berth/{name}", "latest")
        made["mirror"].add(places.hello, "berth/proxied", "latest")
        proxy = stack.enter_context(Proxy(f"http://127.0.0.1:{made['mirror'].port}", PROXY_LOGIN))
        ports = {name: registry.port for name, registry in made.items()}
        yield SimpleNamespace(**made, proxy=proxy, ports={**ports, "proxy": proxy.port},
                              ca=indented(pem.with_name("server.pem.crt").read_text()))


@pytest.fixture(scope="module", name="seen")
def seen_fixture(make_machine, servers):
    """A machine that was told all of it, and started a second time without being told again."""
    machine = make_machine("berth-keys", user_data=USER_DATA.format(ca=servers.ca, **servers.ports))
    boot(machine)
    eventually(lambda: machine.ssh("test -s /var/through").rc == 0, 60, "runcmd has been run")
    through = list(servers.proxy.asked)
    hosts = f"/var/lib/berth/certs.d/10.0.2.2:{servers.kept.port}"
    machine.sh(f"rm -f '{hosts}'; mkdir '{hosts}'")
    machine.put(f'server = "http://10.0.2.2:{servers.kept.port}"\n', f"{hosts}/hosts.toml")
    machine.reboot()
    yield SimpleNamespace(machine=machine, through=through, shown=machine.ssh("berth config show"),
                          console=machine.console.text())
    dispose(machine)


def problem(seen, text):
    """The line about it, which has to have a place."""
    line = next(line for line in seen.shown.err.splitlines() if text in line)
    assert line.startswith("user-data:") and line.split(":")[1].isdigit(), line
    return line


def test_mirrors_are_asked_in_their_order(seen, servers):
    docker_ok(seen.machine, "pull -q mirrored.invalid/berth/mirror:latest")
    assert servers.mirror.blobs_served() != []


def test_login_and_authority(seen, servers):
    docker_ok(seen.machine, f"pull -q 10.0.2.2:{servers.private.port}/berth/private")
    assert {request.status for request in servers.private.requests()} >= {200, 401}


def test_certificate_that_nobody_vouches_for(seen, servers):
    docker_ok(seen.machine, f"pull -q 10.0.2.2:{servers.unknown.port}/berth/unknown")


def test_plain_http(seen, servers):
    docker_ok(seen.machine, f"pull -q 10.0.2.2:{servers.plain.port}/berth/plain")


def test_files_of_a_person_go_first(seen, servers):
    docker_ok(seen.machine, f"pull -q 10.0.2.2:{servers.kept.port}/berth/kept")
    problem(seen, f"registry '10.0.2.2:{servers.kept.port}': what is in /etc/containerd/certs.d goes")


def test_secrets_are_not_shown(seen):
    told = seen.shown.out + seen.shown.err + seen.console + seen.machine.sh("dmesg; berth status")
    for secret in ("s3cret", "thr0ugh"):
        assert secret not in told
    for path in ("/root/.docker/config.json", "/run/berth/proxy", "/etc/conf.d/containerd",
                 "/etc/profile.d/proxy.sh", "/var/lib/berth/registry-logins"):
        assert seen.machine.sh(f"stat -c %a {path}") == "600"


def test_what_is_shown_is_read_as_no_problem(seen):
    seen.machine.put(seen.shown.out.encode(), "/tmp/again")
    assert seen.machine.sh("berth config validate /tmp/again") == ""
    assert "proxied.invalid" in seen.shown.out and "vm.swappiness" in seen.shown.out


def test_pull_through_the_proxy(seen, servers):
    servers.proxy.asked.clear()
    docker_ok(seen.machine, "pull -q proxied.invalid/berth/proxied:latest")
    assert "http://proxied.invalid/v2/berth/proxied/manifests/latest" in servers.proxy.asked
    assert not [url for url in servers.proxy.asked if "10.0.2.2" in url]


def test_commands_and_log_in_shells_know_the_proxy(seen, servers):
    assert "http://asked-by-runcmd.invalid/v2/" in seen.through
    servers.proxy.asked.clear()
    seen.machine.sh("sh -lc 'wget -q -O /dev/null http://asked-by-shell.invalid/v2/'")
    assert servers.proxy.asked == ["http://asked-by-shell.invalid/v2/"]


def test_kernel_parameters(seen):
    assert seen.machine.sh("cat /proc/sys/vm/swappiness") == "13"
    assert seen.machine.sh("cat /proc/sys/net/ipv4/ip_local_port_range").split() == ["20000", "30000"]
    problem(seen, "vm.no_such_parameter is not set: there is no such parameter")
    problem(seen, "vm.overcommit_memory is not set: it does not take this value")


def test_services(seen):
    eventually(lambda: seen.machine.ssh("pgrep -f '[s]leep 4711'").rc == 0, 60, "web runs")
    assert seen.machine.ssh("pidof ntpd").rc != 0
    told = json.loads(seen.machine.sh("berth status --json"))
    assert told["health"] == "ok"
    names = {service["name"] for service in told["services"]}
    assert "web" in names and "ntpd" not in names
    problem(seen, "there is no service 'no-such-service'")


def test_reading_it_again_changes_nothing(seen):
    engine = seen.machine.sh("pidof containerd")
    before = seen.machine.sh("stat -c '%i %Y' /root/.docker/config.json /run/berth/registries/*/*")
    seen.machine.sh("rc-service seed restart")
    assert seen.machine.sh("pidof containerd") == engine
    after = seen.machine.sh("stat -c '%i %Y' /root/.docker/config.json /run/berth/registries/*/*")
    assert after == before


def test_what_is_no_longer_named_goes(seen, servers, key):
    """The last test here: the machine is told something else. A person's login and files stay."""
    machine = seen.machine
    auths = json.loads(machine.sh("cat /root/.docker/config.json"))
    auths["auths"]["other.example.org"] = {"auth": "YTpi"}
    machine.put(json.dumps(auths), "/root/.docker/config.json")
    files = seed_files("testbox", [key.public], "another")
    files["user-data"] += LATER.format(**servers.ports)
    machine.power_off()
    make_seed(machine.hardware.seed, files)
    boot(machine)
    left = json.loads(machine.sh("cat /root/.docker/config.json"))
    assert list(left["auths"]) == ["other.example.org"]
    docker_ok(machine, "image rm -f $(docker images -q)")
    assert docker(machine, "pull -q mirrored.invalid/berth/mirror").rc != 0
    docker_ok(machine, f"pull -q 10.0.2.2:{servers.plain.port}/berth/plain")
    assert sorted(machine.sh("ls /var/lib/berth/certs.d").split()) == sorted(
        f"10.0.2.2:{servers.ports[name]}" for name in ("kept", "plain"))
    assert machine.sh("cat /proc/sys/vm/swappiness") != "13"
    assert machine.ssh("pidof ntpd").rc == 0
    assert "proxy" not in machine.sh("cat /proc/$(pidof containerd)/environ | tr '\\0' '\\n'")
