"""Undo and redo: a command is taken back by events that put its cases where they would be.

A case is refolded from its stream without the command (:mod:`agentdesk.desk.refold`) and stands
as that says (``case.restored``). ``command.undone`` names the command, so that figures pass over
its events and what the undo wrote; a redo takes its name off again.

A command can be taken back by its own actor, for as long as its record says, unless a person or
the customer has acted on one of its cases since (timers do not count), and unless a message of it
has begun to leave. A case that the command created stays as a closed shell with its clocks
cancelled, folded into the case it came from, because numbers are never given out twice.
"""

from typing import Any

import msgspec

from agentdesk.data.unit import (
    Command,
    CommandRecord,
    Decision,
    Find,
    Found,
    Needs,
    Refused,
    State,
    UseCase,
)
from agentdesk.desk import edits, identities, placing, wrapping
from agentdesk.desk.common import CUSTOMER, SYSTEM, clock_time, name_of
from agentdesk.desk.refold import left_out, restoring
from agentdesk.desk.restore import restore
from agentdesk.desk.story import Story
from agentdesk.domain.content import Message
from agentdesk.domain.events import (
    CaseRestored,
    CommandRedone,
    CommandUndone,
    Entry,
    MessagePosted,
    SendQueued,
    SendRecalled,
    SurveyAnswered,
)
from agentdesk.domain.rows import CaseRow, SendRow, UndoneRow

LEFT = ("sending", "sent", "failed")


class Undo(Command, frozen=True, kw_only=True):
    """Take a command back: the one named, else the actor's newest that can be."""

    target: str | None = None


class Redo(Command, frozen=True, kw_only=True):
    """Do a command again that was taken back: the one named, else the actor's newest such."""

    target: str | None = None


def _find_undo(command: Undo) -> Find:
    return Find(command=command.target) if command.target else Find(last_of=command.actor)


def _find_redo(command: Redo) -> Find:
    return Find(command=command.target) if command.target else Find(last_undone_of=command.actor)


def _needs(command: Undo | Redo, found: Found) -> Needs:
    cases = found.command.cases if found.command else ()
    people = identities.both_of(found.command) if found.command else ()
    changed = edits.changed_by(found.command) if found.command else ()
    return Needs(
        cases=cases,
        history=True,
        messages_of=cases,
        care=True,
        goodwill_of=command.actor if isinstance(command, Redo) else None,
        customers=(*people, *changed),
        contacts_of=people,
        edits_of=changed,
        open_of=changed,
        held=placing.held_of(found.command) if found.command else None,
        held_mail=placing.held_of(found.command) if found.command else None,
    )


def _undo(state: State, command: Undo) -> Decision:
    record = _record(state, command, "undo")
    targets = _targets(record)
    _check_time(state, record)
    if _is_undone(state, record, targets[-1]):
        raise Refused(f"“{record.label}” has been undone already.", "nothing")
    _check_later(state, command.actor, record, targets[-1])
    story = Story(state, command)
    recalled = _recall(story, record, targets[-1])
    for target in targets:
        story.tell(CommandUndone(undone=target, cases=record.cases))
    placed = (targets[-1],) if placing.held_of(record) is not None else ()
    for case_id in record.cases:
        without = {*_case_without(state, case_id), targets[-1]}
        restore(story, case_id, without, recalled, whole=placed)
    identities.part(story, record)
    edits.exchange(story, record, targets[-1], back=True)
    wrapping.take_back(story, record)
    placing.take_out(story, record)
    return _finish(story, record, targets[-1], recalled=True)


def _redo(state: State, command: Redo) -> Decision:
    record = _record(state, command, "redo")
    targets = _targets(record)
    if not _is_undone(state, record, targets[-1]):
        raise Refused(f"“{record.label}” has not been undone.", "nothing")
    _check_redo_time(state, record)
    _check_later(state, command.actor, record, targets[-1])
    story = Story(state, command)
    for target in targets:
        story.tell(CommandRedone(redone=target, cases=record.cases))
    for case_id in record.cases:
        without = {*_case_without(state, case_id)} - {targets[-1]}
        restore(story, case_id, without, (), held_again=targets[-1])
    identities.join_again(story, record)
    edited = edits.exchange(story, record, targets[-1], back=False)
    placing.put_back(story, record)
    wrapped = wrapping.begin_again(story, record)
    return _finish(story, record, targets[-1], recalled=False, **wrapped, **edited)


# ---- may it be?


def _record(state: State, command: Undo | Redo, word: str) -> CommandRecord:
    record = state.found.command
    if record is None:
        raise Refused(f"There is nothing to {word}.", "nothing")
    if record.actor != command.actor:
        raise Refused(f"Only {name_of(state, record.actor)} can {word} “{record.label}”.")
    about = (*identities.both_of(record), *edits.changed_by(record), *record.cases)
    nothing = not about and placing.held_of(record) is None
    if nothing or record.undoable_until is None:
        raise Refused(f"“{record.label or record.kind}” cannot be undone.")
    return record


def _targets(record: CommandRecord) -> tuple[str, ...]:
    """Return the commands that are taken back together: a redo, and last what it redid."""
    if record.kind == "redo":
        return (record.command_id, record.result["redone"])
    return (record.command_id,)


def _check_time(state: State, record: CommandRecord) -> None:
    until = record.undoable_until
    if until is not None and state.now > until:
        at = clock_time(state, record.actor, until)
        raise Refused(f"“{record.label}” could be undone until {at}.", "later")


def _check_redo_time(state: State, record: CommandRecord) -> None:
    undone_at = max(
        (
            entry.recorded_at
            for case_id in record.cases
            for entry in state.history.get(case_id, [])
            if isinstance(entry.fact.event, CaseRestored)
        ),
        default=record.at,
    )
    until = undone_at + state.setup.limits.undo
    if state.now > until:
        at = clock_time(state, record.actor, until)
        raise Refused(f"“{record.label}” could be done again until {at}.", "later")


def _case_without(state: State, case_id: int) -> tuple[str, ...]:
    return left_out(state.history.get(case_id, []))


def _is_undone(state: State, record: CommandRecord, target: str) -> bool:
    """Say whether a command is taken back now; one that touched no case has only its row."""
    if not record.cases:
        row = state.table.get(UndoneRow, record.command_id)
        return row is not None and row.undone
    return any(target in _case_without(state, case_id) for case_id in record.cases)


def _check_later(state: State, actor: str, record: CommandRecord, target: str) -> None:
    """Refuse if a person or the customer has acted on one of the cases since, saying who."""
    for case_id in record.cases:
        entry = later_act(state.history.get(case_id, []), target)
        if entry is not None:
            who = _who(state, actor, entry)
            at = clock_time(state, actor, entry.recorded_at)
            raise Refused(
                f"“{record.label}” stands, because {who} in case {case_id} at {at}.", "later"
            )


def later_act(entries: list[Entry], target: str) -> Entry | None:
    """Return the first act of a person or customer after a command's, if there is one.

    How a customer rated us is none: nothing on the case rests on it.
    """
    passed_over = {target, *left_out(entries), *restoring(entries)}
    last = max((n for n, x in enumerate(entries) if x.fact.command == target), default=-1)
    for entry in entries[last + 1 :]:
        fact = entry.fact
        if fact.actor == SYSTEM or isinstance(fact.event, SurveyAnswered):
            continue
        if fact.command not in passed_over:
            return entry
    return None


def _who(state: State, actor: str, entry: Entry) -> str:
    if entry.fact.actor == CUSTOMER:
        return "the customer wrote"
    if entry.fact.actor == actor:
        return "you did something else"
    return f"{name_of(state, entry.fact.actor)} did something"


# ---- what it does


def _queued_by(state: State, record: CommandRecord, target: str) -> set[int]:
    """Return the messages that a command put into the outbox."""
    return {
        entry.fact.event.message_id
        for case_id in record.cases
        for entry in state.history.get(case_id, [])
        if entry.fact.command == target and isinstance(entry.fact.event, SendQueued)
    }


def _recall(story: Story, record: CommandRecord, target: str) -> tuple[SendRow, ...]:
    """Take the command's messages out of the outbox. Refused once one has begun to leave."""
    rows = [
        send
        for case_id in record.cases
        for send in story.table.of_case(SendRow, case_id)
        if send.message_id in _queued_by(story.state, record, target)
    ]
    if any(send.state in LEFT for send in rows):
        raise Refused(
            f"“{record.label}” cannot be undone, because the message has left: write again.",
            "later",
        )
    for send in rows:
        story.tell(SendRecalled(case_id=send.case_id, message_id=send.message_id))
    return tuple(story.table.one(SendRow, send.message_id) for send in rows)


def _finish(
    story: Story, record: CommandRecord, target: str, *, recalled: bool, **more: Any
) -> Decision:
    """Mark the command's messages, put every message with its case, and say what comes back."""
    draft: dict[str, Any] | None = None
    also = identities.kept_of(record) | placing.kept_of(record) | more
    for message in story.state.messages:
        if recalled and placing.was_held(record, message):
            story.keep(placing.held_again(record, message))
            continue
        changed = msgspec.structs.replace(message, case_id=_home(story, message))
        if message.command == target and message.direction != "in":
            changed = msgspec.structs.replace(changed, recalled=recalled)
            draft = _draft(record, message) or draft
        if changed != message:
            story.keep(changed)
    if recalled:
        return story.end(
            f"undid {record.label}", undone=target, kind=record.kind, draft=draft, **also
        )
    return story.end(
        record.label,
        undo_ms=story.setup.limits.undo,
        redone=target,
        kind=record.kind,
        draft=draft,
        **also,
    )


def _home(story: Story, message: Message) -> int | None:
    """Return the case a message was posted in, or the one that case is folded into."""
    for case_id, entries in story.state.history.items():
        if any(
            isinstance(x.fact.event, MessagePosted) and x.fact.event.message_id == message.id
            for x in entries
        ):
            row = story.case(case_id)
            while row.merged_into is not None and story.table.get(CaseRow, row.merged_into):
                row = story.case(row.merged_into)
            return row.id
    return message.case_id


def _draft(record: CommandRecord, message: Message) -> dict[str, Any] | None:
    """Say which draft the undone words go back into, if they were a reply or a note."""
    if message.direction == "out":
        return {"case_id": message.case_id, "kind": "reply", "message_id": message.id}
    by_person = message.author == record.actor
    if message.direction == "note" and record.kind == "note" and by_person:
        return {"case_id": message.case_id, "kind": "note", "message_id": message.id}
    return None


USE_CASES = (
    UseCase("undo", Undo, _needs, _undo, _find_undo),
    UseCase("redo", Redo, _needs, _redo, _find_redo),
)
