# SPDX-License-Identifier: Apache-2.0
"""berth logs: what the machine has said, in one place; and what containers say has a limit."""

from __future__ import annotations

import re
import subprocess
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from qemu.limits import scaled
from qemu.machine import boot
from support import dispose, docker, docker_ok, eventually, log_in, read_until

USER_DATA = """
users:
- default
- name: web
  ssh_authorized_keys: ['{key}']
  sudo: ALL=(ALL) NOPASSWD:ALL
runcmd: [echo said by runcmd]
"""
# Says more than fits into one file of 4 MiB, and then little.
CHATTY = """#!/sbin/openrc-run
command=/bin/sh
command_args="-c 'seq 1 140000; echo behind'"
output_log=/var/log/chatty.log
error_log=/var/log/chatty.log
"""
STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
CAP = 5 * 20_000_000            # bytes: what is kept of a container that asks for nothing else
LONG_LINE = 20_000


@pytest.fixture(scope="module", name="box")
def box_fixture(make_machine, key):
    machine = make_machine("logs", user_data=USER_DATA.format(key=key.public))
    boot(machine)
    yield machine
    dispose(machine)


@pytest.fixture(name="tools")
def tools_fixture(box, pull_image):
    yield pull_image(box)
    box.sh("ids=$(docker ps -aq) && { [ -z \"$ids\" ] || docker rm -f $ids; }")


def logs(machine, arguments):
    """The lines that berth logs shows; it has to succeed."""
    return machine.sh(f"berth logs {arguments}").splitlines()


def test_all_of_them_in_the_order_of_time(box):
    lines = logs(box, "-n all")
    found = [re.match(rf"(?:{STAMP}|- {{23}}) ([^: ]+): ", line) for line in lines]
    assert all(found), [line for line, match in zip(lines, found, strict=True) if not match]
    assert {"kernel", "init", "containerd", "dropbear", "config"} <= {match[1] for match in found}
    times = [datetime.fromisoformat(line.split()[0][:-1]) for line in lines if line[0] != "-"]
    # the kernel's own records may be out of order by a little, and a log keeps its order
    assert all(later - earlier > timedelta(milliseconds=-100) for earlier, later in pairwise(times))
    assert re.search(r"kernel: +Linux version", lines[0])
    quiet = "kernel config"             # what others say may change meanwhile
    last, every = (logs(box, f"-n {lines} {quiet}") for lines in ("7", "all"))
    assert [line[24:] for line in last] == [line[24:] for line in every[-7:]]


def test_one_of_them(box):
    box.sh("echo '<4>a mark of a program' >/dev/kmsg")
    assert re.fullmatch(f"{STAMP} a mark of a program", logs(box, "-n 1 init")[0])
    assert "a mark" not in box.sh("berth logs -n all kernel")
    assert any(line.endswith(" said by runcmd") for line in logs(box, "config"))
    now = box.sh("date -u +%Y-%m-%dT%H:%M")
    box.sh("echo '<4>another mark' >/dev/kmsg")
    later = box.sh("date -u +%Y-%m-%dT%H:%M")
    assert logs(box, "-n 1 init")[0][:16] in (now, later)


def test_what_there_is_not_is_told_with_what_there_is(box):
    done = box.ssh("berth logs contanerd")
    assert done.rc == 1 and done.out == ""
    assert "no unit 'contanerd'; there are: config, containerd, dropbear, init, kernel," in done.err
    assert "no container 'absent'" in box.ssh("berth logs container:absent").err
    assert box.ssh("berth logs -n many").rc == 2
    assert "--follow" in box.sh("berth logs --help")


def test_followed_while_a_log_is_begun_anew(box):
    """Nothing is left out and nothing comes twice."""
    box.sh("cat >/etc/init.d/chatty && chmod +x /etc/init.d/chatty", stdin=CHATTY)
    box.sh("berth logs -f chatty init >/run/followed 2>&1 & echo $! >/run/follower")
    eventually(lambda: box.ssh("grep -q inotify /proc/$(cat /run/follower)/fdinfo/*").rc == 0, 20,
               "the follower to wait")
    box.sh("rc-service chatty start")
    eventually(lambda: "Z chatty: behind" in box.sh("tail -n 20 /run/followed"), 60, "the last line")
    box.sh("test -e /var/log/chatty.log.1")
    box.sh("sed -n 's/.*Z chatty: //p' /run/followed >/run/got; "
           "{ seq 1 140000; echo behind; } | cmp - /run/got")
    box.sh("echo '<4>both are followed' >/dev/kmsg")
    eventually(lambda: "both are followed" in box.sh("tail -n 20 /run/followed"), 20, "init's line")
    box.sh("kill $(cat /run/follower)")
    assert re.fullmatch(f"{STAMP} behind", logs(box, "-n 1 chatty")[0])
    assert len(logs(box, "-n 138000 chatty")) == 138000      # of both files


def test_a_log_that_comes_later_is_followed(box):
    box.sh("berth logs -f -n 0 >/run/followed 2>&1 & echo $! >/run/follower")
    eventually(lambda: box.ssh("grep -q inotify /proc/$(cat /run/follower)/fdinfo/*").rc == 0, 20,
               "the follower to wait")
    box.sh("echo it came later >/var/log/fresh.log")
    eventually(lambda: re.search(r"fresh: +it came later", box.sh("cat /run/followed")), 20, "its line")
    box.sh("kill $(cat /run/follower); rm /var/log/fresh.log")


def test_following_ends_with_its_reader_and_by_ctrl_c(box):
    assert len(box.sh("berth logs -f -n 5 kernel | head -n 1", timeout=30).splitlines()) == 1
    assert box.ssh("pgrep -f '[b]erth logs'").rc != 0
    session = subprocess.Popen([*box.shell.arguments("-tt"), "berth logs -f -n 1 init"],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        read_until(r"Z .*\n", session.stdout, 30)
        session.stdin.write(b"\x03")
        session.stdin.flush()
        session.wait(scaled(20))
    finally:
        session.kill()
        session.communicate()
    assert box.ssh("pgrep -f '[b]erth logs'").rc != 0


def test_a_terminal_gets_nothing_to_obey(box):
    box.sh(r"printf 'a\033[2Jb\302\233c\377\td\342\200\256e\r\n' >/var/log/odd.log")
    assert "a\x1b[2Jb" in box.ssh("berth logs odd").out          # a program gets what is there
    shown = box.sh("script -qc 'berth logs odd' /dev/null").strip()
    assert shown.endswith(r"a\x1b[2Jb\xc2\x9bc\xff d\xe2\x80\xaee")
    box.sh("rm /var/log/odd.log")


def test_any_content_takes_little_memory(box):
    box.sh("head -c 100000000 /dev/zero >/var/log/odd.log && echo end >>/var/log/odd.log")
    assert int(box.sh("ulimit -v 20000; berth logs -n all odd | wc -c")) > 100_000_000
    assert logs(box, "-n 1 odd")[0].endswith("end")
    box.sh("rm /var/log/odd.log")


def test_who_may_not_is_told_what_and_how(box, key):
    done = log_in(box, key, "web", "berth logs")
    assert done.returncode == 1
    assert re.search(r"you may not read: .*config, containerd, .*kernel.*; 'sudo berth logs' shows them",
                     done.stderr)
    assert "Linux version" not in done.stdout
    done = log_in(box, key, "web", "sudo berth logs -n all kernel")
    assert done.returncode == 0 and "Linux version" in done.stdout


def test_a_containers_log_with_what_came_before_it_was_begun_anew(box, tools, key):
    docker_ok(box, f"run --name talk --log-opt max-size=20k --log-opt max-file=3 {tools} "
              "seq 1 400")
    eventually(lambda: logs(box, "-n 1 container:talk")[0].endswith(" 400"), 30, "the last line")
    assert docker(box, "logs talk").out.splitlines()[0] != "1"       # docker shows the last file only
    lines = logs(box, "-n all container:talk")
    assert [line.split()[1] for line in lines] == [*map(str, range(1, 401))]
    assert all(re.match(STAMP, line) for line in lines)
    assert "talk" not in box.sh("berth logs -n all")
    assert "'sudo berth logs' shows it" in log_in(box, key, "web", "berth logs container:talk").stderr


def kept(machine):
    """The sizes of the files of all containers' logs."""
    return [int(size) for size in
            machine.sh("find /var/lib/nerdctl -name '*-json.log*' -exec stat -c %s {} +").split()]


def test_a_container_that_prints_without_end_does_not_fill_the_disk(box, tools):
    """More than is kept of it, without any option."""
    lines = CAP * 23 // 20 // LONG_LINE
    docker_ok(box, f"run -d --name talk {tools} sh -c 'yes $(head -c {LONG_LINE} /dev/zero | tr \"\\0\" x) "
              f"| head -n {lines}; echo the end'")
    docker_ok(box, "wait talk", timeout=400)
    eventually(lambda: logs(box, "-n 1 container:talk")[0].endswith("the end"), 60, "the last line")
    sizes = kept(box)
    assert len(sizes) == 5 and CAP * 0.75 < sum(sizes) <= CAP, sizes


def test_one_file_is_a_limit_too(box, tools):
    docker_ok(box, f"run --name talk --log-opt max-size=20k --log-opt max-file=1 {tools} seq 1 5000")
    eventually(lambda: logs(box, "-n 1 container:talk")[0].endswith(" 5000"), 30, "the last line")
    sizes = kept(box)
    assert len(sizes) == 2 and max(sizes) <= 20_000, sizes
