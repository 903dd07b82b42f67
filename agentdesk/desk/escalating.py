"""Moving a case: up a tier, to a lead's attention, back down, or to another queue."""

from agentdesk.data.unit import Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import (
    CaseCommand,
    check,
    code_of,
    is_lead,
    needs_note,
    person_of,
    queue_of,
    required,
)
from agentdesk.desk.notes import write_note, write_reason
from agentdesk.desk.story import Story
from agentdesk.desk.taking import TAKE_CASES, reserve
from agentdesk.domain.events import (
    CaseEscalated,
    CaseRestored,
    CaseReturned,
    CaseTransferred,
    CaseUnreserved,
    CaseWoken,
)
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.setup import QueueSetup

HIGHEST_TIER = 3
HAND_OVER = {
    "known": "what is known",
    "tried": "what was tried",
    "expected": "what is expected now",
    "promised": "what was promised to the customer (“nothing” if so)",
}
"""The four parts of a hand-over, and how to ask for one that is missing."""

OTHER = "other"
"""The reason of a transfer that none of the set-up's codes tells; those are for escalations."""


class Escalate(CaseCommand, frozen=True, kw_only=True):
    """Hand a case to a higher tier, with everything the next owner must know.

    One tier up unless a lead names another; to the queue that the case's queue escalates to
    unless one is named. ``to_agent`` may take it first.
    """

    reason: str
    known: str
    tried: str
    expected: str
    promised: str
    to_tier: int | None = None
    to_queue: str | None = None
    to_agent: str | None = None


class AskLead(CaseCommand, frozen=True, kw_only=True):
    """Ask for a lead's attention; the case stays where it is. ``lead`` ``None`` means any."""

    reason: str
    lead: str | None = None
    note: str = ""


class ReturnToTier(CaseCommand, frozen=True, kw_only=True):
    """Send a case back to the tier it came from, saying why."""

    reason: str
    note: str
    to_queue: str | None = None


class Transfer(CaseCommand, frozen=True, kw_only=True):
    """Hand a case to another queue of the same tier; the note says why.

    ``reason`` is a code of the set-up, where one fits.
    """

    to_queue: str
    reason: str = OTHER
    note: str
    to_agent: str | None = None


def _needs_move(command: Escalate | Transfer, found: Found) -> Needs:
    agents = () if command.to_agent is None else (command.to_agent,)
    return Needs(cases=(command.case_id,), agents=agents, new={"message": 1})


def _escalate(state: State, command: Escalate) -> Decision:
    row = check(state, command, "escalate")
    reason = code_of(state.setup.escalation_reasons, command.reason, "reason")
    if row.state not in ("new", "open"):
        raise Refused(f"Case {row.id} is waiting: work on it again first, then escalate it.")
    to_tier = _tier_up(state, command, row)
    to_queue = _queue_up(state, command, row)
    fields = {
        name: required(getattr(command, name), f"Say {words} for whoever takes it next.")
        for name, words in HAND_OVER.items()
    }
    story = Story(state, command)
    lift(story, row)
    card = {"from": f"L{row.tier}", "reason": reason.name, **fields}
    note_id = write_note(story, row.id, _hand_over(fields), "handover", card)
    story.tell(
        CaseEscalated(
            case_id=row.id,
            escalation="functional",
            reason=command.reason,
            from_tier=row.tier,
            to_tier=to_tier,
            from_queue=row.queue,
            to_queue=to_queue.id,
            agent=row.owner,
            note_id=note_id,
        )
    )
    _first_for(story, row.id, command.to_agent, "escalated")
    return _moved(story, row, f"escalated {row.id} to L{to_tier}")


def _tier_up(state: State, command: Escalate, row: CaseRow) -> int:
    to_tier = row.tier + 1 if command.to_tier is None else command.to_tier
    if to_tier > HIGHEST_TIER:
        raise Refused(f"Case {row.id} is at the highest tier already: ask a lead instead.")
    if to_tier <= row.tier:
        raise Refused(f"Case {row.id} is at L{row.tier}: escalating goes to a higher tier.")
    if to_tier > row.tier + 1 and not is_lead(state, command.actor):
        raise Refused("Only a lead may skip a tier.")
    return to_tier


def _queue_up(state: State, command: Escalate, row: CaseRow) -> QueueSetup:
    to_queue = command.to_queue or queue_of(state, row.queue).escalates_to
    return queue_of(state, to_queue or row.queue)


def _hand_over(fields: dict[str, str]) -> str:
    return "\n\n".join(f"{name.capitalize()}: {text}" for name, text in fields.items())


def lift(story: Story, row: CaseRow) -> None:
    """End a case's snooze and reservation, so that it can be taken where it goes."""
    if row.wake_at is not None:
        story.tell(CaseWoken(case_id=row.id, by="agent", waiting_since=row.base_since))
    if row.reserved_for is not None:
        story.tell(CaseUnreserved(case_id=row.id, agent=row.reserved_for))


def _first_for(story: Story, case_id: int, agent: str | None, handed: str) -> None:
    """Let a named person take a case first that was handed to them."""
    if agent is not None:
        person = person_of(story.state, agent)
        reserve(story, case_id, person.id, story.now + story.setup.limits.reserve, handed)


def _moved(story: Story, row: CaseRow, label: str) -> Decision:
    return story.end(label, undo_ms=story.setup.limits.undo, case_id=row.id)


def _ask_lead(state: State, command: AskLead) -> Decision:
    row = check(state, command, "ask_lead")
    code_of(state.setup.escalation_reasons, command.reason, "reason")
    if command.lead is not None and not is_lead(state, command.lead):
        raise Refused(f"{person_of(state, command.lead).name} is not a lead.", "invalid")
    story = Story(state, command)
    note_id = write_reason(story, row.id, command.note)
    story.tell(
        CaseEscalated(
            case_id=row.id,
            escalation="hierarchical",
            reason=command.reason,
            from_tier=row.tier,
            to_tier=row.tier,
            from_queue=row.queue,
            to_queue=row.queue,
            agent=row.owner,
            lead=command.lead,
            note_id=note_id,
        )
    )
    return _moved(story, row, f"asked {command.lead or 'a lead'} about {row.id}")


def _needs_return(command: ReturnToTier, found: Found) -> Needs:
    return Needs(cases=(command.case_id,), history=True, new={"message": 1})


def _return(state: State, command: ReturnToTier) -> Decision:
    row = check(state, command, "return")
    reason = code_of(state.setup.escalation_reasons, command.reason, "reason")
    why = required(command.note, "Say why it goes back, and what is to be done.")
    came = _came_up(state, row)
    if came is None:
        raise Refused(f"Case {row.id} was not escalated, so it cannot go back.")
    to_queue = queue_of(
        state, command.to_queue or queue_of(state, row.queue).returns_to or came.from_queue
    )
    story = Story(state, command)
    lift(story, row)
    card = {"from": f"L{row.tier}", "reason": reason.name}
    note_id = write_note(story, row.id, why, "handover", card)
    story.tell(
        CaseReturned(
            case_id=row.id,
            reason=command.reason,
            from_tier=row.tier,
            to_tier=came.from_tier,
            from_queue=row.queue,
            to_queue=to_queue.id,
            agent=row.owner,
            note_id=note_id,
        )
    )
    _first_for(story, row.id, _still_here(state, came.agent), "returned")
    return _moved(story, row, f"returned {row.id} to L{came.from_tier}")


def _came_up(state: State, row: CaseRow) -> CaseEscalated | None:
    """Return the escalation that brought the case to its tier, passing over what was undone."""
    entries = state.history.get(row.id, [])
    undone: tuple[str, ...] = ()
    for entry in entries:
        if isinstance(entry.fact.event, CaseRestored):
            undone = entry.fact.event.without
    for entry in reversed(entries):
        event = entry.fact.event
        if (
            entry.fact.command not in undone
            and isinstance(event, CaseEscalated)
            and event.escalation == "functional"
            and event.to_tier == row.tier
        ):
            return event
    return None


def _still_here(state: State, agent: str | None) -> str | None:
    known = {person.id for person in state.setup.people if person.role in TAKE_CASES}
    return agent if agent in known else None


def _transfer(state: State, command: Transfer) -> Decision:
    row = check(state, command, "transfer")
    if command.reason != OTHER:
        code_of(state.setup.escalation_reasons, command.reason, "reason")
    why = required(command.note, "Say why it moves, and what the next person must know.")
    to_queue = queue_of(state, command.to_queue)
    if to_queue.id == row.queue:
        raise Refused(f"Case {row.id} is in {to_queue.name} already.", "nothing")
    if to_queue.tier != row.tier:
        verb = "escalate it" if to_queue.tier > row.tier else "return it to its tier"
        raise Refused(f"{to_queue.name} is L{to_queue.tier}: {verb} instead.")
    story = Story(state, command)
    lift(story, row)
    note_id = write_note(story, row.id, why, "handover")
    story.tell(
        CaseTransferred(
            case_id=row.id,
            reason=command.reason,
            from_queue=row.queue,
            to_queue=to_queue.id,
            agent=row.owner,
            note_id=note_id,
        )
    )
    _first_for(story, row.id, command.to_agent, "assigned")
    return _moved(story, row, f"transferred {row.id} to {to_queue.id}")


USE_CASES = (
    UseCase("escalate", Escalate, _needs_move, _escalate),
    UseCase("ask_lead", AskLead, needs_note, _ask_lead),
    UseCase("return_to_tier", ReturnToTier, _needs_return, _return),
    UseCase("transfer", Transfer, _needs_move, _transfer),
)
