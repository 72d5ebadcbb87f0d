# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the VM tests.

Booting costs ten seconds and more under emulation, so tests that only look share one machine
(`vm`); tests that restart, starve or cut a machine make one of their own (`new_machine`). Whatever
machine a test used, its disk is checked from outside after an orderly shutdown.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from qemu.disk import make_blank
from qemu.errors import HarnessError
from qemu.guest import trust_registry
from qemu.hardware import Hardware, Target
from qemu.machine import Machine, boot
from qemu.registry import Registry
from qemu.seed import make_seed, seed_files
from qemu.ssh import Key, make_key
from qemu.tools import run_tool
from support import (ROOT, Places, busybox_of, dispose, docker_ok, make_tools, remove_containers,
                     spare_the_emulator)

HOSTNAME = "testbox"


def pytest_configure(config: pytest.Config) -> None:
    """Say what the marks mean; done here because other folders' tests may run in the same call."""
    config.addinivalue_line("markers", "slow: takes minutes; part of `make test-all` only")


@pytest.fixture(scope="session", name="places")
def places_fixture() -> Places:
    """The built images; a missing one fails the test with what to do."""
    out = Path(os.environ.get("BERTH_OUT") or ROOT / "out" / "x86_64").resolve()
    places = Places(out, out / "berth.qcow2", out / "berth-console.qcow2", out / "berth.iso",
                    out / "images" / "hello.tar", out / "vm-tests")
    for path in (places.image, places.hello):
        if not path.is_file():
            raise HarnessError(f"{path} is not there", why="the VM tests boot the built image",
                               todo="build it with `make qcow2`")
    places.work.mkdir(exist_ok=True)
    return places


@pytest.fixture(scope="session", name="key")
def key_fixture(tmp_path_factory: pytest.TempPathFactory) -> Key:
    """The ssh key that the seeds carry."""
    return make_key(tmp_path_factory.mktemp("key") / "id_ed25519")


@pytest.fixture(scope="session", name="busybox")
def busybox_fixture(places: Places, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static busybox of this build, on the host."""
    return busybox_of(places.hello, tmp_path_factory.mktemp("busybox") / "busybox")


@pytest.fixture(scope="session", name="registry")
def registry_fixture(places: Places, busybox: Path,
                     tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry on this host with the build's hello image and a busybox image for tests."""
    with Registry() as registry:
        registry.add(places.hello, "berth/hello", "latest")
        registry.add(make_tools(busybox, tmp_path_factory.mktemp("images") / "tools.tar"))
        yield registry


@pytest.fixture(scope="session", name="check_config")
def check_config_fixture() -> Path:
    """moby's check-config.sh: BERTH_CHECK_CONFIG, or the package of that name in the cache."""
    path = os.environ.get("BERTH_CHECK_CONFIG")
    if not path:
        package = run_tool([str(ROOT / "scripts" / "pkg"), "path", "check-config"],
                           "looking for moby's check-config.sh")
        path = Path(package.strip().splitlines()[-1], "host", "check-config.sh")
    if not Path(path).is_file():
        raise HarnessError(f"{path} is not there", todo="build the package check-config, or set "
                           "BERTH_CHECK_CONFIG to moby's contrib/check-config.sh")
    return Path(path)


@pytest.fixture(scope="session", name="make_machine")
def make_machine_fixture(places: Places, key: Key) -> Callable[..., Machine]:
    """Make a machine, not started, with a folder of its own.

    seed is the kind of volume (iso, vfat, or '' for none); user_data is added to what it says,
    network_config and vendor_data are files of their own;
    image is what it boots, the built disk if none is given.
    """
    def make(name: str, seed: str = "iso", user_data: str = "", image: Path | None = None,
             network_config: str = "", vendor_data: str = "", **hardware) -> Machine:
        folder = places.work / re.sub(r"[^A-Za-z0-9.-]+", "-", name).strip("-")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        files = seed_files(HOSTNAME, [key.public])
        files["user-data"] += user_data
        further = {"network-config": network_config, "vendor-data": vendor_data}
        files.update({name: text for name, text in further.items() if text})
        volume = make_seed(folder / f"seed.{seed}", files, seed) if seed else None
        return Machine(image or places.image, folder, Hardware(seed=volume, **hardware),
                       key.private)
    return make


@pytest.fixture(name="new_target")
def new_target_fixture(request: pytest.FixtureRequest,
                       places: Places) -> Iterator[Callable[..., Target]]:
    """Make disks for one test to install on; given back after its machines have ended."""
    made = []

    def make(size: int = 4 << 30, **properties) -> Target:
        name = re.sub(r"[^A-Za-z0-9.-]+", "-", request.node.name).strip("-")
        made.append(make_blank(places.work / f"{name}-{len(made) + 1}.target", size))
        return Target(made[-1], **properties)
    yield make
    for file in made:
        file.unlink(missing_ok=True)


@pytest.fixture(name="new_machine")
def new_machine_fixture(request: pytest.FixtureRequest, new_target: Callable[..., Target],
                        make_machine: Callable[..., Machine]) -> Iterator[Callable[..., Machine]]:
    """Make machines for one test; each has to end in order with a clean disk."""
    del new_target      # asked for so that its disks outlive the machines
    made = []

    def make(**options) -> Machine:
        number = f"-{len(made) + 1}" if made else ""
        made.append(make_machine(request.node.name + number, **options))
        return made[-1]
    yield make
    for machine in made:
        dispose(machine)


class Shared:
    """The machine that most tests share; replaced when a test has broken it."""

    def __init__(self, make: Callable[..., Machine], registry: Registry):
        self._make = make
        self._registry = registry
        self._machine: Machine | None = None
        self._count = 0
        self._hopeless: HarnessError | None = None

    def get(self) -> Machine:
        """Return the machine, a fresh one if need be; one that never boots is not tried again."""
        if self._hopeless:
            raise self._hopeless
        if self._machine and not self._healthy():
            self._machine.cut()
            self._machine = None
        if not self._machine:
            self._count += 1
            self._machine = self._make(f"shared-{self._count}")
            try:
                boot(self._machine)
                trust_registry(self._machine, self._registry.port)
                spare_the_emulator(self._machine)
            except HarnessError as error:
                self._hopeless = error
                raise
        return self._machine

    def _healthy(self) -> bool:
        try:
            return (self._machine.running() and not self._machine.console.faults()
                    and self._machine.ssh("true", timeout=30).rc == 0)
        except HarnessError:
            return False

    def close(self) -> None:
        if self._machine:
            self._machine.cut()
            self._machine.disk.unlink(missing_ok=True)


@pytest.fixture(scope="session", name="shared")
def shared_fixture(make_machine: Callable[..., Machine], registry: Registry) -> Iterator[Shared]:
    """Holder of the shared machine; the last test asserts that it shuts down cleanly."""
    shared = Shared(make_machine, registry)
    yield shared
    shared.close()


@pytest.fixture(name="vm")
def vm_fixture(shared: Shared) -> Machine:
    """The shared machine: booted, reachable by ssh, the host's registry known."""
    return shared.get()


@pytest.fixture(name="clean")
def clean_fixture(vm: Machine) -> Iterator[None]:
    """Leave no container of a test behind in the shared machine."""
    yield
    remove_containers(vm)


@pytest.fixture(name="tools")
def tools_fixture(vm: Machine, registry: Registry) -> str:
    """The reference of the busybox image, pulled into the shared machine."""
    return pulled(vm, registry, "berth/tools:latest")


def pulled(machine: Machine, registry: Registry, name: str) -> str:
    """Pull one of the registry's images into a machine, once; returns its reference there."""
    reference = f"10.0.2.2:{registry.port}/{name}"
    if not docker_ok(machine, f"images -q {reference}"):
        docker_ok(machine, f"pull -q {reference}")
    return reference


@pytest.fixture(scope="session", name="pull_image")
def pull_image_fixture(registry: Registry) -> Callable[[Machine, str], str]:
    """Pull a named image of the registry into any machine."""
    def pull(machine: Machine, name: str = "berth/tools:latest") -> str:
        trust_registry(machine, registry.port)
        return pulled(machine, registry, name)
    return pull
