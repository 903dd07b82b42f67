"""Reading one case, one customer, held mail, people: what the panes beside the queue show."""

import sqlite3

from agentdesk.clock import DAY
from agentdesk.data.codec import codec
from agentdesk.data.filtering import pattern
from agentdesk.data.sqlite import accents, care
from agentdesk.data.sqlite.fetching import fetch
from agentdesk.data.sqlite.log import head
from agentdesk.data.sqlite.queue import SQL
from agentdesk.domain.content import CaseText, ContactPoint, Customer, Message
from agentdesk.domain.events import RuleFired, decode
from agentdesk.domain.rows import (
    AgentRow,
    CaseRow,
    ClockRow,
    CustomerRow,
    EntitlementRow,
    HeldMailRow,
    LoadRow,
    NoticeRow,
    PromiseRow,
    SendRow,
)
from agentdesk.domain.views import (
    CaseView,
    CustomerView,
    HeldMail,
    HistoryLine,
    PartView,
    Ruling,
    TimelineItem,
)
from agentdesk.text import fold

_MESSAGES = len(codec(Message).names)
_PROMISES = len(codec(PromiseRow).names)
_HELD = len(codec(HeldMailRow).names)
_MESSAGES_SQL = SQL["messages_of_case"].replace(
    "{message}", f"{codec(Message).select('m')}, {codec(SendRow).select('s')}"
)
_PROMISE = codec(PromiseRow).select("p")
_PROMISES_OF_CASE = SQL["promises_of_case"].replace("{promise}", _PROMISE)
_PROMISES_OF_CUSTOMER = SQL["promises_of_customer"].replace("{promise}", _PROMISE)
_HELD_SQL = (
    SQL["held_mail"]
    .replace("{held}", codec(HeldMailRow).select("h"))
    .replace("{message}", codec(Message).select("m"))
)


def case_row(db: sqlite3.Connection, case_id: int) -> CaseRow | None:
    """Return a case's row."""
    return next(iter(fetch(db, CaseRow, "id = ?", case_id)), None)


def case(db: sqlite3.Connection, case_id: int) -> CaseView | None:
    """Return everything the case pane shows, as of one moment."""
    row = case_row(db, case_id)
    if row is None:
        return None
    text = next(iter(fetch(db, CaseText, "case_id = ?", case_id)), CaseText(case_id, ""))
    items = _timeline(db, case_id)
    view = CaseView(
        row=row,
        subject=text.subject,
        summary=text.summary,
        clocks=fetch(db, ClockRow, "case_id = ? ORDER BY kind", case_id),
        items=items,
        promises=_promises(db, _PROMISES_OF_CASE, case_id),
        handover=_handover(row, items),
        as_of=head(db).seq,
        rulings=_rulings(db, case_id),
    )
    return care.with_care(db, view)


def _rulings(db: sqlite3.Connection, case_id: int) -> tuple[Ruling, ...]:
    found = []
    for kind, v, body, at in db.execute(SQL["rulings_of_case"], (case_id,)):
        event = decode(kind, v, body)
        if isinstance(event, RuleFired):
            found.append(Ruling(at, event.rule, event.effects))
    return tuple(found)


def notices(db: sqlite3.Connection, agent: str) -> tuple[NoticeRow, ...]:
    """Return what rules told a person that they have not seen, the newest first."""
    return fetch(db, NoticeRow, "agent = ? ORDER BY at DESC, case_id, rule", agent)


def _timeline(db: sqlite3.Connection, case_id: int) -> tuple[TimelineItem, ...]:
    parts: dict[int, list[PartView]] = {}
    for message_id, *rest in db.execute(SQL["parts_of_case"], (case_id,)):
        parts.setdefault(message_id, []).append(PartView(*rest))
    items = []
    for values in db.execute(_MESSAGES_SQL, (case_id,)):
        message = codec(Message).decode(values[:_MESSAGES])
        sent = values[_MESSAGES:]
        send = codec(SendRow).decode(sent) if sent[0] is not None else None
        items.append(TimelineItem(message, send, tuple(parts.get(message.id, ()))))
    return tuple(items)


def _handover(row: CaseRow, items: tuple[TimelineItem, ...]) -> Message | None:
    """Return the newest hand-over while nobody of ours has acted on the case since it came."""
    notes = [item.message for item in items if item.message.purpose == "handover"]
    if not notes or row.acted:
        return None
    newest = notes[-1]
    answered = row.replied_at is not None and row.replied_at > newest.at
    return None if answered or not row.active else newest


def _promises(
    db: sqlite3.Connection, sql: str, key: int | str
) -> tuple[tuple[PromiseRow, str], ...]:
    return tuple(
        (codec(PromiseRow).decode(values[:_PROMISES]), values[_PROMISES])
        for values in db.execute(sql, (key,))
    )


def customer(db: sqlite3.Connection, customer_id: str, now: int) -> CustomerView | None:
    """Return everything the customer pane shows; of a folded identity, the one it goes on as."""
    customer_id = care.followed(db, customer_id)
    view = _known(db, customer_id, now)
    return None if view is None else care.with_history(db, view)


def _known(db: sqlite3.Connection, customer_id: str, now: int) -> CustomerView | None:
    """Return who a customer is and what they have, for lists of many."""
    facts = customer_facts(db, customer_id)
    if facts is None:
        return None
    who = next(iter(fetch(db, Customer, "id = ?", customer_id)), Customer(customer_id, ""))
    since = {"customer": customer_id, "since": now - 7 * DAY}
    return CustomerView(
        customer=who,
        facts=facts,
        contacts=fetch(db, ContactPoint, "customer_id = ? ORDER BY kind, value", customer_id),
        history=tuple(HistoryLine(*row) for row in db.execute(SQL["history"], (customer_id,))),
        contacts_7d=db.execute(SQL["contacts_since"], since).fetchone()[0],
        entitlements=fetch(db, EntitlementRow, "customer_id = ? ORDER BY starts_at", customer_id),
        promises=_promises(db, _PROMISES_OF_CUSTOMER, customer_id),
    )


def customer_facts(db: sqlite3.Connection, customer_id: str) -> CustomerRow | None:
    """Return what routing knows of a customer."""
    return next(iter(fetch(db, CustomerRow, "id = ?", customer_id)), None)


def find_customers(
    db: sqlite3.Connection, text: str, limit: int, now: int
) -> tuple[CustomerView, ...]:
    """Find customers whose name, address or number begins with a text, or else holds it.

    Who was folded into another is found as that one.
    """
    text = text.strip()
    if not text:
        return ()
    ids: dict[str, None] = {}
    values: dict[str, object] = {"text": text, "end": text + "\U0010ffff", "limit": limit}
    address = {**values, "text": text.lower(), "end": text.lower() + "\U0010ffff"}
    within = {"like": pattern(text), "limit": limit}
    accents.teach(db)
    for sql, given in (
        (SQL["customers_named"], values),
        (SQL["customers_at"], address),
        _called(fold(text), limit),
        (SQL["customers_at_like"], within),
    ):
        if len(ids) < limit:
            found = db.execute(sql, given).fetchall()
            ids.update(dict.fromkeys(care.followed(db, row[0]) for row in found))
    views = (_known(db, id, now) for id in list(ids)[:limit])
    return tuple(view for view in views if view is not None)


def _called(word: str, limit: int) -> tuple[str, dict[str, object]]:
    """Return what finds customers who are called so, accents left out."""
    sql = SQL["customers_like"]
    for column in ("name", "preferred_name", "organisation"):
        sql = sql.replace(f"{{{column}}}", accents.has(column, ":word", ":like", word))
    return sql, {"word": word, "like": pattern(word), "limit": limit}


def held_mail(db: sqlite3.Connection) -> tuple[HeldMail, ...]:
    """Return the mails that wait to be placed, the oldest first."""
    return tuple(
        HeldMail(codec(HeldMailRow).decode(values[:_HELD]), codec(Message).decode(values[_HELD:]))
        for values in db.execute(_HELD_SQL)
    )


def agent(db: sqlite3.Connection, id: str) -> tuple[AgentRow, LoadRow]:
    """Return what an agent does and holds."""
    found = next(iter(fetch(db, AgentRow, "id = ?", id)), AgentRow(id, "offline", None, 0, None))
    return found, next(iter(fetch(db, LoadRow, "agent = ?", id)), LoadRow(id, 0, 0))


def agents(db: sqlite3.Connection) -> tuple[tuple[AgentRow, LoadRow], ...]:
    """Return every agent ever seen."""
    loads = {load.agent: load for load in fetch(db, LoadRow, "1")}
    rows = {row.id: row for row in fetch(db, AgentRow, "1")}
    return tuple(
        (
            rows.get(id, AgentRow(id, "offline", None, 0, None)),
            loads.get(id, LoadRow(id, 0, 0)),
        )
        for id in sorted({*rows, *loads})
    )
