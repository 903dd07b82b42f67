"""What a person does and has in hand: the sheets that change it, and who else is here."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.taking import TAKE_CASES, Release
from agentdesk.domain.routing import busy
from agentdesk.domain.rows import AgentRow, LoadRow
from agentdesk.domain.setup import PersonSetup, Setup
from agentdesk.seat.asks import Answers, own_state
from agentdesk.seat.session import Session
from agentdesk.seat.sheets import state_sheet
from agentdesk.sheetplan import Choice, If, Option, SheetPlan
from agentdesk.text import fit

STATE_WORDS = {
    "available": "available", "unavailable": "away", "wrap_up": "wrap-up", "offline": "offline",
}  # fmt: skip
_OTHER = "other"
_ID_CELLS, _STATE_CELLS = 9, 14
"""Room for a person's id and state: a line fits into the narrowest sheet."""


class Hand(NamedTuple):
    """What somebody does, and what they have in hand."""

    agent: AgentRow
    load: LoadRow
    untouched: tuple[int, ...]
    """Cases they took themselves and have done nothing on."""


async def hand_of(session: Session) -> Hand:
    """Return what this person does and has in hand. Raises ``StoreError``."""
    agent, load = await session.state()
    rows = await session.store.reads.owned_unacted()
    mine = (row.id for row in rows if row.owner == session.me.id and row.handed is None)
    return Hand(agent, load, tuple(mine))


def my_state_sheet(setup: Setup, me: PersonSetup, hand: Hand) -> SheetPlan:
    """What I do from now on, what becomes of my work; a lead may say it for somebody else."""
    plan = state_sheet(setup, hand.agent.state)
    state = plan.fields[0]
    assert isinstance(state, Choice)
    fields = [state]
    if hand.untouched:
        fields.append(_untouched(len(hand.untouched), If("state", ("offline",))))
    if me.role == "lead":
        others = tuple(
            Option(p.id, p.name) for p in setup.people if p.id != me.id and p.role in TAKE_CASES
        )
        if others:
            other = Option(_OTHER, "somebody else …", "9")
            fields[0] = Choice(state.name, state.title, (*state.options, other), state.default)
            for_them = tuple(o for o in state_sheet(setup, "").fields[0].options)  # type: ignore[union-attr]  # the first field is a choice
            only = If("state", (_OTHER,))
            fields.append(Choice("who", "Who", others, only_if=only))
            fields.append(Choice("their", "They are", for_them, "available", only_if=only))
    return SheetPlan(title="My state", intro=_stays(hand), fields=tuple(fields), apply="sets")


def _untouched(n: int, only: If | None) -> Choice:
    """Ask what becomes of cases that were taken and not begun."""
    cases = "1 case" if n == 1 else f"{n} cases"
    return Choice(
        "untouched",
        f"You took {cases} and did nothing on {'it' if n == 1 else 'them'} yet",
        (
            Option("back", "give back", "1", "to the queue, waiting time kept"),
            Option("keep", "keep", "2", "without a desk they go back by themselves"),
        ),
        default="back",
        only_if=only,
    )


def _stays(hand: Hand) -> str:
    """Say what stays with somebody who goes away with work in hand."""
    n = hand.load.cases
    if not n:
        return ""
    cases = "1 case. It stays" if n == 1 else f"{n} cases. They stay"
    return f"You have {cases} yours while you are away, and the clocks go on."


class Wanted(NamedTuple):
    """What a sheet's answers ask for."""

    state: SetAgentState
    give_back: tuple[Release, ...]


def wanted(session: Session, answer: Answers, hand: Hand) -> Wanted:
    """Return the commands of a state sheet's answers."""
    if answer["state"] == _OTHER:
        ids = session.ids()
        return Wanted(own_state(ids, {"state": answer["their"]}, answer["who"]), ())
    back = answer["state"] == "offline" and answer.get("untouched") == "back"
    return Wanted(own_state(session.ids(), answer), releases(session, hand) if back else ())


def releases(session: Session, hand: Hand) -> tuple[Release, ...]:
    """Return the commands that give back what somebody has not touched."""
    return tuple(Release(**session.ids(), case_id=case_id) for case_id in hand.untouched)


def quit_sheet(open_ends: str, hand: Hand | None) -> SheetPlan | None:
    """What is asked before the desk is closed; ``None`` when nothing would be left open.

    Somebody who is offline already has been asked what becomes of untouched cases.
    """
    untouched = hand.untouched if hand and hand.agent.state != "offline" else ()
    said = [open_ends] if open_ends else []
    if hand and hand.load.live:
        said.append("You are in a call or chat: it stays yours.")
    if not said:
        fields = (_untouched(len(untouched), None),) if untouched else ()
    else:
        sure = Choice(
            "quit", "Quit all the same",
            (Option("no", "stay", "1"), Option("yes", "quit", "2")), default="no",
        )  # fmt: skip
        after = (_untouched(len(untouched), If("quit", ("yes",))),) if untouched else ()
        fields = (sure, *after)
    if not fields:
        return None
    return SheetPlan(title="Quit", intro=" ".join(said), fields=fields, apply="does it")


# ---- who is here


class Colleague(NamedTuple):
    """Somebody who works on cases, as they are now."""

    person: PersonSetup
    agent: AgentRow
    load: LoadRow
    beat: int | None
    """When a desk of theirs last gave a sign."""


async def colleagues(session: Session) -> tuple[Colleague, ...]:
    """Return everybody who works on cases, by name. Raises ``StoreError``."""
    known = {agent.id: (agent, load) for agent, load in await session.store.reads.agents()}
    beats: Mapping[str, int] = await session.store.live.beats()
    people = (p for p in session.setup.people if p.role in TAKE_CASES)
    found = []
    for person in sorted(people, key=lambda p: p.name.casefold()):
        nothing = AgentRow(person.id, "offline", None, 0, None), LoadRow(person.id, 0, 0)
        agent, load = known.get(person.id, nothing)
        found.append(Colleague(person, agent, load, beats.get(person.id)))
    return tuple(found)


def colleague_lines(setup: Setup, people: Sequence[Colleague], now: int) -> list[str]:
    """Write who is here, a line a person: state and why, since when, how many units are taken.

    Nobody is ranked: the order is that of their names.
    """
    reasons = {code.id: code.name.lower() for code in setup.away_reasons}
    size = min(max((len(one.person.id) for one in people), default=0), _ID_CELLS)
    lines = []
    for one in people:
        agent, person = one.agent, one.person
        reason = reasons.get(agent.reason or "", agent.reason)
        why = f": {reason}" if agent.state == "unavailable" else ""
        state = fit(STATE_WORDS[agent.state] + why, _STATE_CELLS)
        since = _ago(now - agent.since) if agent.since else ""
        units = f"{busy(agent, one.load).units}/{person.capacity}"
        gone = agent.state != "offline" and now - (one.beat or 0) > setup.limits.lease
        line = f"{fit(person.id, size)} L{person.tier} {state} {since:>3} {units}"
        lines.append(line + (" no desk" if gone else ""))
    return lines


def _ago(ms: int) -> str:
    seconds = max(0, ms) // 1000
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds >= size:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
