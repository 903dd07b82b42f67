"""Writing and changing answers: what a file or a person says becomes the command. No screen."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from agentdesk.clock import to_datetime
from agentdesk.data.errors import Refused
from agentdesk.data.readings import Reads
from agentdesk.document import DocumentError
from agentdesk.domain.answer_text import FIELDS, read_answer, write_answer
from agentdesk.domain.answers import MOVES, may_move, sees
from agentdesk.domain.content import Answer, AnswerState
from agentdesk.domain.setup import PersonSetup, Setup

_KEPT = tuple(name for name in FIELDS if name not in ("version", "state"))


def fields_of(answer: Answer) -> dict[str, Any]:
    """Return the fields of the command that keeps an answer as it is."""
    return {**{name: getattr(answer, name) for name in _KEPT}, "body": answer.body}


def edited(answer: Answer, text: str) -> dict[str, Any] | None:
    """Return the fields of the command that keeps an answer as its file says; ``None`` if the
    file says what it said before.

    A field that was taken out of the file is empty then. Raises ``Refused`` with the line.
    """
    if text.strip() == write_answer(answer, complete=True).strip():
        return None
    try:
        read = read_answer(text, "The answer")
    except DocumentError as error:
        raise Refused(error.problems[0], "invalid") from None
    empty = Answer(answer.id, answer.kind, "", "", "")
    fields = {name: read.fields.get(name, getattr(empty, name)) for name in _KEPT}
    if fields["id"] not in ("", answer.id):
        raise Refused("An answer keeps its id: add another one instead.", "invalid")
    state = read.fields.get("state", answer.state)
    return {
        **fields,
        "id": answer.id,
        "body": read.body,
        "state": None if state == answer.state else state,
        "seen_version": read.fields.get("version", answer.version),
    }


async def answer_by(reads: Reads, me: PersonSetup, setup: Setup, id: str) -> Answer:
    """Return an answer by its id or shortcut, of those one may read. Raises ``Refused``."""
    mine = [a for a in await reads.answers() if sees(a, me, setup)]
    for answer in mine:
        if answer.id == id:
            return answer
    for answer in mine:
        if answer.shortcut and answer.shortcut == id:
            return answer
    raise Refused(f"There is no answer {id[:40]}.", "not_found")


def today(me: PersonSetup, setup: Setup, now: int) -> str:
    """Return the day it is for somebody, as an ISO date."""
    there: date = to_datetime(now).astimezone(ZoneInfo(me.zone or setup.zone)).date()
    return there.isoformat()


def moves(answer: Answer, me: PersonSetup, setup: Setup) -> tuple[tuple[AnswerState, str], ...]:
    """Return the states that somebody may bring an answer into, each with what that is called."""
    return tuple(
        (after, word)
        for (before, after), (word, _) in MOVES.items()
        if before == answer.state and may_move(answer, after, me, setup) is None
    )
