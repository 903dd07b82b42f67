"""The answers to choose from, with the words of the highlighted one below."""

from collections.abc import Callable
from typing import NamedTuple

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
    """A short list with a cursor."""

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:
        super().__init__(glyphs=glyphs, id=id)
        self.offer = Offer()
        self.at = 0
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
        if at_top:
            self.to_top()

    def move(self, by: int) -> None:
        """Move the cursor."""
        if self.offer.answers:
            self.at = max(0, min(len(self.offer.answers) - 1, self.at + by))
            self.renew()
            top, height = self.lines_above(), max(1, self.size.height)
            if not top <= self.at + 1 < top + height:
                self.scroll_to(y=max(0, self.at + 1 - height // 2), animate=False, immediate=True)

    def _render_all(self, cells: int) -> list[Line]:
        if not self.offer.answers:
            return [[(piece, "muted")] for piece in wrap(self.offer.nothing or NOTHING, cells)]
        lines: list[Line] = [[(fit(self.offer.how, cells), "muted")]]
        for index, answer in enumerate(self.offer.answers):
            lines.append(self._row(answer, index == self.at, cells))
        chosen = self.chosen
        if chosen is not None and self.size.height > len(lines) + 2:
            lines.append([])
            lines += [
                [(piece, "muted")]
                for source in self.preview(chosen).split("\n")
                for piece in wrap(source, cells)
            ]
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
