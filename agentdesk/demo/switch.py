"""The sample's telephone and chat switch, and who asks its customers how it was.

It hears the desk's log and reports what happens to calls and chats, as a switch does: queued when
somebody calls, connected when somebody takes the case, ended with the act that ends the talk,
wrapped when the wrap-up is over. Also for who sits at the desk. What it knows it heard: what it
told itself comes back to it in the log.
"""

import heapq
from collections.abc import Generator, Sequence
from random import Random
from typing import Any, TypeAlias

from agentdesk.clock import HOUR, MINUTE, SECOND
from agentdesk.data.errors import Refused
from agentdesk.data.telling import Asked, Do, News
from agentdesk.data.unit import Outcome
from agentdesk.desk.registry import USE_CASES
from agentdesk.domain import events as e
from agentdesk.domain.events import Entry
from agentdesk.domain.rows import LIVE_CHANNELS
from agentdesk.domain.setup import Setup

Reports: TypeAlias = Generator[Asked, Any, None]

ANSWERED = (3 * SECOND, 34 * SECOND)
"""How long somebody waited whose call was logged once it was taken."""
GIVES_UP = (3 * SECOND, 75 * SECOND)
HUNG_UP, RUNG_OUT, PARKED = 0.22, 0.08, 0.25
"""How often somebody hangs up in the queue, nobody picks up, and a caller is put on hold."""
ASKED, ANSWERS = 0.4, 0.6
"""How often a customer is asked how it was, and answers."""
SCORES = (5, 5, 5, 5, 4, 4, 4, 3, 2, 1)
THINKS = (10 * MINUTE, 20 * HOUR)
NOT_ASKED = frozenset({"left", "no_reply", "spam"})

_ENDINGS = (e.CaseResolved, e.CaseWaiting, e.CaseEscalated, e.CaseReturned, e.CaseTransferred)


class Talk:
    """A call or chat as far as the switch knows it."""

    def __init__(self, number: int, case_id: int | None, queued_at: int, channel: str) -> None:
        self.number, self.case_id, self.queued_at = number, case_id, queued_at
        self.channel = channel
        self.agent = ""
        self.connected_at: int | None = None
        self.ended = False


class Switch:
    """Hears the log and reports; ``name`` begins the ids of its commands."""

    def __init__(self, setup: Setup, seed: int, name: str) -> None:
        self.setup, self.seed, self.name = setup, seed, name
        self.seq = 0
        """How far it has heard."""
        self._count = 0
        self._cases: dict[int, tuple[str, str]] = {}
        """Channel and queue of the live cases."""
        self._talks: dict[int, Talk] = {}
        """Those going on, by their numbers."""
        self._newest = 0
        self._states: dict[str, str] = {}
        self._answers: list[tuple[int, int]] = []

    # ---- hearing

    def listen(self, now: int) -> Reports:
        """Hear what is new, and report what follows, until there is nothing new."""
        while self._answers and self._answers[0][0] <= now:
            at, case_id = heapq.heappop(self._answers)
            score = self._chance(case_id, f"score {at}").choice(SCORES)
            yield from self._do("answer_survey", actor="customer", case_id=case_id, score=score)
        while True:
            entries: Sequence[Entry] = yield News(self.seq)
            if not entries:
                return
            for entry in entries:
                self.learn(entry)
            for entry in entries:
                yield from self._follow(entry)

    def learn(self, entry: Entry) -> None:
        """Take in what an entry says, and nothing more."""
        self.seq = entry.seq
        match entry.fact.event:
            case e.CaseCreated(case_id=case_id, channel=channel, queue=queue):
                if channel in LIVE_CHANNELS:
                    self._cases[case_id] = (channel, queue)
            case e.AgentStateChanged(agent=agent, after=after):
                self._states[agent] = after
            case e.InteractionQueued() as x if self._is_new(x.interaction_id):
                talk = Talk(x.interaction_id, x.case_id, entry.fact.at, x.channel)
                self._talks[x.interaction_id] = talk
            case e.InteractionConnected() as x:
                self._turn(x.interaction_id, "connected", entry.fact.at, x.agent)
            case e.InteractionEnded() as x:
                self._turn(x.interaction_id, "ended", entry.fact.at)
            case (
                e.InteractionWrapped(interaction_id=number)
                | e.InteractionAbandoned(interaction_id=number)
                | e.InteractionFlowedOut(interaction_id=number)
            ):
                self._turn(number, "wrapped", entry.fact.at)

    def _is_new(self, number: int) -> bool:
        """Say whether a call is heard of for the first time: its own reports come back to it."""
        is_new = number > self._newest
        self._newest = max(self._newest, number)
        return is_new

    def _turn(self, number: int, what: str, at: int, agent: str = "") -> None:
        """Keep what happened to a call."""
        talk = self._talks.get(number)
        if talk is None:
            return
        if what == "connected":
            talk.agent, talk.connected_at = agent or talk.agent, at
        elif what == "ended":
            talk.ended = True
        elif what in ("wrapped", "abandoned", "flowed_out"):
            del self._talks[number]

    def _talk_of(self, case_id: int | None) -> Talk | None:
        talks = self._talks.values()
        return next((t for t in talks if t.case_id == case_id and case_id is not None), None)

    # ---- reporting

    def _follow(self, entry: Entry) -> Reports:
        """Report what an entry means for a call or chat."""
        event, at = entry.fact.event, entry.fact.at
        match event:
            case e.CaseCreated(case_id=case_id) if case_id in self._cases:
                yield from self._begins(case_id, at, entry.fact.actor, taken=event.connected)
            case e.CaseAssigned(case_id=case_id, agent=agent):
                talk = self._talk_of(case_id)
                if talk is not None and talk.connected_at is None:
                    yield from self._connect(talk, agent, at)
            case e.CaseReleased(case_id=case_id):
                yield from self._over(case_id, at)
            case e.CaseRestored(case_id=case_id, row=row) if row.owner is None:
                yield from self._over(case_id, at)
            case e.CaseClosed(case_id=case_id):
                yield from self._over(case_id, at)
            case e.AgentStateChanged(agent=agent, after=after) if after != "wrap_up":
                for talk in [t for t in self._talks.values() if t.agent == agent and t.ended]:
                    yield from self._report(talk.number, "wrapped", at)
        if isinstance(event, _ENDINGS):
            yield from self._over(event.case_id, at)
        if isinstance(event, e.CaseResolved):
            yield from self._ask(event, at)

    def _begins(self, case_id: int, at: int, actor: str, *, taken: bool) -> Reports:
        """Report that somebody called or opened a chat; whose case was logged was taken already."""
        chance = self._chance(case_id, "begins")
        channel, queue = self._cases[case_id]
        since = at - _between(chance, ANSWERED) if taken else at
        if chance.random() < HUNG_UP:
            yield from self._hangs_up(channel, queue, since, at, chance)
        number = yield from self._queue(channel, queue, since, case_id)
        if number and taken and actor in self._states:
            yield from self._report(number, "offered", since, agent=actor)
            yield from self._report(number, "connected", at, agent=actor)

    def _hangs_up(self, channel: str, queue: str, since: int, now: int, chance: Random) -> Reports:
        """Report somebody who gave up before anybody answered: they left no case."""
        waited = _between(chance, GIVES_UP)
        begun = since - waited - MINUTE
        number = yield from self._queue(channel, queue, begun)
        if number:
            yield from self._report(number, "abandoned", min(now, begun + waited))

    def _connect(self, talk: Talk, agent: str, at: int) -> Reports:
        chance = self._chance(talk.number, "connect")
        other = self._colleague(talk, agent, chance)
        if other and at - talk.queued_at > 15 * SECOND and chance.random() < RUNG_OUT:
            half = talk.queued_at + (at - talk.queued_at) // 2
            yield from self._report(talk.number, "offered", talk.queued_at, agent=other)
            yield from self._report(talk.number, "declined", half, reason="timeout")
        yield from self._report(talk.number, "offered", at, agent=agent)
        yield from self._report(talk.number, "connected", at, agent=agent)

    def _colleague(self, talk: Talk, agent: str, chance: Random) -> str:
        _, queue = self._cases.get(talk.case_id or 0, ("", ""))
        others = [
            person.id
            for person in self.setup.people
            if person.role == "agent"
            and person.id != agent
            and queue in person.queues
            and talk.channel in person.channels
        ]
        return chance.choice(others) if others else ""

    def _over(self, case_id: int, at: int) -> Reports:
        """Report that a talk has ended, or that who waited has gone."""
        talk = self._talk_of(case_id)
        if talk is None or talk.ended:
            return
        if talk.connected_at is None:
            yield from self._report(talk.number, "abandoned", at)
            return
        chance = self._chance(talk.number, "over")
        length = at - talk.connected_at
        if talk.channel == "call" and length > 40 * SECOND and chance.random() < PARKED:
            held = talk.connected_at + int(length * (0.2 + 0.4 * chance.random()))
            yield from self._report(talk.number, "held", held)
            back = min(at, held + _between(chance, (10 * SECOND, MINUTE)))
            yield from self._report(talk.number, "unheld", back)
        yield from self._report(talk.number, "ended", at)
        if self._states.get(talk.agent) != "wrap_up":
            yield from self._report(talk.number, "wrapped", at)

    def _ask(self, event: e.CaseResolved, at: int) -> Reports:
        """Ask some customers how it was; some of them answer later."""
        chance = self._chance(event.case_id, f"asked {at}")
        if event.disposition in NOT_ASKED or chance.random() >= ASKED:
            return
        done = yield from self._do("send_survey", case_id=event.case_id)
        if done is not None and chance.random() < ANSWERS:
            heapq.heappush(self._answers, (at + _between(chance, THINKS), event.case_id))

    # ---- telling the desk

    def _queue(
        self, channel: str, queue: str, at: int, case_id: int | None = None
    ) -> Generator[Asked, Any, int]:
        """Report that somebody waits; return the call's number, 0 if it was not heard."""
        fields: dict[str, Any] = {"channel": channel, "queue": queue, "case_id": case_id, "at": at}
        done = yield from self._do("queue_interaction", **fields)
        if done is None:
            return 0
        number: int = done.result["interaction_id"]
        self._newest = max(self._newest, number)
        self._talks[number] = Talk(number, case_id, at, channel)
        return number

    def _report(self, number: int, what: str, at: int, **fields: Any) -> Reports:
        told: dict[str, Any] = {"interaction_id": number, "what": what, "at": at, **fields}
        done = yield from self._do("report_interaction", **told)
        if done is not None:
            self._turn(number, what, at, fields.get("agent", ""))

    def _do(
        self, kind: str, *, actor: str = "system", **fields: Any
    ) -> Generator[Asked, Any, Outcome | None]:
        """Tell the desk something; ``None`` if it will not hear of it."""
        self._count += 1
        use_case = USE_CASES[kind]
        id = f"{self.name}-switch-{self._count}"
        try:
            outcome: Outcome = yield Do(
                use_case, use_case.command(command_id=id, actor=actor, **fields)
            )
        except Refused:
            return None
        return outcome

    def _chance(self, number: int, what: str) -> Random:
        """Return chance that depends on nothing but what it is asked for."""
        return Random(f"{self.seed}/switch/{number}/{what}")


def _between(chance: Random, bounds: tuple[int, int]) -> int:
    low, high = bounds
    return low + int((high - low) * chance.random())
