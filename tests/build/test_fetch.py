# SPDX-License-Identifier: Apache-2.0
"""Fetching sources: from good origins once, from bad ones never, and every failure speaks."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from checkout import PATIENCE, SHARED_CACHE, Checkout, kill_all
from origin import Answer, Origin
from registries import why_debian_is_unreachable

GOOD = b"the bytes that the recipe names\n" * 4000
# A world of its own: no network but an unconnected loopback; mounts of its own. Needs no root rights
# where user namespaces are allowed.
NO_NETWORK = ("unshare", "--user", "--map-root-user", "--net")
OWN_MOUNTS = ("unshare", "--user", "--map-root-user", "--mount")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def add_recipe(checkout: Checkout, name: str, *urls: str, data: bytes = GOOD) -> Path:
    """A recipe with one source; returns where the cache keeps it once it is there."""
    lines = "\n".join(f"source.tar {sha256(data)} url {url}" for url in urls)
    checkout.recipe(name, f'sources="\n{lines}\n"', build="source_file source.tar")
    return checkout.cache / "sources" / sha256(data) / "source.tar"


@pytest.fixture(name="files")
def files_fixture(checkout: Checkout) -> Checkout:
    """The checkout with no source in its cache."""
    subprocess.run(["rm", "-rf", str(checkout.cache / "sources"), str(checkout.cache / "tmp")], check=True)
    return checkout


def must_fail(checkout: Checkout, *command: str, before: tuple[str, ...] = (), **env: str) -> str:
    """Run a command that has to fail; returns what it said. No source may be in the cache then."""
    done = checkout.run(*command, before=before, env=env)
    said = done.stdout + done.stderr
    assert done.returncode not in (0, 127), said
    assert "berth: error:" in done.stderr, said
    assert not list(checkout.cache.glob("sources/*/*")), "something was put into the cache"
    assert not list(checkout.cache.glob("tmp/*source.tar*")), "a part of a download stays behind"
    return said


def allowed(*world: str) -> None:
    """Skip where this machine forbids such a namespace."""
    trial = subprocess.run([*world, "true"], capture_output=True, text=True, check=False)
    if trial.returncode:
        pytest.skip(f"this machine does not allow '{' '.join(world)}': {trial.stderr.strip()}")


def test_good_download_then_cache_first(files: Checkout, origin: Origin) -> None:
    place = add_recipe(files, "made-up", origin.serve("a.tar", Answer(GOOD)))
    for _ in range(2):
        done = files.run("scripts/fetch", "made-up")
        assert done.returncode == 0, done.stderr
        assert place.read_bytes() == GOOD
    assert origin.requests == ["a.tar"], "the second fetch asked the network"


def test_wrong_bytes(files: Checkout, origin: Origin) -> None:
    bad = b"something else\n"
    add_recipe(files, "made-up", origin.serve("a.tar", Answer(bad)))
    said = must_fail(files, "scripts/fetch", "made-up")
    assert "made-up" in said and "source.tar" in said
    assert sha256(GOOD) in said and sha256(bad) in said
    assert "try again" in said


def test_truncated_download(files: Checkout, origin: Origin) -> None:
    add_recipe(files, "made-up", origin.serve("a.tar", Answer(GOOD[:5000], claimed=len(GOOD))))
    said = must_fail(files, "scripts/fetch", "made-up")
    assert "made-up 1.0: cannot get source.tar" in said
    assert str(len(GOOD) - 5000) in said, "does not say how much is missing"


def test_not_found(files: Checkout, origin: Origin) -> None:
    add_recipe(files, "made-up", origin.url("gone.tar"))
    said = must_fail(files, "scripts/fetch", "made-up")
    assert "404" in said and origin.url("gone.tar") in said


def test_server_down(files: Checkout) -> None:
    closed = Origin()
    url = closed.url("a.tar")
    closed.close()
    add_recipe(files, "made-up", url)
    said = must_fail(files, "scripts/fetch", "made-up")
    assert url in said and "network" in said


def test_no_network(files: Checkout) -> None:
    allowed(*NO_NETWORK)
    add_recipe(files, "made-up", "https://upstream.invalid/a.tar")
    said = must_fail(files, "scripts/fetch", "made-up", before=NO_NETWORK)
    assert "upstream.invalid" in said and "Is there a network?" in said


def test_no_network_for_debian_archive(files: Checkout) -> None:
    allowed(*NO_NETWORK)
    files.recipe("made-up", f'sources="a.tar {"0" * 64} debian hello 2.10-1 hello.tar"')
    said = must_fail(files, "scripts/fetch", "made-up", before=NO_NETWORK)
    assert "Debian archive cannot be reached" in said and "Is there a network?" in said


def test_no_network_for_go_modules(files: Checkout) -> None:
    allowed(*NO_NETWORK)
    files.borrow_results("go")
    said = must_fail(files, "scripts/fetch", "cni-plugins", before=NO_NETWORK)
    assert "cni-plugins: the Go modules cannot be fetched" in said and "Is there a network?" in said


def test_second_origin_when_the_first_fails(files: Checkout, origin: Origin) -> None:
    place = add_recipe(files, "made-up", origin.url("gone.tar"), origin.serve("b.tar", Answer(GOOD)))
    done = files.run("scripts/fetch", "made-up")
    assert done.returncode == 0, done.stderr
    assert place.read_bytes() == GOOD
    assert origin.requests == ["gone.tar", "b.tar"]
    assert "404" in done.stderr, "the failing origin is not named"


def test_two_fetches_at_once_download_once(files: Checkout, origin: Origin) -> None:
    place = add_recipe(files, "made-up", origin.serve("a.tar", Answer(GOOD, seconds=1)))
    for process in [files.start("scripts/fetch", "made-up") for _ in range(2)]:
        _, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, errors
    assert place.read_bytes() == GOOD
    assert origin.requests == ["a.tar"]


def test_killed_download_is_not_taken_for_good(files: Checkout, origin: Origin) -> None:
    answer = Answer(GOOD, seconds=30)
    place = add_recipe(files, "made-up", origin.serve("a.tar", answer))
    process = files.start("scripts/fetch", "made-up")
    assert answer.started.wait(PATIENCE)
    deadline = time.monotonic() + 20
    while not any(part.stat().st_size for part in files.cache.glob("tmp/*source.tar*")):
        assert time.monotonic() < deadline, "no part of the download was written"
        time.sleep(0.01)
    kill_all(process)
    assert not place.exists()
    origin.serve("a.tar", Answer(GOOD))
    done = files.run("scripts/fetch", "made-up")
    assert done.returncode == 0, done.stderr
    assert place.read_bytes() == GOOD
    assert not list(files.cache.glob("tmp/*source.tar*")), "the killed download's part stays for ever"


def test_damaged_source_in_the_cache(files: Checkout, origin: Origin) -> None:
    """Bits rot: what was good when it was fetched is checked again before it is built from."""
    place = add_recipe(files, "made-up", origin.serve("a.tar", Answer(GOOD)))
    assert files.run("scripts/fetch", "made-up").returncode == 0
    place.write_bytes(GOOD.replace(b"recipe", b"Recipe", 1))
    done = files.run("scripts/pkg", "build", "made-up")
    assert done.returncode == 1
    assert "the cached source.tar is damaged" in done.stderr and "fetch again" in done.stderr
    assert not files.path_of("made-up").exists()


def test_unknown_origin(files: Checkout) -> None:
    files.recipe("made-up", f'sources="a.tar {"0" * 64} gopher x"')
    said = must_fail(files, "scripts/fetch", "made-up")
    assert "unknown origin 'gopher'" in said and "pkgs/made-up/recipe" in said and "debian" in said


@pytest.mark.parametrize("surprise", [False, True], ids=["before", "while-writing"])
def test_disk_full(files: Checkout, origin: Origin, tmp_path: Path, surprise: bool) -> None:
    """Found before it starts; or, when another program takes the space, while the file is written."""
    allowed(*OWN_MOUNTS)
    data = GOOD * 20
    add_recipe(files, "made-up", origin.serve("a.tar", Answer(data)), data=data)
    small, kept = files.made("small"), tmp_path / "kept"
    env = {"BERTH_CACHE": str(small)}
    if surprise:
        df = tmp_path / "df"
        df.write_text("#!/bin/sh\nprintf 'x\\nx 99999 1 99999 1%% /\\n'\n")
        df.chmod(0o755)
        env["PATH"] = f"{tmp_path}:{os.environ['PATH']}"
    script = 'mount -t tmpfs -o size=1m berth-test "$1" || exit 99; "$3" made-up; status=$?;' \
             'find "$1/sources" "$1/tmp" -type f -size +0 >"$2"; exit $status'
    command = [*OWN_MOUNTS, "sh", "-c", script, "sh", small, kept, files.top / "scripts/fetch"]
    done = subprocess.run(command, env=files.environment(env), capture_output=True, text=True,
                          timeout=PATIENCE, check=False)
    said = done.stdout + done.stderr
    if done.returncode == 99:
        pytest.skip(f"this machine does not allow a small file system: {said.strip()}")
    assert done.returncode == 1, said
    assert "berth: error:" in done.stderr, said
    assert kept.read_text() == "", "a part of the download stays and fills the disk"
    assert re.search(r"MiB free|[Nn]o space left|disk is full", said), f"does not say what is wrong:\n{said}"
    assert "free some space" in said, f"does not say what to do:\n{said}"
    assert len(origin.requests) == (1 if surprise else 0)


# As vendors tell their users to write it: Debian's code names, a key of their own.
FOREIGN_REPOSITORY = """\
Types: deb
URIs: {url}
Suites: bookworm trixie
Components: main
Signed-By: /etc/apt/keyrings/vendor.asc
"""


def ask_for_old_version(checkout: Checkout, *names: str) -> None:
    """Recipes that want what the Debian archive no longer has."""
    for name in names:
        checkout.recipe(name, f'sources="a.tar {"0" * 64} debian hello 0.0.1-1 hello_0.0.1.orig.tar.gz"')
    # The package lists of other builds save most of the download.
    if (SHARED_CACHE / "apt/lists").is_dir():
        shutil.copytree(SHARED_CACHE / "apt/lists", checkout.cache / "apt/lists", dirs_exist_ok=True)
    (checkout.cache / "apt/updated").unlink(missing_ok=True)


def must_say_moved(status: int, said: str, name: str) -> None:
    """The message of debian_moved; skips when it is not this machine's fault."""
    if "Debian archive cannot be reached" in said and (why := why_debian_is_unreachable()):
        pytest.skip(f"the Debian archive cannot be reached from here: {why}")
    assert status == 1, said
    assert "hello 0.0.1-1 is no longer in the Debian archive" in said, said
    assert re.search(r"lists now: [1-9]\S*-\d", said), f"does not name the version that is served:\n{said}"
    assert f"pkgs/{name}/recipe" in said and f"scripts/fetch --hash {name}" in said


@pytest.mark.parametrize("foreign", [False, True], ids=["plain", "with-foreign-repository"])
def test_version_that_left_the_debian_archive(files: Checkout, origin: Origin, tmp_path: Path,
                                              foreign: bool) -> None:
    """The archive keeps one version of a series: say which, and what to write where.

    Also on a host whose apt knows a vendor's repository that carries Debian's code names: Docker's
    own, for instance. It is no Debian mirror, and that it is no use must not hide the ones that are.
    """
    ask_for_old_version(files, "made-up")
    before: tuple[str, ...] = ()
    if foreign:
        allowed(*OWN_MOUNTS)
        lists = shutil.copytree("/etc/apt/sources.list.d", tmp_path / "lists")
        (lists / "vendor.sources").write_text(FOREIGN_REPOSITORY.format(url=origin.url("linux/debian")))
        before = (*OWN_MOUNTS, "sh", "-c", 'mount --bind "$0" /etc/apt/sources.list.d; exec "$@"', str(lists))
    done = files.run("scripts/fetch", "made-up", before=before)
    must_say_moved(done.returncode, done.stderr, "made-up")


APT_SOURCES = """\
deb http://mirror.example/debian stable main contrib
deb [arch=amd64] http://mirror.example/debian-security stable-security main
deb http://vendor.example/chrome/deb/ stable main
deb [signed-by=/etc/apt/keyrings/docker.asc] http://vendor.example/linux/debian bookworm main
deb http://other.example/debian sid main
"""


def test_mirrors_of_a_host_that_says_stable(files: Checkout, tmp_path: Path) -> None:
    """Only Debian's own mirrors are used, and always for the suite of the recipes."""
    allowed(*OWN_MOUNTS)
    (tmp_path / "host.list").write_text(APT_SOURCES)
    script = 'mount --bind "$1" /etc/apt/sources.list.d;' \
             'mount --bind /dev/null /etc/apt/sources.list 2>/dev/null;' \
             'cache=/nowhere; . "$2/scripts/lib/debian.sh"; debian_mirrors'
    done = subprocess.run([*OWN_MOUNTS, "sh", "-c", script, "sh", tmp_path, files.top],
                          capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "http://mirror.example/debian trixie", "http://mirror.example/debian trixie-backports",
        "http://mirror.example/debian trixie-updates",
        "http://mirror.example/debian-security trixie-security"]


def test_two_fetches_from_the_debian_archive_at_once(files: Checkout) -> None:
    """apt does not wait for another apt that uses the same folder: it fails, as if there were no network."""
    names = ("made-up", "made-up-too")
    ask_for_old_version(files, *names)
    for name, process in [(name, files.start("scripts/fetch", name)) for name in names]:
        _, said = process.communicate(timeout=PATIENCE)
        must_say_moved(process.returncode, said, name)
