# SPDX-License-Identifier: Apache-2.0
"""docker build: with BuildKit in the image, and what is said without it."""

import os

import pytest
from proxy import Proxy
from qemu.machine import boot
from qemu.tools import run_tool
from support import ROOT, dispose, docker, docker_ok

USER_DATA = """
berth:
  proxy: {{http_proxy: "http://a:b@10.0.2.2:{port}", no_proxy: 10.0.2.2}}
"""
DOCKERFILE = """
FROM {image} AS made
ARG WORD=none
RUN echo "$WORD" >/word && id -u >/who
FROM {image}
COPY --from=made /word /who /
COPY file /from-context
HEALTHCHECK --interval=5s CMD test -f /word
CMD ["cat", "/word", "/who", "/from-context"]
"""


@pytest.mark.parametrize("words", ["build -t x /tmp", "compose -f /tmp/build.yaml build"])
def test_build_without_buildkit_names_the_command_that_adds_it(vm, words):
    vm.put("services: {web: {build: .}}\n", "/tmp/build.yaml")
    vm.put("FROM scratch\n", "/tmp/Dockerfile")
    result = docker(vm, words)
    assert result.rc == 1
    assert "make qcow2 PROFILE=virt-build" in result.err


@pytest.fixture(scope="module", name="proxy")
def proxy_fixture(registry):
    with Proxy(f"http://127.0.0.1:{registry.port}", "a:b") as proxy:
        yield proxy


@pytest.fixture(scope="module", name="builder")
def builder_fixture(make_machine, pull_image, tmp_path_factory, proxy):
    """A machine with the profile that has BuildKit; its image is built where it is missing."""
    out = tmp_path_factory.mktemp("virt-build")
    env = {**os.environ, "PROFILE": "virt-build", "BERTH_OUT": str(out)}
    run_tool([str(ROOT / "scripts" / "image"), "qcow2"], "building the image with BuildKit", env=env)
    machine = make_machine("builder", image=out / "berth.qcow2",
                           user_data=USER_DATA.format(port=proxy.port))
    boot(machine)
    yield machine, pull_image(machine)
    dispose(machine)


@pytest.mark.slow
def test_build_and_run(builder):
    machine, image = builder
    machine.put(DOCKERFILE.format(image=image), "/var/tmp/b/Dockerfile")
    machine.put("from the context\n", "/var/tmp/b/file")
    docker_ok(machine, "build --pull=false --build-arg WORD=built -t own/made:1 /var/tmp/b",
              timeout=300)
    assert docker_ok(machine, "run --rm own/made:1") == "built\n0\nfrom the context"
    show = "inspect -f '{{json .Config.Healthcheck.Test}}' own/made:1"
    assert docker_ok(machine, f"image {show}") == '["CMD-SHELL","test -f /word"]'


@pytest.mark.slow
def test_mistake_in_a_dockerfile_is_named(builder):
    machine, image = builder
    machine.put(f"FROM {image}\nRUNN true\n", "/var/tmp/bad/Dockerfile")
    result = docker(machine, "build -t bad /var/tmp/bad", timeout=300)
    assert result.rc == 1 and "RUNN" in result.err


@pytest.mark.slow
def test_compose_builds(builder):
    machine, image = builder
    machine.put(f"FROM {image}\nRUN echo by compose >/word\nCMD [\"cat\", \"/word\"]\n",
                "/var/tmp/c/Dockerfile")
    machine.put("services: {made: {build: .}}\n", "/var/tmp/c/compose.yaml")
    machine.sh("cd /var/tmp/c && docker compose up -d --build", timeout=300)
    assert "by compose" in machine.sh("cd /var/tmp/c && docker compose logs")


@pytest.mark.slow
def test_build_through_the_proxy(builder, proxy):
    machine, _ = builder
    machine.put("FROM scratch\nADD http://asked-by-build.invalid/v2/ /answer\n", "/var/tmp/p/Dockerfile")
    docker_ok(machine, "build -t through /var/tmp/p", timeout=300)
    assert "http://asked-by-build.invalid/v2/" in proxy.asked
