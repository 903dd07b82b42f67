"""What a telephone or chat switch reports of a call or chat: queued, connected, held, ended …

The desk does not ring or connect anybody: the switch does, and tells. It tells in its own time:
``at`` is when a thing happened, at most now and not before what it told last. What cannot follow
what is known of the call is refused, so that figures rest on calls that make sense.
"""

from typing import Literal

from agentdesk.clock import SECOND
from agentdesk.data.unit import Command, Decision, Find, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import case_of, person_of, queue_of, role_of
from agentdesk.desk.story import Story
from agentdesk.domain import clock_acts
from agentdesk.domain.events import (
    Event,
    InteractionAbandoned,
    InteractionConnected,
    InteractionDeclined,
    InteractionEnded,
    InteractionFlowedOut,
    InteractionHeld,
    InteractionOffered,
    InteractionQueued,
    InteractionUnheld,
    InteractionWrapped,
)
from agentdesk.domain.live_rows import InteractionRow, InteractionState

What = Literal[
    "offered", "declined", "connected", "held", "unheld", "ended", "wrapped", "abandoned",
    "flowed_out",
]  # fmt: skip
REPORTS = frozenset({"agent", "lead", "admin"})
"""Who may report besides the switch itself, which acts for the desk."""
TARGET_MS = 20 * SECOND
"""The answer target of a live channel that the set-up has none for."""

_AFTER: dict[What, tuple[InteractionState, ...]] = {
    "offered": ("waiting", "ringing"),
    "declined": ("ringing",),
    "connected": ("waiting", "ringing"),
    "held": ("talking",),
    "unheld": ("held",),
    "ended": ("talking", "held"),
    "wrapped": ("wrap_up",),
    "abandoned": ("waiting", "ringing"),
    "flowed_out": ("waiting", "ringing"),
}
_WORDS: dict[InteractionState, str] = {
    "waiting": "waits for somebody",
    "ringing": "rings",
    "talking": "is being talked to",
    "held": "is on hold",
    "wrap_up": "is over, and its wrap-up goes on",
}


class QueueInteraction(Command, frozen=True, kw_only=True):
    """A call or chat waits for somebody. The result's ``interaction_id`` names it from here on."""

    channel: Literal["call", "chat"]
    queue: str
    case_id: int | None = None
    at: int | None = None


class ReportInteraction(Command, frozen=True, kw_only=True):
    """Something happened to a call or chat.

    ``agent``: at whom it rang, or who talks. ``case_id``: its case, once that is known.
    """

    interaction_id: int
    what: What
    agent: str = ""
    reason: Literal["declined", "timeout"] = "declined"
    to: Literal["overflow", "callback", "voicemail"] = "overflow"
    case_id: int | None = None
    at: int | None = None


def _needs_queue(command: QueueInteraction, found: Found) -> Needs:
    cases = () if command.case_id is None else (command.case_id,)
    return Needs(cases=cases, new={"interaction": 1})


def _queue(state: State, command: QueueInteraction) -> Decision:
    _may_report(state, command.actor)
    queue = queue_of(state, command.queue)
    if command.case_id is not None:
        case_of(state, command.case_id)
    story = Story(state, command)
    interaction_id = state.new_id("interaction")
    story.tell_at(
        _instant(state, command.at, 0),
        InteractionQueued(
            interaction_id=interaction_id,
            channel=command.channel,
            queue=queue.id,
            target_ms=state.setup.limits.answer.get(command.channel, TARGET_MS),
            case_id=command.case_id,
        ),
    )
    return story.end(f"{command.channel} {interaction_id} waits", interaction_id=interaction_id)


def _find(command: ReportInteraction) -> Find:
    return Find(interactions=(command.interaction_id,))


def _needs(command: ReportInteraction, found: Found) -> Needs:
    talk = found.interactions.get(command.interaction_id)
    known = (command.case_id, talk.case_id if talk is not None else None)
    return Needs(
        cases=tuple(dict.fromkeys(case_id for case_id in known if case_id is not None)),
        interactions=(command.interaction_id,),
    )


def _report(state: State, command: ReportInteraction) -> Decision:
    _may_report(state, command.actor)
    number = command.interaction_id
    talk = state.table.get(InteractionRow, number)
    if talk is None:
        raise Refused(f"No call or chat {number} is going on.", "not_found")
    if talk.state not in _AFTER[command.what]:
        what = command.what.replace("_", " ")
        raise Refused(f"{talk.channel.capitalize()} {number} {_WORDS[talk.state]}: it cannot be "
                      f"{what} now.", "conflict")  # fmt: skip
    if command.what in ("offered", "connected"):
        person_of(state, command.agent)
    case_id = talk.case_id if command.case_id is None else command.case_id
    if command.case_id is not None:
        case_of(state, command.case_id)
    story = Story(state, command)
    at = _instant(state, command.at, talk.since)
    if command.what == "connected" and case_id is not None:
        _connect(story, case_id, at)
    story.tell_at(at, _event(command, talk, case_id))
    label = f"{talk.channel} {number}: {command.what.replace('_', ' ')}"
    return story.end(label, interaction_id=number, case_id=case_id)


def _connect(story: Story, case_id: int, at: int) -> None:
    """Let the case's clocks take talking to the customer as a reply, at its time."""
    row = story.case(case_id)
    if not row.active:
        return
    clocks = {clock.kind: clock for clock in story.clocks(case_id)}
    started = max((clock.started_at for clock in clocks.values()), default=0)
    facts = clock_acts.facts_of(row)
    story.tell_clocks(clock_acts.on_connected(story.setup, facts, clocks, max(at, started)))


def _may_report(state: State, actor: str) -> None:
    role = role_of(state, actor)
    if role is not None and role not in REPORTS:
        raise Refused("Calls and chats are reported by the switch, an agent, a lead or an admin.")


def _instant(state: State, at: int | None, earliest: int) -> int:
    """Return when a thing happened. Raises ``Refused`` for what cannot be."""
    if at is None:
        return max(state.now, earliest)
    if at > state.now:
        raise Refused("That lies in the future: the switch's clock is ahead.", "invalid")
    if at < earliest:
        raise Refused("That lies before what was reported last: report in order.", "invalid")
    return at


def _event(command: ReportInteraction, talk: InteractionRow, case_id: int | None) -> Event:
    number, agent = talk.id, command.agent or talk.agent or ""
    match command.what:
        case "offered":
            return InteractionOffered(interaction_id=number, agent=agent, case_id=case_id)
        case "declined":
            return InteractionDeclined(
                interaction_id=number, agent=agent, reason=command.reason, case_id=case_id
            )
        case "connected":
            return InteractionConnected(interaction_id=number, agent=agent, case_id=case_id)
        case "flowed_out":
            return InteractionFlowedOut(interaction_id=number, to=command.to, case_id=case_id)
        case "held":
            return InteractionHeld(interaction_id=number, case_id=case_id)
        case "unheld":
            return InteractionUnheld(interaction_id=number, case_id=case_id)
        case "ended":
            return InteractionEnded(interaction_id=number, case_id=case_id)
        case "wrapped":
            return InteractionWrapped(interaction_id=number, case_id=case_id)
        case "abandoned":
            return InteractionAbandoned(interaction_id=number, case_id=case_id)


QUEUE = UseCase("queue_interaction", QueueInteraction, _needs_queue, _queue)
REPORT = UseCase("report_interaction", ReportInteraction, _needs, _report, _find)
USE_CASES = (QUEUE, REPORT)
