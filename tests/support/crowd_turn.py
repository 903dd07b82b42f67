"""One of the crowd at the desk with a case, and what they make of it, fitting or not."""

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple, get_args

from agentdesk.channels.email.answering import reply_fields
from agentdesk.clock import DAY, HOUR, MINUTE
from agentdesk.data.unit import Command
from agentdesk.desk import escalating
from agentdesk.desk.entitling import (
    EndEntitlement,
    GrantEntitlement,
)
from agentdesk.desk.open_case import OpenCase
from agentdesk.desk.placing import PlaceHeld
from agentdesk.desk.promising import SettlePromise
from agentdesk.desk.recalling import Recall
from agentdesk.desk.replying import Reply
from agentdesk.desk.sender import Resend
from agentdesk.domain.setup import Channel, Setup
from agentdesk.domain.views import CaseView, CustomerView, HeldMail
from tests.support.crowd_desk import PEOPLE_IDS, QUEUES

NOBODY = 999_999
"""A case that does not exist."""
TEXTS = (
    "We look into it.",
    "The part is on its way; it should be there on Thursday.",
    "Ærlig talt, 山田さん: \x1b[31mred\x1b[0m and 4111 1111 1111 1111.",
    "One line\n\nand another one.",
)
DISPOSITIONS = ("answered", "answered", "refunded", "no_reply", "repaired", "by_phone", "riddle")
REASONS = ("knowledge", "customer", "knowledge", "because I say so")
TAGS = ("bank", "urgent", "lost parcel", "x" * 60, "back")
PEOPLE = PEOPLE_IDS
QUEUE_IDS = tuple(queue.id for queue in QUEUES)


class Turn(NamedTuple):
    """Somebody at the desk with a case before them."""

    chance: Random
    actor: str
    now: int
    setup: Setup
    case_id: int
    view: CaseView | None
    customer: CustomerView | None
    cases: tuple[int, ...]
    """Numbers of other cases."""
    customers: tuple[str, ...]
    held: tuple[HeldMail, ...]
    incidents: tuple[int, ...]
    unique: str

    def some(self, *choices: Any) -> Any:
        """Choose one."""
        return self.chance.choice(choices)

    def often(self, good: Any, bad: Any) -> Any:
        """Choose the good one in nine of ten."""
        return bad if self.chance.random() < 0.1 else good

    @property
    def text(self) -> str:
        """Something written; sometimes nothing."""
        return str(self.often(self.some(*TEXTS), ""))

    @property
    def other(self) -> int:
        """Another case, or the same."""
        return int(self.often(self.some(*self.cases) if self.cases else 1, self.case_id))

    def at(self) -> int:
        """An instant to come, or one that is gone."""
        ahead = self.some(2 * MINUTE, HOUR, 20 * HOUR, 3 * DAY)
        return self.now + int(self.often(ahead, -HOUR))

    def case(self, **fields: Any) -> dict[str, Any]:
        """The fields of a command on the case at hand, often with the version that was seen."""
        seen = self.view.row.version if self.view and self.chance.random() < 0.6 else None
        return {"case_id": self.case_id, "seen": seen, **fields}

    @property
    def customer_id(self) -> str:
        """Whose case it is, or some customer."""
        own = self.customer.customer.id if self.customer else ""
        return own or (self.some(*self.customers) if self.customers else "c0")


Made = tuple[type[Command], dict[str, Any]] | None
Verb = Callable[[Turn], Made]


def reply(t: Turn) -> Made:
    if t.view is None:
        return Reply, t.case(body=t.text)
    try:
        person = t.setup.person(t.actor)
        fields = reply_fields(
            t.view, t.setup, person, t.text or "Hello.", at=t.now, unique=t.unique
        )
    except (KeyError, ValueError):
        return Reply, t.case(body=t.text, to=("not an address",))
    more = {
        "then": t.some("stay", "stay", "wait", "resolve", "resolve"),
        "remind_at": t.some(None, t.at()),
        "disposition": t.some(*DISPOSITIONS),
        "root_cause": t.some(None, "invoice", "invoice"),
        "summary": t.text,
        "take": t.chance.random() < 0.8,
        "seen_message": t.some(None, t.view.row.last_message_id),
    }
    return Reply, t.case(**fields, **more)


def answer(t: Turn) -> Made:
    """Answer and resolve, as most replies do."""
    made = reply(t)
    if made is not None and "raw" in made[1]:
        made[1].update(then="resolve", disposition="answered", summary="Settled.")
    return made


def messages_of(t: Turn) -> list[int]:
    return [item.message.id for item in t.view.items] if t.view else []


def message_of(t: Turn) -> int:
    return int(t.often(t.some(*(messages_of(t) or [1])), 1))


def recall(t: Turn) -> Made:
    held = [i.send.message_id for i in (t.view.items if t.view else ()) if i.send]
    return Recall, t.case(message_id=t.some(*(held or [1])))


def resend(t: Turn) -> Made:
    failed = [
        i.send.message_id
        for i in (t.view.items if t.view else ())
        if i.send and i.send.state == "failed"
    ]
    return (Resend, t.case(message_id=failed[0])) if failed else None


def escalate(t: Turn) -> Made:
    return escalating.Escalate, t.case(
        reason=t.some(*REASONS),
        known=t.text,
        tried="All of it.",
        expected="Help.",
        promised="Nothing.",
        to_tier=t.some(None, None, None, 3),
        to_agent=t.some(None, None, *PEOPLE[3:5]),
    )


def settle(t: Turn) -> Made:
    promised = [row.id for row, _ in t.view.promises] if t.view else []
    return SettlePromise, t.case(
        promise_id=t.some(*(promised or [1])), kept=t.chance.random() < 0.7
    )


def open_case(t: Turn) -> Made:
    answered = t.chance.random() < 0.5
    return OpenCase, {
        "channel": t.some(*get_args(Channel)),
        "subject": t.text,
        "body": t.text,
        "customer_id": t.some(None, t.customer_id),
        "name": t.some("Ada Lovelace", "Nick Cave", ""),
        "contacts": t.some((), (("phone", "+47 555 0101"),), (("mail", "who@else.example"),)),
        "queue": t.some(None, *QUEUE_IDS),
        "type": t.some(None, "fault", "feedback", "riddle"),
        "priority": t.some(None, 1, 4, 9),
        "take": t.chance.random() < 0.5,
        "answer": "We said so." if answered else "",
        "direction": t.some("in", "in", "out"),
        "outcome": t.some("reached", "voicemail"),
        "note": t.some("", "Between us."),
        "incident": t.some("", "", "", "", "Pumps fail everywhere"),
    }


def place(t: Turn) -> Made:
    if not t.held:
        return None if t.chance.random() < 0.9 else (PlaceHeld, {"held_id": 1, "placed_as": "new"})
    mail = t.some(*t.held)
    how = t.some("suggested", "suggested", "new", "spam")
    other = t.other if how == "suggested" and t.chance.random() < 0.5 else None
    return PlaceHeld, {"held_id": mail.row.id, "placed_as": how, "case_id": other}


def grant_right(t: Turn) -> Made:
    return GrantEntitlement, {
        "customer_id": t.customer_id,
        "entitlement": t.some("agreement", "warranty"),
        "level": t.some(None, "premium", "standard", "golden"),
        "asset": t.some(None, "PUMP-7"),
        "starts_at": None,
        "ends_at": t.some(None, t.at()),
    }


def end_right(t: Turn) -> Made:
    held = [right.id for right in t.customer.entitlements] if t.customer else []
    return EndEntitlement, {
        "customer_id": t.customer_id,
        "entitlement_id": t.some(*(held or ["no such"])),
    }


def somebody(t: Turn) -> str:
    return str(t.some(*PEOPLE))


def on_case(kind: type[Command], make: Callable[[Turn], dict[str, Any]]) -> Verb:
    """Return a verb on the case at hand."""
    return lambda t: (kind, t.case(**make(t)))


def of_none(kind: type[Command], make: Callable[[Turn], dict[str, Any]]) -> Verb:
    """Return a verb that has no case."""
    return lambda t: (kind, make(t))


def redress(t: Turn) -> dict[str, Any]:
    return {
        "outcome": t.some("upheld", "not_upheld", "who knows"),
        "response": t.text,
        "redress": t.some(None, "credit", "refund"),
        "cents": t.some(0, 500, 9_999_999),
    }
