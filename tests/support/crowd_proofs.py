"""What must hold of a store after a crowd: nothing lost, nothing twice, one owner, plain words."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping

from agentdesk.cli.store import maintenance_of
from agentdesk.data.store import Store
from agentdesk.domain import events as e
from agentdesk.domain.projection import Table, project
from tests.support.crowd import Acknowledged
from tests.support.crowd_desk import SETUP
from tests.support.proofs import recount

_LEAVES = (e.CaseReturned, e.CaseTransferred, e.CaseRouted)
"""After these a case is nobody's."""


async def log_of(store: Store) -> AsyncIterator[e.Entry]:
    """Yield the whole log, in order."""
    seq = 0
    while page := await store.reads.entries(seq, limit=5_000):
        for entry in page:
            yield entry
        seq = page[-1].seq


class Owners:
    """Who has which case, told from the events alone: nobody gets what somebody else has."""

    def __init__(self) -> None:
        self.of: dict[int, str] = {}
        self.wrong: list[str] = []

    def see(self, seq: int, event: e.Event) -> None:
        """Take in the next event."""
        case_id = getattr(event, "case_id", None)
        if not isinstance(case_id, int):
            return
        had = self.of.get(case_id)
        if isinstance(event, e.CaseAssigned):
            if event.previous != had:
                self._wrong(seq, case_id, f"taken from {event.previous}, but {had} had it")
            if event.how != "assign" and had is not None:
                self._wrong(seq, case_id, f"{event.agent} took it from {had}")
            self.of[case_id] = event.agent
        elif isinstance(event, e.CaseReleased):
            if event.agent != had:
                self._wrong(seq, case_id, f"released by {event.agent}, but {had} had it")
            self.of.pop(case_id, None)
        elif isinstance(event, e.CaseEscalated):
            if event.escalation == "functional":
                self.of.pop(case_id, None)
        elif isinstance(event, _LEAVES):
            self.of.pop(case_id, None)
        elif isinstance(event, e.CaseRestored):
            self.of.pop(case_id, None)
            if event.row.owner is not None:
                self.of[case_id] = event.row.owner

    def _wrong(self, seq: int, case_id: int, what: str) -> None:
        self.wrong.append(f"entry {seq}, case {case_id}: {what}")


async def findings(
    store: Store, kept: Mapping[str, Acknowledged], refused: Iterable[str]
) -> list[str]:
    """Return everything that is wrong with a store after all that was promised and refused."""
    wrong = [f"{found.what} {found.where}" for found in await maintenance_of(store).check()]
    owners, table = Owners(), Table()
    ranges: dict[str, tuple[int, int]] = {}
    seq = 0
    async for entry in log_of(store):
        if entry.seq != seq + 1:
            wrong.append(f"entry {seq + 1} is not there")
        seq = entry.seq
        command = entry.fact.command
        first, last = ranges.get(command, (seq, seq - 1))
        if last != seq - 1:
            wrong.append(f"entry {seq} is apart from the others of {command}")
        ranges[command] = first, seq
        owners.see(seq, entry.fact.event)
        table.apply(project(table, entry.fact))
    wrong += owners.wrong + recount(table)
    wrong += await _promises(store, kept, ranges)
    wrong += [
        f"{command} was refused and is in the log" for command in refused if command in ranges
    ]
    return wrong


async def _promises(
    store: Store, kept: Mapping[str, Acknowledged], ranges: Mapping[str, tuple[int, int]]
) -> list[str]:
    """Compare what was acknowledged with what the log has of it: each once, whole, as told."""
    wrong = []
    done: dict[str, tuple[str, str]] = {}
    async for name, row in maintenance_of(store).dump():
        if name == "commands":
            done[row[0]] = row[1], row[2]
    for command, told in kept.items():
        if done.get(command) != (told.kind, told.actor):
            wrong.append(f"{command} was acknowledged and is lost: {told}")
        elif command in ranges and ranges[command][1] != told.last_seq:
            wrong.append(f"{command} ends at {ranges[command][1]}, but {told.last_seq} was told")
        elif told.cases and command not in ranges:
            wrong.append(f"{command} changed {told.cases} and left nothing in the log")
    return wrong


# ---- sentences

_NAMES = re.compile("|".join(sorted((p.name for p in SETUP.people), reverse=True)))
_SPOILT = (
    (re.compile(r"[^.?”…]$"), "does not end as a sentence"),
    (re.compile(r"!"), "shouts"),
    (re.compile(r"\b[a-z]+_[a-z_]+\b"), "names a field or code"),
    (re.compile(r"\bp\d\d\b"), "names a person's id"),
    (re.compile(r"\b[0-9a-f]{16,}\b|\bc-\d+|\bc\d-\d+"), "names a machine's id"),
    (re.compile(r"\bNone\b|\bTrue\b|\bFalse\b|[{}\[\]<>`]|Error\b|tuple|object"), "shows Python"),
    (re.compile(r"^[a-z]"), "begins small"),
    (re.compile(r"  |\n"), "has a gap"),
)


_CODES = re.compile(
    r"“[^”]*”|from the list: [^.]*|\bp00\b|^p\d\d (?=does not work|wrote it)|\{\{|\}\}|\{%|%\}"
)
"""What may be named: labels of acts, codes to choose from, who has left, a template's signs."""


def spoilt(sentence: str) -> str | None:
    """Say what is wrong with a sentence for a person; ``None`` if nothing shows."""
    plain = _CODES.sub("NAME", sentence)
    for pattern, what in _SPOILT:
        if pattern.search(plain):
            return what
    return None


def shape_of(sentence: str) -> str:
    """Return a sentence without its numbers, names and quotations, to tell the distinct ones."""
    plain = _NAMES.sub("NAME", sentence)
    plain = re.sub(r"“[^”]*”", "“…”", plain)
    return re.sub(r"\d+(?:[.:]\d+)*", "N", plain)


def shapes(sentences: Iterable[str]) -> Counter[str]:
    """Count the distinct sentences."""
    return Counter(map(shape_of, sentences))
