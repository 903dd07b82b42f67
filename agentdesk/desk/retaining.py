"""Letting go of what the desk has kept as long as its set-up says. The desk's own act.

A case stays, for the figures; its words give way to a line that says when they went and why.
Instants are milliseconds UTC.
"""

import msgspec

from agentdesk.clock import to_datetime
from agentdesk.data.unit import Command, Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk.erasing import check_hold, counted, officer_only
from agentdesk.desk.story import Story
from agentdesk.domain.content import CaseText, Message
from agentdesk.domain.events import ContentRemoved, DraftsDropped
from agentdesk.domain.personal import BELONGS
from agentdesk.domain.privacy_rows import RemovalRow
from agentdesk.domain.row import Row, key_of
from agentdesk.domain.rows import CaseRow, PromiseRow, SendRow

REMOVED_ON = "[removed on {day} by retention]"


class RemoveContent(Command, frozen=True, kw_only=True):
    """Remove the words of some ended cases in which nothing was written since ``before``."""

    cases: tuple[int, ...]
    before: int


class DropDrafts(Command, frozen=True, kw_only=True):
    """Record that unsent texts last touched before an instant are deleted."""

    before: int
    count: int


def _needs(command: RemoveContent, found: Found) -> Needs:
    return Needs(cases=command.cases, all_in=command.cases)


def _remove(state: State, command: RemoveContent) -> Decision:
    officer_only(state, command.actor, "remove what was kept long enough")
    story = Story(state, command)
    done = {row.id for case in command.cases if (row := _due(state, case, command.before))}
    if not done:
        raise Refused("None of these cases is due any more.", "nothing")
    messages, files = counted(state.belongings)
    line = REMOVED_ON.format(day=to_datetime(state.now).date().isoformat())
    of_case = {row.id: row.case_id for row in state.belongings if isinstance(row, Message)}
    for content in state.belongings:
        if _case(content, of_case, state) in done:
            _empty(story, content, line)
    with story.as_system():
        for case_id in sorted(done):
            story.tell(
                ContentRemoved(
                    case_id=case_id,
                    why="retention",
                    messages=messages.get(case_id, 0),
                    files=files.get(case_id, 0),
                )
            )
    return story.end(f"removed the words of {len(done)} cases", cases=sorted(done))


def _due(state: State, case_id: int, before: int) -> CaseRow | None:
    """Return a case that may lose its words: ended, old, not held, not emptied already."""
    row = state.table.get(CaseRow, case_id)
    if row is None or row.active or state.table.get(RemovalRow, case_id) is not None:
        return None
    if any(
        send.state in ("held", "queued", "sending")
        for send in state.table.of_case(SendRow, case_id)
    ):
        return None
    if any(
        isinstance(message, Message) and message.case_id == case_id and message.at >= before
        for message in state.belongings
    ):
        return None
    if row.customer_id is not None:
        try:
            check_hold(state, (row.customer_id,))
        except Refused:
            return None
    return row


def _case(row: Row, of_case: dict[int, int | None], state: State) -> int | None:
    """Return the case a content row belongs to."""
    how = BELONGS[type(row)]
    if how.message:
        return of_case.get(getattr(row, how.message))
    if how.promise:
        promise = state.table.get(PromiseRow, getattr(row, how.promise))
        return promise.case_id if promise else None
    return getattr(row, how.case) if how.case else None


def _empty(story: Story, row: Row, line: str) -> None:
    if isinstance(row, Message):
        story.keep(emptied(row, line))
    elif isinstance(row, CaseText):
        story.keep(CaseText(row.case_id, line))
    else:
        story.drop(type(row), *key_of(row))


def emptied(message: Message, line: str) -> Message:
    """Return a message without its words and names: when it was, which way it went."""
    return msgspec.structs.replace(
        message,
        from_name="",
        from_address="",
        to=(),
        cc=(),
        subject="",
        body=line,
        folds=(),
        rfc_id=None,
        in_reply_to=None,
        fields={},
    )


def _needs_nothing(command: DropDrafts, found: Found) -> Needs:
    return Needs()


def _drafts(state: State, command: DropDrafts) -> Decision:
    officer_only(state, command.actor, "delete old drafts")
    if command.count <= 0:
        raise Refused("No draft is that old.", "nothing")
    story = Story(state, command)
    story.tell(DraftsDropped(before=command.before, count=command.count))
    return story.end(f"deleted {command.count} old drafts", count=command.count)


USE_CASES = (
    UseCase("remove_content", RemoveContent, _needs, _remove),
    UseCase("drop_drafts", DropDrafts, _needs_nothing, _drafts),
)
