"""Hands records to the desk: which command brings in which kind, and what became of each."""

from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

import msgspec

from agentdesk.data.errors import Refused
from agentdesk.data.unit import Command, Decision, State, UseCase
from agentdesk.desk.answers import KeepAnswer
from agentdesk.desk.import_cases import ImportCases
from agentdesk.desk.import_customers import ImportCustomers, ImportOrganisations
from agentdesk.desk.importing import BeginImport, EndImport, What
from agentdesk.desk.registry import use_case_of
from agentdesk.domain.answers import edits_all
from agentdesk.domain.content import Organisation
from agentdesk.records.fields import Kind
from agentdesk.records.taking import Ready

if TYPE_CHECKING:
    from agentdesk.data.store import Store


class Outcome(msgspec.Struct, frozen=True):
    """What became of a record."""

    decision: Literal["in", "known", "aside"]
    id: int | str | None = None
    why: str = ""


class _Looked(Refused):
    """Ends a unit before anything is written, with what it would have decided."""

    def __init__(self, result: dict[str, Any]) -> None:
        super().__init__("Nothing is written by a look.", "nothing")
        self.result = result


class Into:
    """Brings records of one kind in; ``look`` only says what would become of them."""

    def __init__(
        self, kind: What, store: "Store", actor: str, import_id: str, *, look: bool
    ) -> None:
        self.kind, self._store, self._actor = kind, store, actor
        self._import_id, self._look = import_id, look
        self._brought: dict[str, Any] = {}

    @property
    def remarks(self) -> list[str]:
        """What is to be told of records that came in."""
        return []

    async def begin(self, files: list[str], source: str) -> None:
        """Record that the import begins."""
        await self._act(
            BeginImport(
                import_id=self._import_id,
                what=self.kind,
                source=source,
                files=tuple(files),
                **self._envelope(),
            )
        )

    async def end(self, came: int, known: int, left_out: int) -> None:
        """Record what became of the import."""
        await self._act(
            EndImport(
                import_id=self._import_id,
                came=came,
                known=known,
                left_out=left_out,
                **self._envelope(),
            )
        )

    async def bring(self, batch: list[Ready], source: str) -> list[Outcome]:
        """Bring records in; return what became of each. Raises ``Refused``."""
        raise NotImplementedError

    def _other(self, record: Any) -> Outcome | None:
        """Say what becomes of a record if another one came in under its id: two that differ would
        change each other again with every import."""
        first = self._brought.setdefault(record.id, record)
        if first == record:
            return None
        return Outcome("aside", record.id, f"another record before it has the id “{record.id}”")

    def _envelope(self) -> dict[str, Any]:
        return {"command_id": uuid4().hex, "actor": self._actor, "group": self._import_id}

    async def _act(self, command: Command) -> dict[str, Any]:
        use_case = use_case_of(command)
        if not self._look:
            return (await self._store.act(use_case, command)).result

        def look(state: State, asked: Command) -> Decision:
            raise _Looked(use_case.decide(state, asked).result)

        looking = UseCase(use_case.kind, use_case.command, use_case.needs, look, use_case.find)
        try:
            return (await self._store.act(looking, command)).result
        except _Looked as looked:
            return looked.result


class _Cases(Into):
    async def bring(self, batch: list[Ready], source: str) -> list[Outcome]:
        records = tuple(ready.record for ready in batch)
        told = await self._act(ImportCases(records=records, source=source, **self._envelope()))
        return _outcomes(told["cases"], told["came"])


class _Customers(Into):
    async def bring(self, batch: list[Ready], source: str) -> list[Outcome]:
        records = tuple(ready.record for ready in batch)
        told = await self._act(ImportCustomers(records=records, source=source, **self._envelope()))
        return _outcomes(told["customers"], told["came"])


def _outcomes(ids: list[Any], came: list[bool]) -> list[Outcome]:
    return [Outcome("in" if new else "known", id) for id, new in zip(ids, came, strict=True)]


class _Organisations(Into):
    async def bring(self, batch: list[Ready], source: str) -> list[Outcome]:
        here = {one.id: one for one in await self._store.reads.organisations()}
        outcomes: list[Outcome] = []
        fresh = []
        for ready in batch:
            record = ready.record
            if other := self._other(record):
                outcomes.append(other)
                continue
            now = Organisation(record.id, record.name, record.domains, record.level)
            new = here.get(record.id) != now
            here[record.id] = now
            outcomes.append(Outcome("in" if new else "known", record.id))
            if new:
                fresh.append(record)
        if fresh:
            await self._act(ImportOrganisations(records=tuple(fresh), **self._envelope()))
        return outcomes


class _Answers(Into):
    _waiting = 0

    @property
    def remarks(self) -> list[str]:
        """What is to be told of answers that came in."""
        if not self._waiting:
            return []
        return [f"{self._waiting} × validated elsewhere, not validated here: a lead looks first."]

    async def bring(self, batch: list[Ready], source: str) -> list[Outcome]:
        return [await self._one(ready) for ready in batch]

    async def _one(self, ready: Ready) -> Outcome:
        record = ready.record
        if other := self._other(record):
            return other
        fields = {name: getattr(record, name) for name in record.__struct_fields__}
        if record.state == "validated" and record.scope == "all" and not await self._validates():
            fields["state"] = None
            self._waiting += 1
        try:
            told = await self._act(KeepAnswer(**fields, **self._envelope()))
        except Refused as refused:
            if isinstance(refused, _Looked):
                raise
            return Outcome("aside", record.id, refused.sentence)
        return Outcome("in" if told["changed"] else "known", record.id)

    async def _validates(self) -> bool:
        """Say whether the word of whoever imports makes an answer count for everybody."""
        setup = await self._store.reads.setup()
        person = next((one for one in setup.people if one.id == self._actor), None)
        return person is None or edits_all(person, setup)


_KINDS: dict[Kind, type[Into]] = {
    "cases": _Cases,
    "customers": _Customers,
    "organisations": _Organisations,
    "answers": _Answers,
    "articles": _Answers,
}


def into(kind: Kind, store: "Store", actor: str, import_id: str, *, look: bool) -> Into:
    """Return what brings records of a kind in."""
    return _KINDS[kind](kind, store, actor, import_id, look=look)
