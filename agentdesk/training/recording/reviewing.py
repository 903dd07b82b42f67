"""The review of a recording: which texts may come through, in whose words, decided one by one.

A review is a private file: it holds what customers wrote, so nobody but its owner may read it, and
it goes when the scenario is written. A text comes through when a person has let it through and no
suspicious place in it is open; all the others stay the invented words that stand in the scenario.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import msgspec
from msgspec.structs import replace

from agentdesk.ownfiles import refuse_own
from agentdesk.text import clean
from agentdesk.training.recording import phrases
from agentdesk.training.recording.composing import Made
from agentdesk.training.recording.guard import Guard
from agentdesk.training.recording.recorder import Leak, Recorded, written
from agentdesk.training.recording.spans import Common, Known, Name, Span, put_in, suspicious
from agentdesk.training.recording.window import Text
from agentdesk.training.scenario import Scenario

FORM = 1
Choice = Literal["template", "accepted", "edited"]
MOST_TOLD = 5
"""So many texts are named that hold what is known of somebody."""
OUT = "…"
"""What stands where words were taken out by hand."""


class Draft(msgspec.Struct, frozen=True):
    """One text of a customer, as it was and as it could be said."""

    number: int
    persona: str
    reply: str
    """The reply it would be; ``""`` for a first message."""
    was: str
    made: str
    """With everything replaced that was found, or as a person has written it."""
    template: str
    """What the scenario says otherwise."""
    replaced: tuple[Span, ...] = ()
    """What was replaced, as it stood in ``was``."""
    stands: tuple[Span, ...] = ()
    """What came instead, as it stands in ``made``."""
    choice: Choice = "template"
    harmless: tuple[str, ...] = ()
    """What a person has said of this text: these words are nobody's."""


class Review(msgspec.Struct, frozen=True):
    """A review under way."""

    scenario: Scenario
    out: str
    """Where the scenario is to be written."""
    drafts: tuple[Draft, ...]
    names: tuple[Name, ...]
    secrets: tuple[str, ...]
    common: tuple[str, ...]
    harmless: tuple[str, ...] = ()
    """Words that are nobody's name, in no text."""
    form: int = FORM


class Unreadable(Exception):
    """A file is no review that can be gone on with; the sentence says why."""


def begun(recorded: Recorded, texts: Sequence[Text], out: str) -> Review:
    """Return a review of everything that customers wrote."""
    known = recorded.known
    common = Common([(one.customer, one.body) for one in texts], known, phrases.all_words())
    bodies = {one.message: one.body for one in texts}
    drafts: list[Draft] = []
    order = {one.id: place for place, one in enumerate(recorded.made.scenario.personas)}
    said = sorted(recorded.made.texts.items(), key=lambda one: (order[one[1][0]], bool(one[1][1])))
    for message, (persona, reply) in said:
        body = clean(bodies.get(message, "")).strip()
        if not body:
            continue
        made, was, stands = recorded.scrubber.scrub(body)
        template = _template(recorded.made, persona, reply)
        drafts.append(Draft(len(drafts) + 1, persona, reply, body, made, template, was, stands))
    return Review(
        scenario=recorded.made.scenario,
        out=out,
        drafts=tuple(drafts),
        names=known.names,
        secrets=recorded.guard.secrets,
        common=common.words,
    )


def _template(made: Made, persona: str, reply: str) -> str:
    scenario = made.scenario
    if not reply:
        of = next(one for one in scenario.arrivals if persona in one.persona)
        return of.says[0]
    return next(one.says[0] for one in scenario.persona(persona).replies if one.id == reply)


class Reviewing:
    """A review being worked on; ``keep`` is called with every change, so that none is lost."""

    def __init__(
        self, review: Review, keep: Callable[[Review], None] = lambda review: None
    ) -> None:
        self.review = review
        self._keep = keep
        self._known = Known(review.names)
        self._common = Common.of(review.common)

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """Every text, in the order in which they were said."""
        return self.review.drafts

    def open_places(self, draft: Draft) -> list[Span]:
        """Return what in a text is suspicious and nobody has said of that it is harmless."""
        fine = {word.casefold() for word in (*draft.harmless, *self.review.harmless)}
        found = suspicious(draft.made, self._common, self._known, draft.stands)
        return [span for span in found if span.was.casefold() not in fine]

    def template(self, draft: Draft) -> None:
        """Let the invented words stand."""
        self._put(replace(draft, choice="template"))

    def accept(self, draft: Draft) -> str:
        """Let a text through; return why it cannot be, if it cannot."""
        places = self.open_places(draft)
        if places:
            words = ", ".join(f"“{span.was}”" for span in places[:3])
            return f"Look at {words} first: i says it is harmless, x takes it out, e edits."
        if not draft.made.strip():
            return "Nothing is left of it: keep the invented words."
        edited = draft.choice == "edited" or _by_hand(draft)
        self._put(replace(draft, choice="edited" if edited else "accepted"))
        return ""

    def harmless(self, draft: Draft, span: Span) -> None:
        """Say that a suspicious word is nobody's: a word of letters is so in every text."""
        if span.kind == "word":
            words = (*self.review.harmless, span.was)
            self.review = replace(self.review, harmless=words)
            self._keep(self.review)
            return
        self._put(replace(draft, harmless=(*draft.harmless, span.was)))

    def all_harmless(self, draft: Draft) -> None:
        """Say of every suspicious place of a text that it is harmless, in this text alone."""
        words = tuple(span.was for span in self.open_places(draft))
        self._put(replace(draft, harmless=(*draft.harmless, *words)))

    def take_out(self, draft: Draft, span: Span) -> None:
        """Take a word out of a text."""
        made = f"{draft.made[: span.start]}{OUT}{draft.made[span.end :]}"
        move = len(OUT) - (span.end - span.start)
        stands = tuple(
            one
            if one.end <= span.start
            else replace(one, start=one.start + move, end=one.end + move)
            for one in draft.stands
            if one.end <= span.start or one.start >= span.end
        )
        self._put(replace(draft, made=made, stands=stands, choice="template"))

    def edit(self, draft: Draft, text: str) -> None:
        """Put a person's own words in place of a text; what is suspicious in them is open again."""
        made = clean(text).strip()
        stands = []
        for one in draft.stands:
            start = made.find(one.was)
            while start >= 0:
                stands.append(replace(one, start=start, end=start + len(one.was)))
                start = made.find(one.was, start + len(one.was))
        self._put(replace(draft, made=made, stands=tuple(stands), choice="template"))

    def _put(self, draft: Draft) -> None:
        drafts = tuple(draft if one.number == draft.number else one for one in self.drafts)
        self.review = replace(self.review, drafts=drafts)
        self._keep(self.review)

    def through(self) -> list[Draft]:
        """Return the texts that come through."""
        return [d for d in self.drafts if d.choice != "template" and not self.open_places(d)]

    def text(self) -> str:
        """Return the scenario's file. Raises ``Leak`` for what is known of somebody in a text."""
        guard, through = Guard(self.review.secrets), self.through()
        telling = [str(draft.number) for draft in through if guard.leaks(draft.made)]
        if telling:
            many = f" and {len(telling) - MOST_TOLD} more" if len(telling) > MOST_TOLD else ""
            raise Leak(
                "Something that is known of real people stands in what you let through, text "
                f"{', '.join(telling[:MOST_TOLD])}{many}: nothing was written. Edit it, or keep "
                "the invented words."
            )
        return written(finished(self.review.scenario, through), guard)


def _by_hand(draft: Draft) -> bool:
    """Say whether a person has changed a text."""
    return put_in(draft.was, draft.replaced, draft.stands) != draft.made


def finished(scenario: Scenario, drafts: Sequence[Draft]) -> Scenario:
    """Return a scenario with the texts that were let through."""
    says = {(draft.persona, draft.reply): (_plain(draft.made),) for draft in drafts}
    personas = tuple(
        replace(
            persona,
            replies=tuple(
                replace(reply, says=says.get((persona.id, reply.id), reply.says))
                for reply in persona.replies
            ),
        )
        for persona in scenario.personas
    )
    arrivals = tuple(
        replace(one, says=says.get((one.persona[0], ""), one.says)) for one in scenario.arrivals
    )
    return replace(scenario, personas=personas, arrivals=arrivals)


def _plain(text: str) -> str:
    """Return a text in which nothing is taken for a blank to be filled in."""
    return text.replace("{", "(").replace("}", ")")


def read_review(path: Path) -> Review:
    """Return the review in a file. Raises :class:`Unreadable` or ``OSError``."""
    refuse_own(path)
    try:
        review = msgspec.json.decode(path.read_bytes(), type=Review)
    except msgspec.DecodeError:
        sentence = f"{path} is no review: agentdesk train record --review makes one."
        raise Unreadable(sentence) from None
    if review.form > FORM:
        raise Unreadable(f"{path} was made by a newer agentdesk; update this one.")
    return review


def write_review(path: Path, review: Review, *, new: bool = False) -> None:
    """Write a review for nobody but its owner to read. Raises ``OSError``.

    The file is exchanged as a whole, so that nothing is lost when the program ends meanwhile.
    """
    refuse_own(path)
    if new and path.exists():
        raise FileExistsError(path)
    beside = path.with_name(f".{path.name}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(msgspec.json.encode(review))
    beside.replace(path)
