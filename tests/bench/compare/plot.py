# SPDX-License-Identifier: Apache-2.0
"""Bar charts as SVG: one block of bars per measurement, each block with a scale of its own.

Bars have middle tones and text follows the reader's light or dark theme, so that the same file is
readable on either background.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, LABELS, VALUES, MARGIN = 760, 180, 110, 10
LINE, BAR, GAP = 20, 14, 14
COLOURS = ["#2f7fd8", "#d98a2b", "#8c8f99"]
STYLE = ("text{font:13px sans-serif;fill:#333}.t{font-weight:bold}"
         "@media(prefers-color-scheme:dark){text{fill:#ddd}}")


@dataclass(frozen=True)
class Bar:
    """One machine's value; None is said in words instead of drawn."""

    label: str
    value: float | None
    shown: str


@dataclass(frozen=True)
class Block:
    """One measurement."""

    title: str
    bars: Sequence[Bar]


def _text(x: float, y: float, words: str, style: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}"{style}>{escape(words)}</text>'


def _block(block: Block, top: float) -> list[str]:
    """Draw one block below `top`."""
    room = WIDTH - LABELS - VALUES - 2 * MARGIN
    largest = max((bar.value for bar in block.bars if bar.value is not None), default=0)
    parts = [_text(MARGIN, top + BAR, block.title, ' class="t"')]
    for number, bar in enumerate(block.bars):
        y = top + (number + 1) * LINE
        length = room * bar.value / largest if bar.value and largest else 0
        colour = COLOURS[number % len(COLOURS)]
        parts.append(_text(MARGIN, y + BAR - 2, bar.label))
        parts.append(f'<rect x="{MARGIN + LABELS}" y="{y}" width="{length:.1f}" height="{BAR}" '
                     f'rx="2" fill="{colour}"/>')
        parts.append(_text(MARGIN + LABELS + length + 6, y + BAR - 2, bar.shown))
    return parts


def chart(title: str, blocks: Sequence[Block]) -> str:
    """Return the whole picture."""
    top, parts = MARGIN, []
    for block in blocks:
        parts += _block(block, top)
        top += (len(block.bars) + 1) * LINE + GAP
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" '
            f'height="{top}" role="img"><title>{escape(title)}</title><style>{STYLE}</style>')
    return "\n".join([head, *parts, "</svg>"]) + "\n"
