"""Making a story of a theme: who answers, when, and what comes of it.

A story is told from its beginning to its end, even where the end lies in the future: what has not
happened yet at the sample's now is left to its life (:mod:`agentdesk.demo.life`).
"""

from random import Random
from typing import Any

from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.demo.staff import Staff, lane_of
from agentdesk.demo.stories import Step, Story
from agentdesk.demo.themes import Thread
from agentdesk.domain.setup import QueueSetup

_FIRST = {
    1: (1 * MINUTE, 3 * MINUTE),
    2: (8 * MINUTE, 40 * MINUTE),
    3: (15 * MINUTE, 200 * MINUTE),
    4: (HOUR, 7 * HOUR),
}
"""How long a first answer takes, by priority."""
_CHAT = (15 * SECOND, 55 * SECOND)
_CHATTED = (90 * SECOND, 8 * MINUTE)
"""How long a chat goes on before what its agent has to say is written."""
COMPLAINTS = {"rude-driver": "delivery", "three-repairs": "product", "burnt": "product"}
REMEDY = "That it is put right, and does not happen to the next one."
LOOKING = {
    "en": "I am looking into it and write to you again today.",
    "de": "ich sehe mir das an und melde mich heute noch.",
    "fr": "je regarde cela et vous réponds aujourd'hui.",
    "es": "lo miro y le escribo hoy mismo.",
}
"""A first word, where a theme has none."""


class Plot:
    """One case's story being made."""

    def __init__(self, thread: Thread, ago: int, random: Random, staff: Staff) -> None:
        self.thread, self.theme, self.random, self.staff = thread, thread.theme, random, staff
        self.ago = self.t = ago
        self.queue = staff.setup.queue(thread.theme.to)
        self.chat = thread.channel == "chat"
        self.steps: list[Step] = []
        self.who = self._choose(self.queue)

    def story(self) -> Story:
        """Tell it."""
        if self.thread.channel in ("call", "visit"):
            self._talk()
        else:
            self._write()
        theme = self.theme
        talked = self.thread.channel in ("call", "visit")
        return Story(
            sender=self.thread.person.key,
            to=theme.to,
            at=self.ago,
            subject=theme.subject,
            body=theme.text,
            channel=self.thread.channel,  # type: ignore[arg-type]  # one of the theme's channels
            language=theme.lang,
            type=theme.type,
            priority=theme.priority,
            who=self.who if talked else "",
            answer=self.thread.letter(theme.reply) if talked else "",
            then=tuple(self.steps),
        )

    def _choose(self, queue: QueueSetup) -> str:
        lane = lane_of(self.staff.setup, queue, self.theme.lang)
        return self.staff.pick(self.random, lane, self.thread.channel)

    def _later(self, low: int, high: int) -> None:
        self.t -= self.random.randrange(low, high) // (20 if self.chat else 1)

    def _step(self, **fields: Any) -> None:
        self.steps.append(Step(at=self.t, **fields))

    def _say(self, text: str, **fields: Any) -> None:
        letter = self.thread.signed(text, self.staff.name(self.who))
        self._step(who=self.who, reply=letter, **fields)

    # ---- a call or a visit is over when it is logged

    def _talk(self) -> None:
        theme = self.theme
        self.t -= self.random.randrange(2 * MINUTE, 9 * MINUTE)
        self._step(who=self.who, resolve=theme.end, cause=theme.cause, summary=theme.sum)

    # ---- everything else is written to and fro

    def _write(self) -> None:
        theme = self.theme
        priority = theme.priority or self.queue.priority
        low, high = _CHAT if self.chat else _FIRST[priority]
        premium = self.thread.person.level == "premium" or self.thread.person.agreement
        self.t -= self.random.randrange(low, high) // (2 if premium and not self.chat else 1)
        if self.chat:
            self._chat()
        if theme.ask or theme.promise:
            self._first_word()
        if theme.type == "complaint":
            self._open_complaint()
        if theme.note and not self.chat:
            self._later(MINUTE, 4 * MINUTE)
            self._step(who=self.who, note=theme.note)
            self._later(MINUTE, 10 * MINUTE)
        self._settle()
        self._afterwards()

    def _chat(self) -> None:
        """Take the chat and be in it for a while: it is not over the moment it is taken."""
        self._step(who=self.who, take=True)
        low, high = _CHATTED
        # Not drawn from the story's own chance: all that comes after stays as it is.
        self.t -= Random(f"chat {self.ago}").randrange(low, high)

    def _first_word(self) -> None:
        theme = self.theme
        looking = LOOKING.get(self.thread.spoken, LOOKING["en"])
        waits = bool(theme.again) and theme.up is None and not theme.party and not theme.promise
        self._say(theme.ask or looking, wait=waits)
        if theme.promise:
            self._later(20 * SECOND, MINUTE)
            self._step(who=self.who, promise=theme.promise, by=5 * HOUR)
        if theme.again:
            self._later(10 * MINUTE, 26 * HOUR)
            self._step(mail=theme.again)
            self._later(8 * MINUTE, 2 * HOUR)
        if theme.up is not None:
            self._escalate()
        elif theme.party:
            self._later(MINUTE, 3 * MINUTE)
            self._step(who=self.who, wait_for=theme.party, until=2 * DAY)
            self._later(6 * HOUR, 30 * HOUR)
        elif not theme.again:
            self._later(20 * MINUTE, 4 * HOUR)

    def _escalate(self) -> None:
        up = self.theme.up
        assert up is not None
        self._later(MINUTE, 6 * MINUTE)
        names = ("known", "tried", "expected", "promised")
        words = {name: getattr(up, name) for name in names}
        self._step(who=self.who, escalate=up.reason, **words)
        if self.queue.escalates_to is not None:
            self.queue = self.staff.setup.queue(self.queue.escalates_to)
        self.who = self._choose(self.queue)
        self._later(20 * MINUTE, 2 * HOUR)
        if up.note:
            self._step(who=self.who, note=up.note)
            self._later(5 * MINUTE, 40 * MINUTE)

    def _open_complaint(self) -> None:
        if not any(step.reply for step in self.steps):
            return
        self._later(MINUTE, 3 * MINUTE)
        category = COMPLAINTS.get(self.theme.id, "service")
        self._step(who=self.who, complain=category, note=REMEDY)

    def _settle(self) -> None:
        theme = self.theme
        end = {"resolve": theme.end, "cause": theme.cause, "summary": theme.sum}
        complained = any(step.complain for step in self.steps)
        if complained:
            self._step(who=self.who, decide="upheld", note=theme.reply)
            self._later(MINUTE, 3 * MINUTE)
        self._say(theme.reply, answers=theme.answers, **end)
        if theme.promise:
            self._later(5 * SECOND, MINUTE)
            self._step(who=self.who, keep=True)

    def _afterwards(self) -> None:
        theme = self.theme
        chance = self.random.random()
        if theme.back and chance < 0.55:
            self._later(5 * HOUR, 3 * DAY)
            self._step(mail=theme.back)
            self._later(20 * MINUTE, 3 * HOUR)
            end = {"resolve": theme.end, "cause": theme.cause, "summary": theme.sum}
            self._say(theme.reply2, **end)
        elif theme.thanks and chance < 0.6:
            self._later(10 * MINUTE, DAY)
            self._step(mail=theme.thanks)
            self.t -= self.random.randrange(MINUTE, 8 * MINUTE)
            self._step(who=self.who, dismiss=True)
