# SPDX-License-Identifier: Apache-2.0
"""A kernel request that does not come true fails the build, and says what it depends on.

Kconfig drops such a request without a word. The quick tests run kernel/merge on a made-up source
tree whose "Kconfig" drops one symbol; the slow ones on the real kernel's.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from checkout import SHARED_CACHE, Checkout

# A configuration step with Kconfig's manners: takes what it likes, drops the rest, exits with 0.
MAKEFILE = """\
allnoconfig:
\tgrep -E 'CONFIG_(KEPT|LEVEL)' $(KCONFIG_ALLCONFIG) >$(O)/.config
olddefconfig:
\t@:
"""
KCONFIG = """\
config KEPT
\tbool "stays"
config LOST
\tbool "gets lost"
\tdepends on PARENT && !OTHER
config LEVEL
\tint "a number"
"""


@pytest.fixture(name="merge")
def merge_fixture(checkout: Checkout, tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Runs kernel/merge over the made-up tree with fragments of these texts."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "Makefile").write_text(MAKEFILE)
    (source / "Kconfig").write_text(KCONFIG)

    def run(*fragments: str) -> tuple[int, str]:
        files = []
        for number, text in enumerate(fragments):
            files.append(tmp_path / f"{number}.config")
            files[-1].write_text(text)
        done = checkout.run("kernel/merge", str(source), str(tmp_path / "out"), *map(str, files))
        return done.returncode, done.stdout + done.stderr

    return run


def test_fulfilled_requests(merge: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    status, said = merge("# why\nCONFIG_KEPT=y\n", "CONFIG_LEVEL=17\n")
    assert status == 0, said
    lines = (tmp_path / "out/.config").read_text().splitlines()
    assert "CONFIG_KEPT=y" in lines and "CONFIG_LEVEL=17" in lines


def test_dropped_symbol_and_its_dependency_are_named(merge: Callable[..., tuple[int, str]]) -> None:
    status, said = merge("CONFIG_KEPT=y\nCONFIG_LOST=y\n")
    assert status != 0
    assert "0.config:2" in said and "CONFIG_LOST" in said
    assert "depends on PARENT && !OTHER" in said
    assert "CONFIG_KEPT" not in said


@pytest.mark.parametrize("request_line", ["CONFIG_NOSUCH=y", "# CONFIG_NOSUCH is not set"])
def test_misspelt_symbol(merge: Callable[..., tuple[int, str]], request_line: str) -> None:
    """Also when it is asked to be off, which it always is."""
    status, said = merge(f"CONFIG_KEPT=y\n{request_line}\n")
    assert status != 0
    assert "0.config:2" in said and "NOSUCH" in said and "no such symbol" in said


def test_symbol_requested_twice(merge: Callable[..., tuple[int, str]]) -> None:
    status, said = merge("CONFIG_KEPT=y\n", "# CONFIG_KEPT is not set\n")
    assert status != 0
    assert "CONFIG_KEPT" in said and "0.config:1" in said and "1.config:1" in said


@pytest.mark.parametrize("line", ["KEPT=y", "CONFIG_KEPT y", "CONFIG_KEPT = y"])
def test_line_that_is_no_request(merge: Callable[..., tuple[int, str]], line: str) -> None:
    status, said = merge(f"CONFIG_LEVEL=1\n{line}\n")
    assert status != 0
    assert "0.config:2" in said and line in said


@pytest.fixture(scope="module", name="kernel")
def kernel_fixture(checkout: Checkout) -> Path:
    """What Kconfig reads of the real kernel's source."""
    recipe = (checkout.top / "pkgs/linux/recipe").read_text()
    file, sha = re.search(r"^(linux\.tar\.\w+) ([0-9a-f]{64}) ", recipe, re.MULTILINE).groups()
    done = checkout.run("scripts/fetch", "linux", env={"BERTH_CACHE": str(SHARED_CACHE)})
    assert done.returncode == 0, done.stderr
    target = checkout.made("kernel")
    subprocess.run(["tar", "-xf", SHARED_CACHE / "sources" / sha / file, "-C", target, "--strip-components=1",
                    "--wildcards", "*/Kconfig*", "*/Makefile*", "*/Kbuild*", "*/scripts/*"], check=True)
    return target


def merge_real(checkout: Checkout, kernel: Path, out: Path) -> tuple[int, str]:
    """Lay the copy's own fragments over the real kernel."""
    done = checkout.run("kernel/merge", str(kernel), str(out))
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_our_fragments_all_come_true(checkout: Checkout, kernel: Path, tmp_path: Path) -> None:
    status, said = merge_real(checkout, kernel, tmp_path / "out")
    assert status == 0, said
    config = (tmp_path / "out/.config").read_text()
    for symbol in ("OVERLAY_FS", "CGROUPS", "SECCOMP_FILTER", "VETH", "IKCONFIG_PROC"):
        assert f"CONFIG_{symbol}=y\n" in config


# Request, and what else is said about it besides its name and place.
IMPOSSIBLE = (
    ("CONFIG_NO_SUCH_SYMBOL=y", "no such symbol"),
    ("# CONFIG_NO_SUCH_SYMBOL_EITHER is not set", "no such symbol"),
    ("CONFIG_SCSI_QLA_FC=y", "depends on SCSI_FC_ATTRS"),
    # For another processor.
    ("CONFIG_PPC_PSERIES=y", ""),
    # Not a thing to refuse: others select it.
    ("# CONFIG_GENERIC_ALLOCATOR is not set", ""),
)


@pytest.mark.slow
def test_real_kconfig_drops_requests(checkout: Checkout, kernel: Path, tmp_path: Path) -> None:
    fragment = checkout.top / "kernel/fragments/zz-made-up.config"
    fragment.write_text("".join(f"{line}\n" for line, _ in IMPOSSIBLE))
    try:
        status, said = merge_real(checkout, kernel, tmp_path / "out")
    finally:
        fragment.unlink()
    assert status != 0
    for number, (line, more) in enumerate(IMPOSSIBLE, 1):
        symbol = re.search(r"CONFIG_\w+", line)[0]
        match = re.search(rf"zz-made-up\.config:{number}: {symbol}\b.*\n((?:    .*\n)*)", said)
        assert match, f"{line} was taken without a word:\n{said}"
        assert more in match[1], match[0]
