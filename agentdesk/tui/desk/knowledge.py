"""The editors' place: lists of answers with how they serve, and keys that act on the one lit."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from textual import events

from agentdesk.domain.answers import STATE_WORDS, review_due
from agentdesk.domain.content import Answer
from agentdesk.seat.knowledge import Item, Knowledge
from agentdesk.text import fit, width
from agentdesk.tui.desk.place import Place
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs
from agentdesk.tui.kit.keynames import Token
from agentdesk.tui.kit.prose import Line
from agentdesk.tui.kit.stops import Row

_MANY = 12
"""So many wants or questions are listed before the answers."""
_WIDEST = 116
KEYS = {
    "enter": "open", "l": "open", "right": "open", "e": "edit", "s": "submit", "v": "validate",
    "a": "archive", "b": "back", "d": "diff", "n": "new", "x": "settle",
}  # fmt: skip
"""What a key asks for; the caller does it."""
_FOOT = (
    "Enter open", "e edit", "s submit", "v validate", "a archive", "b bring back", "d changes",
    "n new", "x settle", "/ find",
)  # fmt: skip
_SHORT_FOOT = ("Enter open", "e edit", "s v a b its state", "n new", "x settle", "/ find")


class Asked(NamedTuple):
    """What was asked for, of what, and what had been typed."""

    verb: str
    item: Item | None
    typed: str


class KnowledgeScreen(Place[Asked]):
    """Shows the place; its answer is what is to be done with the line that is lit."""

    FOOT = _FOOT
    SHORT_FOOT = _SHORT_FOOT

    def __init__(
        self,
        knowledge: Knowledge,
        *,
        typed: str = "",
        at: Item | None = None,
        glyphs: Glyphs = UNICODE,
    ) -> None:
        super().__init__(typed, "name, shortcut, tag, words", at, glyphs)
        self._knowledge, self._typed = knowledge, typed

    def take_key(self, token: Token, event: events.Event) -> bool:
        """Move, or end with what the key asks for."""
        if self.box.display:
            return self._take_typed(token)
        if self.take_move(token):
            return True
        if token in ("escape", "q", "h", "left"):
            self.dismiss(Asked("find", None, "") if self._typed and token == "escape" else None)
        elif token in KEYS:
            chosen = self.view.chosen
            item = chosen if isinstance(chosen, Item) else None
            if item is not None or KEYS[token] == "new":
                self.dismiss(Asked(KEYS[token], item, self._typed))
        return True

    def _take_typed(self, token: Token) -> bool:
        if token not in ("enter", "escape"):
            return False
        typed = self.box.value.strip() if token == "enter" else ""
        self.dismiss(Asked("find", None, typed))
        return True

    # ---- what it shows

    def title_text(self) -> str:
        """Return what the page is, and what it was narrowed to."""
        dot = f" {self._glyphs.dot} "
        answers = len(self._knowledge.due) + sum(len(s[1]) for s in self._knowledge.states)
        parts = [f"Knowledge{dot}{answers} answers and articles"]
        if self._typed:
            parts.append(f"“{self._typed[:30]}”")
        return dot.join(parts)

    def rows(self, cells: int) -> Sequence[Row]:
        """Return the lines for a width."""
        # Beyond that the eye loses the line from its name to its figures.
        return tuple(self._all_rows(min(cells, _WIDEST)))

    def _all_rows(self, cells: int) -> Iterator[Row]:
        known = self._knowledge
        if known.wants:
            yield from self._head(f"wrong or missing {self._glyphs.dot} {len(known.wants)}", cells)
            for want in known.wants[:_MANY]:
                words = want.words.split(": ", 1)[-1] or "(erased)"
                name = want.name or want.row.answer or "missing"
                tail = f"{want.row.by} {self._glyphs.dot} case {want.row.case_id}"
                yield self._line(Item("want", str(want.row.message_id)), name, words, tail, cells)
        if known.questions:
            title = f"found nothing {self._glyphs.dot} {len(known.questions)}"
            yield from self._head(title, cells)
            for asked in known.questions[:_MANY]:
                cases = "1 case" if asked.times == 1 else f"{asked.times} cases"
                item = Item("question", asked.words)
                yield self._line(item, asked.words, "", cases, cells)
        if known.due:
            yield from self._head(f"due for review {self._glyphs.dot} {len(known.due)}", cells)
            for answer in known.due:
                yield self._answer(answer, cells)
        for state, answers in known.states:
            word = STATE_WORDS[answers[0].state] if state else ""
            yield from self._head(f"{word} {self._glyphs.dot} {len(answers)}", cells)
            for answer in answers:
                yield self._answer(answer, cells)
        if not (known.wants or known.questions or known.due or known.states):
            empty = "Nothing is found. Esc shows all." if self._typed else "No answers yet: n adds."
            yield Row([(empty, "muted")])

    def _head(self, title: str, cells: int) -> Iterator[Row]:
        shown = f"{self._glyphs.rule} {title} "
        yield Row([])
        yield Row([(shown + self._glyphs.rule * max(0, cells - width(shown)), "muted")])

    def _line(self, item: Item, name: str, words: str, tail: str, cells: int) -> Row:
        room = max(8, cells - width(tail) - 1)
        first = fit(name, min(room, max(16, room // 3))) if words else fit(name, room)
        line: Line = [(first, "text")]
        if words:
            line.append((" " + fit(" ".join(words.split()), room - width(first) - 1), "muted"))
        return Row([*line, (" " + tail, "muted")], item)

    def _answer(self, answer: Answer, cells: int) -> Row:
        glyphs = self._glyphs
        uses = f"{answer.uses}{glyphs.times}" if answer.uses else glyphs.none
        done = f"{answer.resolves}{glyphs.done}" if answer.resolves else glyphs.none
        columns = [(f"{uses:>5}", "muted"), (f"{done:>5}", "muted")]
        if cells >= 100:
            columns.append((fit(answer.team or _SCOPES[answer.scope], 10), "muted"))
            columns.append((fit(answer.owner, 8), "muted"))
        if cells >= 70:
            columns.insert(0, (fit(answer.shortcut, 12), "muted"))
            columns.append((fit(answer.language, 3), "muted"))
        overdue = review_due(answer, self._knowledge.day)
        review = answer.review_on or ""
        columns.append((f"{review:>10}", "soon" if overdue else "muted"))
        mark = "!" if overdue else " "
        columns.append((mark, "soon"))
        name = f"{glyphs.article} {answer.name}" if answer.kind == "article" else answer.name
        room = max(8, cells - sum(width(text) + 1 for text, _ in columns))
        line: Line = [(fit(name, room), "text")]
        for text, style in columns:
            line += [(" ", "text"), (text, style)]
        return Row(line, Item("answer", answer.id))


_SCOPES = {"mine": "mine", "team": "team", "all": "all"}
