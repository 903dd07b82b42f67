"""Reading incidents, complaints, organisations, and the rest of the customer pane."""

import sqlite3
from collections.abc import Iterable

import msgspec

from agentdesk.data.codec import codec
from agentdesk.data.sqlite.fetching import fetch
from agentdesk.data.sqlite.named import Named
from agentdesk.domain.care_rows import (
    ComplaintRow,
    ConsentRow,
    GoodwillRow,
    MergedCustomerRow,
    SurveyRow,
)
from agentdesk.domain.content import Customer
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
from agentdesk.domain.rows import CaseRow, ClockRow
from agentdesk.domain.views import CaseView, CustomerView

SQL = Named("care.sql")
_OTHERS = SQL["others_of"].replace("{customer}", codec(Customer).select("p"))
_SURVEYS = SQL["surveys_of"].replace("{survey}", codec(SurveyRow).select("s"))


def _lines(db: sqlite3.Connection, ids: Iterable[int]) -> tuple[IncidentLine, ...]:
    wanted = msgspec.json.encode(list(ids)).decode()
    rows = db.execute(SQL["incident_lines"], {"ids": wanted})
    return tuple(IncidentLine(*row) for row in rows)


def open_incidents(db: sqlite3.Connection) -> tuple[IncidentLine, ...]:
    """Return the known events that are not over, the newest first."""
    return _lines(db, (row[0] for row in db.execute(SQL["open_incidents"])))


def incident(db: sqlite3.Connection, case_id: int) -> IncidentView | None:
    """Return an incident with its cases."""
    found = _lines(db, (case_id,))
    if not found:
        return None
    linked = tuple(LinkedCase(*row) for row in db.execute(SQL["linked_cases"], (case_id,)))
    return IncidentView(found[0], _answer(db, found[0]), linked)


def _answer(db: sqlite3.Connection, line: IncidentLine) -> str:
    """Return what an incident's customers were told, unless that was taken back."""
    row = db.execute(SQL["incident_answer"], (line.case_id,)).fetchone()
    return row[0] if row and line.answered_at is not None else ""


def complaints(db: sqlite3.Connection, open_only: bool, limit: int) -> tuple[ComplaintView, ...]:
    """Return complaints, the newest first."""
    where = "closed_at IS NULL " if open_only else "1 "
    rows = fetch(db, ComplaintRow, where + "ORDER BY opened_at DESC, case_id DESC LIMIT ?", limit)
    return tuple(_complaint(db, row) for row in rows)


def _complaint(db: sqlite3.Connection, row: ComplaintRow) -> ComplaintView:
    return complaint_view(row, *db.execute(SQL["complaint_words"], (row.case_id,)).fetchone())


def with_care(db: sqlite3.Connection, view: CaseView) -> CaseView:
    """Add a case's incident, complaint and goodwill to what its pane shows."""
    row: CaseRow = view.row
    known = row.id if row.incident is None else row.incident
    lines = _lines(db, (known,))
    complained = fetch(db, ComplaintRow, "case_id = ?", row.id)
    granted = fetch(db, GoodwillRow, "case_id = ? ORDER BY at, command", row.id)
    if not (lines or complained or granted):
        return view
    return msgspec.structs.replace(
        view,
        incident=lines[0] if lines else None,
        incident_answer=_answer(db, lines[0]) if lines else "",
        complaint=_complaint(db, complained[0]) if complained else None,
        goodwill=granted,
    )


def open_cases(db: sqlite3.Connection, customer_id: str) -> tuple[OpenCaseLine, ...]:
    """Return a customer's active cases with their clocks, the first due first."""
    lines = [OpenCaseLine(*row) for row in db.execute(SQL["open_cases"], (customer_id,))]
    return tuple(
        msgspec.structs.replace(
            line, clocks=fetch(db, ClockRow, "case_id = ? ORDER BY kind", line.case_id)
        )
        for line in lines
    )


def with_history(db: sqlite3.Connection, view: CustomerView) -> CustomerView:
    """Add to a customer's pane what goes beyond who they are and what they have."""
    id = view.facts.id
    merged = others(db, id)
    reopens, complained = db.execute(SQL["tallies_of"], (id,)).fetchone()
    events = _lines(db, [row[0] for row in db.execute(SQL["incidents_of"], (id,))])
    return msgspec.structs.replace(
        view,
        customer=one_identity(view.customer, merged),
        merged=merged,
        open_cases=open_cases(db, id),
        incidents=events,
        interactions=tuple(Interaction(*row) for row in db.execute(SQL["interactions"], (id,))),
        surveys=codec(SurveyRow).all(db.execute(_SURVEYS, (id,))),
        reopens=reopens,
        complaints=complained,
        consents=fetch(db, ConsentRow, "customer_id = ? ORDER BY purpose, channel", id),
    )


def others(db: sqlite3.Connection, customer_id: str) -> tuple[Customer, ...]:
    """Return the identities that were folded into a customer's, and into those."""
    return tuple(codec(Customer).all(db.execute(_OTHERS, (customer_id,))))


def followed(db: sqlite3.Connection, customer_id: str) -> str:
    """Return the identity that a customer's goes on as."""
    for _ in range(20):
        row = next(iter(fetch(db, MergedCustomerRow, "id = ?", customer_id)), None)
        if row is None:
            break
        customer_id = row.into
    return customer_id


def organisation(db: sqlite3.Connection, name: str) -> OrganisationView:
    """Return the people of an organisation, who was in touch last first."""
    people = tuple(
        OrganisationPerson(
            id,
            known_as,
            open_cases(db, id),
            db.execute(SQL["last_contact"], (id,)).fetchone()[0],
        )
        for id, known_as in db.execute(SQL["organisation"], (name,)).fetchall()
    )
    newest = sorted(people, key=lambda p: (-(p.last_contact_at or 0), p.name, p.customer_id))
    return OrganisationView(name, tuple(newest))
