"""Reading one case, one customer, held mail, people: what the panes beside the queue show."""

from collections.abc import Iterable
from typing import Any

import msgspec

from agentdesk.clock import DAY
from agentdesk.data.accents import expression
from agentdesk.data.codec import codec
from agentdesk.data.filtering import pattern
from agentdesk.data.postgres import accents, care
from agentdesk.data.postgres.connection import Database
from agentdesk.data.postgres.loading import Loaded, row_of, sorted_out
from agentdesk.data.postgres.log import entry_of
from agentdesk.data.postgres.queue import SQL
from agentdesk.domain.content import CaseText, ContactPoint, Customer, Message
from agentdesk.domain.events import RuleFired
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

_LIKE = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})
_decode = msgspec.json.Decoder().decode


async def case(db: Database, case_id: int) -> CaseView | None:
    """Return everything the case pane shows, as of one moment."""
    answer = sorted_out(await db.fetch(SQL["case"], case_id))
    if "row" not in answer:
        return None
    row = row_of(CaseRow, answer["row"][0])
    text = CaseText(case_id, "")
    for values in answer.get("text", ()):
        text = row_of(CaseText, values)
    items = _timeline(answer)
    clocks = sorted((row_of(ClockRow, c) for c in answer.get("clock", ())), key=lambda c: c.kind)
    view = CaseView(
        row=row,
        subject=text.subject,
        summary=text.summary,
        clocks=tuple(clocks),
        items=items,
        promises=_promises(answer),
        handover=_handover(row, items),
        as_of=answer["seq"][0],
        rulings=_rulings(answer),
    )
    return await care.with_care(db, view)


def _rulings(answer: Loaded) -> tuple[Ruling, ...]:
    found = []
    for values in sorted(answer.get("ruling", ()), key=lambda e: e["seq"]):
        event = entry_of(values).fact.event
        if isinstance(event, RuleFired):
            found.append(Ruling(values["at"], event.rule, event.effects))
    return tuple(found)


async def notices(db: Database, agent: str) -> tuple[NoticeRow, ...]:
    """Return what rules told a person that they have not seen, the newest first."""
    return await _all(db, NoticeRow, " WHERE agent = $1 ORDER BY at DESC, case_id, rule", (agent,))


def _timeline(answer: Loaded) -> tuple[TimelineItem, ...]:
    parts: dict[int, list[PartView]] = {}
    for p in sorted(answer.get("part", ()), key=lambda p: p["id"]):
        view = PartView(p["id"], p["filename"], p["mime"], p["size"])
        parts.setdefault(p["message_id"], []).append(view)
    sends = {s["message_id"]: row_of(SendRow, s) for s in answer.get("send", ())}
    messages = [row_of(Message, m) for m in answer.get("message", ())]
    return tuple(
        TimelineItem(message, sends.get(message.id), tuple(parts.get(message.id, ())))
        for message in sorted(messages, key=lambda m: (m.at, m.id))
    )


def _handover(row: CaseRow, items: tuple[TimelineItem, ...]) -> Message | None:
    """Return the newest hand-over while nobody of ours has acted on the case since it came."""
    notes = [item.message for item in items if item.message.purpose == "handover"]
    if not notes or row.acted:
        return None
    newest = notes[-1]
    answered = row.replied_at is not None and row.replied_at > newest.at
    return None if answered or not row.active else newest


def _promises(answer: Loaded) -> tuple[tuple[PromiseRow, str], ...]:
    words = {t["promise_id"]: t["text"] for t in answer.get("promise_text", ())}
    rows = [row_of(PromiseRow, p) for p in answer.get("promise", ())]
    return tuple((p, words.get(p.id, "")) for p in sorted(rows, key=lambda p: (p.due_at, p.id)))


async def customer(db: Database, customer_id: str, now: int) -> CustomerView | None:
    """Return everything the customer pane shows; of a folded identity, the one it goes on as."""
    view = await _known(db, await care.followed(db, customer_id), now)
    return None if view is None else await care.with_history(db, view)


async def _known(db: Database, customer_id: str, now: int) -> CustomerView | None:
    """Return who a customer is and what they have, for lists of many."""
    answer = sorted_out(await db.fetch(SQL["customer"], customer_id, now - 7 * DAY))
    if "facts" not in answer:
        return None
    who = Customer(customer_id, "")
    for values in answer.get("customer", ()):
        who = row_of(Customer, values)
    contacts = [row_of(ContactPoint, p) for p in answer.get("contact", ())]
    rights = [row_of(EntitlementRow, e) for e in answer.get("entitlement", ())]
    return CustomerView(
        customer=who,
        facts=row_of(CustomerRow, answer["facts"][0]),
        contacts=tuple(sorted(contacts, key=lambda p: (p.kind, p.value))),
        history=tuple(HistoryLine(*row) for row in await db.fetch(SQL["history"], customer_id)),
        contacts_7d=answer["contacts"][0],
        entitlements=tuple(sorted(rights, key=lambda e: (e.starts_at, e.id))),
        promises=_promises(answer),
    )


async def find_customers(db: Database, text: str, limit: int, now: int) -> tuple[CustomerView, ...]:
    """Find customers whose name, address or number begins with a text, or else holds it.

    Who was folded into another is found as that one.
    """
    text = text.strip()
    if not text:
        return ()
    like = text.lower().translate(_LIKE)
    ids: dict[str, None] = {}
    for sql, *given in (
        (SQL["customers_named"], f"{like}%"),
        (SQL["customers_at"], f"{like}%"),
        _called(fold(text)),
        (SQL["customers_at"], f"%{like}%"),
    ):
        if len(ids) < limit:
            found = await db.fetch(sql, *given, limit)
            ids.update(dict.fromkeys([await care.followed(db, row[0]) for row in found]))
    views = [await _known(db, id, now) for id in list(ids)[:limit]]
    return tuple(view for view in views if view is not None)


def _called(word: str) -> tuple[str, ...]:
    """Return what finds customers who are called so, accents left out, and its values."""
    sql, given = SQL["customers_like"], [expression(word)]
    if word.isascii():
        sql, given = sql.replace("$2", "$3"), [*given, pattern(word)]
    for column in ("name", "preferred_name", "organisation"):
        like = "$2" if word.isascii() else ""
        sql = sql.replace(f"{{{column}}}", accents.has(column, "$1", like, word))
    return sql, *given


async def held_mail(db: Database) -> tuple[HeldMail, ...]:
    """Return the mails that wait to be placed, the oldest first."""
    return tuple(
        HeldMail(row_of(HeldMailRow, _decode(held)), row_of(Message, _decode(message)))
        for held, message in await db.fetch(SQL["held_mail"])
    )


async def agents(db: Database, id: str | None = None) -> tuple[tuple[AgentRow, LoadRow], ...]:
    """Return every agent ever seen, or that one."""
    only = "" if id is None else " WHERE {} = $1"
    given = () if id is None else (id,)
    rows = await _all(db, AgentRow, only.format("id"), given)
    loads = await _all(db, LoadRow, only.format("agent"), given)
    by_id = {row.id: row for row in rows}
    by_agent = {load.agent: load for load in loads}
    return tuple(
        (
            by_id.get(one, AgentRow(one, "offline", None, 0, None)),
            by_agent.get(one, LoadRow(one, 0, 0)),
        )
        for one in sorted({*by_id, *by_agent, *given})
    )


async def _all(db: Database, cls: type[Any], where: str, given: Iterable[str]) -> tuple[Any, ...]:
    sql = f"SELECT {codec(cls).select()} FROM {cls.TABLE}{where}"
    return codec(cls).all(await db.fetch(sql, *given))
