"""Logs in which everything happens: acts of people in any order, calls, chats, surveys."""

import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from agentdesk.clock import MINUTE, SECOND
from agentdesk.data.unit import Refused
from agentdesk.desk.undo import Redo, Undo
from agentdesk.domain import events as e
from tests.desk.test_anything_goes import Step, refusal_of
from tests.support.office import Office

SEATED = ("lena", "omar", "rita", "mona", "chip")


def acted(steps: Iterable[Step]) -> Office:
    """Return an office in which some steps were taken, and some taken back."""
    office = Office()
    office.here(*SEATED)
    for number in range(3):
        office.mail(sender=f"customer{number // 2}@there.example")
    for number, step in enumerate(steps):
        refusal_of(step, office)
        if number % 3 == 1:
            _all(office, Undo)
        if number % 6 == 4:
            _all(office, Redo)
    return office


def _all(office: Office, what: type[Undo | Redo]) -> None:
    """Let everybody take back what they did last, or do it again, a little later."""
    office.later(2 * SECOND)
    for person in SEATED:
        with suppress(Refused):
            office.do(person, what)


class Told(tuple[e.Entry, ...]):
    """A log that says little of itself when a test fails."""

    def __repr__(self) -> str:
        return f"<{len(self)} entries>"


def with_contacts(log: Sequence[e.Entry], seed: int, n: int = 12) -> Told:
    """Return a log with calls, chats and surveys told in between, numbered anew."""
    chance = random.Random(seed)
    first, last = log[0].recorded_at, log[-1].recorded_at
    # Most where most happens, so that they meet.
    starts = [chance.choice(log).recorded_at for _ in range(n)]
    told: list[tuple[int, int, e.Entry]] = [
        (entry.recorded_at, place, entry) for place, entry in enumerate(log)
    ]
    for number, start in enumerate(starts, start=1):
        case_id = chance.choice([None, None, 1, 2, 3, 4])
        begins = start + chance.randrange(2 * MINUTE)
        for when, event in _contact(chance, number, case_id, begins):
            at = min(when, last)
            fact = e.Fact(at, "system", f"call-{number}-{at}", event)
            told.append((max(first, at), len(log) + number, e.Entry(0, max(first, at), fact)))
    told.sort(key=lambda one: one[:2])
    return Told(
        e.Entry(seq, recorded, entry.fact) for seq, (recorded, _, entry) in enumerate(told, start=1)
    )


def _contact(
    chance: random.Random, id: int, case: int | None, at: int
) -> Iterator[tuple[int, e.Event]]:
    def later(seconds: int) -> int:
        nonlocal at
        at += chance.randrange(seconds * SECOND)
        return at

    agent = chance.choice(SEATED)
    channel, queue = chance.choice(["call", "chat"]), chance.choice(["billing", "machines"])
    known = case if chance.random() < 0.5 else None
    yield at, e.InteractionQueued(id, channel, queue, 20 * SECOND, known)
    if chance.random() < 0.6:
        yield later(9), e.InteractionOffered(id, agent, case)
        if chance.random() < 0.3:
            yield later(9), e.InteractionDeclined(id, agent, "timeout", case)
    if chance.random() < 0.35:
        gone = chance.choice(["abandoned", "callback"])
        left = e.InteractionAbandoned(id, case)
        yield later(40), left if gone == "abandoned" else e.InteractionFlowedOut(id, gone, case)
        return
    if chance.random() < 0.1:
        return
    yield later(40), e.InteractionConnected(id, agent, case)
    if chance.random() < 0.4:
        yield later(60), e.InteractionHeld(id, case)
        yield later(60), e.InteractionUnheld(id, case)
    if chance.random() < 0.1:
        return
    yield later(300), e.InteractionEnded(id, case)
    yield at, e.AgentStateChanged(agent=agent, before="available", after="wrap_up")
    if chance.random() < 0.8:
        yield later(90), e.InteractionWrapped(id, case)
        yield at, e.AgentStateChanged(agent=agent, before="wrap_up", after="available")
    if case is not None and chance.random() < 0.7:
        yield later(900), e.SurveySent(case, "csat")
        yield later(900), e.SurveyAnswered(case, "csat", chance.randint(1, 5))
