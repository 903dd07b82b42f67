"""The text box for replies and notes. Its text is a draft in the store, never only on the screen.

Import this module when somebody begins to write, not at start-up.
"""

import asyncio
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static, TextArea
from textual.widgets.text_area import Selection

from agentdesk.desk.replying import LOGGED_ONLY
from agentdesk.seat.enclosed import Enclosed, files_line
from agentdesk.seat.writing import BLANK
from agentdesk.seat.writing import Writing as Writing
from agentdesk.text import clean, fit, width
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs, to_ascii

if TYPE_CHECKING:
    from agentdesk.seat.macros import Prepared

KEEP_AFTER_S = 0.2
"""A key is in the store this much later at most, and then the time of one write."""


class Composer(TextArea):
    """The text itself."""

    async def on_paste(self, event: events.Paste) -> None:
        """Take pasted text, made printable."""
        event.text = clean(event.text)


class ComposerBox(Vertical):
    """The rule that says what is written to whom, the text, and a line with its state."""

    class Typed(Message):
        """The text changed and should be kept."""

        def __init__(self, writing: Writing, text: str) -> None:
            super().__init__()
            self.writing = writing
            self.text = text

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:
        super().__init__(id=id)
        self.glyphs = glyphs
        self.writing: Writing | None = None
        self._saved = ""
        self._keeping: Timer | None = None
        self._kept_text = ""
        self.storing = asyncio.Lock()
        """Held while the text is kept, and while its draft is deleted: what comes later wins."""
        self.refused = False
        """Whether the store did not take the text the last time."""
        self.used: tuple[str, ...] = ()
        """The ids of the answers that were inserted."""
        self._carried = ""
        self.files: tuple[Enclosed, ...] = ()
        """The files that go along."""
        self.macro: Prepared | None = None
        """What is done besides, once the reply is sent."""
        self._first = ""
        self.warned = False
        """The writer knows that somebody else is writing too."""
        self._others = self._below = ""
        self._rule = Static(id="composer-rule")
        self._status = Static(id="composer-status")
        self._enclosed = Static(id="composer-files")
        self.area = Composer(
            id="composer-text",
            soft_wrap=True,
            tab_behavior="focus",
            compact=True,
            highlight_cursor_line=False,
            show_line_numbers=False,
        )
        """The text area."""

    def compose(self) -> ComposeResult:
        """Lay out the rule, the text and the state."""
        yield self._rule
        yield self.area
        yield self._enclosed
        yield self._status

    @property
    def text(self) -> str:
        """What has been written."""
        return self.area.text

    @property
    def untouched(self) -> bool:
        """Whether the text is still what stands in a new one: there is no draft to keep."""
        return bool(self._first) and self.text == self._first

    @property
    def in_chat(self) -> bool:
        """Whether Enter sends, because a chat is written."""
        return (
            self.writing is not None
            and self.writing.kind == "reply"
            and (self.writing.channel == "chat")
        )

    @property
    def at_line_start(self) -> bool:
        """Whether the cursor stands before the first letter of a line, with nothing selected."""
        selection = self.area.selection
        return selection.start == selection.end and selection.end[1] == 0

    def begin(
        self, writing: Writing, text: str, saved: str = "", files: tuple[Enclosed, ...] = ()
    ) -> None:
        """Open the box for a case with the draft that there was."""
        self.writing, self.files = writing, files
        self._first = "" if saved else text
        self.used, self.macro, self.warned = (), None, False
        self._carried = ""
        self._others = self._below = ""
        self._kept_text = text
        self._saved = saved
        self.refused = False
        if self.area.text != text:
            self.area.load_text(text)
            self.area.move_cursor(self.area.document.end)
        self.set_class(True, "open")
        self.set_class(writing.kind == "note", "note")
        self.area.focus()
        self._show()

    def end(self) -> None:
        """Close the box; the caller has kept or posted the text."""
        self.writing, self.macro, self.files = None, None, ()
        self.area.load_text("")
        self.set_class(False, "open")

    def flip(self) -> Writing | None:
        """Make the reply a note, or the note a reply."""
        if self.writing is None:
            return None
        kind = "note" if self.writing.kind == "reply" else "reply"
        self.writing = self.writing._replace(kind=kind)
        self.set_class(kind == "note", "note")
        self._show()
        return self.writing

    def insert(self, text: str, answer_id: str = "") -> None:
        """Put an answer in at the cursor, and go to its first blank.

        After a sentence it begins a paragraph, after a word it goes on in the line.
        """
        row, column = self.area.selection.start
        before = self.area.document.get_line(row)[:column].rstrip()
        if before:
            text = ("\n\n" if before[-1] in ".,:;?!。、" else " ") + text
        self.put(text)
        if answer_id and answer_id not in self.used:
            self.used = (*self.used, answer_id)

    def carry(self, words: str) -> None:
        """Say what the answers that were inserted carry along."""
        self._carried = words
        self._show_status()

    def put(self, text: str) -> None:
        """Put a text in at the cursor as it is, and go to its first blank."""
        start = min(self.area.selection)
        self.area.replace(text, *self.area.selection, maintain_selection_offset=False)
        if BLANK.search(text):
            self.area.move_cursor(start)
            self.next_blank(1)

    def enclose(self, files: tuple[Enclosed, ...]) -> None:
        """Show which files go along."""
        self.files = files
        self._show()

    def around(self, others: str, below: str) -> None:
        """Say who else writes to this customer, and what the box hides."""
        if (others, below) != (self._others, self._below):
            self._others, self._below = others, below
            self._show()

    def next_blank(self, by: int) -> bool:
        """Select the next blank, or the one before; ``False`` if there is none."""
        found = list(BLANK.finditer(self.area.text))
        if not found:
            return False
        text = self.area.text
        at = _index(text, self.area.selection.end)
        if by > 0:
            chosen = next((m for m in found if m.start() >= at), found[0])
        else:
            start = _index(text, self.area.selection.start)
            chosen = next((m for m in reversed(found) if m.end() <= start), found[-1])
        self.area.selection = Selection(
            _location(text, chosen.start()), _location(text, chosen.end())
        )
        return True

    @property
    def blanks(self) -> int:
        """How many blanks are still empty."""
        return len(BLANK.findall(self.area.text))

    def kept(self, text: str, at: str) -> None:
        """Say that the text is in the store, and since when."""
        self._kept_text, self._saved, self.refused = text, at, False
        self._show_status()

    def not_kept(self) -> None:
        """Say that the store did not take the text; it is offered again until it does."""
        self.refused = True
        self._show_status()

    @property
    def behind(self) -> bool:
        """Whether something was written that the store does not have yet."""
        return self.writing is not None and self.text != self._kept_text

    def keep_again(self) -> None:
        """Offer the store what it did not take before."""
        if self.refused and self.behind and self._keeping is None:
            self._keep()

    async def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep the text soon after a key."""
        event.stop()
        self._show_status()
        if self.writing is not None and self._keeping is None and self.text != self._kept_text:
            self._keeping = self.set_timer(KEEP_AFTER_S, self._keep)

    def _keep(self) -> None:
        self._keeping = None
        if self.writing is not None:
            self.post_message(self.Typed(self.writing, self.text))

    def on_resize(self) -> None:
        """Fit the rule to the new width."""
        self._show()

    def _show(self) -> None:
        if self.writing is None:
            return
        if self.writing.kind == "note":
            title = f"NOTE {self.glyphs.dot} not sent to anyone"
        else:
            title = f"REPLY {self.glyphs.arrow} {self.writing.to}"
        cells = max(10, self.size.width)
        bar = self.glyphs.rule if self.writing.kind == "note" else self.glyphs.reply_rule
        tail = "".join(f" {words} {bar}" for words in (self._others, self._hidden) if words)
        tail = tail if width(tail) <= cells // 2 else ""
        shown = fit(f"{bar} {title} ", min(cells - width(tail), width(title) + 3))
        line = shown + bar * (cells - width(shown) - width(tail)) + tail
        self._rule.update(self._content(line))
        self._fit()
        self._enclosed.display = bool(self.files)
        self._enclosed.update(self._content(files_line(self.files)))
        self._show_status()

    def _fit(self) -> None:
        """Leave room for the lines around the text: the box takes half of its pane at most."""
        pane = self.parent
        if isinstance(pane, Widget):
            around = 3 if self.files else 2
            most = max(3, pane.size.height // 2 - around)
            self.area.styles.max_height, self.area.styles.min_height = most, min(6, most)

    @property
    def _hidden(self) -> str:
        return f"{self.glyphs.below} {self._below} below" if self._below else ""

    def _show_status(self) -> None:
        words, writing = len(self.text.split()), self.writing
        parts = [f"saved {self._saved}" if self._saved else "not saved yet"]
        if self.refused:
            parts = [f"NOT SAVED since {self._saved}" if self._saved else "NOT SAVED"]
        if self.blanks:
            parts.append(f"{self.blanks} blank{'s' if self.blanks > 1 else ''} left")
        if writing is None or writing.kind == "note" or not writing.limit:
            parts.append(f"{words} word{'' if words == 1 else 's'}")
        if writing is not None and writing.kind == "reply":
            parts += self._leaving(writing)
            if self._carried:
                parts.append(self._carried)
        if self.macro is not None:
            parts.append(f"macro {self.macro.macro.name}")
        line = f" {self.glyphs.dot} ".join(parts)
        self._status.update(self._content(line))

    def _leaving(self, writing: Writing) -> list[str]:
        """Say how long the reply may be, and what becomes of it once it is sent."""
        parts = [f"{len(self.text)} of {writing.limit}"] if writing.limit else []
        if writing.channel in LOGGED_ONLY:
            return [*parts, "logged, sent to nobody"]
        if writing.hold_ms:
            return [*parts, f"undo {writing.hold_ms // 1000} s"]
        return [*parts, "Enter sends, no undo" if self.in_chat else "no undo"]

    def _content(self, text: str) -> Content:
        return Content(text if self.glyphs is UNICODE else to_ascii(text))


def _index(text: str, location: tuple[int, int]) -> int:
    """Return how many characters stand before a row and column."""
    row, column = location
    return sum(len(line) + 1 for line in text.split("\n")[:row]) + column


def _location(text: str, index: int) -> tuple[int, int]:
    """Return the row and column of a character."""
    before = text[:index]
    return before.count("\n"), len(before) - (before.rfind("\n") + 1)
