"""Putting a case aside: wait for somebody, resume, snooze, wake."""

from typing import Literal

from agentdesk.data.unit import Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk import states
from agentdesk.desk.common import CaseCommand, check, check_ahead, needs_case, word_of
from agentdesk.desk.notes import write_reason
from agentdesk.desk.story import Story
from agentdesk.domain.events import CaseSnoozed


class Wait(CaseCommand, frozen=True, kw_only=True):
    """Wait for the customer's answer, or for a third party until a review date.

    ``party`` names a third party by one short word (``carrier``); the note holds the rest.
    """

    waits_for: Literal["customer", "third_party"]
    remind_at: int | None = None
    party: str | None = None
    note: str = ""


class Resume(CaseCommand, frozen=True, kw_only=True):
    """Work on a waiting case again."""


class Snooze(CaseCommand, frozen=True, kw_only=True):
    """Hide a case from work until a time; its clocks go on."""

    until: int


class Wake(CaseCommand, frozen=True, kw_only=True):
    """End a snooze early."""


def _needs_wait(command: Wait, found: Found) -> Needs:
    return Needs(cases=(command.case_id,), new={"message": 1} if command.note else {})


def _wait(state: State, command: Wait) -> Decision:
    row = check(state, command, "wait")
    if command.waits_for == "third_party":
        word_of(command.party or "", "Name whom you wait for with one short word, like carrier.")
        if command.remind_at is None:
            raise Refused("Name the date on which to look again.", "invalid")
    story = Story(state, command)
    write_reason(story, row.id, command.note)
    party = command.party if command.waits_for == "third_party" else None
    states.wait(story, row.id, command.waits_for, command.remind_at, party)
    return story.end(f"{row.id} waits", undo_ms=state.setup.limits.undo, case_id=row.id)


def _resume(state: State, command: Resume) -> Decision:
    row = check(state, command, "resume")
    if row.state not in ("waiting_customer", "waiting_third_party"):
        raise Refused(f"Case {row.id} is not waiting.", "nothing")
    story = Story(state, command)
    states.resume(story, row.id, "agent")
    return story.end(f"resumed {row.id}", undo_ms=state.setup.limits.undo, case_id=row.id)


def _snooze(state: State, command: Snooze) -> Decision:
    row = check(state, command, "snooze")
    check_ahead(state, command.until, "Choose a time in the future.")
    story = Story(state, command)
    story.tell(CaseSnoozed(case_id=row.id, until=command.until))
    return story.end(f"snoozed {row.id}", undo_ms=state.setup.limits.undo, case_id=row.id)


def _wake(state: State, command: Wake) -> Decision:
    row = check(state, command, "wake")
    if row.wake_at is None:
        raise Refused(f"Case {row.id} is not snoozed.", "nothing")
    story = Story(state, command)
    states.wake(story, row.id, "agent")
    return story.end(f"woke {row.id}", undo_ms=state.setup.limits.undo, case_id=row.id)


USE_CASES = (
    UseCase("wait", Wait, _needs_wait, _wait),
    UseCase("resume", Resume, needs_case, _resume),
    UseCase("snooze", Snooze, needs_case, _snooze),
    UseCase("wake", Wake, needs_case, _wake),
)
