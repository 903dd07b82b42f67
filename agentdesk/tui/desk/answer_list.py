"""The answers to choose from, with the words of the highlighted one below."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from textual import events

from agentdesk.domain.answers import STATE_WORDS, review_due
from agentdesk.domain.content import Answer
from agentdesk.text import fit, width, wrap
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs
from agentdesk.tui.kit.prose import Line, ProseView

_NAME = 20
"""So many cells of a name are worth more than what stands after it."""
_FACTS_FROM = 9
"""Under so few lines the words have all the room."""


class Offer(NamedTuple):
    """The answers offered, and how they were found."""

    answers: tuple[Answer, ...] = ()
    how: str = ""
    nothing: str = ""
    """Why there is none, if it is not that nobody has written any."""
    language: str = ""
    """The customer's: only others are named."""
    day: str = ""
    """Today, as an ISO date; empty where nothing is overdue."""


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
        self.facts: Callable[[Answer], Sequence[str]] = lambda answer: ()
        """Return what is known of an answer besides its words, a line each."""

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
            known = [piece for fact in self.facts(chosen) for piece in wrap(fact, cells)]
            # The words come first; what is known of them stands below, where there is room.
            if len(words) + len(known) + 1 <= room:
                words += ["", *known]
            elif known and room > _FACTS_FROM:
                words = [*words[: room - len(known) - 1], "", *known]
            lines += [[], *([(piece, "muted")] for piece in words[:room])]
            if len(words) > room:
                lines[-1] = [(self.glyphs.more, "muted")]
        return lines

    def _row(self, answer: Answer, here: bool, cells: int) -> Line:
        glyphs = self.glyphs
        name = f"{glyphs.article} {answer.name}" if answer.kind == "article" else answer.name
        style = "cursor" if here else "text"
        bar = (glyphs.cursor if here else " ", "accent" if here else "text")
        # What matters least makes room first: the shortcut, then how often it settled a case.
        tails = [part for part in self._tails(answer) if part[0]]
        room = cells - 1 - sum(width(text) + 1 for text, _ in tails)
        for droppable in ("shortcut", "resolves"):
            if room < min(width(name), _NAME):
                kept = [part for part in tails if part[1] != droppable]
                room += sum(width(text) + 1 for text, what in tails if what == droppable)
                tails = kept
        line: Line = [bar, (fit(name, max(1, room)), style)]
        for text, what in tails:
            muted = "soon" if what == "overdue" else "muted"
            line.append((f" {text}", style if here else muted))
        return line

    def _tails(self, answer: Answer) -> Iterator[tuple[str, str]]:
        """Yield what stands after an answer's name, from left to right, each with what it is."""
        glyphs, offer = self.glyphs, self.offer
        yield answer.shortcut, "shortcut"
        yield answer.language if answer.language != offer.language else "", "language"
        yield "" if answer.state == "validated" else STATE_WORDS[answer.state], "state"
        yield "review" if offer.day and review_due(answer, offer.day) else "", "overdue"
        yield f"{answer.uses}{glyphs.times}" if answer.uses else "", "uses"
        yield f"{answer.resolves}{glyphs.done}" if answer.resolves else "", "resolves"


NOTHING = "No answers yet. An administrator adds them with: agentdesk answers add"
