"""The second wall: no control character of a customer ever reaches the terminal.

Outside text is cleaned where it comes in (``agentdesk.text``). This filter looks at every segment
on its way out, so that a place which forgot cannot move the cursor, change the title or fill the
clipboard. Controls are dropped, not replaced: Rich counts them as no cells, so what remains is
exactly as wide as it was measured.
"""

import re
from typing import Any

from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter

from agentdesk.tui.kit.glyphs import to_ascii

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


class ControlFilter(LineFilter):
    """Drops control characters from rendered segments. Runs on all output, so it must be cheap."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments unchanged when all are printable, cleaned ones otherwise."""
        for segment in segments:
            if not segment.text.isprintable():
                break
        else:
            return segments
        return [
            segment
            if segment.text.isprintable() or segment.control
            else Segment(_CONTROLS.sub("", segment.text), segment.style)
            for segment in segments
        ]


class AsciiFilter(LineFilter):
    """Replaces the desk's own signs and Textual's: borders, titles cut short, scroll bars."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with every sign replaced; customers' letters are left alone."""
        return [
            segment
            if segment.text.isascii() or segment.control
            else Segment(to_ascii(segment.text), segment.style)
            for segment in segments
        ]


def install_filters(app: App[Any], *, ascii_only: bool = False) -> None:
    """Put the filters before Textual's own. Uses the private ``_filters``; Textual is pinned."""
    if not any(isinstance(known, ControlFilter) for known in app._filters):
        app._filters[:0] = [ControlFilter(), *([AsciiFilter()] if ascii_only else [])]
