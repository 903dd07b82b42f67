"""The life of a case as data: which act, from which state, by whom, needing what.

Every refusal is one plain sentence that says why not, and what to do instead. What an act does
to the clocks stands in ``clock_acts``, who may take a case in ``routing``.
"""

from collections.abc import Mapping
from typing import NamedTuple

from agentdesk.domain.rows import CaseRow, CaseState
from agentdesk.domain.setup import PersonSetup, Role

States = frozenset[CaseState]

ACTIVE: States = frozenset(("new", "open", "waiting_customer", "waiting_third_party"))
WAITING: States = frozenset(("waiting_customer", "waiting_third_party"))
NOT_CLOSED: States = ACTIVE | {"resolved"}
ANY: States = NOT_CLOSED | {"closed"}
FRESH: States = frozenset(("new", "open"))

TYPES = (
    "presale", "question", "fault", "complaint", "warranty", "return", "installation",
    "maintenance", "training", "recall", "feedback",
)  # fmt: skip
"""What a case can be about."""


class Act(NamedTuple):
    """What a person may do to a case."""

    states: States
    """From which states."""
    needs: tuple[str, ...] = ()
    """What must be given with it; :data:`MISSING` has the sentence for each."""
    lead: bool = False
    """Only a lead may."""
    takes_away: bool = False
    """Takes the case from its owner: of somebody else's case, only a lead may."""


ACTS: dict[str, Act] = {
    "take": Act(ACTIVE, takes_away=True),
    "release": Act(ACTIVE, takes_away=True),
    "assign": Act(ACTIVE, ("to",), takes_away=True),
    "reserve": Act(ACTIVE, ("agent",)),
    "reply": Act(NOT_CLOSED, ("body",)),
    "note": Act(NOT_CLOSED, ("body",)),
    "draft": Act(ANY),
    "escalate": Act(FRESH, ("reason", "known", "tried", "expected", "promised"), takes_away=True),
    "ask_lead": Act(ACTIVE, ("reason",)),
    "return": Act(ACTIVE, ("reason", "note"), takes_away=True),
    "transfer": Act(ACTIVE, ("to_queue", "reason", "note"), takes_away=True),
    "wait": Act(frozenset(("open", *WAITING)), ("waits_for", "remind_at")),
    "resume": Act(WAITING),
    "snooze": Act(ACTIVE, ("until",)),
    "wake": Act(ACTIVE),
    "resolve": Act(ACTIVE, ("disposition",)),
    "reopen": Act(frozenset(("resolved",)), ("reason",), lead=True),
    "close": Act(ACTIVE, ("reason",), lead=True),
    "merge": Act(ACTIVE, ("into",)),
    "split": Act(NOT_CLOSED, ("message_id",)),
    "redact": Act(ANY, ("message_id",)),
    "prioritise": Act(ACTIVE, ("priority",)),
    "classify": Act(ACTIVE),
    "tag": Act(NOT_CLOSED),
    "link": Act(NOT_CLOSED),
    "set_customer": Act(NOT_CLOSED, ("customer_id",)),
    "promise": Act(ACTIVE, ("due_at", "body")),
    "settle_promise": Act(ANY),
    "goodwill": Act(NOT_CLOSED),
    "declare_incident": Act(ACTIVE),
    "end_incident": Act(ANY),
    "complain": Act(ANY),
    "log_contact": Act(NOT_CLOSED, ("body",)),
    "thank": Act(NOT_CLOSED),
    "verify": Act(ANY, ("method",)),
    "undo": Act(ANY),
    "redo": Act(ANY),
    "agent_state": Act(ANY),
}
"""Every act of a person by name. A lead may all that an agent may."""

NOT_THEIRS: dict[Role, str] = {
    "supervisor": "You watch the desk and change nothing: ask a lead or an agent.",
    "quality": "You evaluate cases and do not work on them: ask a lead or an agent.",
    "privacy_officer": "You look after personal data and do not work on cases: ask a lead.",
    "admin": "You set the desk up and do not work on cases: ask a lead or an agent.",
    "trainer": "You train in a sandbox: this is the desk's real store.",
    "trainee": "You practise in a sandbox: this is the desk's real store.",
}
"""Why a role may do nothing to a case."""

READS_NO_WORDS: dict[Role, str] = {
    "supervisor": "You watch queues and figures: what customers are and write is not shown to you.",
    "admin": "You set the desk up: what customers are and write is not shown to you.",
    "trainer": NOT_THEIRS["trainer"],
    "trainee": NOT_THEIRS["trainee"],
}
"""Why a role does not see who customers are and what was written; of a list it sees the rest."""

MISSING: dict[str, str] = {
    "to": "Say who gets the case.",
    "agent": "Say for whom the case is kept.",
    "body": "Write something first.",
    "reason": "Choose a reason.",
    "known": "Add what is known to the hand-over note.",
    "tried": "Add what has been tried to the hand-over note.",
    "expected": "Add what is expected to the hand-over note.",
    "promised": "Add what was promised to the hand-over note, or that nothing was.",
    "note": "Write a note for whoever gets the case.",
    "to_queue": "Choose the queue it goes to.",
    "waits_for": "Say whether you wait for the customer or for a third party.",
    "remind_at": "Name the date on which to look again.",
    "party": "Name the third party you wait for.",
    "until": "Name the time until which it sleeps.",
    "disposition": "Choose a disposition.",
    "root_cause": "Choose a root cause.",
    "into": "Name the case it is folded into.",
    "message_id": "Choose the message that begins the new case.",
    "priority": "Choose a priority from 1 to 4.",
    "customer_id": "Choose the customer.",
    "due_at": "Name the date of the promise.",
    "method": "Say how the customer was verified.",
}


def may(
    role: Role,
    act: str,
    case: CaseRow | None,
    *,
    actor: str | None = None,
    owner: str | None = None,
    sandbox: bool = False,
) -> str | None:
    """Say why a role may not do an act to a case as it stands; ``None`` if it may.

    ``actor`` is who acts, where somebody else's case matters, and ``owner`` what that somebody is
    called; ``sandbox`` says that the store is
    a training's own. An act that has no case passes ``None``. Raises ``KeyError`` for an act
    that does not exist.
    """
    rule = ACTS[act]
    if role in NOT_THEIRS and not (sandbox and role in ("trainer", "trainee")):
        return NOT_THEIRS[role]
    if case is None:
        return None
    return _in_state(act, rule, case) or _not_a_lead(act, rule, role, case, actor, owner)


def lacks(act: str, given: Mapping[str, object]) -> str | None:
    """Say what an act still needs; ``None`` if nothing. Empty text and ``None`` count as missing.

    Waiting for a third party needs its name too. Raises ``KeyError`` for an unknown act.
    """
    needs = ACTS[act].needs
    if act == "wait" and given.get("waits_for") == "third_party":
        needs += ("party",)
    for name in needs:
        if given.get(name) in (None, ""):
            return MISSING[name]
    return None


def reaches(person: PersonSetup, case: CaseRow) -> str | None:
    """Say why a case is outside what a person may work on; ``None`` if it is not.

    Agents reach their granted queues and what they own or is kept for them, leads their team's
    cases too.
    """
    theirs = person.id in (case.owner, case.reserved_for, case.lead)
    team = person.role == "lead" and person.team == case.team
    if case.queue in person.queues or theirs or team:
        return None
    return f"Case {case.id} is in the queue {case.queue}, which is not one of yours: ask a lead."


def _in_state(act: str, rule: Act, case: CaseRow) -> str | None:
    if act == "wake" and case.active and case.wake_at is None:
        return f"Case {case.id} is not snoozed."
    if case.state in rule.states:
        return None
    if case.merged_into is not None:
        return f"Case {case.id} was folded into {case.merged_into}: work on that one."
    if case.state == "closed":
        return f"Case {case.id} is closed for good: a new message makes a follow-up."
    if case.state == "resolved":
        if act == "close":
            return f"Case {case.id} is resolved and closes by itself."
        return f"Case {case.id} is resolved: a lead can reopen it."
    if act == "reopen":
        return f"Case {case.id} is not resolved, so there is nothing to reopen."
    if act == "resume":
        return f"Case {case.id} is not waiting for anybody outside."
    if case.state == "new":
        return f"Case {case.id} is new: take it first."
    return f"Case {case.id} is waiting: work on it again first."


def _not_a_lead(
    act: str, rule: Act, role: Role, case: CaseRow, actor: str | None, owner: str | None
) -> str | None:
    if role == "lead":
        return None
    if act == "reopen":
        return f"Only a lead may reopen case {case.id}; a message of the customer does it too."
    if rule.lead:
        return f"Only a lead may {act} case {case.id}: ask one."
    if rule.takes_away and actor is not None and case.owner not in (None, actor):
        return f"{owner or case.owner} has case {case.id}: ask them or a lead."
    return None
