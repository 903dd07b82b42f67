"""Ending a case: resolve, reopen, close."""

from typing import Literal

from agentdesk.data.unit import Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk import states
from agentdesk.desk.common import CaseCommand, check, needs_case, needs_note, required
from agentdesk.desk.notes import write_note
from agentdesk.desk.story import Story


class Resolve(CaseCommand, frozen=True, kw_only=True):
    """Settle a case under a disposition of its queue, with a summary in the agent's words."""

    disposition: str
    root_cause: str | None = None
    summary: str = ""
    answer_ids: tuple[str, ...] = ()


class Reopen(CaseCommand, frozen=True, kw_only=True):
    """Open a resolved case again; a lead says why."""

    reason: str


class Close(CaseCommand, frozen=True, kw_only=True):
    """End a case for good that is no customer's issue; its clocks do not count."""

    reason: Literal["spam", "duplicate"]


def _needs_texts(command: Resolve, found: Found) -> Needs:
    case_id = command.case_id
    return Needs(cases=(case_id,), texts=True, learning=True, messages_of=(case_id,))


def _resolve(state: State, command: Resolve) -> Decision:
    row = check(state, command, "resolve")
    story = Story(state, command)
    states.resolve(
        story,
        row.id,
        command.disposition,
        command.root_cause,
        required(command.summary, "Say in a sentence how it was settled."),
        command.answer_ids,
    )
    return story.end(f"resolved {row.id}", undo_ms=state.setup.limits.undo, case_id=row.id)


def _reopen(state: State, command: Reopen) -> Decision:
    row = check(state, command, "reopen")
    if row.state != "resolved":
        raise Refused(f"Case {row.id} is {row.state}, not resolved.")
    why = required(command.reason, "Say why the case is opened again.")
    story = Story(state, command)
    write_note(story, row.id, why)
    states.reopen(story, row.id, "lead")
    return story.end(f"reopened {row.id}", undo_ms=state.setup.limits.undo, case_id=row.id)


def _close(state: State, command: Close) -> Decision:
    row = check(state, command, "close")
    if not row.active:
        raise Refused(f"Case {row.id} is {row.state} already.", "nothing")
    story = Story(state, command)
    states.close(story, row.id, command.reason)
    return story.end(f"closed {row.id}", undo_ms=state.setup.limits.undo, case_id=row.id)


USE_CASES = (
    UseCase("resolve", Resolve, _needs_texts, _resolve),
    UseCase("reopen", Reopen, needs_note, _reopen),
    UseCase("close", Close, needs_case, _close),
)
