# SPDX-License-Identifier: Apache-2.0
"""What containers write is kept, and kept within bounds."""

import pytest
from support import docker, docker_ok, eventually

pytestmark = pytest.mark.usefixtures("clean")


def test_logs_of_an_ended_container(vm, tools):
    docker(vm, f"run --name talk {tools} sh -c 'echo one; echo two >&2; exit 3'")
    result = docker(vm, "logs talk")
    assert (result.out, result.err) == ("one\n", "two\n")
    assert docker_ok(vm, "inspect -f '{{.State.ExitCode}}' talk") == "3"


def test_logs_are_rotated_at_the_size_asked_for(vm, tools):
    docker_ok(vm, "run -d --name talk --log-opt max-size=20k --log-opt max-file=2 "
              f"{tools} sh -c 'seq 1 5000; sleep 1000'")
    find = "find /var/lib/nerdctl -name '*-json.log*' -exec stat -c %s {} +"
    eventually(lambda: "5000" in docker(vm, "logs -n 1 talk").out, 60, "the last line in the log")
    sizes = [int(size) for size in vm.sh(find).split()]
    assert len(sizes) == 2, sizes
    assert max(sizes) < 25_000, sizes
