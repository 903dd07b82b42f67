"""What one of the crowd may do next, by chance: every use-case of a person, fitting or not."""

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple, get_args

from agentdesk.channels.email.answering import reply_fields
from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.data.unit import Command
from agentdesk.desk import classing, complaints, escalating, incidents, resolving, taking, waiting
from agentdesk.desk.answers import KeepAnswer
from agentdesk.desk.consenting import ChangeConsent
from agentdesk.desk.contacting import LogContact
from agentdesk.desk.customers import (
    ChangeCustomer,
    CreateCustomer,
    EndEntitlement,
    GrantEntitlement,
    SetCustomer,
    SetLevel,
)
from agentdesk.desk.dismiss import DismissThanks
from agentdesk.desk.goodwill import GrantGoodwill
from agentdesk.desk.identities import MergeCustomers
from agentdesk.desk.merge import Merge
from agentdesk.desk.notes import Note
from agentdesk.desk.notices import SeeNotice
from agentdesk.desk.open_case import OpenCase
from agentdesk.desk.placing import PlaceHeld
from agentdesk.desk.presence import CloseDesk, OpenDesk, SetAgentState
from agentdesk.desk.promising import Promise, SettlePromise
from agentdesk.desk.recalling import Recall
from agentdesk.desk.replying import Reply
from agentdesk.desk.sender import Resend
from agentdesk.desk.setup import LoadSetup
from agentdesk.desk.split import Split
from agentdesk.desk.verifying import Verify
from agentdesk.desk.wanting import SettleWant, WantAnswer
from agentdesk.domain.setup import Channel, Setup
from agentdesk.domain.views import CaseView, CustomerView, HeldMail
from tests.support.crowd_desk import PEOPLE_IDS, QUEUES, RULES, variant

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


def _reply(t: Turn) -> Made:
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


def _answer(t: Turn) -> Made:
    """Answer and resolve, as most replies do."""
    made = _reply(t)
    if made is not None and "raw" in made[1]:
        made[1].update(then="resolve", disposition="answered", summary="Settled.")
    return made


def _messages(t: Turn) -> list[int]:
    return [item.message.id for item in t.view.items] if t.view else []


def _message(t: Turn) -> int:
    return int(t.often(t.some(*(_messages(t) or [1])), 1))


def _recall(t: Turn) -> Made:
    held = [i.send.message_id for i in (t.view.items if t.view else ()) if i.send]
    return Recall, t.case(message_id=t.some(*(held or [1])))


def _resend(t: Turn) -> Made:
    failed = [
        i.send.message_id
        for i in (t.view.items if t.view else ())
        if i.send and i.send.state == "failed"
    ]
    return (Resend, t.case(message_id=failed[0])) if failed else None


def _escalate(t: Turn) -> Made:
    return escalating.Escalate, t.case(
        reason=t.some(*REASONS),
        known=t.text,
        tried="All of it.",
        expected="Help.",
        promised="Nothing.",
        to_tier=t.some(None, None, None, 3),
        to_agent=t.some(None, None, *PEOPLE[3:5]),
    )


def _settle(t: Turn) -> Made:
    promised = [row.id for row, _ in t.view.promises] if t.view else []
    return SettlePromise, t.case(
        promise_id=t.some(*(promised or [1])), kept=t.chance.random() < 0.7
    )


def _new_case(t: Turn) -> Made:
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


def _held(t: Turn) -> Made:
    if not t.held:
        return None if t.chance.random() < 0.9 else (PlaceHeld, {"held_id": 1, "placed_as": "new"})
    mail = t.some(*t.held)
    how = t.some("suggested", "suggested", "new", "spam")
    other = t.other if how == "suggested" and t.chance.random() < 0.5 else None
    return PlaceHeld, {"held_id": mail.row.id, "placed_as": how, "case_id": other}


def _right(t: Turn) -> Made:
    return GrantEntitlement, {
        "customer_id": t.customer_id,
        "entitlement": t.some("agreement", "warranty"),
        "level": t.some(None, "premium", "standard", "golden"),
        "asset": t.some(None, "PUMP-7"),
        "starts_at": None,
        "ends_at": t.some(None, t.at()),
    }


def _end_right(t: Turn) -> Made:
    held = [right.id for right in t.customer.entitlements] if t.customer else []
    return EndEntitlement, {
        "customer_id": t.customer_id,
        "entitlement_id": t.some(*(held or ["no such"])),
    }


def _person(t: Turn) -> str:
    return str(t.some(*PEOPLE))


def _on(kind: type[Command], make: Callable[[Turn], dict[str, Any]]) -> Verb:
    """Return a verb on the case at hand."""
    return lambda t: (kind, t.case(**make(t)))


def _of(kind: type[Command], make: Callable[[Turn], dict[str, Any]]) -> Verb:
    """Return a verb that has no case."""
    return lambda t: (kind, make(t))


def _redress(t: Turn) -> dict[str, Any]:
    return {
        "outcome": t.some("upheld", "not_upheld", "who knows"),
        "response": t.text,
        "redress": t.some(None, "credit", "refund"),
        "cents": t.some(0, 500, 9_999_999),
    }


VERBS: tuple[tuple[int, Verb], ...] = (
    (10, _on(taking.Take, lambda t: {})),
    (8, _of(taking.TakeNext, lambda t: {})),
    (4, _on(taking.Release, lambda t: {"reason": t.some("", "Not mine.")})),
    (3, _on(taking.Assign, lambda t: {"to": _person(t), "reason": t.text})),
    (2, _on(taking.Reserve, lambda t: {"agent": _person(t)})),
    (14, _reply),
    (14, _answer),
    (5, _on(Note, lambda t: {"body": t.text})),
    (4, _recall),
    (6, _resend),
    (4, _escalate),
    (
        1,
        _on(
            escalating.AskLead,
            lambda t: {
                "reason": t.some(*REASONS),
                "note": t.text,
                "lead": t.some(None, _person(t)),
            },
        ),
    ),
    (3, _on(escalating.ReturnToTier, lambda t: {"reason": t.some(*REASONS), "note": t.text})),
    (
        3,
        _on(
            escalating.Transfer,
            lambda t: {"to_queue": t.some(*QUEUE_IDS), "reason": t.some(*REASONS), "note": t.text},
        ),
    ),
    (
        5,
        _on(
            waiting.Wait,
            lambda t: {
                "waits_for": t.some("customer", "third_party"),
                "party": t.some(None, "the carrier", "the carrier"),
                "remind_at": t.some(None, t.at()),
                "note": t.some("", "They will call."),
            },
        ),
    ),
    (3, _on(waiting.Resume, lambda t: {})),
    (3, _on(waiting.Snooze, lambda t: {"until": t.at()})),
    (2, _on(waiting.Wake, lambda t: {})),
    (
        12,
        _on(
            resolving.Resolve,
            lambda t: {
                "disposition": t.some(*DISPOSITIONS),
                "root_cause": t.some(None, "invoice"),
                "summary": t.text,
            },
        ),
    ),
    (2, _on(resolving.Reopen, lambda t: {"reason": t.text})),
    (2, _on(resolving.Close, lambda t: {"reason": t.some("spam", "duplicate")})),
    (
        3,
        _on(classing.Prioritise, lambda t: {"priority": t.some(1, 2, 3, 4, 7), "reason": t.text}),
    ),
    (1, _on(classing.DeclareEmergency, lambda t: {"on": t.chance.random() < 0.6})),
    (
        3,
        _on(
            classing.Classify,
            lambda t: {
                "type": t.some(None, "fault", "question", "riddle"),
                "language": t.some(None, "de", "en", "Latin"),
                "skills": t.some(None, "", "pumps:1", "pumps|2"),
            },
        ),
    ),
    (3, _on(classing.Tag, lambda t: {"add": (t.some(*TAGS),), "remove": t.some((), ("bank",))})),
    (3, _on(Promise, lambda t: {"due_at": t.at(), "text": t.text})),
    (3, _settle),
    (2, _on(Verify, lambda t: {"method": t.often("order", "it was her, I know")})),
    (2, _on(incidents.DeclareIncident, lambda t: {"title": t.some("", "Pumps fail")})),
    (1, _on(incidents.EndIncident, lambda t: {})),
    (3, _on(incidents.LinkIncident, lambda t: {"incident_id": t.some(None, t.other, t.other)})),
    (1, _on(incidents.AnswerIncident, lambda t: {"answer": t.text})),
    (
        2,
        _on(
            complaints.OpenComplaint,
            lambda t: {
                "category": t.often("service", "riddle"),
                "severity": t.some(1, 2, 3, 4, 5),
                "remedy": t.text,
                "about": t.some(None, _person(t)),
            },
        ),
    ),
    (2, _on(complaints.AcknowledgeComplaint, lambda t: {})),
    (2, _on(complaints.InvestigateComplaint, lambda t: {"investigator": _person(t)})),
    (2, _on(complaints.DecideComplaint, _redress)),
    (1, _on(complaints.CloseComplaint, lambda t: {"external": t.some("", "The ombudsman.")})),
    (
        2,
        _on(
            GrantGoodwill,
            lambda t: {
                "form": t.some("refund", "credit", "replacement", "flowers"),
                "cents": t.some(0, 500, 2_000, 40_000, 9_999_999),
                "reason": t.text,
                "currency": t.often("", "NOK"),
            },
        ),
    ),
    (2, _on(Merge, lambda t: {"into": t.other})),
    (2, lambda t: (Split, t.case(message_id=_message(t), subject=t.text))),
    (2, lambda t: (DismissThanks, t.case(message_id=_message(t)))),
    (
        2,
        _on(
            LogContact,
            lambda t: {
                "channel": t.some("call", "visit"),
                "direction": t.some("in", "out"),
                "outcome": t.some("reached", "voicemail", "no_answer"),
                "body": t.text,
                "answer": t.some("", "Said so."),
            },
        ),
    ),
    (3, _new_case),
    (3, _held),
    (1, _on(SetCustomer, lambda t: {"customer_id": t.often(t.customer_id, "nobody")})),
    (
        1,
        _of(
            CreateCustomer,
            lambda t: {
                "name": t.some("Ada Lovelace", "山田 花子", ""),
                "contacts": t.some((), (("mail", f"new{t.unique}@there.example"),)),
                "language": t.some("en", "Latin"),
            },
        ),
    ),
    (
        2,
        _of(
            ChangeCustomer,
            lambda t: {
                "customer_id": t.customer_id,
                "preferred_name": t.some(None, "Ada"),
                "do_not_contact": t.some(None, None, None, True, False),
                "zone": t.some(None, "Europe/Oslo", "Middle-earth"),
                "add_contacts": t.some((), (("phone", "+47 555 0102"),), (("mail", "no"),)),
            },
        ),
    ),
    (
        1,
        _of(
            SetLevel,
            lambda t: {
                "customer_id": t.customer_id,
                "level": t.some(None, "premium", "golden"),
                "vip": t.some(None, True, False),
            },
        ),
    ),
    (1, _right),
    (1, _end_right),
    (
        1,
        _of(
            MergeCustomers,
            lambda t: {
                "from_id": t.some(*(t.customers or ("c0",))),
                "into_id": t.customer_id,
            },
        ),
    ),
    (
        1,
        _of(
            ChangeConsent,
            lambda t: {
                "customer_id": t.customer_id,
                "purpose": t.often("newsletter", "all sorts of things"),
                "channel": t.some("mail", "call"),
                "given": t.chance.random() < 0.6,
                "source": "form",
                "wording": t.text,
            },
        ),
    ),
    (
        3,
        _of(
            SetAgentState,
            lambda t: {
                "state": t.some("available", "available", "available", "wrap_up", "unavailable"),
                "reason": t.some("lunch", None),
            },
        ),
    ),
    (
        1,
        _of(
            SetAgentState,
            lambda t: {"state": t.some("available", "offline"), "agent": _person(t)},
        ),
    ),
    (
        1,
        lambda t: (
            SeeNotice,
            {"case_id": t.case_id, "rule": t.often(t.some(*RULES).id, "no such rule at all")},
        ),
    ),
    (1, _of(OpenDesk, lambda t: {})),
    (1, _of(CloseDesk, lambda t: {})),
    (1, _on(WantAnswer, lambda t: {"words": t.text, "answer_id": t.some("", "greeting", "a b")})),
    (1, _of(SettleWant, lambda t: {"message_id": _message(t)})),
    (
        1,
        _of(
            KeepAnswer,
            lambda t: {
                "id": t.often("greeting", "two words"),
                "name": "Greeting",
                "body": t.some("Hello {{ customer.name }}", "Hello {{ customer.name", ""),
            },
        ),
    ),
)


def fitting(t: Turn) -> list[Made]:
    """Return what the case at hand asks for: things that chance alone would seldom meet."""
    if t.view is None:
        return []
    row, complaint = t.view.row, t.view.complaint
    found: list[Made] = []
    if row.state == "resolved":
        found.append((resolving.Reopen, t.case(reason="There is more.")))
    if row.reopens and (messages := _messages(t)):
        found.append((DismissThanks, t.case(message_id=messages[-1])))
    if row.wake_at is not None:
        found.append((waiting.Wake, t.case()))
    if row.state.startswith("waiting"):
        found.append((waiting.Resume, t.case()))
    if row.state == "open":
        ahead = {"waits_for": "customer", "remind_at": t.now + DAY}
        found.append((waiting.Wait, t.case(**ahead)))
    if row.escalations and row.tier > 1:
        back = {"reason": "knowledge", "note": "It is simple."}
        found.append((escalating.ReturnToTier, t.case(**back)))
    if t.incidents and row.incident is None:
        found.append((incidents.LinkIncident, t.case(incident_id=t.some(*t.incidents))))
    if row.id in t.incidents:
        found.append((incidents.EndIncident, t.case()))
    if len(t.customers) > 1:
        found.append((SetCustomer, t.case(customer_id=t.some(*t.customers))))
    if complaint is not None:
        found += _for_complaint(t, complaint.row.decided_at is not None)
    return found


def _for_complaint(t: Turn, decided: bool) -> list[Made]:
    if decided:
        return [(complaints.CloseComplaint, t.case())]
    decision = {"outcome": "upheld", "response": "You are right."}
    return [
        (complaints.AcknowledgeComplaint, t.case()),
        (complaints.InvestigateComplaint, t.case(investigator=t.actor)),
        (complaints.DecideComplaint, t.case(**decision)),
    ]


def load_setup(number: int) -> Made:
    """Return the loading of another set-up."""
    return LoadSetup, {"setup": variant(number)}


SHORT_PAUSES = (200, SECOND, 3 * SECOND, 6 * SECOND)
"""Between two acts of one person."""
