"""A tiny set-up and tiny use-cases for the store's own tests: no rules, only events.

They decide just enough to be legal, so that the store can be tested without the desk.
"""

import uuid

import msgspec

from agentdesk.clock import DAY, HOUR, MINUTE
from agentdesk.data.unit import Command, Decision, Found, Needs, Refused, State, UseCase
from agentdesk.domain import events as e
from agentdesk.domain.content import CaseText, ContactPoint, Customer, Message, SetupText
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.setup import PersonSetup, QueueSetup, Setup

NOW = 1_772_445_600_000
"""2026-03-02 10:00 UTC."""

PEOPLE = ("lena", "omar", "ines")
SETUP = Setup(
    version=1,
    queues=(
        QueueSetup("billing", "Billing", "service"),
        QueueSetup("tech", "Technical", "service", tier=2),
    ),
    people=tuple(
        PersonSetup(
            id,
            id.title(),
            queues=("billing", "tech"),
            tier=2,
            languages=("en", "de"),
            capacity=1_000_000,
        )
        for id in PEOPLE
    ),
    # On PostgreSQL the tests log in as the owner, for everybody.
    allow_as=True,
)


def command_id() -> str:
    """Return a fresh command id."""
    return uuid.uuid4().hex


class Arrange(Command, frozen=True, kw_only=True):
    """Put the set-up into the store."""

    setup: Setup = SETUP


class Create(Command, frozen=True, kw_only=True):
    """Make a case of a customer, with a message."""

    queue: str = "billing"
    tier: int = 1
    language: str = "en"
    rank_at: int = NOW
    customer: str | None = None
    name: str = "Mary Shelley"
    subject: str = "The monitor flickers"
    body: str = "It began on Monday."
    due_in: int | None = None
    band: int = 1


class OnCase(Command, frozen=True, kw_only=True):
    """Something about one case."""

    case_id: int
    until: int = 0


class Next(Command, frozen=True, kw_only=True):
    """Take the next case."""


def _arrange(state: State, command: Arrange) -> Decision:
    body = msgspec.json.encode(command.setup).decode()
    event = e.SetupChanged(version=command.setup.version, checksum="0")
    return Decision((event,), content=(SetupText(command.setup.version, body),))


def _create(state: State, command: Create) -> Decision:
    case_id, message_id = state.new_id("case"), state.new_id("message")
    customer = command.customer or f"c{case_id}"
    event = e.CaseCreated(
        case_id=case_id,
        channel="mail",
        queue=command.queue,
        tier=command.tier,
        language=command.language,
        skills="",
        priority=3,
        level="basic",
        units=1,
        team="service",
        waiting_since=state.now,
        rank_at=command.rank_at,
        customer_id=customer,
        band=command.band,
    )
    posted = e.MessagePosted(
        case_id=case_id,
        message_id=message_id,
        direction="in",
        channel="mail",
        public=True,
        human=True,
    )
    happened: list[e.Event] = [e.CustomerCreated(customer_id=customer), event, posted]
    if command.due_in is not None:
        happened.append(
            e.SlaStarted(
                case_id=case_id,
                clock="FR",
                policy="p",
                calendar="c",
                target_ms=command.due_in,
                due_at=state.now + command.due_in,
            )
        )
    return Decision(
        tuple(happened),
        content=(
            Customer(customer, command.name),
            ContactPoint("mail", f"{customer}@example.org", customer),
            CaseText(case_id, command.subject),
            message_of(message_id, case_id, customer, command, state.now),
        ),
        result={"case": case_id},
        label=f"new {case_id}",
    )


def message_of(
    id: int, case_id: int | None, customer: str | None, command: Create, at: int
) -> Message:
    """Make a customer's message."""
    return Message(
        id=id,
        case_id=case_id,
        customer_id=customer,
        direction="in",
        purpose="message",
        channel="mail",
        author="",
        from_name=command.name,
        from_address=f"{customer}@example.org",
        to=("desk@example.org",),
        cc=(),
        subject=command.subject,
        body=command.body,
        folds=(),
        at=at,
        rfc_id=f"{id}@example.org",
        in_reply_to=None,
        command=command.command_id,
    )


def _one(command: OnCase, found: Found) -> Needs:
    return Needs(cases=(command.case_id,))


def _row(state: State, case_id: int) -> CaseRow:
    row = state.table.get(CaseRow, case_id)
    if row is None:
        raise Refused(f"There is no case {case_id}.", "not_found")
    return row


def _take(state: State, command: OnCase) -> Decision:
    row = _row(state, command.case_id)
    if not row.claimable:
        raise Refused(f"Case {row.id} is taken.", "conflict")
    return _assigned(state, command.actor, row, "take")


def _assigned(state: State, agent: str, row: CaseRow, how: str) -> Decision:
    event = e.CaseAssigned(case_id=row.id, agent=agent, how="next" if how == "next" else "take")
    return Decision(
        (event,),
        result={"case": row.id},
        undo_until=state.now + 15_000,
        label=f"took {row.id}",
    )


def _next(state: State, command: Next) -> Decision:
    if state.picked is None:
        raise Refused("Nothing waits for you.", "nothing")
    return _assigned(state, command.actor, _row(state, state.picked), "next")


def _release(state: State, command: OnCase) -> Decision:
    row = _row(state, command.case_id)
    if row.owner is None:
        raise Refused(f"Case {row.id} is nobody's.", "nothing")
    event = e.CaseReleased(case_id=row.id, agent=row.owner, reason="released")
    return Decision((event,), label=f"gave back {row.id}")


def _snooze(state: State, command: OnCase) -> Decision:
    row = _row(state, command.case_id)
    if row.wake_at is not None or not row.active:
        raise Refused(f"Case {row.id} sleeps already.", "nothing")
    until = command.until or state.now + HOUR
    return Decision((e.CaseSnoozed(case_id=row.id, until=until),))


def _wake(state: State, command: OnCase) -> Decision:
    row = _row(state, command.case_id)
    if row.wake_at is None:
        raise Refused(f"Case {row.id} is awake.", "nothing")
    woken = e.CaseWoken(case_id=row.id, by="agent", waiting_since=state.now)
    ranked = e.CaseRanked(
        case_id=row.id, band=row.band, rank_at=state.now + MINUTE, waiting_since=state.now
    )
    return Decision((woken, ranked))


def _reserve(state: State, command: OnCase) -> Decision:
    row = _row(state, command.case_id)
    if not row.claimable:
        raise Refused(f"Case {row.id} cannot be kept for anybody.", "conflict")
    until = command.until or state.now + HOUR
    return Decision((e.CaseReserved(case_id=row.id, agent=command.actor, until=until),))


def _resolve(state: State, command: OnCase) -> Decision:
    row = _row(state, command.case_id)
    if not row.active:
        raise Refused(f"Case {row.id} is done.", "nothing")
    event = e.CaseResolved(case_id=row.id, disposition="answered", closes_at=state.now + 7 * DAY)
    return Decision((event,), content=(CaseText(row.id, "The monitor flickers", "Replaced."),))


def _reopen(state: State, command: OnCase) -> Decision:
    row = _row(state, command.case_id)
    if row.state != "resolved":
        raise Refused(f"Case {row.id} is not resolved.", "nothing")
    return Decision((e.CaseReopened(case_id=row.id, by="lead", waiting_since=state.now),))


ARRANGE = UseCase("setup", Arrange, lambda command, found: Needs(), _arrange)
CREATE = UseCase(
    "create", Create, lambda command, found: Needs(new={"case": 1, "message": 1}), _create
)
TAKE = UseCase("take", OnCase, _one, _take)
NEXT = UseCase("next", Next, lambda command, found: Needs(next_for=command.actor), _next)
RELEASE = UseCase("release", OnCase, _one, _release)
SNOOZE = UseCase("snooze", OnCase, _one, _snooze)
WAKE = UseCase("wake", OnCase, _one, _wake)
RESERVE = UseCase("reserve", OnCase, _one, _reserve)
RESOLVE = UseCase("resolve", OnCase, _one, _resolve)
REOPEN = UseCase("reopen", OnCase, _one, _reopen)
ACTS = (TAKE, RELEASE, SNOOZE, WAKE, RESERVE, RESOLVE, REOPEN)
"""Everything that can be tried on a case; the use-case refuses what is not legal."""
