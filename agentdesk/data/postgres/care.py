"""Reading incidents, complaints, organisations, and the rest of the customer pane."""

from collections.abc import Iterable
from typing import Any

import msgspec

from agentdesk.data.postgres.connection import Database
from agentdesk.data.postgres.loading import Loaded, row_of, sorted_out
from agentdesk.data.postgres.named import Named
from agentdesk.domain.care_rows import ComplaintRow, ConsentRow, GoodwillRow, SurveyRow
from agentdesk.domain.content import ComplaintText, Customer
from agentdesk.domain.customer_views import (
    ComplaintView,
    IncidentLine,
    IncidentView,
    Interaction,
    LinkedCase,
    OpenCaseLine,
    OrganisationPerson,
    OrganisationView,
    complaint_view,
    one_identity,
)
from agentdesk.domain.rows import ClockRow
from agentdesk.domain.views import CaseView, CustomerView

SQL = Named("care.sql")
_decode = msgspec.json.Decoder().decode


async def _lines(db: Database, ids: Iterable[int]) -> tuple[IncidentLine, ...]:
    wanted = list(ids)
    if not wanted:
        return ()
    return tuple(IncidentLine(*row) for row in await db.fetch(SQL["incident_lines"], wanted))


async def open_incidents(db: Database) -> tuple[IncidentLine, ...]:
    """Return the known events that are not over, the newest first."""
    return await _lines(db, [row[0] for row in await db.fetch(SQL["open_incidents"])])


async def incident(db: Database, case_id: int) -> IncidentView | None:
    """Return an incident with its cases."""
    found = await _lines(db, (case_id,))
    if not found:
        return None
    linked = await db.fetch(SQL["linked_cases"], case_id)
    answer = await _answer(db, found[0])
    return IncidentView(found[0], answer, tuple(LinkedCase(*row) for row in linked))


async def _answer(db: Database, line: IncidentLine) -> str:
    """Return what an incident's customers were told, unless that was taken back."""
    if line.answered_at is None:
        return ""
    return str(await db.value(SQL["incident_answer"], line.case_id) or "")


async def complaints(db: Database, open_only: bool, limit: int) -> tuple[ComplaintView, ...]:
    """Return complaints, the newest first."""
    return tuple(
        complaint_view(row_of(ComplaintRow, _decode(row)), *rest)
        for row, *rest in await db.fetch(SQL["complaints"], open_only, limit)
    )


async def with_care(db: Database, view: CaseView) -> CaseView:
    """Add a case's incident, complaint and goodwill to what its pane shows."""
    answer = sorted_out(await db.fetch(SQL["care_of_case"], view.row.id))
    if not answer:
        return view
    known = answer.get("incident", [])
    lines = await _lines(db, known)
    granted = [row_of(GoodwillRow, g) for g in answer.get("goodwill", ())]
    return msgspec.structs.replace(
        view,
        incident=lines[0] if lines else None,
        incident_answer=await _answer(db, lines[0]) if lines else "",
        complaint=_complaint(answer),
        goodwill=tuple(sorted(granted, key=lambda g: (g.at, g.command))),
    )


def _complaint(answer: Loaded) -> ComplaintView | None:
    if "complaint" not in answer:
        return None
    row = row_of(ComplaintRow, answer["complaint"][0])
    words = [row_of(ComplaintText, w) for w in answer.get("words", ())]
    text = words[0] if words else ComplaintText(row.case_id, "")
    return complaint_view(row, text.remedy, text.response, text.external, *answer["who"][0])


async def with_history(db: Database, view: CustomerView) -> CustomerView:
    """Add to a customer's pane what goes beyond who they are and what they have."""
    answer = sorted_out(await db.fetch(SQL["care_of_customer"], view.facts.id))
    merged = tuple(
        row_of(Customer, values)
        for _, values in sorted(answer.get("merged", ()), key=lambda m: (m[0], m[1]["id"]))
    )
    reopens, complained = answer["tally"][0]
    talks = [Interaction(*values.values()) for values in answer.get("interaction", ())]
    surveys = [row_of(SurveyRow, s) for s in answer.get("survey", ())]
    consents = [row_of(ConsentRow, c) for c in answer.get("consent", ())]
    return msgspec.structs.replace(
        view,
        customer=one_identity(view.customer, merged),
        merged=merged,
        open_cases=_open_cases(answer),
        incidents=await _lines(db, answer.get("incident", ())),
        interactions=tuple(sorted(talks, key=lambda i: (-i.at, -i.message_id))),
        surveys=tuple(sorted(surveys, key=lambda s: (-s.at, -s.case_id))),
        reopens=int(reopens),
        complaints=complained,
        consents=tuple(sorted(consents, key=lambda c: (c.purpose, c.channel))),
    )


def _open_cases(answer: Loaded) -> tuple[OpenCaseLine, ...]:
    clocks: dict[int, list[ClockRow]] = {}
    for values in answer.get("clock", ()):
        clock = row_of(ClockRow, values)
        clocks.setdefault(clock.case_id, []).append(clock)
    plain = [OpenCaseLine(*values.values()) for values in answer.get("open", ())]
    lines = [
        msgspec.structs.replace(line, clocks=_by_kind(clocks.get(line.case_id, [])))
        for line in plain
    ]
    return tuple(sorted(lines, key=lambda c: (c.due_at is None, c.due_at or 0, c.case_id)))


def _by_kind(clocks: list[ClockRow]) -> tuple[ClockRow, ...]:
    return tuple(sorted(clocks, key=lambda clock: clock.kind))


async def followed(db: Database, customer_id: str) -> str:
    """Return the identity that a customer's goes on as."""
    found: Any = await db.value(SQL["followed"], customer_id)
    return str(found)


async def organisation(db: Database, name: str) -> OrganisationView:
    """Return the people of an organisation, who was in touch last first."""
    people = []
    for id, known_as, last in await db.fetch(SQL["organisation"], name):
        answer = sorted_out(await db.fetch(SQL["open_of"], id))
        people.append(OrganisationPerson(id, known_as, _open_cases(answer), last))
    newest = sorted(people, key=lambda p: (-(p.last_contact_at or 0), p.name, p.customer_id))
    return OrganisationView(name, tuple(newest))
