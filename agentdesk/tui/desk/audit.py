"""Who did what: the log as a list over the desk, the newest first, and a case behind a line."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import NamedTuple

from textual import events

from agentdesk.clock import to_datetime
from agentdesk.seat.auditing import KINDS, LOOKED_AT, AuditLine, Wanted
from agentdesk.text import fit, width
from agentdesk.tui.desk.place import Place
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs
from agentdesk.tui.kit.keynames import Token
from agentdesk.tui.kit.stops import Row

SORTS: tuple[str, ...] = ("", *KINDS)
_FOOT = (
    "Enter the case", "w what sort", "/ find words", "m older", "A all that happened",
    "Esc back to the desk",
)  # fmt: skip
_SHORT_FOOT = ("Enter the case", "w sort", "/ find", "m older", "Esc")


class Asked(NamedTuple):
    """What was asked for: ``open``, ``older``, ``other`` lines; and which line was lit."""

    verb: str
    wanted: Wanted
    line: AuditLine | None


class AuditScreen(Place[Asked]):
    """Shows a page of acts; its answer is what is to be shown next."""

    FOOT = _FOOT
    SHORT_FOOT = _SHORT_FOOT

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
        super().__init__(wanted.text, "a name, a number, words", at, glyphs)
        self._lines, self._wanted, self._zone = lines, wanted, zone
        self._more, self._own = more, own

    def take_key(self, token: Token, event: events.Event) -> bool:
        """Move, or end with what the key asks for."""
        if self.box.display:
            return self._take_typed(token)
        if self.take_move(token):
            return True
        if token in ("escape", "q", "h", "left"):
            self.dismiss(None)
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

    def title_text(self) -> str:
        """Return what the page is, and what it was narrowed to."""
        dot = f" {self._glyphs.dot} "
        parts = ["Audit", "your own acts" if self._own else "who did what, the newest first"]
        if self._wanted.what:
            parts.append(self._wanted.what)
        if self._wanted.everything and not self._own:
            parts.append("with what happened by itself")
        if self._wanted.text:
            parts.append(f"“{self._wanted.text[:30]}”")
        return dot.join(parts)

    def rows(self, cells: int) -> Sequence[Row]:
        """Return the lines for a width."""
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
        if self._more and not self._lines:
            far = f"Nothing of that kind among the newest {LOOKED_AT:,} entries: m looks further."
            yield Row([(far, "muted")])
        elif not self._lines:
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
