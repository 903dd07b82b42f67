"""What the scripted trainee writes: which answers do what is wanted of a text, and its words."""

import re
from collections.abc import Iterable, Sequence

from agentdesk.training.happenings import Guest
from agentdesk.training.personas import MOVES, moved
from agentdesk.training.scenario import Canned, Scenario, slug
from agentdesk.training.words import ASKS, TAG_WORDS, TONES, Wanted, is_of_a_matter, wanted

TEXTS = frozenset({"answered", "used", "asked", *TONES})
"""The acts that are done by writing."""
CALMING = ("acknowledge", "own", "summarise", "choice", "next_step")
MOST = 4
"""So many answers go into one message."""

_BLANK = re.compile(r"‹([^‹›\n]*)›")
_LIQUID = re.compile(r"\{\{[^}]*\}\}")


def acts_of(answer: Canned) -> list[Wanted]:
    """Return what the use of an answer does."""
    tones = [Wanted(TAG_WORDS[tag]) for tag in answer.tags if tag in TAG_WORDS]
    asks = [Wanted("asked", slug(t.removeprefix(ASKS))) for t in answer.tags if t.startswith(ASKS)]
    return [Wanted("used", answer.id), *tones, *asks]


class Phrasing:
    """Chooses answers for a scenario's customers."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._acts = {answer.id: acts_of(answer) for answer in scenario.answers}
        public = [article for article in scenario.articles if article.audience != "agents"]
        self._acts |= {article.id: acts_of(article) for article in public}
        self._bodies = {one.id: one for one in (*scenario.answers, *public)}
        self._wrote: dict[str, int] = {}
        """How often each customer was written to in words of one's own."""

    def answers(
        self, guest: Guest, wants: Sequence[str], is_bad: "Judge", *, calm: bool = True
    ) -> tuple[str, ...] | None:
        """Return the answers that do everything wanted of a text; ``None`` if none can.

        ``is_bad`` says whether an act must not be done.
        """
        left = [one for one in map(wanted, wants) if one.word != "answered"]
        chosen: list[str] = []
        while left:
            best = self._best(guest, left, chosen, is_bad)
            if best is None:
                return None
            chosen.append(best)
            left = [one for one in left if not self._does(best, one)]
        asks = any(act.word == "asked" for answer in chosen for act in self._acts[answer])
        ending = None if asks else self._ending(guest, is_bad)
        if ending is not None and not any(self._ends(guest, answer) for answer in chosen):
            chosen.append(ending)
        if calm:
            self._calm(guest, chosen, is_bad)
        return tuple(dict.fromkeys(chosen))

    def can(self, guest: Guest, text: str, is_bad: "Judge") -> bool:
        """Say whether something that is wanted of a text can be written."""
        one = wanted(text)
        return one.word == "answered" or self._best(guest, [one], [], is_bad) is not None

    def _does(self, answer: str, one: Wanted) -> bool:
        return any(one.fits(act.word, act.detail) for act in self._acts[answer])

    def _fits(self, guest: Guest, answer: str, is_bad: "Judge", left: Iterable[Wanted]) -> bool:
        """Say whether nothing speaks against an answer, beside what is wanted."""
        for act in self._acts[answer]:
            meant = any(one.fits(act.word, act.detail) for one in left)
            again = act.word == "asked" and act.detail in guest.told
            if is_bad(act) or (again and (not meant or is_bad(Wanted("asked_again", act.detail)))):
                return False
            if act.word in ("refused", "warned", "blame", "jargon") and not meant:
                return any(self._does(answer, one) for one in left if one.word == "used")
        return True

    def _best(
        self, guest: Guest, left: list[Wanted], chosen: list[str], is_bad: "Judge"
    ) -> str | None:
        found = []
        for number, answer in enumerate(self._acts):
            covers = sum(self._does(answer, one) for one in left)
            if covers and answer not in chosen and self._fits(guest, answer, is_bad, left):
                harm = self._mood_after(guest, [*chosen, answer])
                extra = len(self._acts[answer])
                special = bool(self._bodies[answer].disposition)
                ends = self._ends(guest, answer)
                strange = self._strangeness(guest, answer)
                found.append((-covers, strange, not ends, special, harm, extra, number, answer))
        return min(found)[-1] if found else None

    def _strangeness(self, guest: Guest, answer: str) -> int:
        """Say how little an answer has to do with a customer: 0 if it is meant for them."""
        if answer in guest.arrival.answers:
            return 0
        about = is_of_a_matter(self._bodies[answer].tags)
        # A blank that is left empty reads badly; somebody else's matter is nonsense.
        return 1 + len(self._empty(guest, answer)) + 10 * about

    def _empty(self, guest: Guest, answer: str) -> list[str]:
        """Return the blanks of an answer for which there are no words with this customer."""
        blanks = _BLANK.findall(self._bodies[answer].body)
        return [blank for blank in blanks if _filled(blank, guest) is None]

    def _ends(self, guest: Guest, answer: str) -> bool:
        """Say whether an answer is what makes a customer content."""
        return any(
            reply.ends == "satisfied"
            and guest.may_say(reply)
            and reply.on != "answered"
            and any(
                act.word == reply.on and reply.detail in ("", act.detail)
                for act in self._acts[answer]
            )
            for reply in guest.persona.replies
        )

    def _ending(self, guest: Guest, is_bad: "Judge") -> str | None:
        found = (
            answer
            for answer in self._acts
            if self._ends(guest, answer)
            and self._fits(guest, answer, is_bad, ())
            and (not guest.arrival.answers or answer in guest.arrival.answers)
        )
        return next(found, None)

    def _mood_after(self, guest: Guest, answers: Sequence[str]) -> float:
        mood = guest.mood
        words = dict.fromkeys(act.word for answer in answers for act in self._acts[answer])
        for word in words:
            mood = moved(guest.persona, mood, word)
        return mood.level

    def _calm(self, guest: Guest, chosen: list[str], is_bad: "Judge") -> None:
        """Add what calms, as long as it does and is needed."""
        while len(chosen) < MOST and self._mood_after(guest, chosen) >= 1:
            level = self._mood_after(guest, chosen)
            found = [
                (self._mood_after(guest, [*chosen, answer]), number, answer)
                for number, answer in enumerate(self._acts)
                if answer not in chosen
                and self._is_plain(guest, answer)
                and self._fits(guest, answer, is_bad, ())
            ]
            if not found or min(found)[0] >= level:
                return
            chosen.append(min(found)[-1])

    def _is_plain(self, guest: Guest, answer: str) -> bool:
        """Say whether an answer calms and says nothing of a matter that is not this one's."""
        words = [act.word for act in self._acts[answer][1:]]
        if self._bodies[answer].disposition or self._strangeness(guest, answer) > 1:
            return False
        moves = {**MOVES, **guest.persona.moves}
        return bool(words) and all(w in CALMING and moves.get(w, 0) <= 0 for w in words)

    def body(self, guest: Guest, answers: Sequence[str], name: str) -> str:
        """Write a message out of answers, and words of one's own where those only calm."""
        parts = [f"Dear {guest.given},"]
        for answer in answers:
            text = _LIQUID.sub(guest.given, self._bodies[answer].body)
            parts.append(_BLANK.sub(lambda b: _filled(b[1], guest) or b[1], text).strip())
        meant = set(answers) & set(guest.arrival.answers)
        if not meant and all(self._is_plain(guest, answer) for answer in answers):
            parts += self._own(guest, alone=not answers)
        if guest.arrival.channel == "mail":
            parts.append(f"Kind regards\n{name}")
        return "\n\n".join(parts)

    def _own(self, guest: Guest, *, alone: bool) -> list[str]:
        """Return what is written without an answer; ``alone`` if there is nothing besides."""
        if guest.ended:
            return [_SATISFIED if guest.ended == "satisfied" else _GONE] if alone else []
        given, number = guest.arrival.expert, self._wrote.get(guest.key, 0)
        if not given:
            return [_ANYTHING] if alone else []
        self._wrote[guest.key] = number + 1
        return [guest.filled(given[min(number, len(given) - 1)])]

    def disposition_of(self, answers: Sequence[str]) -> str:
        """Return the disposition that an answer names; ``""`` if none does."""
        return next((d for one in answers if (d := self._bodies[one].disposition)), "")


class Judge:
    """Says which acts must not be done for a customer, as things stand."""

    def __init__(self, forbidden: Iterable[Wanted]) -> None:
        self._forbidden = tuple(forbidden)

    def __call__(self, act: Wanted) -> bool:
        """Say whether an act is one of them."""
        return any(one.fits(act.word, act.detail) for one in self._forbidden)


_ANYTHING = "Thank you for your message. I have read it and see to it right away."
_SATISFIED = (
    "Thank you for letting me know. I close this now; if anything comes up, just write again."
)
_GONE = (
    "I close this for now. Should you want to take it up again, just write: everything that was "
    "said lies before us then."
)
_FILL = {
    "day": "Friday",
    "time": "four o’clock today",
    "next step": "I see to it myself",
}
"""Words for blanks that fit anywhere."""


def _filled(blank: str, guest: Guest) -> str | None:
    """Fill a blank: with the scenario's words, a fact of that name, or a usual word."""
    own = guest.arrival.blanks.get(blank)
    return guest.filled(own) if own else guest.facts.get(blank) or _FILL.get(blank)
