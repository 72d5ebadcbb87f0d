# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the build tests: they drive scripts/ and the Makefile as a user does.

Everything happens in copies of the repository below out/ (a file system that has room for builds;
/tmp is often in RAM), removed at the end.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checkout import STARTED, TOP, Checkout, kill_all
from origin import Origin


def pytest_configure(config: pytest.Config) -> None:
    """The marker, also when the suites run together; and manners towards whoever waits for the machine."""
    config.addinivalue_line("markers", "slow: takes minutes; part of `make test-all` only")
    os.nice(5)
    # Whoever ends the tests wants their builds to end too: the fixtures' clean-up does that.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session", name="space")
def space_fixture() -> Iterator[Path]:
    """A folder for copies and caches."""
    base = TOP / "out"
    base.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="build-tests.", dir=base))
    yield folder
    for process in STARTED:
        if process.poll() is None:
            kill_all(process)
    # Go makes its module cache read-only.
    subprocess.run(["chmod", "-R", "u+w", str(folder)], check=False)
    shutil.rmtree(folder)


@pytest.fixture(scope="module", name="new_checkout")
def new_checkout_fixture(space: Path, request: pytest.FixtureRequest) -> Callable[[], Checkout]:
    """Makes copies of the repository, each with an empty cache."""
    module = Path(request.module.__file__).stem.removeprefix("test_")

    def make() -> Checkout:
        return Checkout.make(Path(tempfile.mkdtemp(prefix=f"{module}.", dir=space)))

    return make


@pytest.fixture(scope="module", name="checkout")
def checkout_fixture(new_checkout: Callable[[], Checkout]) -> Checkout:
    """One copy of the repository for all tests of a file."""
    return new_checkout()


@pytest.fixture(name="origin")
def origin_fixture() -> Iterator[Origin]:
    """A server on this machine that plays upstream."""
    origin = Origin()
    yield origin
    origin.close()
