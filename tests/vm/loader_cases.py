# SPDX-License-Identifier: Apache-2.0
"""Boot records and slots for the loader's decision: all that there can be, and what damage makes of them."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

SIGNATURE = b"# GRUB Environment Block\n"
BLOCK = 1024
SECTOR = 512
FILES = ("vmlinuz", "stage1.img", "slot.cfg")
ODD_VALUES = (b"4", b"-1", b"03", b"3 ", b" 3", b"1x", b"0x1", b"x" * 60, b"(", b"!", b"-n", b"$chosen",
              b"\"", b"'", b"a=1", b"\xff", b"1;halt", b"\\3", b"\\\\", b"1\\\n")


@dataclass(frozen=True)
class Case:
    """A boot record and the folders of the two slots."""

    what: str
    block: bytes | None         # None: there is no file
    folder_a: str = "right-a"
    folder_b: str = "right-b"
    refused: str = ""           # a, b: this slot was chosen just before, and could not be started

    def __str__(self) -> str:
        refused = f", not {self.refused}" if self.refused else ""
        return f"{self.what}; {self.folder_a} and {self.folder_b}{refused}; {short(self.block)}"


def record_text(order: str, a: tuple[str, str], b: tuple[str, str]) -> bytes:
    """Return the lines of a record; a and b are (good, tries)."""
    return (f"record=1\norder={order}\na_good={a[0]}\na_tries={a[1]}\n"
            f"b_good={b[0]}\nb_tries={b[1]}\n").encode()


def block_of(text: bytes) -> bytes:
    """Return an environment block with these lines."""
    return (SIGNATURE + text).ljust(BLOCK, b"#")


def short(block: bytes | None) -> str:
    """A block without its padding, for messages."""
    return repr(block.rstrip(b"#")) if block else "no file"


# -- slots --------------------------------------------------------------------------------------

Folder = dict[str, bytes]


def right_slot(letter: str) -> Folder:
    """A slot as it is written: three files and their checksums."""
    folder = {name: f"{name} of slot {letter}\n".encode() for name in FILES}
    folder["sums"] = "".join(f"{hashlib.sha256(folder[name]).hexdigest()}  {name}\n"
                             for name in sorted(FILES)).encode()
    return folder


def flip(data: bytes, at: int, bit: int) -> bytes:
    """Return the bytes with one bit changed."""
    return data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1:]


def broken_slots() -> dict[str, Folder]:
    """Slots with something wrong in each of their files."""
    right = right_slot("x")
    result: dict[str, Folder] = {"nothing": {}}
    for name in (*FILES, "sums"):
        result[f"broken/no-{name}"] = {key: data for key, data in right.items() if key != name}
        result[f"broken/empty-{name}"] = {**right, name: b""}
        result[f"broken/short-{name}"] = {**right, name: right[name][:-2]}
        result[f"broken/long-{name}"] = {**right, name: right[name] + b"x"}
        result[f"broken/zeros-{name}"] = {**right, name: bytes(len(right[name]))}
    result["broken/line-end-sums"] = {**right, "sums": b"\n"}
    result["broken/upper-case-sums"] = {**right, "sums": _upper(right["sums"])}
    for at in range(len(right["sums"])):
        result[f"flipped/{at}"] = {**right, "sums": flip(right["sums"], at, at % 8)}
    return result


def _upper(sums: bytes) -> bytes:
    return re.sub(rb"^[0-9a-f]{64}", lambda match: match[0].upper(), sums, flags=re.MULTILINE)


def is_whole(folder: Folder) -> bool:
    """Say whether all files of the list are there, and as it says."""
    lines = folder.get("sums", b"").removesuffix(b"\n").split(b"\n")
    return all(_is_right(folder, line) for line in lines)


def _is_right(folder: Folder, line: bytes) -> bool:
    parts = re.fullmatch(rb"\s*([0-9a-fA-F]{64})[ \t][ \t*](.+)", line, re.DOTALL)
    if not parts:
        return False
    # GRUB is no stricter about a path than this.
    name = parts[2].decode("latin-1").lstrip("/")
    return name in folder and hashlib.sha256(folder[name]).digest() == bytes.fromhex(parts[1].decode())


# -- cases --------------------------------------------------------------------------------------

def all_records() -> Iterator[Case]:
    """Every value of every variable, with every combination of whole slots."""
    slots = list(itertools.product(("0", "1", "yes"), ("0", "1", "2", "3", "13")))
    folders = [("right-a", "right-b"), ("right-a", "nothing"), ("nothing", "right-b"), ("nothing", "nothing")]
    for order, a, b, (folder_a, folder_b) in itertools.product(("ab", "ba", "zz"), slots, slots, folders):
        yield Case(f"order={order} a={a} b={b}", block_of(record_text(order, a, b)), folder_a, folder_b)


def after_a_refusal() -> Iterator[Case]:
    """The second choice of one start: what is left without the slot that could not be started."""
    slots = list(itertools.product(("0", "1"), ("0", "1", "3")))
    folders = [("right-a", "right-b"), ("right-a", "nothing"), ("nothing", "right-b")]
    for order, a, b, both, refused in itertools.product(("ab", "ba"), slots, slots, folders, "ab"):
        yield Case(f"order={order} a={a} b={b}", block_of(record_text(order, a, b)), *both, refused)


# A slot on trial before one that is good, and after one that can no more be started.
TRIAL_B = block_of(record_text("ba", ("1", "0"), ("0", "2")))
TRIAL_A = block_of(record_text("ba", ("0", "3"), ("0", "0")))
OLD = block_of(record_text("ab", ("1", "0"), ("0", "0")))


def damaged_records() -> Iterator[Case]:
    """What a cut, a torn sector or a rotten bit leaves."""
    yield Case("no file", None)
    for name, fill in (("zeros", bytes(BLOCK)), ("ones", b"\xff" * BLOCK), ("padding", b"#" * BLOCK)):
        yield Case(f"nothing but {name}", fill)
        yield from _cut(f"then {name}", fill)
    yield from _cut("then the old record", OLD)
    used = len(TRIAL_B.rstrip(b"#"))
    for at in [*range(used + 2), SECTOR - 1, SECTOR, BLOCK - 1]:
        for bit in range(8):
            yield Case(f"bit {bit} of byte {at}", flip(TRIAL_B, at, bit))
        yield Case(f"bit {at % 8} of byte {at}", flip(TRIAL_A, at, at % 8))


def _cut(what: str, rest: bytes) -> Iterator[Case]:
    places = [*range(len(TRIAL_B.rstrip(b"#")) + 2), SECTOR - 1, SECTOR, SECTOR + 1, BLOCK - 1]
    for at in places:
        yield Case(f"{at} bytes, {what}", TRIAL_B[:at] + rest[at:])
    for at in (1, 25, 30, SECTOR, BLOCK - 1):
        yield Case(f"{at} bytes of it, then the record", rest[:at] + TRIAL_B[at:])


def odd_records() -> Iterator[Case]:
    """Records of other versions, with lines twice or in another order, with values nobody writes."""
    right = record_text("ba", ("1", "0"), ("0", "2"))
    lines = right.splitlines(keepends=True)
    for version in (b"", b"0", b"2", b"11", b"1 ", b"one"):
        yield Case(f"version {version!r}", block_of(right.replace(b"record=1", b"record=" + version)))
    yield Case("lines in reverse", block_of(b"".join(reversed(lines))))
    yield Case("full", (SIGNATURE + right).ljust(BLOCK - 1, b"x") + b"\n")
    yield Case("variables of others",
               block_of(b"saved_entry=Berth\n" + right + b"prefix=(hd9)/no\nroot=hd9\n"))
    for number, line in enumerate(lines):
        without = b"".join(lines[:number] + lines[number + 1:])
        yield Case(f"without {line!r}", block_of(without))
        yield Case(f"twice {line!r}", block_of(right + line))
        yield Case(f"three times {line!r}", block_of(line + right + line))
        for value in (b"", b"0", b"1", b"3", b"ab"):
            other = line.split(b"=")[0] + b"=" + value + b"\n"
            yield Case(f"{line!r}, then {other!r}", block_of(right + other))
            yield Case(f"{line!r} after {other!r}", block_of(other + right))
        for junk in (b"no equals sign\n", b"\n", b"# a comment\n", b"=\n", b"=1\n", b" "):
            text = b"".join(lines[:number] + [junk] + lines[number:])
            yield Case(f"{junk!r} before {line!r}", block_of(text))
    names = (b"order", b"a_good", b"a_tries", b"b_good", b"b_tries")
    for name, value in itertools.product(names, ODD_VALUES):
        text = re.sub(rb"^" + name + rb"=.*$", lambda _: name + b"=" + value, right, flags=re.MULTILINE)
        yield Case(f"{name!r} is {value!r}", block_of(text))


def damaged_slots() -> Iterator[Case]:
    """The slot on trial, or the good one, has something wrong."""
    for name in broken_slots():
        yield Case(f"b: {name}", TRIAL_B, "right-a", name)
    for name in broken_slots():
        if not name.startswith("flipped/"):
            yield Case(f"a: {name}", TRIAL_A, name, "right-b")
            yield Case(f"both: {name}", TRIAL_B, name, name)


def all_slots() -> dict[str, Folder]:
    """Every folder that a case names."""
    return {"right-a": right_slot("a"), "right-b": right_slot("b"), **broken_slots()}


def all_cases() -> list[Case]:
    return [*all_records(), *damaged_records(), *odd_records(), *damaged_slots(), *after_a_refusal()]
