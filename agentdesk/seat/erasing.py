"""Erasing a customer from the first look to the last file, and doing it again after a restore."""

from collections.abc import AsyncIterator, Hashable, Iterable, Sequence

import msgspec

from agentdesk.data.store import Store
from agentdesk.data.unit import Outcome, Refused
from agentdesk.desk.desk import Desk
from agentdesk.desk.erasing import EraseCustomer
from agentdesk.desk.redacting import Redact
from agentdesk.domain.content import ContactPoint, Customer, Message, Part
from agentdesk.domain.events import CustomerErased, Entry, Event, MessageRedacted, decode, encode
from agentdesk.domain.privacy_rows import LegalHoldRow
from agentdesk.domain.rows import CaseRow, CustomerRow
from agentdesk.seat import redacting

FINAL = (
    "This cannot be undone. The cases stay, without words, under a random id, and no figure "
    "changes. Backups made before still hold the customer: restoring one erases them again."
)


class ErasurePreview(msgspec.Struct, frozen=True):
    """What erasing somebody would delete."""

    identities: tuple[str, ...]
    names: tuple[str, ...]
    erased: bool
    held: bool
    contacts: int
    cases: int
    open_cases: tuple[int, ...]
    messages: int
    files: int
    drafts: int

    def lines(self) -> list[str]:
        """Say it in lines."""
        also = f", with {len(self.identities) - 1} folded in" if len(self.identities) > 1 else ""
        return [
            f"{' / '.join(dict.fromkeys(self.names)) or 'nobody by name'}{also}",
            f"{self.contacts} addresses and numbers",
            f"{self.cases} cases with {self.messages} messages and notes, {self.files} files",
            f"{self.drafts} drafts",
        ]


async def preview(store: Store, customer_id: str) -> ErasurePreview:
    """Return what erasing a customer would delete. Raises ``Refused`` for nobody."""
    privacy = store.reads.privacy
    identities = await privacy.identities(customer_id)
    if not identities:
        raise Refused(f"There is no customer {customer_id}.", "not_found")
    rows = await privacy.belongings(identities)
    cases = [row for row in rows if isinstance(row, CaseRow)]
    facts = next(r for r in rows if isinstance(r, CustomerRow) and r.id == identities[0])
    drafts = await store.live.drafts_in([row.id for row in cases])
    return ErasurePreview(
        identities,
        tuple(row.preferred_name or row.name for row in rows if isinstance(row, Customer)),
        facts.erased,
        any(isinstance(row, LegalHoldRow) for row in rows),
        sum(isinstance(row, ContactPoint) for row in rows),
        len(cases),
        tuple(sorted(row.id for row in cases if row.active)),
        sum(isinstance(row, Message) for row in rows),
        sum(isinstance(row, Part) for row in rows),
        len(drafts),
    )


async def erase(desk: Desk, customer_id: str, *, again: bool = False) -> tuple[Outcome, str | None]:
    """Erase a customer; return what became of it, and what is left to be done, if anything.

    Raises ``Refused``; of somebody erased already after making sure that nothing is left.
    """
    identities = await desk.store.reads.privacy.identities(customer_id)
    if not identities:
        raise Refused(f"There is no customer {customer_id}.", "not_found")
    try:
        outcome = await desk.act(EraseCustomer, identities=identities, again=again)
    except Refused as refused:
        if refused.code == "nothing":
            await desk.store.scrub()
        raise
    return outcome, await redacting.scrubbed(desk.store)


# ---- again, after a restore


class Removal(msgspec.Struct, frozen=True):
    """A line of the list of what was erased or redacted: ids and numbers only."""

    seq: int
    at: int
    kind: str
    body: str

    @property
    def event(self) -> Event:
        """What happened."""
        return decode(self.kind, 1, self.body)


class Replayed(msgspec.Struct, frozen=True):
    """What a replay did."""

    erased: tuple[str, ...] = ()
    redacted: int = 0
    left: tuple[str, ...] = ()
    """Sentences about what could not be done again."""
    remains: str | None = None
    """What is left to be done to the files."""


def removal_of(entry: Entry) -> Removal:
    """Make a line of an entry of the log."""
    return Removal(entry.seq, entry.fact.at, entry.fact.event.kind, encode(entry.fact.event))


async def removals(store: Store) -> tuple[Removal, ...]:
    """Return what was erased or redacted in a store, in order."""
    return tuple(map(removal_of, await store.reads.privacy.removals(0)))


async def replay(desk: Desk, found: Iterable[Removal]) -> Replayed:
    """Erase and redact again what a restored backup brought back.

    What was done before that backup, or has been done again already, is passed over.
    """
    store = desk.store
    done = {_what(entry.fact.event) for entry in await store.reads.privacy.removals(0)}
    erased: list[str] = []
    redacted = 0
    left: list[str] = []
    async for event in _missing(store, found, done):
        try:
            if isinstance(event, CustomerErased):
                identities = await store.reads.privacy.identities(event.customer_id)
                await desk.act(EraseCustomer, identities=identities, again=True)
                erased.append(event.customer_id)
            elif isinstance(event, MessageRedacted):
                await _redact_again(desk, event)
                redacted += 1
        except Refused as refused:
            left.append(refused.sentence)
    remains = await redacting.scrubbed(store) if erased or redacted else None
    return Replayed(tuple(erased), redacted, tuple(left), remains)


def _what(event: Event) -> Hashable:
    """Return what tells a removal from another, whenever it was done."""
    if isinstance(event, MessageRedacted):
        return (event.message_id, event.what, event.start, event.length, event.part)
    return event


async def _missing(
    store: Store, found: Iterable[Removal], done: set[Hashable]
) -> AsyncIterator[Event]:
    """Yield what has not happened in a store, of customers and messages that it knows."""
    for removal in found:
        event = removal.event
        if _what(event) in done:
            continue
        if isinstance(event, CustomerErased):
            facts = await store.reads.customer_facts(event.customer_id)
            if facts is not None and not facts.erased:
                yield event
        elif isinstance(event, MessageRedacted) and await store.reads.case_row(event.case_id):
            yield event


async def _redact_again(desk: Desk, event: MessageRedacted) -> None:
    """Redact by place: the log never held the words."""
    rows = await desk.store.reads.privacy.belongings((), (event.case_id,))
    message = next((r for r in rows if isinstance(r, Message) and r.id == event.message_id), None)
    if message is None:
        return
    text = ""
    if event.what in ("body", "subject"):
        whole: str = getattr(message, event.what)
        text = whole[event.start : event.start + event.length]
    if event.what == "other":
        raise Refused(
            f"Words that stood in the raw mail alone came back with message {message.id} of case "
            f"{event.case_id}: redact them by hand."
        )
    prepared = await redacting.prepare(
        desk.store, event.case_id, event.message_id, text=text, part=event.part
    )
    await desk.act(Redact, **prepared.fields)
    await redacting.finish(desk.store, event.case_id, text)


def parsed(lines: Sequence[str]) -> list[Removal]:
    """Read a list of removals. Raises ``ValueError`` with the number of a bad line."""
    found = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                removal = msgspec.json.decode(line, type=Removal)
                _ = removal.event
            except Exception as error:
                raise ValueError(f"line {number} is no line of such a list") from error
            found.append(removal)
    return found
