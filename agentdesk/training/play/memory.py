"""What the scripted trainee knows: the time it has come to, what it read, wrote and tried."""

from collections import Counter

from agentdesk.clock import SECOND
from agentdesk.domain.rows import LIVE_CHANNELS, CaseRow
from agentdesk.training.happenings import Guest
from agentdesk.training.outstanding import Outstanding
from agentdesk.training.play import deeds
from agentdesk.training.play.inputs import Input
from agentdesk.training.play.looking import Looked
from agentdesk.training.play.phrasing import TEXTS, Judge, Phrasing
from agentdesk.training.play.play import Play
from agentdesk.training.play.policies import END, LIVE_WORD, WORD
from agentdesk.training.scoring import attempt
from agentdesk.training.words import Wanted, wanted

TRIES = 2
"""So often something that is expected is tried before it is left."""


class Memory:
    """What one trainee knows of their shift."""

    def __init__(self, play: Play, *, pace: float = 1) -> None:
        """``pace``: how many times as long everything takes."""
        self.play, self.pace = play, pace
        self.scenario = play.crowd.scenario
        self.me = self.scenario.setup.person(self.scenario.trainee)
        self.phrasing = Phrasing(self.scenario)
        self.inputs: list[Input] = []
        """What was done so far."""
        self.at = play.crowd.start
        self.now = attempt(play.crowd, play.found, self.at)
        """As things stand at this turn."""
        self.current = ""
        """The customer who was turned to last."""
        self.not_before: dict[str, int] = {}
        """Until when a customer is let be."""
        self.passed_on: set[int] = set()
        """Cases that were handed on to others."""
        self.wrote: dict[str, int] = {}
        """When each customer was last written to."""
        self._read: dict[str, int] = {}
        """The newest message of each customer that was read."""
        self._tried: Counter[tuple[str, str, str]] = Counter()
        self._judges: dict[str, Judge] = {}

    def look_up(self) -> None:
        """Take in how things stand at this turn."""
        self.now = attempt(self.play.crowd, self.play.found, self.at).indexed()
        self._judges.clear()

    def tried(self, guest: str, of: str, text: str = "") -> None:
        """Remember that something was tried for a customer."""
        self._tried[guest, of, text] += 1

    def has_tried(self, guest: str, of: str, text: str = "", *, times: int = 1) -> bool:
        """Say whether something was tried so often."""
        return self._tried[guest, of, text] >= times

    def reading(self, guest: Guest) -> int:
        """Return how long it takes to read what is new of a customer, in ms; it is read then."""
        if self._read.get(guest.key) == guest.numbered:
            return 0
        self._read[guest.key] = guest.numbered
        return 4 * SECOND if guest.arrival.channel in LIVE_CHANNELS else 15 * SECOND

    def judge(self, guest: Guest) -> Judge:
        """Return what must not be done for a customer as things stand."""
        if guest.key in self._judges:
            return self._judges[guest.key]
        forbidden: list[Wanted] = []
        mine = [act for act in self.now.acts_of(guest.key) if act.by == self.me.id]
        for bad in self.scenario.forbidden:
            if bad.arrival not in ("", guest.arrival.id):
                continue
            free = wanted(bad.before) if bad.before else None
            done = free is not None and any(
                free.fits(act.word, act.detail) and act.guest == guest.key for act in mine
            )
            if not done:
                forbidden += [wanted(text) for text in bad.any_of]
        self._judges[guest.key] = Judge(forbidden)
        return self._judges[guest.key]

    def option(self, item: Outstanding, guest: Guest, row: CaseRow, seen: Looked) -> str | None:
        """Return how to do something that is expected; ``None`` if it cannot be done now."""
        judge = self.judge(guest)
        for text in item.one.any_of:
            one = wanted(text)
            if self.has_tried(guest.key, item.one.id, text, times=TRIES) or judge(one):
                continue
            if one.word in TEXTS:
                if text == "asked" or self.phrasing.can(guest, text, judge):
                    return text
                continue
            made = deeds.make(one.word, one.detail, self.case(guest, row, seen))
            # What is to be taken out is seen once the case is read.
            if made is not None or one.word == "redacted":
                return text
        return None

    def is_finished(self, guest: Guest, row: CaseRow) -> bool:
        """Say whether a case of the trainee's is to be brought to its end."""
        if row.owner != self.me.id or self.judge(guest)(Wanted("resolved")):
            return False
        if guest.ended or self.play.crowd.end - self.at < END:
            return True
        wrote = self.wrote.get(guest.key)
        word = LIVE_WORD if row.channel in LIVE_CHANNELS else WORD
        return wrote is not None and row.wrote_at is None and self.at - wrote >= word

    def case(
        self, guest: Guest, row: CaseRow, seen: Looked, words: Looked | None = None
    ) -> deeds.Case:
        """Return a case as deeds are done to it; with its words where they were looked at."""
        found = () if words is None else words.messages
        messages = {one.id: one.body for one in found if one.direction == "in"}
        twins = [
            other.id
            for other in seen.rows
            if other.active and other.customer_id == row.customer_id and other.id != row.id
        ]
        twin = min(twins, default=None)
        incident = self.play.incident
        return deeds.Case(self.scenario, guest, row, self.at, messages, incident, twin)


def is_last(item: Outstanding) -> bool:
    """Say whether something is done only when the case is finished."""
    words = [wanted(text).word for text in item.one.any_of]
    return "resolved" in words and not TEXTS.intersection(words)
