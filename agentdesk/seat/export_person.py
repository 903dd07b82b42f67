"""All that is kept of one person, written into a folder: for programs and for reading. No screen.

What is others' is left out: names and addresses of other people, and who of ours it was; of those
only the role is told.
"""

import asyncio
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from agentdesk.channels.email.masking import rewritten
from agentdesk.clock import to_datetime
from agentdesk.data.store import Store
from agentdesk.data.unit import Refused
from agentdesk.desk.desk import Desk
from agentdesk.desk.erasing import ExportCustomer
from agentdesk.domain.care_rows import ComplaintRow, ConsentRow, GoodwillRow, SurveyRow
from agentdesk.domain.content import (
    CaseText,
    ComplaintText,
    ConsentText,
    ContactPoint,
    Customer,
    LearnedText,
    Message,
    Outgoing,
    Part,
    PromiseText,
)
from agentdesk.domain.personal import names_of
from agentdesk.domain.privacy_rows import FieldReadRow
from agentdesk.domain.row import Row
from agentdesk.domain.rows import CaseRow, CustomerRow, EntitlementRow, PromiseRow
from agentdesk.domain.setup import Setup
from agentdesk.seat.attachments import save

OTHER_PERSON = "[another person]"
OTHER_ADDRESS = "[another person's address]"
_ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_SHORTEST = 3
"""Names of fewer letters are left: they stand in too many other words."""


class Exported(msgspec.Struct, frozen=True):
    """What was written."""

    cases: int
    messages: int
    files: int


class Veil(msgspec.Struct):
    """Leaves others out of texts: what is looked for in mail, and what takes its place."""

    keep: frozenset[str]
    """Addresses that may be told: the person's own, and the desk's."""
    names: dict[str, str]
    """Names of others, and what stands in their place."""

    @classmethod
    def of(cls, setup: Setup, rows: Sequence[Row]) -> "Veil":
        """Make the veil for one person's rows."""
        own = {name.lower() for name in names_of(rows)}
        keep = own | {a.lower() for q in setup.queues for a in (*q.addresses, q.from_address or "")}
        names = {p.name: f"[{p.role.replace('_', ' ')}]" for p in setup.people}
        for row in rows:
            if isinstance(row, Message) and row.from_address.lower() not in keep:
                names.setdefault(row.from_name, OTHER_PERSON)
        told = {n: mark for n, mark in names.items() if n.lower() not in own}
        return cls(frozenset(keep), {n: m for n, m in told.items() if len(n) >= _SHORTEST})

    def text(self, text: str) -> str:
        """Return a text without others' addresses and names."""
        pieces, end = [], 0
        for start, stop, mark in self._found(text):
            pieces += [text[end:start], mark]
            end = stop
        return "".join((*pieces, text[end:]))

    def holds(self, text: str) -> bool:
        """Say whether a text tells of others."""
        return bool(self._found(text))

    def marks(self, text: str) -> list[tuple[int, str]]:
        """Return the characters that go, and what each becomes."""
        return [
            (at, mark if at == start else "")
            for start, stop, mark in self._found(text)
            for at in range(start, stop)
        ]

    def drops(self, data: bytes) -> bytes | None:
        """Look into every part."""
        return None

    def _found(self, text: str) -> list[tuple[int, int, str]]:
        found = [
            (match.start(), match.end(), OTHER_ADDRESS)
            for match in _ADDRESS.finditer(text)
            if match[0].lower().rstrip(".") not in self.keep
        ]
        for name, mark in self.names.items():
            pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
            found += [(m.start(), m.end(), mark) for m in pattern.finditer(text)]
        kept: list[tuple[int, int, str]] = []
        for start, stop, mark in sorted(found, key=lambda f: (f[0], -f[1])):
            if not kept or start >= kept[-1][1]:
                kept.append((start, stop, mark))
        return kept


async def export_person(desk: Desk, setup: Setup, customer_id: str, folder: Path) -> Exported:
    """Record the export, then write it into a folder that is not there yet.

    Raises ``Refused``, or ``OSError`` for a folder that cannot be written.
    """
    store = desk.store
    if await asyncio.to_thread(os.path.exists, folder):
        raise Refused(f"{folder} is there already: name a folder that is not.", "invalid")
    identities = await store.reads.privacy.identities(customer_id)
    if not identities:
        raise Refused(f"There is no customer {customer_id}.", "not_found")
    await desk.act(ExportCustomer, customer_id=identities[0])
    rows = await store.reads.privacy.belongings(identities)
    veil = Veil.of(setup, rows)
    data = await asyncio.to_thread(document, setup, rows, veil)
    files = await _bytes_of(store, rows)
    await asyncio.to_thread(_write, folder, data, files, veil)
    messages = sum(isinstance(row, Message) for row in rows)
    return Exported(len(data["cases"]), messages, len(files))


async def _bytes_of(store: Store, rows: Iterable[Row]) -> list[tuple[str, str, bytes]]:
    """Return every file and raw mail: which folder, which name, its bytes."""
    found = []
    for row in rows:
        if isinstance(row, Part):
            data = await store.reads.blob(row.sha256)
            if row.kind == "raw":
                found.append(("mail", f"{row.message_id}.eml", data))
            else:
                found.append(("attachments", f"{row.id}-{row.filename}", data))
        elif isinstance(row, Outgoing):
            found.append(("mail", f"{row.message_id}.eml", row.raw))
    return found


# ---- as data


def document(setup: Setup, rows: Sequence[Row], veil: Veil) -> dict[str, Any]:
    """Return everything as plain values."""
    of = _Sorted(rows)
    roles = {person.id: person.role for person in setup.people}
    return {
        "identities": [msgspec.to_builtins(row) for row in of.all(Customer)],
        "terms": [msgspec.to_builtins(row) for row in of.all(CustomerRow)],
        "contacts": [f"{row.kind} {row.value}" for row in of.all(ContactPoint)],
        "entitlements": [msgspec.to_builtins(row) for row in of.all(EntitlementRow)],
        "consents": [
            {**msgspec.to_builtins(row), "at": _when(row.at)} for row in of.all(ConsentRow)
        ],
        "consent_wordings": [
            {**msgspec.to_builtins(row), "at": _when(row.at)} for row in of.all(ConsentText)
        ],
        "cases": [_case(row, of, veil, roles) for row in of.all(CaseRow)],
        "learned_words": [row.text for row in of.all(LearnedText)],
        "looked_at_by": [
            {"at": _when(r.at), "role": roles.get(r.by, r.by), "why": r.reason, "what": r.fields}
            for r in of.all(FieldReadRow)
        ],
    }


class _Sorted:
    """Rows by type."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows: dict[type[Row], list[Any]] = {}
        for row in rows:
            self._rows.setdefault(type(row), []).append(row)

    def all(self, kind: type[Row]) -> list[Any]:
        """Return the rows of a type."""
        return self._rows.get(kind, [])

    def of_case(self, kind: type[Row], case_id: int) -> list[Any]:
        """Return a case's rows of a type."""
        return [row for row in self.all(kind) if row.case_id == case_id]


def _case(row: CaseRow, of: _Sorted, veil: Veil, roles: dict[str, Any]) -> dict[str, Any]:
    texts = of.of_case(CaseText, row.id)
    promised = {text.promise_id: text.text for text in of.all(PromiseText)}
    return {
        "number": row.id,
        "subject": veil.text(texts[0].subject) if texts else "",
        "summary": veil.text(texts[0].summary) if texts else "",
        "state": row.state,
        "channel": row.channel,
        "type": row.type,
        "created_at": _when(row.created_at),
        "resolved_at": _when(row.resolved_at),
        "disposition": row.disposition,
        "tags": row.tags,
        "messages": [
            _message(m, of, veil, roles)
            for m in sorted(of.all(Message), key=lambda m: (m.at, m.id))
            if m.case_id == row.id
        ],
        "promises": [
            {"by": _when(p.due_at), "kept": p.kept, "words": veil.text(promised.get(p.id, ""))}
            for p in of.of_case(PromiseRow, row.id)
        ],
        "complaints": [
            {
                "category": c.category,
                "opened_at": _when(c.opened_at),
                "outcome": c.outcome,
                "words": [
                    veil.text(text)
                    for t in of.of_case(ComplaintText, row.id)
                    for text in (t.remedy, t.response, t.external)
                    if text
                ],
            }
            for c in of.of_case(ComplaintRow, row.id)
        ],
        "goodwill": [
            {"form": g.form, "cents": g.cents, "currency": g.currency, "at": _when(g.at)}
            for g in of.of_case(GoodwillRow, row.id)
        ],
        "surveys": [
            {"survey": s.survey, "score": s.score, "at": _when(s.at)}
            for s in of.of_case(SurveyRow, row.id)
        ],
    }


_DIRECTIONS = {"in": "from you", "out": "to you", "note": "note about you"}


def _message(m: Message, of: _Sorted, veil: Veil, roles: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": m.id,
        "at": _when(m.at),
        "which": _DIRECTIONS[m.direction],
        "channel": m.channel,
        "author": roles.get(m.author, "") if m.author else "customer",
        "from": veil.text(f"{m.from_name} {m.from_address}".strip()),
        "to": [veil.text(address) for address in (*m.to, *m.cc)],
        "subject": veil.text(m.subject),
        "text": veil.text(m.body),
        "fields": {n: veil.text(text) for n, text in m.fields.items() if n != "sent"},
        "files": [p.filename for p in of.all(Part) if p.message_id == m.id and p.kind != "raw"],
    }


def _when(at: int | None) -> str | None:
    return None if at is None else to_datetime(at).isoformat(timespec="seconds")


# ---- into a folder


def _write(
    folder: Path, data: dict[str, Any], files: list[tuple[str, str, bytes]], veil: Veil
) -> None:
    folder.mkdir(mode=0o700, parents=True)
    _put(folder / "data.json", msgspec.json.format(msgspec.json.encode(data)))
    _put(folder / "readable.md", readable(data).encode())
    for kind, name, content in files:
        place = folder / kind
        place.mkdir(mode=0o700, exist_ok=True)
        path = save(_veiled(content, veil) if kind == "mail" else content, name, place)
        path.chmod(0o600)


def _veiled(raw: bytes, veil: Veil) -> bytes:
    try:
        return rewritten(raw, veil)
    except Exception:
        # A mail that cannot be taken apart may name others anywhere: its text is in the data.
        return b"This mail cannot be read by programs; its text is in data.json.\n"


def _put(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def readable(data: dict[str, Any]) -> str:
    """Return everything as Markdown, for people."""
    names = ", ".join(dict.fromkeys(i["name"] for i in data["identities"])) or "nobody by name"
    lines = [f"# What we keep about {names}", "", "## Who you are", ""]
    for identity in data["identities"]:
        lines += [f"- {key.replace('_', ' ')}: {value}" for key, value in identity.items() if value]
    lines += ["", *(f"- reached by {contact}" for contact in data["contacts"])]
    lines += ["", "## What you allowed", ""]
    for consent in data["consents"]:
        word = "allowed" if consent["given"] else "not allowed"
        lines.append(f"- {consent['purpose']} by {consent['channel']}: {word}, {consent['at']}")
    lines += [f"  - asked: {w['wording']}" for w in data["consent_wordings"] if w["wording"]]
    for case in data["cases"]:
        lines += _case_lines(case)
    if data["learned_words"]:
        lines += ["", "## Your words by which answers are found", ""]
        lines += [f"- {_quoted(text)}" for text in data["learned_words"]]
    lines += ["", "## Who looked at what is masked otherwise", ""]
    lines += [f"- {r['at']}: {r['role']}, {r['why']}" for r in data["looked_at_by"]] or ["- nobody"]
    return "\n".join(lines) + "\n"


def _case_lines(case: dict[str, Any]) -> list[str]:
    lines = ["", f"## Case {case['number']}: {case['subject']}", ""]
    lines.append(
        f"{case['channel']}, {case['state']}, since {case['created_at']}. {case['summary']}"
    )
    for promise in case["promises"]:
        lines.append(f"- promised by {promise['by']}: {promise['words']}")
    for complaint in case["complaints"]:
        lines += [f"- complaint: {words}" for words in complaint["words"]]
    for survey in case["surveys"]:
        lines.append(f"- {survey['survey']} {survey['score']}, {survey['at']}")
    for message in case["messages"]:
        lines += ["", f"### {message['at']}, {message['which']}, {message['author']}", ""]
        if message["subject"]:
            lines += [f"**{message['subject']}**", ""]
        lines.append(_quoted(message["text"]))
        lines += [f"- {name}: {text}" for name, text in message["fields"].items() if text]
        lines += [f"- file: {name}" for name in message["files"]]
    return lines


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())
