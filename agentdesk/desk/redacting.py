"""Taking words, or a file, out of a message for good. A mark stays; every copy follows.

The raw mail and the bytes that were sent are taken apart and put together by whoever knows mail
(:mod:`agentdesk.channels.email.redacting`); they come with the command, and count only if they
were made of what is still there.
"""

import hashlib
import re

import msgspec

from agentdesk.data.unit import Decision, Found, Needs, Refused, State, Stored, UseCase
from agentdesk.desk.common import CaseCommand, case_of, check, check_seen, role_of
from agentdesk.desk.erasing import OFFICER
from agentdesk.desk.story import Story
from agentdesk.domain.content import Message, Outgoing, Part, UnansweredQuestion
from agentdesk.domain.events import MessageRedacted
from agentdesk.domain.personal import BELONGS, MARK, pattern_of, places_of, redacted
from agentdesk.domain.row import Row, key_of
from agentdesk.domain.rows import SendRow

REMOVED = b"[removed]"
"""What stands in place of a file."""
TOO_SHORT = (
    "Choose at least three letters or digits: what is shorter stands in too many other words."
)
GONE = "That is the mark of what has been taken out already: nothing is left there to redact."
CHANGED = "The messages of case {case} have changed meanwhile: look again, then redact."
ON_ITS_WAY = (
    "The message is on its way out: wait until it has left, or take it back before that, then "
    "redact."
)


class Bytes(msgspec.Struct, frozen=True):
    """Raw mail of the case that was looked at, and what it becomes."""

    message_id: int
    part: str
    """The part's id; ``""`` for the bytes that were sent."""
    sha256: str
    """Of the bytes as they were."""
    data: bytes | None = None
    """What they become; ``None`` where nothing was found in them."""
    places: int = 0


class Redact(CaseCommand, frozen=True, kw_only=True):
    """Take a text out of a case's words wherever it stands, or a file (``part``) of a message.

    ``looked_at`` are all raw bytes of the case, each with what it becomes.
    """

    message_id: int
    text: str = ""
    part: str = ""
    looked_at: tuple[Bytes, ...] = ()


def _needs(command: Redact, found: Found) -> Needs:
    return Needs(cases=(command.case_id,), all_in=(command.case_id,))


def _redact(state: State, command: Redact) -> Decision:
    _may(state, command)
    message = _message(state, command)
    _check_bytes(state, command)
    if command.part:
        return _remove_file(state, command, message)
    pattern = pattern_of(command.text)
    if pattern is None:
        raise Refused(TOO_SHORT, "invalid")
    story = Story(state, command)
    here, everywhere = 0, 0
    for row in state.belongings:
        changed, places = redacted(row, pattern) if BELONGS[type(row)].words else (row, 0)
        if not places:
            continue
        everywhere += places
        if isinstance(row, Message):
            _check_left(state, row.id)
            here += places * (row.id == message.id)
        if isinstance(row, UnansweredQuestion):
            # Its words are its key.
            story.drop(UnansweredQuestion, *key_of(row))
        else:
            story.keep(changed)
    everywhere += _put_bytes(story, command)
    if not here and not any(b.data and b.message_id == message.id for b in command.looked_at):
        if pattern.search(MARK):
            raise Refused(GONE, "nothing")
        raise Refused("These words are not in this message.", "not_found")
    story.tell(_told(command, message, pattern, everywhere))
    return _end(story, command, everywhere)


def _may(state: State, command: Redact) -> None:
    if role_of(state, command.actor) == OFFICER:
        check_seen(state, command, case_of(state, command.case_id))
    else:
        check(state, command, "redact")


def _message(state: State, command: Redact) -> Message:
    for row in state.belongings:
        if isinstance(row, Message) and row.id == command.message_id:
            return row
    raise Refused(f"Case {command.case_id} has no message {command.message_id}.", "not_found")


def _check_bytes(state: State, command: Redact) -> None:
    """Refuse if the raw bytes are not those that were looked at."""
    seen = {(b.message_id, b.part): b.sha256 for b in command.looked_at}
    there: dict[tuple[int, str], str] = {}
    for row in state.belongings:
        if isinstance(row, Part) and row.kind == "raw":
            there[row.message_id, row.id] = row.sha256
        elif isinstance(row, Outgoing):
            there[row.message_id, ""] = hashlib.sha256(row.raw).hexdigest()
    if seen != there:
        raise Refused(CHANGED.format(case=command.case_id), "conflict")


def _check_left(state: State, message_id: int) -> None:
    send = state.table.get(SendRow, message_id)
    if send is not None and send.state in ("held", "queued", "sending"):
        raise Refused(ON_ITS_WAY, "later")


def _put_bytes(story: Story, command: Redact) -> int:
    """Put what the raw bytes become in their place; return in how many places they changed."""
    rows = {key_of(row): row for row in story.state.belongings if isinstance(row, Part)}
    sent = {r.message_id: r for r in story.state.belongings if isinstance(r, Outgoing)}
    for made in command.looked_at:
        if made.data is None:
            continue
        _check_left(story.state, made.message_id)
        if made.part:
            _replace(story, rows[made.part,], made.data)
        else:
            story.keep(msgspec.structs.replace(sent[made.message_id], raw=made.data))
    return sum(made.places for made in command.looked_at)


def _replace(story: Story, row: Part, data: bytes, **changes: str) -> None:
    """Give a part other bytes; the old ones go if nobody else has the same."""
    sha256 = hashlib.sha256(data).hexdigest()
    story.drop(Part, *key_of(row))
    story.keep(msgspec.structs.replace(row, sha256=sha256, size=len(data), **changes))
    story.store(Stored(sha256, data))


def _remove_file(state: State, command: Redact, message: Message) -> Decision:
    row = next(
        (
            part
            for part in state.belongings
            if isinstance(part, Part)
            and part.id == command.part
            and part.message_id == message.id
            and part.kind == "attachment"
        ),
        None,
    )
    if row is None:
        raise Refused(f"Message {message.id} has no file {command.part}.", "not_found")
    if row.sha256 == hashlib.sha256(REMOVED).hexdigest():
        raise Refused("This file has been removed already.", "nothing")
    _check_left(state, message.id)
    story = Story(state, command)
    _replace(story, row, REMOVED, filename="removed", mime="text/plain")
    places = 1 + _put_bytes(story, command)
    story.tell(
        MessageRedacted(
            case_id=command.case_id,
            message_id=message.id,
            what="attachment",
            places=places,
            part=row.id,
        )
    )
    return _end(story, command, places)


def _told(
    command: Redact, message: Message, pattern: re.Pattern[str], places: int
) -> MessageRedacted:
    """Say where it stood: place and length, never what it was."""
    for what, text in (("body", message.body), ("subject", message.subject)):
        found = places_of(text, pattern)
        if found:
            start, end = found[0]
            return MessageRedacted(
                case_id=command.case_id,
                message_id=message.id,
                what="body" if what == "body" else "subject",
                start=start,
                length=end - start,
                places=places,
            )
    return MessageRedacted(
        case_id=command.case_id, message_id=message.id, what="other", places=places
    )


def _end(story: Story, command: Redact, places: int) -> Decision:
    return story.end(
        f"redacted {command.case_id}",
        case_id=command.case_id,
        message_id=command.message_id,
        places=places,
    )


def words_of(rows: list[Row], pattern: re.Pattern[str]) -> int:
    """Count the places of rows that hold what a pattern finds, for a preview."""
    return sum(redacted(row, pattern)[1] for row in rows if BELONGS[type(row)].words)


USE_CASES = (UseCase("redact", Redact, _needs, _redact),)
