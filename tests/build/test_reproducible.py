# SPDX-License-Identifier: Apache-2.0
"""The same sources make the same bytes: in another folder, by another person, at another time."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

import pytest

from checkout import Checkout, describe

pytestmark = pytest.mark.slow

# How the second builder's machine is set up differently. Longer paths come on top of it.
OTHER_ENVIRONMENT = {"TZ": "Pacific/Kiritimati", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "BERTH_JOBS": "3",
                     "CFLAGS": "-O0 -g", "USER": "somebody"}
OTHER_PERSON = ("unshare", "--user", "--map-user=1234", "--map-group=1234",
                "sh", "-c", 'umask 077; exec "$@"', "sh")


@pytest.fixture(scope="module", name="two")
def two_fixture(space: Path) -> tuple[Checkout, Checkout]:
    """Two checkouts whose folders and caches have names of different length."""
    folder = Path(tempfile.mkdtemp(prefix="reproducible.", dir=space))
    long = Checkout.make(folder, "a-much-longer-name/of/the/tree", "another-cache")
    return Checkout.make(folder, "a", "c"), long


def run_both(two: tuple[Checkout, Checkout], *command: str) -> None:
    """Run a command in both, the second time as somebody else would."""
    for checkout, env, before in ((two[0], {}, ()), (two[1], OTHER_ENVIRONMENT, OTHER_PERSON)):
        done = checkout.run(*command, env=env, before=before)
        assert done.returncode == 0, f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}"


def assert_same(first: Path, second: Path) -> None:
    """Two folders hold the same; the first few differences otherwise."""
    facts, other = describe(first, ["build.log"]), describe(second, ["build.log"])
    assert facts, f"{first} is empty"
    different = [f"{name}: {facts.get(name)} / {other.get(name)}"
                 for name in sorted(facts.keys() | other.keys()) if facts.get(name) != other.get(name)]
    assert not different, "\n".join(different[:20])


@pytest.mark.parametrize("name", ["libyaml", "init", "berth", "musl", "libseccomp", "e2fsprogs"])
def test_package(two: tuple[Checkout, Checkout], name: str) -> None:
    for checkout in two:
        checkout.borrow_sources()
        needs = [dep for dep in checkout.pkg("order", name) if dep != name]
        checkout.borrow_results(*needs)
        subprocess.run(["rm", "-rf", str(checkout.path_of(name))], check=True)
    assert two[0].pkg("key", name) == two[1].pkg("key", name)
    run_both(two, "scripts/pkg", "build", name)
    assert_same(two[0].path_of(name), two[1].path_of(name))


def test_image(two: tuple[Checkout, Checkout]) -> None:
    """Root image, boot image, loader and disk: from the root tree on everything is made twice."""
    profile = (two[0].top / "configs/virt.profile").read_text()
    values = dict(re.findall(r"^(\w+) (.*)$", profile, re.MULTILINE))
    parts = [*values["packages"].split(), values["kernel"], "grub", "init", "e2fsprogs"]
    for checkout in two:
        for result in checkout.made("pkgs").iterdir():
            subprocess.run(["rm", "-rf", str(result)], check=True)
        absent = checkout.link_results(dict.fromkeys(parts))
        if absent:
            pytest.skip(f"not built yet: {' '.join(absent)} ('make packages' builds them)")
    for step in ("rootfs", "release", "qcow2"):
        run_both(two, f"scripts/{step}")
    first, second = (checkout.out for checkout in two)
    assert_same(first / "root", second / "root")
    # Both used the same packages. What was built at another time would show in the times of its files.
    epoch = int((first / "root/usr/lib/berth/build-epoch").read_text())
    other = [str(path) for path in (first / "root").rglob("*") if path.lstat().st_mtime != epoch]
    assert not other, other[:20]
    assert_same(first / "release", second / "release")
    disks = [str(out / "berth.qcow2") for out in (first, second)]
    compared = subprocess.run(["qemu-img", "compare", *disks], capture_output=True, text=True, check=False)
    assert compared.returncode == 0, compared.stdout + compared.stderr
