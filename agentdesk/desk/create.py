"""Making a case, and making a customer known: shared by every way in which a case comes to be."""

import hashlib
from collections.abc import Iterable
from typing import Literal

import msgspec

from agentdesk.desk.common import queue_of
from agentdesk.desk.contacts import ContactKind, normal
from agentdesk.desk.incoming import safe_line
from agentdesk.desk.reply_address import without_mark
from agentdesk.desk.story import Story
from agentdesk.domain import clock_acts
from agentdesk.domain.content import CaseText, ContactPoint, Customer
from agentdesk.domain.entitlement import entitled
from agentdesk.domain.events import CaseCreated, CustomerCreated
from agentdesk.domain.rows import CaseRow, CustomerRow, EntitlementRow
from agentdesk.domain.setup import Channel, QueueSetup, Setup


class NewCase(msgspec.Struct, frozen=True, kw_only=True):
    """What a new case is made of; what is ``None`` comes from its queue."""

    queue: str
    channel: Channel
    subject: str
    customer_id: str | None
    type: str | None = None
    priority: int | None = None
    language: str | None = None
    reason: str = "contact"
    parent: CaseRow | None = None
    since: int | None = None
    """When the customer began to wait, if that was before now (a split)."""
    connected: bool = False
    """A person of ours is talking to the customer."""
    known: bool = False
    """The customer came from an address or number that was theirs already."""


def new_customer_id(command_id: str, number: int = 0) -> str:
    """Return a new customer's id: says nothing of the person, and is the same in a replay."""
    seed = f"{command_id}/customer/{number}".encode()
    return "c" + hashlib.sha256(seed).hexdigest()[:15]


def new_customer(
    story: Story,
    name: str,
    contacts: Iterable[tuple[ContactKind, str]],
    *,
    language: str = "en",
    organisation: str = "",
    level: str = "basic",
    vip: bool = False,
    zone: str | None = None,
) -> str:
    """Make a customer known under a new id, with their contact points, and return the id."""
    customer_id = new_customer_id(story.command.command_id)
    points = {(kind, value) for kind, text in contacts if (value := normal(kind, text))}
    story.tell(
        CustomerCreated(
            customer_id=customer_id,
            level=level,
            vip=vip,
            language=language,
            zone=zone or story.setup.zone,
        )
    )
    first = min(points)[1] if points else customer_id
    story.keep(
        Customer(
            id=customer_id,
            name=safe_line(name).strip() or first,
            organisation=safe_line(organisation).strip(),
        )
    )
    story.keep(*(ContactPoint(kind, value, customer_id) for kind, value in sorted(points)))
    return customer_id


def new_case(story: Story, new: NewCase) -> int:
    """Create a case with its clocks, and return its number."""
    queue = queue_of(story.state, new.queue)
    case_id = story.state.new_id("case")
    case_type = new.type or queue.type
    level, vip = _terms(story, new, case_type)
    since = story.now if new.since is None else min(new.since, story.now)
    priority = new.priority or queue.priority
    story.tell(
        CaseCreated(
            case_id=case_id,
            channel=new.channel,
            queue=queue.id,
            tier=queue.tier,
            language=spoken(story.setup, queue, new.language),
            skills=queue.skills,
            priority=priority,
            level=level,
            units=story.setup.limits.units.get(new.channel, 1),
            team=queue.team,
            waiting_since=since,
            rank_at=since + story.setup.rank.cap[str(priority)],
            type=case_type,
            reason=new.reason,
            vip=vip,
            customer_id=new.customer_id,
            parent=None if new.parent is None else new.parent.id,
            verified="partial" if new.known else "none",
            verified_method=_METHOD[new.channel] if new.known else None,
            connected=new.connected,
        )
    )
    story.keep(CaseText(case_id=case_id, subject=safe_line(new.subject).strip() or "(no subject)"))
    earlier = since if since < story.now else None
    story.turn(clock_acts.on_created, case_id, since=earlier)
    return case_id


_METHOD: dict[Channel, Literal["address", "number", "handle"]] = {
    "mail": "address",
    "web": "address",
    "call": "number",
    "chat": "handle",
    "visit": "handle",
}


def _terms(story: Story, new: NewCase, case_type: str) -> tuple[str, bool]:
    """Return a new case's terms; those of its parent when only that named the customer."""
    parent = new.parent
    if parent is not None and parent.customer_id == new.customer_id and not new.known:
        return parent.level, parent.vip
    return terms_of(story, new.customer_id, case_type)


def terms_of(story: Story, customer_id: str | None, case_type: str) -> tuple[str, bool]:
    """Return the level a customer's agreements give such a case now, and if they are VIP."""
    if customer_id is None:
        return "basic", False
    facts = story.table.get(CustomerRow, customer_id)
    held = [e for e in story.table.all(EntitlementRow) if e.customer_id == customer_id]
    base = facts.level if facts else "basic"
    level = entitled(held, story.now, case_type, base=base).level
    return level, bool(facts and facts.vip)


def spoken(setup: Setup, queue: QueueSetup, hint: str | None) -> str:
    """Return the language a case needs: the hint, if somebody in the queue speaks it."""
    speaks = any(hint in p.languages and queue.id in p.queues for p in setup.people)
    return hint if hint and speaks else queue.language


def queue_for(
    setup: Setup, addresses: Iterable[str], hint: str | None = None, default: str | None = None
) -> str:
    """Return the queue that a message leads to.

    The hint, else the first of its receivers that is a queue's, else the default, else the first
    queue of the set-up, which must have one.
    """
    ids = {queue.id for queue in setup.queues}
    if hint in ids and hint is not None:
        return hint
    own = {a.casefold(): queue.id for queue in setup.queues for a in queue.addresses}
    for address in addresses:
        found = own.get(normal("mail", address) or "") or own.get(
            normal("mail", without_mark(address)) or ""
        )
        if found is not None:
            return found
    return default if default in ids and default is not None else setup.queues[0].id
