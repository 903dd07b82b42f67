"""``agentdesk import mail --history``: conversations that are over come in as closed cases.

The files are read twice: first the headers, for what belongs together, then each conversation's
mails one after the other, wherever they lie. Only numbers are kept of a mail meanwhile.
"""

from array import array
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import msgspec

from agentdesk.channels.email.conversations import UNDATED, Conversations, glance
from agentdesk.channels.email.conversations import Conversation as Together
from agentdesk.channels.email.intake import Intake
from agentdesk.channels.email.reading import take_in_all
from agentdesk.channels.files.boxes import FoundMail, Told, Unreadable, mail_at, mails_in
from agentdesk.cli.bars import Bar
from agentdesk.cli.exits import usage
from agentdesk.cli.import_into import Into
from agentdesk.cli.session import Session, login_of
from agentdesk.clock import DAY, from_datetime
from agentdesk.data.store import Store
from agentdesk.desk import belongs
from agentdesk.desk.contacts import normal
from agentdesk.desk.import_history import Conversation, ImportHistory, PastMail
from agentdesk.domain.setup import PersonSetup, Setup

PIECE = 100
"""So many mails of a conversation come in at once."""
AT_ONCE = 64
"""So many live mails are received together."""
UNIT, UNIT_BYTES = 100, 8_000_000
"""So many mails, and about so many bytes, one unit has."""
BEFORE = 30 * DAY
"""What was written so long ago is history, unless a day is named."""
WHY = {
    "history": "it is of the past and belongs to case {case}",
    "duplicate": "this very mail is here already",
    "left_out": "a machine sent it, and no conversation has it: it was left out",
}


Tell = Callable[[FoundMail, Intake, dict[str, Any]], None]
"""Hears of a mail what became of it."""
Receiver = Callable[[list[tuple[FoundMail, Intake]]], Awaitable[None]]
"""Receives live mails."""


class Asked(msgspec.Struct, frozen=True):
    """What the command line asked for: where, the day that history ends, more of our addresses."""

    paths: tuple[Path, ...]
    before: str | None = None
    ours: tuple[str, ...] = ()


def day_before(text: str | None, now: int, zone: str) -> int:
    """Return the instant before which mail is history; a day begins in the desk's zone."""
    if text is None:
        return now - BEFORE
    try:
        day = datetime.fromisoformat(text.strip())
        found = from_datetime(day if day.tzinfo else day.replace(tzinfo=ZoneInfo(zone)))
    except (ValueError, OverflowError):
        raise usage(f"“{text}” is no day: write it as 2026-03-01.") from None
    if found > now:
        raise usage(f"{text} lies ahead: what is history was written before.")
    return found


class PastFound(FoundMail, frozen=True, kw_only=True):
    """A mail as one of its conversation, and when it was written."""

    written: int
    of: Together


class Recent(FoundMail, frozen=True, kw_only=True):
    """A mail of a conversation that may go on, with its number in the box."""

    number: int


class Box:
    """Where the mails of some files stand, and which belong together."""

    def __init__(self, files: list[Path], now: int, told: Told) -> None:
        self._files, self._told = files, told
        self._file, self._line = array("i"), array("q")
        self._at, self._end = array("q"), array("q")
        self._conversations = Conversations(now)
        self._recent: list[Together] = []

    def look(self, *, bar: bool) -> None:
        """Read the headers of every mail."""
        total = sum(file.stat().st_size for file in self._files if file.is_file())
        over: AbstractContextManager[Bar | None]
        over = Bar("Looking through", total) if bar else nullcontext()
        with over as shown:
            for number, file in enumerate(self._files):
                for mail in mails_in(file, self._told):
                    self._add(number, mail)
                    if shown is not None:
                        shown.more(len(mail.raw))

    def _add(self, file: int, mail: FoundMail) -> None:
        self._conversations.add(glance(mail.raw), mail.raw)
        self._file.append(file)
        self._line.append(-1 if mail.line is None else mail.line)
        self._at.append(mail.at)
        self._end.append(mail.end)

    def past(self, before: int) -> Iterator[PastFound]:
        """Yield the mails of conversations that ended before a time, one after the other.

        Where no mail of a conversation has a date, it is as young as history can be.
        """
        for one in self._conversations.all():
            if one.newest is not None and one.newest >= before:
                self._recent.append(one)
                continue
            if one.newest is None:
                one = msgspec.structs.replace(one, oldest=before, newest=before)
            yield from self._of(one, one.mails)

    def recent(self) -> Iterator[Recent]:
        """Yield the mails of all other conversations, in the order in which they stand."""
        for number in sorted(mail for one in self._recent for mail in one.mails):
            raw = self._raw(number)
            if raw is not None:
                yield Recent(
                    path=self._path(number), line=self._line_of(number), raw=raw, number=number
                )

    def answers(self, numbers: set[int]) -> Iterator[PastFound]:
        """Yield some of those once more, by their conversations."""
        for one in self._recent:
            yield from self._of(one, tuple(mail for mail in one.mails if mail in numbers))

    def _of(self, one: Together, numbers: tuple[int, ...]) -> Iterator[PastFound]:
        for number in numbers:
            date, raw = self._conversations.dates[number], self._raw(number)
            if raw is not None:
                yield PastFound(
                    path=self._path(number),
                    line=self._line_of(number),
                    raw=raw,
                    written=(one.oldest or 0) if date == UNDATED else date,
                    of=one,
                )

    def _path(self, number: int) -> Path:
        return self._files[self._file[number]]

    def _line_of(self, number: int) -> int | None:
        return self._line[number] if self._line[number] >= 0 else None

    def _raw(self, number: int) -> bytes | None:
        try:
            return mail_at(self._path(number), self._at[number], self._end[number])
        except OSError as error:
            why = f"cannot be read: {error.strerror or error}"
            self._told(Unreadable(path=self._path(number), line=self._line_of(number), why=why))
            return None


class Read(msgspec.Struct, frozen=True):
    """A piece of a conversation as it was read."""

    of: Together
    mails: tuple[tuple[PastFound, Intake], ...]


async def pieces(mails: Iterator[PastFound]) -> AsyncIterator[Read]:
    """Read mails on every core and yield them by their conversations."""
    held: list[tuple[PastFound, Intake]] = []
    size = 0
    async for read in take_in_all(mails):
        new = held and held[0][0].of is not read[0].of
        if new or len(held) >= PIECE or size > UNIT_BYTES:
            yield Read(held[0][0].of, tuple(held))
            held, size = [], 0
        held.append(read)
        size += len(read[0].raw)
    if held:
        yield Read(held[0][0].of, tuple(held))


class Authors:
    """Tells which mails are ours, and who of us wrote them."""

    def __init__(self, setup: Setup, more: tuple[str, ...]) -> None:
        self._ours = {*belongs.ours(setup), *(one.casefold() for one in more)}
        self._people = {name.casefold(): p.id for p in setup.people for name in _names(p)}

    def is_ours(self, intake: Intake) -> bool:
        """Say whether one of us wrote a mail."""
        address = normal("mail", intake.command.from_address) or ""
        return address in self._ours or address.partition("@")[2] in self._ours

    def past(self, found: PastFound, intake: Intake) -> PastMail:
        """Make the mail that comes in."""
        mail, ours = intake.command, self.is_ours(intake)
        author = mail.from_name or mail.from_address
        return PastMail(
            mail=mail,
            at=found.written,
            ours=ours,
            author=self._people.get(author.casefold(), author) if ours else "",
        )


def _names(person: PersonSetup) -> tuple[str, ...]:
    return (person.name, person.id)


class History(Into):
    """Brings past conversations in, in units that take a short time each."""

    def __init__(self, store: Store, actor: str, authors: Authors, *, look: bool) -> None:
        super().__init__("mail", store, actor, "i" + uuid4().hex[:15], look=look)
        self._authors = authors
        self._last: tuple[Together, int | None] | None = None
        self.counts: Counter[str] = Counter()

    async def bring_in(self, mails: Iterator[PastFound], tell: Tell) -> None:
        """Bring mails in that come by their conversations; ``tell`` hears of each."""
        batch: list[Read] = []
        async for piece in pieces(mails):
            count = len(piece.mails) + sum(len(one.mails) for one in batch)
            size = sum(len(found.raw) for one in batch for found, _ in one.mails)
            goes_on = bool(batch) and batch[-1].of is piece.of
            if batch and (goes_on or count > UNIT or size > UNIT_BYTES):
                await self._unit(batch, tell)
                batch = []
            batch.append(piece)
        if batch:
            await self._unit(batch, tell)

    async def _unit(self, batch: list[Read], tell: Tell) -> None:
        conversations = tuple(map(self._conversation, batch))
        result = await self._act(ImportHistory(conversations=conversations, **self._envelope()))
        for piece, became in zip(batch, result["became"], strict=True):
            for (found, intake), (what, case_id) in zip(piece.mails, became, strict=True):
                self.counts[what] += 1
                why = WHY[what].format(case=case_id)
                tell(found, intake, {"decision": what, "case_id": case_id, "why": why})
            self._last = piece.of, became[-1][1]

    def _conversation(self, piece: Read) -> Conversation:
        goes_on = self._last is not None and self._last[0] is piece.of
        return Conversation(
            mails=tuple(self._authors.past(found, intake) for found, intake in piece.mails),
            began_at=piece.of.oldest or 0,
            ended_at=piece.of.newest or 0,
            case_id=self._last[1] if self._last is not None and goes_on else None,
        )


async def bring_history(
    session: Session,
    store: Store,
    box: Box,
    asked: Asked,
    tell: Tell,
    receive: Receiver,
    *,
    look: bool,
) -> None:
    """Bring in what is over, receive the rest, and put our own answers to that with it.

    ``box`` has looked at its files. With ``look`` nothing is written.
    """
    setup = await store.reads.setup()
    if not setup.queues:
        raise usage("The desk has no queues yet: load a set-up first.")
    before = day_before(asked.before, store.clock.now(), setup.zone)
    authors = Authors(setup, asked.ours)
    history = History(store, session.actor_in(setup, login_of(store)), authors, look=look)
    if not look:
        await history.begin([path.name for path in asked.paths], "")
    try:
        await history.bring_in(box.past(before), tell)
        own = await _receive(box.recent(), authors, receive)
        await history.bring_in(box.answers(own), tell)
    finally:
        if not look:
            counts = history.counts
            await history.end(counts["history"], counts["duplicate"], counts["left_out"])


async def _receive(mails: Iterator[Recent], authors: Authors, receive: Receiver) -> set[int]:
    """Receive live mails as any other; return the numbers of those that we wrote ourselves."""
    own: set[int] = set()
    batch: list[tuple[FoundMail, Intake]] = []
    async for found, intake in take_in_all(mails):
        if authors.is_ours(intake):
            own.add(found.number)
            continue
        batch.append((found, intake))
        if len(batch) == AT_ONCE:
            await receive(batch)
            batch = []
    await receive(batch)
    return own
