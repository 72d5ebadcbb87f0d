# SPDX-License-Identifier: Apache-2.0
"""Real server programs, taken from Debian's packages, served and driven from outside."""

import socket
import urllib.error
import urllib.request

import pytest
from qemu import debimage
from qemu.image import Config, Entry, build
from qemu.limits import scaled
from support import docker_ok, eventually

pytestmark = pytest.mark.usefixtures("clean")

REQUESTS = 50
# What the package's installation script would make.
SITE = [Entry("etc/nginx/sites-enabled/site", data=b"server { listen 80; root /var/www/html; }\n"),
        Entry("run", folder=True)]


@pytest.fixture(name="debian_image")
def debian_image_fixture(registry, tmp_path):
    """Make an image of a program from Debian packages and serve it; returns NAME:TAG."""
    def make(name, packages, program, config, folders=(), more=()):
        debs = debimage.fetch(packages, debimage.default_cache())
        root = debimage.unpack(debs, tmp_path / "root", packages)
        entries = debimage.program_entries(root, [program], folders)
        return registry.add(build(tmp_path / "i.tar", name, [[*entries, *more]], config))
    return make


def ask(address, *commands):
    """Send redis commands in its inline form; returns everything that comes back."""
    with socket.create_connection(address, timeout=scaled(20)) as line:
        line.sendall("".join(f"{command}\r\n" for command in commands).encode() + b"QUIT\r\n")
        answer = b""
        while data := line.recv(65536):
            answer += data
    return answer.decode()


def test_nginx_serves(vm, debian_image, pull_image):
    name = debian_image("berth/nginx", ["nginx", "nginx-common"], "usr/sbin/nginx",
                        Config(["nginx", "-g", "daemon off;"], stop_signal="SIGQUIT"),
                        ["etc/nginx", "usr/share/nginx", "var/lib/nginx", "var/log/nginx"], SITE)
    image = pull_image(vm, name)
    vm.put("a page in a volume\n", "/var/tmp/site/index.html")
    docker_ok(vm, f"run -d --name nginx -p 8082:80 -v /var/tmp/site:/var/www/html:ro {image}")
    url = f"http://127.0.0.1:{vm.forward(8082)}"

    def get(path):
        try:
            with urllib.request.urlopen(url + path, timeout=scaled(20)) as answer:
                return answer.status, answer.headers["Server"], answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers["Server"], ""
        except OSError:
            return None
    status, server, body = eventually(lambda: get("/index.html"), 30, "an answer of nginx")
    assert (status, body) == (200, "a page in a volume\n") and server.startswith("nginx")
    assert get("/none")[0] == 404
    assert {get("/index.html")[0] for _ in range(REQUESTS)} == {200}
    docker_ok(vm, "stop nginx")
    assert docker_ok(vm, "inspect -f '{{.State.ExitCode}}' nginx") == "0"


def test_redis_keeps_data_in_a_volume(vm, debian_image, pull_image):
    name = debian_image("berth/redis", ["redis-server", "redis-tools"], "usr/bin/redis-server",
                        Config(["redis-server"]))
    image = pull_image(vm, name)
    run = (f"run -d --name redis -p 6379:6379 -v redisdata:/data {image} --dir /data "
           "--protected-mode no --appendonly yes")
    docker_ok(vm, run)
    address = ("127.0.0.1", vm.forward(6379))

    def answers():
        try:
            return "+PONG" in ask(address, "PING")
        except OSError:
            return False
    eventually(answers, 30, "an answer of redis")
    counted = ask(address, *["INCR counter"] * REQUESTS).splitlines()
    assert f":{REQUESTS}" in counted
    docker_ok(vm, "stop redis")
    docker_ok(vm, "rm redis")
    docker_ok(vm, run)
    eventually(answers, 30, "an answer of the second redis")
    assert f"\r\n{REQUESTS}\r\n" in ask(address, "GET counter")
    docker_ok(vm, "rm -f redis")
    docker_ok(vm, "volume rm redisdata")
