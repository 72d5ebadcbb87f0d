# SPDX-License-Identifier: Apache-2.0
"""From console lines and numbers to tables, charts and verdicts: what needs no machine."""

from __future__ import annotations

import socket
import threading
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from compare import budget, clock, report
from compare.boots import boot_figures, with_first_program
from compare.density import figures_of
from compare.measures import BY_NAME, GROUPS, MEASURES, shown, times_better
from compare.plot import Bar, Block, chart
from compare.results import Results
from compare.run import ATTEMPTS, Job, done_in_the_end
from compare.subjects import Subject
from first_boot import large_user_data, public_key, share_row, wait_for_banner
from qemu.errors import HarnessError
from rows import Row

PEER_LOG = """[    0.700] SeaBIOS
[   22.010] bench: clock at 21.20 s
[   24.500] bench: first container
[   25.000] bench: clock at 24.10 s
[   25.100] bench: init started at 5.61 s
[   25.200] bench: engine ready at 19.51 s
[   25.201] bench: peer is up
"""
BERTH_LOG = """[    2.100] berth: init started at 1.20 s
[    3.350] berth: containerd ready at 2.40 s
[    7.000] bench: first container
[    8.000] berth: boot complete at 7.05 s
"""


def test_kernel_start_is_the_smallest_difference_of_the_two_clocks() -> None:
    assert clock.kernel_start(PEER_LOG) == pytest.approx(0.81)
    assert clock.kernel_start(BERTH_LOG) == pytest.approx(0.90)


def test_log_without_a_milestone_is_an_error() -> None:
    with pytest.raises(HarnessError, match="no milestone"):
        clock.kernel_start("[    0.700] SeaBIOS\n")


def test_both_systems_give_the_same_figures() -> None:
    peer, berth = boot_figures(PEER_LOG, True), boot_figures(BERTH_LOG, True)
    assert set(peer) == set(berth) == {"power-on", "init", "engine", "first"}
    assert (peer["init"], peer["engine"]) == (5.61, 19.51)
    assert (berth["init"], berth["engine"]) == (1.20, 2.40)
    assert peer["first"] == pytest.approx(23.69) and berth["first"] == pytest.approx(6.10)


STAGE1_LINES = """[    7.010] bench: stage 1: started at 0.71 s
[    7.011] bench: stage 1: done at 0.80 s
"""
OWN_LINE = "[    3.500004] berth init: 87 ms of the boot were init's own\n"
KERNEL_LOG = """[    0.700001] Run /init as init process
[    0.710002] berth stage 1: started at 0.71 s
[    0.790003] berth stage 1: done at 0.80 s
"""


def test_stage_1_is_compared_with_the_first_program_of_the_floor() -> None:
    assert boot_figures(BERTH_LOG + STAGE1_LINES, True)["stage1"] == 0.71
    assert clock.kernel_start(BERTH_LOG + STAGE1_LINES) == clock.kernel_start(BERTH_LOG)
    floor, peer = (Subject(name, "", Path(), "", Path(), Path(), "", "") for name in ("floor", "docker"))
    assert with_first_program(floor, {"init": 0.5}) == {"init": 0.5, "stage1": 0.5}
    assert with_first_program(peer, {"init": 5.0}) == {"init": 5.0}


def test_what_stage_1_took_is_read_from_the_kernels_log() -> None:
    assert clock.stage1_seconds(KERNEL_LOG) == 0.09
    with pytest.raises(HarnessError, match="stage 1"):
        clock.stage1_seconds(KERNEL_LOG.replace("done", "gone"))


def test_inits_own_share_is_read_from_the_kernels_log() -> None:
    assert clock.own_seconds(KERNEL_LOG + OWN_LINE) == 0.087
    with pytest.raises(HarnessError, match="own share"):
        clock.own_seconds(KERNEL_LOG)


def test_first_container_that_never_spoke_is_an_error() -> None:
    with pytest.raises(HarnessError, match="first container"):
        boot_figures(PEER_LOG.replace("bench: first container", "something else"), True)


def test_a_line_that_only_quotes_the_mark_is_not_the_mark() -> None:
    with pytest.raises(HarnessError):
        clock.seen_at("[    1.0] error: bench: first container\n", clock.FIRST_CONTAINER)


def test_times_better_follows_what_is_better() -> None:
    assert times_better(BY_NAME["engine"], [2.0, 3.0, 9.0], [18.0]) == pytest.approx(6.0)
    assert times_better(BY_NAME["density"], [80], [40]) == pytest.approx(2.0)
    assert times_better(BY_NAME["engine"], [], [18.0]) is None


def test_shown_gives_median_and_range() -> None:
    assert shown(BY_NAME["engine"], [3.0, 1.0, 2.0]) == "2.00 s (1.00–3.00)"
    assert shown(BY_NAME["density"], [41]) == "41"
    assert shown(BY_NAME["stop"], []) == "–"


def test_density_counts_and_takes_the_slope() -> None:
    lines = "\n".join(f"{number} {900000 - 10240 * number}" for number in range(1, 41))
    assert figures_of(f"{lines}\nfull 40\n") == {"density": 40, "container-memory": 10.0}


def test_density_of_a_machine_that_starts_nothing_is_an_error() -> None:
    with pytest.raises(HarnessError):
        figures_of("full 0\n")


def numbers(measure: str, subject: str) -> list[float]:
    """Berth: 2 of everything; containerd lacks what ctr cannot do; docker: 12."""
    if subject == "containerd":
        return [] if measure in ("stop", "throughput") else [10.0]
    return [2.0] if subject == "berth" else [12.0]


def limits_of(tmp_path: Path, text: str) -> list[budget.Limit]:
    path = tmp_path / "budget"
    path.write_text(text, encoding="utf-8")
    return budget.read(path, ["containerd", "docker", "floor"])


def test_budget_fails_outside_and_not_inside(tmp_path: Path) -> None:
    limits = limits_of(tmp_path, "# comment\n\nengine containerd 5 why\nengine docker 6.1 why not\n")
    inside, outside = budget.check(limits, numbers)
    assert not inside.failed() and "ok" in str(inside)
    assert outside.failed() and "OUTSIDE" in str(outside)


def test_budget_says_what_was_not_measured(tmp_path: Path) -> None:
    verdict, = budget.check(limits_of(tmp_path, "stop containerd 1 why\n"), numbers)
    assert not verdict.failed() and "not measured" in str(verdict)


@pytest.mark.parametrize("line", ["engine containerd 5", "engin containerd 5 why", "engine bsd 5 why",
                                  "engine containerd five why"])
def test_budget_line_that_is_not_understood_is_an_error(tmp_path: Path, line: str) -> None:
    with pytest.raises(HarnessError, match="line 1"):
        limits_of(tmp_path, line + "\n")


def test_the_budget_of_the_repository_is_understood() -> None:
    limits = budget.read(Path(__file__).with_name("budget"), ["containerd", "docker", "floor"])
    promised = {(one.measure, one.subject): one.times for one in limits}
    assert promised[("engine", "containerd")] >= 6
    assert promised[("first", "docker")] >= 5
    assert promised[("stage1", "floor")] >= 1 / 1.701
    assert promised[("idle-memory", "containerd")] >= 3


def test_every_measurement_is_in_a_group_and_named_once() -> None:
    assert {measure.group for measure in MEASURES} == set(GROUPS)
    assert len(BY_NAME) == len(MEASURES)


FACTS = {"date": "2001-02-03", "commit": "0123456789ab", "processor": "abacus", "qemu": "QEMU",
         "accelerator": "tcg", "load": "0.0", "line": "qemu-system-x86_64 -m 1G",
         "words-berth": "quiet", "words-peer": "quiet", "docker": "docker.io 26"}


def test_section_is_replaced_and_what_is_written_by_hand_stays() -> None:
    text = report.comparison(numbers, FACTS, 5, [])
    assert "| kernel start → engine ready | 2.00 s | 10.00 s | 12.00 s | 5.0 × / 6.0 × |" in text
    assert "| `stop` of a container that obeys SIGTERM | 2.00 s | – | 12.00 s | – / 6.0 × |" in text
    page = (Path(__file__).parents[2] / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    written = report.replaced(page, report.COMPARISON, text)
    begin = page.index("<!-- comparison:")
    end = page.index("<!-- end of comparison -->")
    assert written.startswith(page[:begin]) and written.endswith(page[end:]) and text in written
    assert report.replaced(written, report.COMPARISON, text) == written
    assert "| size | 3 MB |  |  |" in report.replaced(written, report.ALONE, report.alone(
        [Row("size", "3 MB")], FACTS))


def test_page_without_marks_is_an_error() -> None:
    with pytest.raises(HarnessError, match="marks"):
        report.replaced("# By hand\n", report.ALONE, "")


def test_every_chart_that_the_text_shows_is_drawn(tmp_path: Path) -> None:
    report.write_charts(tmp_path, numbers)
    text = report.comparison(numbers, FACTS, 5, [])
    for group in GROUPS:
        assert f"![{group}](bench/{group.lower()}.svg)" in text
        ElementTree.parse(tmp_path / f"{group.lower()}.svg")


def test_bars_are_in_proportion_and_words_are_escaped() -> None:
    picture = ElementTree.fromstring(chart("a & b", [Block("<one>", [
        Bar("x", 10.0, "10 s"), Bar("y", 5.0, "5 s"), Bar("z", None, "no such thing")])]))
    name = "{http://www.w3.org/2000/svg}"
    widths = [float(bar.get("width")) for bar in picture.iter(f"{name}rect")]
    assert widths[1] == pytest.approx(widths[0] / 2, abs=0.1) and widths[2] == 0
    assert "<one>" in [text.text for text in picture.iter(f"{name}text")]


def test_results_are_kept_and_found_again(tmp_path: Path) -> None:
    results = Results(tmp_path / "results")
    results.put("boot", 0, "berth", {"engine": 2.5})
    results.put("boot", 1, "berth", {"engine": 2.7})
    results.put("boot", 0, "docker", {"engine": 30.0})
    found = Results(tmp_path / "results")
    assert found.has("boot", 1, "berth") and not found.has("boot", 1, "docker")
    assert found.values("engine", "berth") == [2.5, 2.7]
    found.forget()
    assert not found.has("boot", 0, "berth")


def job_that_breaks(log: Path, times: int) -> Job:
    """A job of a peer that fails so many times, with this log, and then succeeds."""
    left = iter(range(times))

    def work() -> None:
        if next(left, None) is not None:
            raise HarnessError("the machine broke", log=log)
    subject = Subject("docker", "Debian", Path(), "", Path(), Path(), "", "")
    return Job("boot", subject, "boot", 0, work)


def test_what_the_emulator_broke_is_measured_again_and_counted(tmp_path: Path) -> None:
    log, results = tmp_path / "console.log", Results(tmp_path / "results")
    log.write_text("[   12.371067] Oops: int3: 0000 [#1] PREEMPT SMP NOPTI\n", "utf-8")
    done_in_the_end(job_that_breaks(log, 2), lambda: results.count_repeat("docker"))
    assert results.repeated() == {"docker": 2}
    assert report.repeats(results.repeated()) == "Debian + docker.io (2)"
    with pytest.raises(HarnessError):
        done_in_the_end(job_that_breaks(log, ATTEMPTS), lambda: None)


def test_what_the_machine_did_wrong_itself_is_not_measured_again(tmp_path: Path) -> None:
    log = tmp_path / "console.log"
    log.write_text("[   12.371067] Oops: 0002 [#1] PREEMPT SMP NOPTI\n", "utf-8")
    with pytest.raises(HarnessError):
        done_in_the_end(job_that_breaks(log, 1), lambda: None)


def test_the_large_configuration_has_the_size_that_is_aimed_at() -> None:
    text = large_user_data(100_000)
    assert 100_000 <= len(text.encode()) < 101_500
    assert text.startswith("#cloud-config\n") and text == large_user_data(100_000)
    assert text.count("ssh-ed25519 ") > 100 and text.count("- path: ") > 40
    assert len(public_key("a").split()[1]) == 68


def test_the_share_of_the_configuration_is_the_difference_of_medians() -> None:
    row = share_row([3.0, 2.0, 2.2], [1.9, 2.0, 2.5])
    assert row.value == pytest.approx(0.2) and row.verdict() == "ok"
    assert share_row([2.5], [2.0]).verdict() == "missed"


def test_the_banner_is_heard_behind_connections_that_come_to_nothing() -> None:
    """One is closed at once, one never gets an answer; the third one does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        def serve() -> None:
            server.accept()[0].close()
            silent = server.accept()[0]
            line = server.accept()[0]
            line.sendall(b"SSH-2.0-test\r\n")
            time.sleep(0.5)
            silent.close()
            line.close()
        thread = threading.Thread(target=serve)
        thread.start()
        began = time.monotonic()
        assert 0.4 < wait_for_banner(server.getsockname()[1], time.monotonic, 10) - began < 4
        thread.join()


def test_a_server_that_never_answers_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(HarnessError, match="no ssh"):
        wait_for_banner(server.getsockname()[1], time.monotonic, 0.3)
