"""What an agent writes for colleagues: notes, reasons and hand-overs. Never sent to anyone."""

from typing import Literal

from agentdesk.data.unit import Decision, State, UseCase
from agentdesk.desk.common import CaseCommand, check, needs_note, required, written
from agentdesk.desk.story import Story
from agentdesk.desk.unmailed import unmailed
from agentdesk.domain.events import MessagePosted

NotePurpose = Literal["note", "handover"]


class Note(CaseCommand, frozen=True, kw_only=True):
    """Write an internal note."""

    body: str
    purpose: NotePurpose = "note"


def write_note(
    story: Story,
    case_id: int,
    body: str,
    purpose: NotePurpose = "note",
    fields: dict[str, str] | None = None,
    author: str | None = None,
) -> int:
    """Keep an internal note that is already fit to be kept, and return its message id.

    ``author`` is who acts, unless a rule writes it.
    """
    row = story.case(case_id)
    message_id = story.state.new_id("message")
    story.keep(
        unmailed(
            row,
            message_id,
            "note",
            purpose,
            body,
            author=author or story.actor,
            at=story.now,
            command=story.command.command_id,
            fields=fields,
        )
    )
    story.tell(
        MessagePosted(
            case_id=case_id,
            message_id=message_id,
            direction="note",
            channel=row.channel,
            public=False,
            human=author is None,
            purpose=purpose,
        )
    )
    return message_id


def write_reason(story: Story, case_id: int, text: str) -> int | None:
    """Keep a free-text reason as a note, because events hold none; nothing if it is empty."""
    kept = written(text)
    return write_note(story, case_id, kept) if kept else None


def _note(state: State, command: Note) -> Decision:
    row = check(state, command, "note")
    body = required(command.body, "The note is empty: write something, or leave with Esc.")
    story = Story(state, command)
    message_id = write_note(story, row.id, body, command.purpose)
    return story.end(
        f"noted {row.id}", undo_ms=state.setup.limits.undo, case_id=row.id, message_id=message_id
    )


USE_CASES = (UseCase("note", Note, needs_note, _note),)
