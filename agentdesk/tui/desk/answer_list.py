"""The answers to choose from, with the words of the highlighted one below."""

from collections.abc import Callable
from typing import NamedTuple

from textual import events

from agentdesk.domain.content import Answer
from agentdesk.text import fit, width, wrap
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs
from agentdesk.tui.kit.prose import Line, ProseView


class Offer(NamedTuple):
    """The answers offered, and how they were found."""

    answers: tuple[Answer, ...] = ()
    how: str = ""
    nothing: str = ""
    """Why there is none, if it is not that nobody has written any."""


class AnswerList(ProseView):
    """A short list with a cursor: as many rows as leave room for the highlighted one's words."""

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:
        super().__init__(glyphs=glyphs, id=id)
        self.offer = Offer()
        self.at = 0
        self._first = 0
        """The first answer in sight."""
        self.preview: Callable[[Answer], str] = lambda answer: answer.body
        """Return an answer's words as they would be inserted."""

    @property
    def chosen(self) -> Answer | None:
        """The highlighted answer."""
        return self.offer.answers[self.at] if self.offer.answers else None

    def offer_answers(self, offer: Offer, *, at_top: bool = False) -> None:
        """Show other answers; the cursor stays on the same one if it is still there.

        ``at_top`` highlights the first: it is the nearest to what was typed.
        """
        before = None if at_top else self.chosen
        self.offer = offer
        ids = [answer.id for answer in offer.answers]
        self.at = ids.index(before.id) if before is not None and before.id in ids else 0
        self.show(self._render_all)
        self.to_top()

    def move(self, by: int) -> None:
        """Move the cursor."""
        if self.offer.answers:
            self.at = max(0, min(len(self.offer.answers) - 1, self.at + by))
            self.renew()
            self.to_top()

    def on_resize(self, event: events.Resize) -> None:
        """Share the new height out between the rows and the words."""
        super().on_resize(event)
        self.renew()

    def _in_sight(self) -> range:
        """Return which answers are in sight: the highlighted one is always among them."""
        total, height = len(self.offer.answers), max(4, self.size.height)
        rows = min(total, max(3, (height - 2) * 3 // 5))
        self._first = min(max(self._first, self.at - rows + 1), self.at, total - rows)
        return range(self._first, self._first + rows)

    def _render_all(self, cells: int) -> list[Line]:
        if not self.offer.answers:
            return [[(piece, "muted")] for piece in wrap(self.offer.nothing or NOTHING, cells)]
        lines: list[Line] = [[(fit(self.offer.how, cells), "muted")]]
        for index in self._in_sight():
            lines.append(self._row(self.offer.answers[index], index == self.at, cells))
        chosen = self.chosen
        room = self.size.height - len(lines) - 1
        if chosen is not None and room > 1:
            words = [
                piece
                for source in self.preview(chosen).split("\n")
                for piece in (wrap(source, cells) or [""])
            ]
            lines += [[], *([(piece, "muted")] for piece in words[:room])]
            if len(words) > room:
                lines[-1] = [(self.glyphs.more, "muted")]
        return lines

    def _row(self, answer: Answer, here: bool, cells: int) -> Line:
        glyphs = self.glyphs
        uses = f"{answer.uses}{glyphs.times}" if answer.uses else ""
        name = f"{glyphs.article} {answer.name}" if answer.kind == "article" else answer.name
        room = max(1, cells - 1 - width(uses) - (1 if uses else 0))
        style = "cursor" if here else "text"
        bar = (glyphs.cursor if here else " ", "accent" if here else "text")
        tail = (" " + uses if uses else "", "cursor" if here else "muted")
        return [bar, (fit(name, room), style), tail]


NOTHING = "No answers yet. An administrator adds them with: agentdesk answers add"
