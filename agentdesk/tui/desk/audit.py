"""Who did what: the log as a list over the desk, the newest first, and a case behind a line."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from agentdesk.clock import to_datetime
from agentdesk.seat.auditing import KINDS, AuditLine, Wanted
from agentdesk.text import fit, width
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs, to_ascii
from agentdesk.tui.kit.keynames import Token
from agentdesk.tui.kit.question import Question
from agentdesk.tui.kit.stops import Row, StopList
from agentdesk.tui.kit.styles import style_paths

SORTS: tuple[str, ...] = ("", *KINDS)
_FOOT = (
    "Enter the case", "w what sort", "/ find words", "m older", "A all that happened",
    "Esc back to the desk",
)  # fmt: skip
_SHORT_FOOT = ("Enter the case", "w sort", "/ find", "m older", "Esc")
_PAGES = {"pagedown": 1.0, "space": 1.0, "pageup": -1.0, "ctrl+d": 0.5, "ctrl+u": -0.5}


class Asked(NamedTuple):
    """What was asked for: ``open``, ``older``, ``other`` lines; and which line was lit."""

    verb: str
    wanted: Wanted
    line: AuditLine | None


class AuditScreen(Question[Asked]):
    """Shows a page of acts; its answer is what is to be shown next."""

    CSS_PATH = style_paths("knowledge")[1:]
    AUTO_FOCUS = "StopList"
    BINDINGS: ClassVar[list[tuple[str, str, str]]] = []  # type: ignore[assignment] # keys come by take_key

    def __init__(
        self,
        lines: Sequence[AuditLine],
        wanted: Wanted,
        zone: tzinfo,
        *,
        more: bool,
        own: bool,
        at: AuditLine | None = None,
        glyphs: Glyphs = UNICODE,
    ) -> None:
        super().__init__()
        self._lines, self._wanted, self._zone = lines, wanted, zone
        self._more, self._own, self._glyphs = more, own, glyphs
        self.view = StopList(glyphs=glyphs, surface="panel")
        self.view.at = at
        self.box = Input(wanted.text, placeholder="a name, a number, words", compact=True)
        self._foot = Static(classes="knowledge-foot")

    def compose(self) -> ComposeResult:
        """Lay out the title, the acts, the line to find with, and the keys."""
        with Vertical(classes="knowledge"):
            yield Static(self._content(self._title()), classes="knowledge-title")
            yield self.view
            yield self.box
            yield self._foot

    def on_mount(self) -> None:
        """Show the acts."""
        self.box.display = False
        self.view.show_rows(self._rows)
        self._show_foot()

    def on_resize(self) -> None:
        """Name the keys that there is room for."""
        self._show_foot()

    def take_key(self, token: Token, event: events.Event) -> bool:
        """Move, or end with what the key asks for."""
        if self.box.display:
            return self._take_typed(token)
        if token in ("escape", "q", "h", "left"):
            self.dismiss(None)
        elif token in ("j", "down", "k", "up"):
            self.view.move(1 if token in ("j", "down") else -1)
        elif token in _PAGES:
            self.view.page(_PAGES[token])
        elif token in ("home", "g"):
            self.view.to_first()
        elif token in ("end", "G"):
            self.view.to_last()
        elif token in ("/", "slash"):
            self.box.display = True
            self.box.focus()
        elif token in ("enter", "l", "right"):
            self._end("open")
        elif token == "m" and self._more:
            self._end("older")
        elif token == "w":
            after = SORTS[(SORTS.index(self._wanted.what) + 1) % len(SORTS)]
            self._end("other", what=after)
        elif token == "A":
            self._end("other", everything=not self._wanted.everything)
        return True

    def _take_typed(self, token: Token) -> bool:
        if token not in ("enter", "escape"):
            return False
        self._end("other", text=self.box.value.strip() if token == "enter" else "")
        return True

    def _end(self, verb: str, **changes: str | bool) -> None:
        chosen = self.view.chosen
        line = chosen if isinstance(chosen, AuditLine) else None
        wanted = Wanted(
            person=self._wanted.person,
            what=str(changes.get("what", self._wanted.what)),
            text=str(changes.get("text", self._wanted.text)),
            everything=bool(changes.get("everything", self._wanted.everything)),
        )
        self.dismiss(Asked(verb, wanted, line))

    # ---- what it shows

    def _title(self) -> str:
        dot = f" {self._glyphs.dot} "
        parts = ["Audit", "your own acts" if self._own else "who did what, the newest first"]
        if self._wanted.what:
            parts.append(self._wanted.what)
        if self._wanted.everything and not self._own:
            parts.append("with what happened by itself")
        if self._wanted.text:
            parts.append(f"“{self._wanted.text[:30]}”")
        return dot.join(parts)

    def _rows(self, cells: int) -> Sequence[Row]:
        return tuple(self._all_rows(cells))

    def _all_rows(self, cells: int) -> Iterator[Row]:
        day = ""
        for line in self._lines:
            then = to_datetime(line.at).astimezone(self._zone)
            this = f"{then:%a} {then.day} {then:%b %Y}"
            if this != day:
                shown = f"{self._glyphs.rule} {this} "
                rule = self._glyphs.rule * max(0, cells - width(shown))
                yield Row([(shown + rule, "muted")])
                day = this
            yield self._line(line, f"{then:%H:%M:%S}", cells)
        if not self._lines:
            yield Row([("Nothing of that kind is in the log. w asks for another.", "muted")])
        elif self._more:
            yield Row([("There is more: m reads on.", "muted")])

    def _line(self, line: AuditLine, clock: str, cells: int) -> Row:
        who = fit(line.who, 20 if cells >= 100 else 12)
        case = fit("" if line.case_id is None else str(line.case_id), 7, "right")
        head = f"{clock} {who} {case} "
        rest = fit(line.words, max(8, cells - width(head)))
        return Row(
            [(f"{clock} ", "muted"), (f"{who} ", "text"), (f"{case} ", "muted"), (rest, "text")],
            line,
        )

    def _show_foot(self) -> None:
        keys = f" {self._glyphs.dot} ".join(_FOOT)
        if width(keys) > self.size.width - 2:
            keys = f" {self._glyphs.dot} ".join(_SHORT_FOOT)
        self._foot.update(self._content(keys))

    def _content(self, text: str) -> Content:
        return Content(text if self._glyphs is UNICODE else to_ascii(text))
