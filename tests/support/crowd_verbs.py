"""What one of the crowd may do next, by chance: every use-case of a person, with its weight."""

from agentdesk.clock import DAY, SECOND
from agentdesk.desk import classing, complaints, escalating, incidents, resolving, taking, waiting
from agentdesk.desk.answers import KeepAnswer
from agentdesk.desk.consenting import ChangeConsent
from agentdesk.desk.contacting import LogContact
from agentdesk.desk.customers import (
    ChangeCustomer,
    CreateCustomer,
    SetCustomer,
)
from agentdesk.desk.dismiss import DismissThanks
from agentdesk.desk.entitling import SetLevel
from agentdesk.desk.goodwill import GrantGoodwill
from agentdesk.desk.identities import MergeCustomers
from agentdesk.desk.merge import Merge
from agentdesk.desk.notes import Note
from agentdesk.desk.notices import SeeNotice
from agentdesk.desk.presence import CloseDesk, OpenDesk, SetAgentState
from agentdesk.desk.promising import Promise
from agentdesk.desk.setup import LoadSetup
from agentdesk.desk.split import Split
from agentdesk.desk.verifying import Verify
from agentdesk.desk.wanting import SettleWant, WantAnswer
from tests.support.crowd_desk import RULES, variant
from tests.support.crowd_turn import (
    DISPOSITIONS,
    QUEUE_IDS,
    REASONS,
    TAGS,
    Made,
    Turn,
    Verb,
    answer,
    end_right,
    escalate,
    grant_right,
    message_of,
    messages_of,
    of_none,
    on_case,
    open_case,
    place,
    recall,
    redress,
    reply,
    resend,
    settle,
    somebody,
)

VERBS: tuple[tuple[int, Verb], ...] = (
    (10, on_case(taking.Take, lambda t: {})),
    (8, of_none(taking.TakeNext, lambda t: {})),
    (4, on_case(taking.Release, lambda t: {"reason": t.some("", "Not mine.")})),
    (3, on_case(taking.Assign, lambda t: {"to": somebody(t), "reason": t.text})),
    (2, on_case(taking.Reserve, lambda t: {"agent": somebody(t)})),
    (14, reply),
    (14, answer),
    (5, on_case(Note, lambda t: {"body": t.text})),
    (4, recall),
    (6, resend),
    (4, escalate),
    (
        1,
        on_case(
            escalating.AskLead,
            lambda t: {
                "reason": t.some(*REASONS),
                "note": t.text,
                "lead": t.some(None, somebody(t)),
            },
        ),
    ),
    (3, on_case(escalating.ReturnToTier, lambda t: {"reason": t.some(*REASONS), "note": t.text})),
    (
        3,
        on_case(
            escalating.Transfer,
            lambda t: {"to_queue": t.some(*QUEUE_IDS), "reason": t.some(*REASONS), "note": t.text},
        ),
    ),
    (
        5,
        on_case(
            waiting.Wait,
            lambda t: {
                "waits_for": t.some("customer", "third_party"),
                "party": t.some(None, "the carrier", "the carrier"),
                "remind_at": t.some(None, t.at()),
                "note": t.some("", "They will call."),
            },
        ),
    ),
    (3, on_case(waiting.Resume, lambda t: {})),
    (3, on_case(waiting.Snooze, lambda t: {"until": t.at()})),
    (2, on_case(waiting.Wake, lambda t: {})),
    (
        12,
        on_case(
            resolving.Resolve,
            lambda t: {
                "disposition": t.some(*DISPOSITIONS),
                "root_cause": t.some(None, "invoice"),
                "summary": t.text,
            },
        ),
    ),
    (2, on_case(resolving.Reopen, lambda t: {"reason": t.text})),
    (2, on_case(resolving.Close, lambda t: {"reason": t.some("spam", "duplicate")})),
    (
        3,
        on_case(
            classing.Prioritise, lambda t: {"priority": t.some(1, 2, 3, 4, 7), "reason": t.text}
        ),
    ),
    (1, on_case(classing.DeclareEmergency, lambda t: {"on": t.chance.random() < 0.6})),
    (
        3,
        on_case(
            classing.Classify,
            lambda t: {
                "type": t.some(None, "fault", "question", "riddle"),
                "language": t.some(None, "de", "en", "Latin"),
                "skills": t.some(None, "", "pumps:1", "pumps|2"),
            },
        ),
    ),
    (
        3,
        on_case(classing.Tag, lambda t: {"add": (t.some(*TAGS),), "remove": t.some((), ("bank",))}),
    ),
    (3, on_case(Promise, lambda t: {"due_at": t.at(), "text": t.text})),
    (3, settle),
    (2, on_case(Verify, lambda t: {"method": t.often("order", "it was her, I know")})),
    (2, on_case(incidents.DeclareIncident, lambda t: {"title": t.some("", "Pumps fail")})),
    (1, on_case(incidents.EndIncident, lambda t: {})),
    (3, on_case(incidents.LinkIncident, lambda t: {"incident_id": t.some(None, t.other, t.other)})),
    (1, on_case(incidents.AnswerIncident, lambda t: {"answer": t.text})),
    (
        2,
        on_case(
            complaints.OpenComplaint,
            lambda t: {
                "category": t.often("service", "riddle"),
                "severity": t.some(1, 2, 3, 4, 5),
                "remedy": t.text,
                "about": t.some(None, somebody(t)),
            },
        ),
    ),
    (2, on_case(complaints.AcknowledgeComplaint, lambda t: {})),
    (2, on_case(complaints.InvestigateComplaint, lambda t: {"investigator": somebody(t)})),
    (2, on_case(complaints.DecideComplaint, redress)),
    (1, on_case(complaints.CloseComplaint, lambda t: {"external": t.some("", "The ombudsman.")})),
    (
        2,
        on_case(
            GrantGoodwill,
            lambda t: {
                "form": t.some("refund", "credit", "replacement", "flowers"),
                "cents": t.some(0, 500, 2_000, 40_000, 9_999_999),
                "reason": t.text,
                "currency": t.often("", "NOK"),
            },
        ),
    ),
    (2, on_case(Merge, lambda t: {"into": t.other})),
    (2, lambda t: (Split, t.case(message_id=message_of(t), subject=t.text))),
    (2, lambda t: (DismissThanks, t.case(message_id=message_of(t)))),
    (
        2,
        on_case(
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
    (3, open_case),
    (3, place),
    (1, on_case(SetCustomer, lambda t: {"customer_id": t.often(t.customer_id, "nobody")})),
    (
        1,
        of_none(
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
        of_none(
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
        of_none(
            SetLevel,
            lambda t: {
                "customer_id": t.customer_id,
                "level": t.some(None, "premium", "golden"),
                "vip": t.some(None, True, False),
            },
        ),
    ),
    (1, grant_right),
    (1, end_right),
    (
        1,
        of_none(
            MergeCustomers,
            lambda t: {
                "from_id": t.some(*(t.customers or ("c0",))),
                "into_id": t.customer_id,
            },
        ),
    ),
    (
        1,
        of_none(
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
        of_none(
            SetAgentState,
            lambda t: {
                "state": t.some("available", "available", "available", "wrap_up", "unavailable"),
                "reason": t.some("lunch", None),
            },
        ),
    ),
    (
        1,
        of_none(
            SetAgentState,
            lambda t: {"state": t.some("available", "offline"), "agent": somebody(t)},
        ),
    ),
    (
        1,
        lambda t: (
            SeeNotice,
            {"case_id": t.case_id, "rule": t.often(t.some(*RULES).id, "no such rule at all")},
        ),
    ),
    (1, of_none(OpenDesk, lambda t: {})),
    (1, of_none(CloseDesk, lambda t: {})),
    (
        1,
        on_case(
            WantAnswer, lambda t: {"words": t.text, "answer_id": t.some("", "greeting", "a b")}
        ),
    ),
    (1, of_none(SettleWant, lambda t: {"message_id": message_of(t)})),
    (
        1,
        of_none(
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
    if row.reopens and (messages := messages_of(t)):
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
