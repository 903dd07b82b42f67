"""What agents tell the editors of answers: this one is wrong, or there is none.

The words are a note of the case they came up in; the log knows which answer it is about.
"""

from agentdesk.data.unit import Command, Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import (
    CaseCommand,
    answer_id_of,
    check,
    needs_note,
    required,
    role_of,
    said,
)
from agentdesk.desk.notes import write_note
from agentdesk.desk.story import Story
from agentdesk.domain.events import AnswerSettled, AnswerWanted
from agentdesk.domain.rows import AnswerWantRow

_EDITS = ("agent", "lead", "admin")


class WantAnswer(CaseCommand, frozen=True, kw_only=True):
    """Tell the editors what is wrong with an answer; without one, which answer is missing."""

    words: str
    answer_id: str = ""


class SettleWant(Command, frozen=True, kw_only=True):
    """Take something off the editors' list: it is written, or needs not be.

    ``message_id`` names it: the number of the note that holds its words.
    """

    message_id: int


def _want(state: State, command: WantAnswer) -> Decision:
    row = check(state, command, "note")
    wrong = command.answer_id
    if wrong:
        answer_id_of(wrong)
    sentence = "Say what is wrong with it." if wrong else "Say which answer you would have needed."
    words = required(command.words, sentence)
    story = Story(state, command)
    head = f"Wrong answer {wrong}" if wrong else "Missing answer"
    message_id = write_note(story, row.id, f"{head}: {words}")
    story.tell(AnswerWanted(case_id=row.id, message_id=message_id, answer_id=wrong))
    label = f"told the editors about {wrong}" if wrong else f"told the editors in {row.id}"
    return story.end(label, undo_ms=state.setup.limits.undo, case_id=row.id, message_id=message_id)


def _needs(command: SettleWant, found: Found) -> Needs:
    return Needs(want=command.message_id)


def _settle(state: State, command: SettleWant) -> Decision:
    role = role_of(state, command.actor)
    if role is not None and role not in _EDITS:
        raise Refused(f"Your role ({said(role)}) may not write answers: ask an agent or a lead.")
    if state.table.get(AnswerWantRow, command.message_id) is None:
        raise Refused(
            f"{command.message_id} is not on the editors' list: it was settled or taken back, or "
            "never there.",
            "not_found",
        )
    story = Story(state, command)
    story.tell(AnswerSettled(message_id=command.message_id))
    return story.end(f"settled {command.message_id} on the editors' list")


USE_CASES = (
    UseCase("want_answer", WantAnswer, needs_note, _want),
    UseCase("settle_want", SettleWant, _needs, _settle),
)
