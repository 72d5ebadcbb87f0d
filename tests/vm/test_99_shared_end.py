# SPDX-License-Identifier: Apache-2.0
"""The last test: the machine that most others used still ends in order, with a clean disk."""

from support import end_well


def test_shared_machine_has_no_zombies_and_shuts_down_cleanly(vm):
    states = vm.sh("grep -h ^State: /proc/[0-9]*/status 2>/dev/null || true")
    assert "Z (zombie)" not in states
    end_well(vm)
