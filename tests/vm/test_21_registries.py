# SPDX-License-Identifier: Apache-2.0
"""Registries as people have them: behind a private authority, and as a mirror of another one."""

import pytest
from certificate import make_certificate
from qemu.guest import CERTS_KEPT
from qemu.registry import Registry
from support import docker, docker_ok


@pytest.fixture(name="certificate")
def certificate_fixture(tmp_path):
    """A certificate of this host that nobody else vouches for, with its key: PEM."""
    return make_certificate(tmp_path, "10.0.2.2")


def asked_for(registry, image):
    """What the registry was asked about an image; its blobs may be in the machine already."""
    return [request.path for request in registry.requests() if f"/{image}/" in request.path]


def test_private_authority(vm, places, certificate):
    with Registry(certificate=certificate) as registry:
        registry.add(places.hello, "berth/private", "latest")
        name = f"10.0.2.2:{registry.port}"
        refused = docker(vm, f"pull {name}/berth/private")
        assert refused.rc != 0 and "certificate" in refused.err
        assert asked_for(registry, "berth/private") == []
        folder = f"{CERTS_KEPT}/{name}"
        vm.put(certificate.with_name("server.pem.crt").read_text(), f"{folder}/ca.crt")
        vm.put(f'server = "https://{name}"\n\n[host."https://{name}"]\n'
               f'  capabilities = ["pull", "resolve"]\n  ca = "{folder}/ca.crt"\n',
               f"{folder}/hosts.toml")
        docker_ok(vm, f"pull -q {name}/berth/private")
        assert asked_for(registry, "berth/private") != []


def test_mirror_is_asked_in_place_of_the_registry(vm, registry):
    mirror = f"http://10.0.2.2:{registry.port}"
    vm.put(f'server = "https://registry.invalid"\n\n[host."{mirror}"]\n'
           '  capabilities = ["pull", "resolve"]\n', f"{CERTS_KEPT}/registry.invalid/hosts.toml")
    registry.forget_requests()
    docker_ok(vm, "pull -q registry.invalid/berth/tools:latest")
    assert asked_for(registry, "berth/tools") != []
    shown = docker_ok(vm, "run --rm registry.invalid/berth/tools:latest echo mirrored")
    assert shown == "mirrored"
