# SPDX-License-Identifier: Apache-2.0
"""The services of the image, worked out when it is built: what is refused, what init makes of them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from room import DAEMON, TOP, Room

TABLE = "usr/lib/berth/deptree"


@pytest.fixture(name="deptree")
def _deptree(programs: tuple[Path, Path]) -> Callable[[Path], subprocess.CompletedProcess]:
    tool = programs[0].parents[3] / "host/bin/deptree"
    return lambda root: subprocess.run([tool, root], check=False, capture_output=True, text=True)


def work_out(room: Room, deptree: Callable[[Path], subprocess.CompletedProcess]) -> str:
    """What the build of an image does."""
    done = deptree(room.root)
    assert (done.returncode, done.stderr) == (0, "")
    (room.root / TABLE).write_text(done.stdout)
    return done.stdout


def test_services_of_the_product_are_fit_to_be_started(deptree):
    done = deptree(TOP / "rootfs")
    assert (done.returncode, done.stderr) == (0, "")
    for link in (TOP / "rootfs/etc/runlevels/default").iterdir():
        script = (TOP / "rootfs/etc/init.d" / link.name).read_text()
        assert f"\n{link.name}\nscript ={len(script)}\n{script}\n" in done.stdout


@pytest.mark.parametrize(("scripts", "why"), [
    ({"a": "command=/usr/bin/true\ndepend() {\n\tneed b\n}\n",
      "b": "command=/usr/bin/true\ndepend() {\n\tafter a\n}\n"}, "cycle"),
    ({"a": "command=/usr/bin/true\ndepend() {\n\tneed nowhere\n}\n"},
     "service a: needs a service that does not exist: nowhere"),
    ({"a": "description=nothing\n"}, "service a: line 3: command= is missing"),
    ({"a": "command='\n"}, "service a: line 2: a quote is not closed"),
    ({"a b": "command=/usr/bin/true\n"}, "service a b: its name is not one that a service may have"),
])
def test_services_that_could_not_start_end_the_build(room, deptree, scripts, why):
    for name, text in scripts.items():
        room.service(name, text)
    done = deptree(room.root)
    assert done.returncode == 1
    assert done.stdout == ""
    assert why in done.stderr


def test_what_means_nothing_is_told(room, deptree):
    room.service("a", "command=/usr/bin/true\nstart_delay=3\n")
    done = deptree(room.root)
    assert done.returncode == 0
    assert "service a: line 3: start_delay has no meaning here (ignored)" in done.stderr


def test_what_only_a_shell_can_tell_is_left_to_it(room, deptree):
    room.service("a", DAEMON.format(1001) + "depend() {\n\tneed b\n}\n")
    room.service("shell", "start() { :; }\ndepend() { provide b; }\n")
    work_out(room, deptree)
    room.start()
    room.up()
    assert room.is_in("started", "a") and room.is_in("started", "shell")


def test_a_script_may_lie_in_the_runlevel(room, deptree):
    for name in ["a", "b"]:
        room.service(name, DAEMON.format(1001))
        (room.root / "etc/runlevels/default" / name).unlink()
        (room.root / "etc/runlevels/default" / name).write_text("#!/sbin/openrc-run\n" + DAEMON.format(1002))
    (room.root / "etc/init.d/b").unlink()
    with_table = work_out(room, deptree)
    assert ("1001" in with_table, "1002" in with_table) == (True, True), "/etc/init.d goes first"
    (room.root / TABLE).unlink()
    room.start()
    room.up()
    assert {"/usr/bin/sleep 1001", "/usr/bin/sleep 1002"} <= set(room.processes())


def test_a_tree_without_a_runlevel_ends_the_build(tmp_path, deptree):
    done = deptree(tmp_path)
    assert done.returncode == 1
    assert f"reading the services of {tmp_path}: No such file or directory" in done.stderr


def test_init_starts_what_was_worked_out(room, deptree):
    room.program("show", "echo \"$@\" >/tmp/shown\n")
    room.service("web", "command=show\ncommand_args=$port\ndepend() {\n\tneed db\n}\n")
    room.service("shell", "start() { echo shell >/tmp/shell; }\n")
    room.script("db", DAEMON.format(1001))
    (room.root / "etc/conf.d/web").write_text("port=80\n")
    work_out(room, deptree)
    # init looks neither at the runlevel nor at the scripts of it
    (room.root / "etc/runlevels/default/web").unlink()
    room.script("db", "command=/usr/bin/false\n")
    room.start()
    room.up()
    assert [name for name in ["db", "shell", "web"] if room.is_in("started", name)] == ["db", "shell", "web"]
    assert room.path("/tmp/shown").read_text() == "80\n"
    assert "/usr/bin/sleep 1001" in room.processes()
    listed = room.sh("rc-status").stdout
    order = [listed.index(part) for part in ["Runlevel: default", " web ", "needed", " db "]]
    assert order == sorted(order)


def test_a_script_that_comes_later_is_merged(room, deptree):
    room.service("web", DAEMON.format(1001))
    work_out(room, deptree)
    room.script("later", DAEMON.format(1002) + "depend() {\n\tneed web\n}\n")
    room.start()
    room.up()
    assert room.sh("rc-service later start").returncode == 0
    assert room.sh("rc-service web stop").stdout.splitlines()[0].startswith(" * Stopping later")
    assert "/usr/bin/sleep 1002" not in room.processes()


@pytest.mark.parametrize("damage", [
    lambda text: text[:-30],
    lambda text: text[:text.rindex("service =")],
    lambda text: text.replace("end 0\n", "end 0\n\0", 1),
    lambda text: "",
    lambda text: text + "x",
    lambda text: text.replace("service =", "servile =", 1),
])
def test_a_table_that_cannot_be_read_is_told_and_the_scripts_are(room, deptree, damage):
    room.service("db", DAEMON.format(1001))
    room.service("web", DAEMON.format(1002))
    table = damage(work_out(room, deptree))
    (room.root / TABLE).write_text(table)
    room.start()
    room.up()
    assert room.is_in("started", "db") and room.is_in("started", "web")
    assert {"/usr/bin/sleep 1001", "/usr/bin/sleep 1002"} <= set(room.processes())
    assert f"/{TABLE} (the scripts are read instead): Invalid argument" in room.console.text()
