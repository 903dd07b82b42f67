"""Redacting from the first look to the last copy: preview, act, drafts, files. No screen."""

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from agentdesk.channels.email.redacting import Rewritten, without_file, without_text
from agentdesk.data.errors import StoreError
from agentdesk.data.readings import Reads
from agentdesk.data.store import Store
from agentdesk.data.unit import Outcome, Refused
from agentdesk.desk.desk import Desk
from agentdesk.desk.redacting import TOO_SHORT, Bytes, Redact, words_of
from agentdesk.domain.content import CaseText, Message, Outgoing, Part
from agentdesk.domain.personal import pattern_of, without
from agentdesk.domain.row import Row
from agentdesk.seat.writing import FILES
from agentdesk.text import clean

FINAL = "This cannot be undone: the words are gone from the case, the mail as it came, and drafts."


class Prepared(msgspec.Struct, frozen=True):
    """What a redaction will do, before it is done."""

    case_id: int
    message_id: int
    text: str
    part: str
    looked_at: tuple[Bytes, ...]
    places: int
    """In texts."""
    raw_places: int
    """In raw mail and in what was sent."""
    messages: int
    """In how many messages of the case."""
    drafts: int
    before: str
    """What stands around the words now, the words among it."""

    @property
    def fields(self) -> dict[str, Any]:
        """What the command is made of."""
        return {
            "case_id": self.case_id,
            "message_id": self.message_id,
            "text": self.text,
            "part": self.part,
            "looked_at": self.looked_at,
        }


async def prepare(
    store: Store, case_id: int, message_id: int, *, text: str = "", part: str = ""
) -> Prepared:
    """Look for words, or a file, in everything of a case. Raises ``Refused``: not there."""
    rows = await store.reads.privacy.belongings((), (case_id,))
    messages = {row.id: row for row in rows if isinstance(row, Message)}
    message = messages.get(message_id)
    if message is None:
        raise Refused(f"Case {case_id} has no message {message_id}.", "not_found")
    text = clean(text).strip()
    pattern = pattern_of(text)
    if not part and pattern is None:
        raise Refused(TOO_SHORT, "invalid")
    looked_at = await _look(store.reads, rows, _Wanted(text, part, _digest(rows, part)))
    raw_places = sum(made.places for made in looked_at)
    if pattern is None:
        return Prepared(case_id, message_id, "", part, looked_at, 0, raw_places, 1, 0, "")
    where = [m for m in messages.values() if words_of([m], pattern)]
    drafts = await store.live.drafts_in((case_id,))
    mine = [made for made in looked_at if made.message_id == message_id and made.places]
    if message not in where and not mine:
        raise Refused("These words are not in this message.", "not_found")
    return Prepared(
        case_id,
        message_id,
        text,
        "",
        looked_at,
        words_of([row for row in rows if isinstance(row, Message | CaseText)], pattern),
        raw_places,
        len(where),
        sum(1 for d in drafts if d.kind != FILES and pattern.search(d.body)),
        _around(message.body, pattern),
    )


def _digest(rows: Sequence[Row], part: str) -> str:
    return next((row.sha256 for row in rows if isinstance(row, Part) and row.id == part), "")


class _Wanted(msgspec.Struct, frozen=True):
    text: str
    part: str
    sha256: str

    def take_out(self, raw: bytes) -> Rewritten:
        """Return the bytes without what is wanted gone."""
        if self.part:
            return without_file(raw, self.sha256)
        return without_text(raw, self.text)


async def _look(reads: Reads, rows: Sequence[Row], wanted: _Wanted) -> tuple[Bytes, ...]:
    """Return every raw mail and every sent mail of a case, and what it becomes."""
    found: list[tuple[int, str, bytes]] = []
    for row in rows:
        if isinstance(row, Part) and row.kind == "raw":
            found.append((row.message_id, row.id, await reads.blob(row.sha256)))
        elif isinstance(row, Outgoing):
            found.append((row.message_id, "", row.raw))
    return await asyncio.to_thread(_taken_out, found, wanted)


def _taken_out(found: Sequence[tuple[int, str, bytes]], wanted: _Wanted) -> tuple[Bytes, ...]:
    made = []
    owner = wanted.part.partition(".")[0]
    for message_id, part, raw in found:
        digest = hashlib.sha256(raw).hexdigest()
        if wanted.part and str(message_id) != owner:
            # A file is taken out of its own message; the others need not be read.
            made.append(Bytes(message_id, part, digest))
            continue
        rewritten = wanted.take_out(raw)
        data = rewritten.raw if rewritten.places else None
        made.append(Bytes(message_id, part, digest, data, rewritten.places))
    return tuple(made)


def _around(body: str, pattern: Any) -> str:
    """Return the line of a text in which the words stand first, marked as it will be."""
    match = pattern.search(body)
    if match is None:
        return ""
    start = body.rfind("\n", 0, match.start()) + 1
    end = body.find("\n", match.end())
    return without(body[start : end if end >= 0 else None], pattern)[0].strip()


async def redact(
    desk: Desk, prepared: Prepared, *, seen: int | None = None
) -> tuple[Outcome, str | None]:
    """Do it, in drafts too, and leave nothing in the files; also say what could not be done.

    Raises ``Refused``.
    """
    outcome = await desk.act(Redact, seen=seen, **prepared.fields)
    return outcome, await finish(desk.store, prepared.case_id, prepared.text)


async def finish(store: Store, case_id: int, text: str) -> str | None:
    """Take words out of the drafts of a case, and leave nothing in the files.

    Returns a sentence that says what could not be done. Doing it again is safe.
    """
    pattern = pattern_of(text)
    for draft in await store.live.drafts_in((case_id,)) if pattern is not None else ():
        if draft.kind != FILES and pattern is not None and pattern.search(draft.body):
            body = without(draft.body, pattern)[0]
            await store.live.save_draft(msgspec.structs.replace(draft, body=body))
    return await scrubbed(store)


async def scrubbed(store: Store) -> str | None:
    """Leave nothing in the files; say what is in the way instead of failing: it is done already."""
    try:
        return await store.scrub()
    except StoreError as error:
        return f"It is done, but the files still hold it. {error} Then: agentdesk privacy scrub."


def said(prepared: Prepared) -> str:
    """Say in a sentence what will go."""
    if prepared.part:
        return f"The file {prepared.part} goes, from the mail as it came too."
    words = [_counted(prepared.places, "place")]
    if prepared.messages > 1:
        words.append(f"in {prepared.messages} messages of the case")
    if prepared.raw_places:
        words.append(f"and {_counted(prepared.raw_places, 'place')} of the mail as it came or left")
    if prepared.drafts:
        words.append(f"and {_counted(prepared.drafts, 'draft')}")
    return " ".join(words) + "."


def _counted(n: int, word: str) -> str:
    return f"{n} {word}" if n == 1 else f"{n} {word}s"
