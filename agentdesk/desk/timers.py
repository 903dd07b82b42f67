"""Firing one timer: what happens when its time has come.

A timer is a row of the case it belongs to. Its command is named after everything that makes it
this timer, so that firing it a second time, from any machine, does nothing; a timer that is no
longer set as named does nothing either. What depends only on the timer happens at its due time,
however late it is fired; what resolves or closes a case happens when it is fired, so that the
customer keeps the whole time to answer.
"""

from collections.abc import Callable

import msgspec

from agentdesk.data.unit import Command, Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk import states
from agentdesk.desk.common import SYSTEM, queue_of
from agentdesk.desk.refold import timer_command
from agentdesk.desk.replying import LOGGED_ONLY
from agentdesk.desk.ruling import rule_reminder
from agentdesk.desk.story import Story
from agentdesk.domain import clock_acts, sla
from agentdesk.domain.care_rows import ComplaintClock
from agentdesk.domain.events import (
    AgentStateChanged,
    CaseClosed,
    CaseReminded,
    CaseResolved,
    CaseUnreserved,
    CaseWoken,
    ComplaintBreached,
    SendReleased,
)
from agentdesk.domain.rows import AgentRow, CaseRow, ClockRow, SendRow, TimerRow

REMINDERS = 2
"""How many reminders a customer's silence needs before a case may be resolved as ``no_reply``."""

NO_REPLY = "no_reply"


class Fire(Command, frozen=True, kw_only=True):
    """A timer is due. Make it with :func:`fire`."""

    timer: TimerRow


def fire(timer: TimerRow) -> Fire:
    """Make the command that fires a timer."""
    return Fire(command_id=timer_command(timer), actor=SYSTEM, timer=timer)


def _agent_of(timer: TimerRow) -> str | None:
    name, _, agent = timer.kind.partition(".")
    return agent if name == "wrap_up" else None


def _needs(command: Fire, found: Found) -> Needs:
    agent = _agent_of(command.timer)
    if agent is not None:
        return Needs(agents=(agent,))
    care = command.timer.kind.startswith("complaint.")
    return Needs(cases=(command.timer.case_id,), care=care)


def _decide(state: State, command: Fire) -> Decision:
    timer = command.timer
    if timer.due_at > state.now:
        raise Refused(f"The timer {timer.kind} is not due yet.", "later")
    story = Story(state, command)
    agent = _agent_of(timer)
    if agent is not None:
        _wrap_up(story, agent, timer)
    elif state.table.get(TimerRow, timer.case_id, timer.kind) == timer:
        _ACTS[timer.kind.partition(".")[0]](story, story.case(timer.case_id), timer)
    decision = story.end()
    return msgspec.structs.replace(decision, result={"fired": bool(decision.events)})


def _sla(story: Story, row: CaseRow, timer: TimerRow) -> None:
    clock = story.table.get(ClockRow, row.id, timer.kind.removeprefix("sla."))
    if clock is not None:
        story.tell_clocks(sla.fire(clock, story.now))


def _snooze(story: Story, row: CaseRow, timer: TimerRow) -> None:
    at = timer.due_at
    story.tell_at(at, CaseWoken(case_id=row.id, by="timer", waiting_since=at))


def _remind(story: Story, row: CaseRow, timer: TimerRow) -> None:
    """Remind its owner; a review that nobody would see puts the case back into its queue."""
    if row.state == "waiting_third_party" and row.owner is None:
        states.resume(story, row.id, "timer")
        return
    number = row.reminders + 1
    again = timer.due_at + queue_of(story.state, row.queue).reminder
    if row.state == "waiting_customer" and number >= REMINDERS:
        next_at = None
    else:
        # Never in the past: after a standstill one reminder comes up, not a row of them.
        next_at = max(again, story.now + 1)
    story.tell_at(timer.due_at, CaseReminded(case_id=row.id, number=number, next_at=next_at))


def _no_reply(story: Story, row: CaseRow, timer: TimerRow) -> None:
    """Resolve a case whose customer could answer and did not; else give it back to people."""
    if row.state != "waiting_customer":
        return
    if not could_answer(story, row):
        states.resume(story, row.id, "timer")
        return
    if row.reminders < REMINDERS:
        later = max(story.now, row.remind_at or story.now) + story.setup.limits.no_reply
        story.tell(
            CaseReminded(
                case_id=row.id, number=row.reminders, next_at=row.remind_at, closes_at=later
            )
        )
        return
    story.turn(clock_acts.on_resolved, row.id)
    closes_at = story.now + story.setup.limits.close
    story.tell(CaseResolved(case_id=row.id, disposition=NO_REPLY, closes_at=closes_at))


def could_answer(story: Story, row: CaseRow) -> bool:
    """Say whether our newest message reached the customer, as far as can be known."""
    if row.replied_at is None:
        return False
    sends = story.table.of_case(SendRow, row.id)
    if not sends:
        return row.channel in LOGGED_ONLY
    return max(sends, key=lambda send: send.message_id).state == "sent"


def _close(story: Story, row: CaseRow, timer: TimerRow) -> None:
    if row.state == "resolved":
        story.tell(CaseClosed(case_id=row.id, reason="time"))


def _reserve(story: Story, row: CaseRow, timer: TimerRow) -> None:
    if row.reserved_for is not None:
        story.tell_at(timer.due_at, CaseUnreserved(case_id=row.id, agent=row.reserved_for))


def _send(story: Story, row: CaseRow, timer: TimerRow) -> None:
    message_id = int(timer.kind.removeprefix("send."))
    send = story.table.get(SendRow, message_id)
    if send is not None and send.state == "held":
        story.tell(SendReleased(case_id=row.id, message_id=message_id))


def _wrap_up(story: Story, agent: str, timer: TimerRow) -> None:
    row = story.table.get(AgentRow, agent)
    if row is not None and row.state == "wrap_up" and row.until == timer.due_at:
        done = AgentStateChanged(agent=agent, before="wrap_up", after="available")
        story.tell_at(timer.due_at, done)


def _complaint(story: Story, row: CaseRow, timer: TimerRow) -> None:
    """Record that a complaint was not acknowledged, or not decided, in time."""
    clock: ComplaintClock = "ACK" if timer.kind == "complaint.ACK" else "DEC"
    story.tell_at(timer.due_at, ComplaintBreached(case_id=row.id, clock=clock))


_ACTS: dict[str, Callable[[Story, CaseRow, TimerRow], None]] = {
    "sla": _sla,
    "snooze": _snooze,
    "remind": _remind,
    "no_reply": _no_reply,
    "close": _close,
    "reserve": _reserve,
    "send": _send,
    "complaint": _complaint,
    "rule": rule_reminder,
}

FIRE = UseCase("fire", Fire, _needs, _decide)
USE_CASES = (FIRE,)
