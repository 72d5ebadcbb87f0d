# SPDX-License-Identifier: Apache-2.0
"""Private copies of the repository, each with a package cache of its own.

What these tests break on purpose (recipes, downloads, running builds) must never reach the
developer's own tree or cache. A copy holds what git tracks plus what is new and not ignored. Its
cache starts empty; what other builds made already is borrowed: sources as symbolic links, results
as copies, so that nothing in the shared cache can be written through them.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import stat
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
SHARED_CACHE = Path(os.environ.get("BERTH_CACHE") or Path(
    os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "berth")).resolve()

# All that was started; an interrupted test run ends what still runs of it.
STARTED: list[subprocess.Popen[str]] = []

# A build that hangs must fail its test, not stop the whole run.
PATIENCE = 600

# What the caller's make or shell set must not decide what a copy builds.
FOREIGN = re.compile(r"^(BERTH_.*|PROFILE|MAKE.*|MFLAGS|GNUMAKEFLAGS|XDG_CACHE_HOME|SOURCE_DATE_EPOCH)$")


def tree_files(top: Path = TOP) -> list[str]:
    """What a commit of everything would hold: tracked files, and new ones that are not ignored."""
    listed = subprocess.run(
        ["git", "-C", str(top), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True, capture_output=True).stdout.decode()
    return sorted(name for name in set(listed.split("\0")) if name and os.path.lexists(top / name))


def copy_tree(target: Path) -> None:
    """Copy the repository to a new folder, with modes, times and symbolic links."""
    for name in tree_files():
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(TOP / name, place, follow_symlinks=False)


def describe(tree: Path, ignore: Iterable[str] = ()) -> dict[str, str]:
    """What a user of a folder can see: each path with its kind, mode and contents; not times."""
    ignored = set(ignore)
    facts = {}
    for path in sorted(tree.rglob("*")):
        name = str(path.relative_to(tree))
        if name in ignored:
            continue
        info = path.lstat()
        mode = f"{stat.S_IMODE(info.st_mode):04o}"
        if stat.S_ISLNK(info.st_mode):
            facts[name] = f"link to {os.readlink(path)}"
        elif stat.S_ISDIR(info.st_mode):
            facts[name] = f"folder {mode}"
        else:
            facts[name] = f"file {mode} {hashlib.sha256(path.read_bytes()).hexdigest()}"
    return facts


@dataclass(frozen=True)
class Checkout:
    """A copy of the repository and its cache."""

    top: Path
    cache: Path

    @classmethod
    def make(cls, folder: Path, name: str = "tree", cache: str = "cache") -> Checkout:
        """Copy the repository to folder/name, with an empty cache in folder/cache."""
        checkout = cls(folder / name, folder / cache)
        copy_tree(checkout.top)
        checkout.cache.mkdir(parents=True)
        return checkout

    @property
    def out(self) -> Path:
        """Where this checkout puts its products and logs."""
        return self.top / "out" / "x86_64"

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """The caller's environment without what would lead a script out of this copy."""
        env = {key: value for key, value in os.environ.items() if not FOREIGN.match(key)}
        return env | {"BERTH_CACHE": str(self.cache)} | dict(extra or {})

    def start(self, *command: str, env: Mapping[str, str] | None = None,
              before: Iterable[str] = ()) -> subprocess.Popen[str]:
        """Start a command of the copy in a session of its own, so that all of it can be killed.

        `before` is put in front of the command as it is (unshare and the like). Ctrl-C works in
        the command even where the tests themselves run with it ignored, as background jobs do.
        """
        process = subprocess.Popen(
            ["/usr/bin/env", "--default-signal=INT", *before, str(self.top / command[0]),
             *command[1:]], cwd=self.top,
            env=self.environment(env), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, start_new_session=True)
        STARTED.append(process)
        return process

    def run(self, *command: str, env: Mapping[str, str] | None = None,
            before: Iterable[str] = ()) -> subprocess.CompletedProcess[str]:
        """Run a command of the copy to its end."""
        process = self.start(*command, env=env, before=before)
        try:
            output, errors = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            kill_all(process)
            raise
        return subprocess.CompletedProcess(command, process.returncode, output, errors)

    def pkg(self, *arguments: str, env: Mapping[str, str] | None = None) -> list[str]:
        """Run scripts/pkg, which must succeed; its output's lines."""
        done = self.run("scripts/pkg", *arguments, env=env)
        assert done.returncode == 0, f"pkg {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}"
        return done.stdout.splitlines()

    def path_of(self, name: str) -> Path:
        """Where the result of a recipe is, or would be."""
        return Path(self.pkg("path", name)[0])

    def recipe(self, name: str, variables: str = "", build: str = ":", check: str = ":") -> None:
        """Add a made-up recipe: its variables, and the bodies of its functions."""
        folder = self.top / "pkgs" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "recipe").write_text(
            f"version=1.0\n{variables}\nbuild() {{\n{build}\n}}\ncheck() {{\n{check}\n}}\n")

    def borrow_sources(self) -> None:
        """Have all sources that the shared cache has."""
        for file in SHARED_CACHE.glob("sources/*/*"):
            place = self.cache / "sources" / file.parent.name / file.name
            place.parent.mkdir(parents=True, exist_ok=True)
            if not place.exists():
                place.symlink_to(file)

    def borrow_results(self, *names: str) -> None:
        """Have these built recipes and all they depend on; builds them where no build did yet."""
        shared = {"BERTH_CACHE": str(SHARED_CACHE)}
        self.pkg("build", *names, env=shared)
        for name in self.pkg("order", *names):
            source = Path(self.pkg("path", name, env=shared)[0])
            subprocess.run(["cp", "-a", "--reflink=auto", str(source), str(self.made("pkgs"))], check=True)

    def link_results(self, names: Iterable[str]) -> list[str]:
        """Have those of these results that exist, as links; returns what is built nowhere.

        Only for steps that read results: building against links would reach the shared cache.
        """
        missing = []
        for name in names:
            place = self.path_of(name)
            shared = SHARED_CACHE / "pkgs" / place.name
            if shared.is_dir():
                (self.made("pkgs") / place.name).symlink_to(shared)
            else:
                missing.append(name)
        return missing

    def made(self, name: str) -> Path:
        """A folder of the cache, made when it is not there."""
        folder = self.cache / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def kill_all(process: subprocess.Popen[str]) -> None:
    """Kill a command that Checkout.start() started, with everything that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.communicate()
