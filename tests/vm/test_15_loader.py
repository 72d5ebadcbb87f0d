# SPDX-License-Identifier: Apache-2.0
"""Which slot starts: GRUB, with the loader's own slots.cfg, decides as common/slot_choice.c does.

One run of GRUB goes through all boot records that there can be, through damaged ones and through damaged
slots. What it chose is compared with our code's answer; what it wrote, with the bytes that it should write.
"""

import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from loader_cases import BLOCK, SECTOR, Case, all_cases, all_slots, block_of, is_whole, short
from qemu.console import ESCAPES
from qemu.grub import make_ext2, make_fat32, make_loader_disk, read_fat
from qemu.hardware import Hardware
from qemu.machine import Machine
from qemu.tools import run_tool
from support import ROOT, eventually

DRIVER = """\
serial --unit=0 --speed=115200
terminal_output serial
search --no-floppy --label --set=records RECORDS
search --no-floppy --label --set=slots slots
source (memdisk)/grub/slots.cfg
function run_case {
	set record_file=($records)/r/$2
	set folder_a=($slots)/$3
	set folder_b=($slots)/$4
	set refused=$5
	choose_slot
	echo "CASE $1 <$chosen> <$mode>"
}
load_env --file ($records)/part part
source ($slots)/cases-$part.cfg
"""
# GRUB keeps some memory of each decision and becomes slower and slower: after so many it starts again.
PART = 500
# All cases take minutes; in the default run each eleventh is tried.
SAMPLE = 11
NEXT_PART = """\
set part={}
save_env --file ($records)/part part
reboot
"""
VARIABLE = re.compile(rb"^(?:record|order|[ab]_(?:good|tries))=.*$", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """What our own code says: what starts, and the boot record in the form that our code gives it."""

    chosen: str
    mode: str
    before: bytes
    after: bytes

    def tries_left(self) -> bytes:
        return tries_in(self.after, self.chosen)


@dataclass(frozen=True)
class Outcome:
    """What starts, and the bytes of the boot record afterwards."""

    chosen: str
    mode: str
    block: bytes | None

    def __str__(self) -> str:
        return f"{self.chosen} {self.mode}, {short(self.block)}"


class Oracle:
    """Our own code's decisions, many at once."""

    def __init__(self, program: Path):
        self._program = program

    def ask(self, questions: list[tuple[bytes | None, tuple[bool, bool], str]]) -> list[Answer]:
        """Answer questions: a record, what is whole, whether to `keep` or `drop` the tries that are left."""
        text = "".join(f"{a:d}{b:d} {tries} {block.hex() if block else '-'}\n"
                       for block, (a, b), tries in questions)
        done = subprocess.run([self._program], input=text, stdout=subprocess.PIPE, text=True, check=True)
        answers = [line.split() for line in done.stdout.splitlines()]
        assert len(answers) == len(questions)
        return [Answer(chosen, mode, bytes.fromhex(before), bytes.fromhex(after))
                for chosen, mode, before, after in answers]


@pytest.fixture(scope="session", name="oracle")
def oracle_fixture(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    """tests/vm/loader_oracle.c, built for this host."""
    program = tmp_path_factory.mktemp("oracle") / "loader_oracle"
    flags = (ROOT / "common" / "cflags").read_text(encoding="utf-8").split()
    sources = [ROOT / "tests" / "vm" / "loader_oracle.c", *sorted((ROOT / "common").glob("*.c"))]
    run_tool(["gcc", *flags, "-o", str(program), *map(str, sources)], "building the oracle")
    return Oracle(program)


def tries_in(block: bytes, letter: str) -> bytes:
    """Return the tries of a slot in a record of our code's own form."""
    return re.search(rb"^" + letter.encode() + rb"_tries=(.*)$", block, re.MULTILINE)[1]


def saved_by_grub(block: bytes, letter: str, tries: bytes) -> bytes | None:
    """Replace the value in the first line that has it, as save_env does; None where it refuses.

    It refuses a block whose padding does not follow a whole line, and one that has no room left.
    """
    used = block.rstrip(b"#")
    line = re.search(rb"^" + letter.encode() + rb"_tries=(.*)$", used, re.MULTILINE)
    if not used.endswith(b"\n") or not line:
        return None
    changed = used[:line.start(1)] + tries + used[line.end(1):]
    return changed.ljust(BLOCK, b"#") if len(changed) <= BLOCK else None


def expected_outcomes(oracle: Oracle, cases: list[Case]) -> list[Outcome]:
    """What our code decides; where a try cannot be taken off the record, what it decides without tries."""
    slots = {name: is_whole(folder) for name, folder in all_slots().items()}
    whole = [(slots[case.folder_a] and case.refused != "a", slots[case.folder_b] and case.refused != "b")
             for case in cases]
    answers = oracle.ask([(case.block, both, "keep") for case, both in zip(cases, whole)])
    without = oracle.ask([(case.block, both, "drop") for case, both in zip(cases, whole)])
    saved = [saved_by_grub(case.block, answer.chosen, answer.tries_left()) if answer.mode == "trial" else None
             for case, answer in zip(cases, answers)]
    seen_again = oracle.ask([(block, (True, True), "keep") for block in saved])
    result = []
    for case, answer, other, block, again in zip(cases, answers, without, saved, seen_again):
        counted = block and tries_in(again.before, answer.chosen) == answer.tries_left()
        taken = other if answer.mode == "trial" and not counted else answer
        result.append(Outcome(taken.chosen, taken.mode, block or case.block))
        if counted and case.block == answer.before:
            assert block == answer.after, "GRUB's way of saving and our form of a record are the same"
    return result


# -- in GRUB ------------------------------------------------------------------------------------

def make_records(folder: Path, cases: list[Case]) -> Path:
    """The disk with a boot record for each case, a hundred to a folder."""
    for number, case in enumerate(cases):
        place = folder / "r" / str(number // 100)
        place.mkdir(parents=True, exist_ok=True)
        if case.block is not None:
            (place / str(number % 100)).write_bytes(case.block)
    (folder / "part").write_bytes(block_of(b"part=0\n"))
    return make_fat32(folder.with_suffix(".img"), "RECORDS", folder)


def make_slots(folder: Path, cases: list[Case]) -> Path:
    """The disk with the slots, and the cases, in parts."""
    for name, files in all_slots().items():
        (folder / name).mkdir(parents=True)
        for file, data in files.items():
            (folder / name / file).write_bytes(data)
    lines = [f"run_case {number} {number // 100}/{number % 100} {case.folder_a} {case.folder_b} "
             f"{case.refused}\n"
             for number, case in enumerate(cases)]
    for part, first in enumerate(range(0, len(lines), PART)):
        last = first + PART >= len(lines)
        end = "echo ALL DONE\n" if last else NEXT_PART.format(part + 1)
        (folder / f"cases-{part}.cfg").write_text("".join(lines[first:first + PART]) + end, encoding="ascii")
    return make_ext2(folder.with_suffix(".img"), "slots", folder, 16)


def attach(name: str, disk: Path, bootindex: int) -> list[str]:
    """QEMU's arguments for a further disk; UEFI firmware shows only those with a place in the boot order."""
    return ["-drive", f"file={disk},if=none,id={name},format=raw",
            "-device", f"virtio-blk-pci,drive={name},bootindex={bootindex}"]


def run_in_grub(folder: Path, firmware: str, cases: list[Case]) -> list[Outcome]:
    """Let GRUB go through all cases, in one run of the machine."""
    driver = folder / "driver.cfg"
    driver.write_text(DRIVER, encoding="ascii")
    loader = make_loader_disk(folder / "loader.img", firmware, {
        "grub.cfg": driver, "slots.cfg": ROOT / "configs" / "grub" / "slots.cfg"})
    records, slots = make_records(folder / "records", cases), make_slots(folder / "slots", cases)
    # Of a serial line whose reader is late QEMU drops characters; of a file, none.
    output = folder / "serial.log"
    machine = Machine(loader, folder / "machine", Hardware(
        memory="256M", cpus=1, firmware=firmware, network=False,
        extra=["-chardev", f"file,id=output0,path={output}", "-serial", "chardev:output0",
               *attach("records0", records, 2), *attach("slots0", slots, 3)]))
    try:
        machine.start()
        eventually(lambda: b"ALL DONE" in output.read_bytes(), 600, f"GRUB goes through all cases: {output}")
    finally:
        machine.cut()
    text = ESCAPES.sub("", output.read_text(encoding="utf-8", errors="replace")).replace("\r", "")
    said = re.findall(r"^CASE (\d+) <(.*)> <(.*)>$", text, re.MULTILINE)
    assert [int(number) for number, _, _ in said] == list(range(len(cases)))
    after = read_fat(records, "r", folder / "after")
    return [Outcome(chosen or "none", mode if chosen else "none", read_block(after, number))
            for number, (_, chosen, mode) in enumerate(said)]


def read_block(folder: Path, number: int) -> bytes | None:
    file = folder / str(number // 100) / str(number % 100)
    return file.read_bytes() if file.exists() else None


def used_end(block: bytes | None) -> int:
    """Where the last variable of a record ends."""
    return max((found.end() for found in VARIABLE.finditer(block or b"")), default=0)


@pytest.mark.parametrize(("firmware", "each"), [
    pytest.param("bios", SAMPLE, id="sample"),
    pytest.param("bios", 1, id="bios", marks=pytest.mark.slow),
    pytest.param("uefi", 1, id="uefi", marks=pytest.mark.slow)])
def test_grub_decides_as_our_code_does(tmp_path, oracle, firmware, each):
    cases = all_cases()[::each]
    outcomes = run_in_grub(tmp_path, firmware, cases)
    expected = expected_outcomes(oracle, cases)
    wrong = [f"{case}:\n  GRUB:     {got}\n  our code: {want}"
             for case, got, want in zip(cases, outcomes, expected) if got != want]
    assert not wrong, f"{len(wrong)} of {len(cases)} cases:\n" + "\n".join(wrong)
    for case, got in zip(cases, outcomes):
        if used_end(case.block) <= SECTOR:
            assert used_end(got.block) <= SECTOR, f"{case}: the record is no longer in one sector"


def test_all_ends_of_the_decision_are_among_the_cases(oracle):
    """The comparison is worth what its cases are."""
    found = Counter((outcome.chosen, outcome.mode) for outcome in expected_outcomes(oracle, all_cases()))
    assert set(found) == {("none", "none"), *((slot, mode) for slot in "ab"
                                              for mode in ("good", "trial", "last-resort"))}
    assert min(found.values()) >= 50, found


def test_a_record_that_our_code_writes_is_in_one_sector(oracle):
    for answer in oracle.ask([(case.block, (True, True), "keep") for case in all_cases()]):
        assert len(VARIABLE.findall(answer.after)) == 6 and used_end(answer.after) <= SECTOR
