"""Small use-cases for the tests that only PostgreSQL has: what they do is easy to foresee."""

import itertools

import msgspec

from agentdesk.data.unit import (
    Command,
    Decision,
    Find,
    Found,
    Needs,
    Refused,
    State,
    UseCase,
)
from agentdesk.domain import events as e
from agentdesk.domain.content import CaseText, ContactPoint, Customer, SetupText
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.setup import PersonSetup, QueueSetup, Setup

_numbers = itertools.count(1)


class Act(Command, frozen=True, kw_only=True):
    """A command with the few things these use-cases need."""

    case_id: int = 0
    n: int = 1
    queue: str = "q"
    address: str = ""
    setup: Setup | None = None


def act(actor: str = "system", **values: object) -> Act:
    """Make a command with an id of its own."""
    given = {"command_id": f"{actor}:{next(_numbers)}", **values}
    return msgspec.convert({"actor": actor, **given}, Act)


def desk_of(people: int, *, version: int = 1, allow_as: bool = True, login: str = "") -> Setup:
    """Return a set-up with one queue and some people, ``a0``, ``a1`` …"""
    return Setup(
        version=version,
        queues=(QueueSetup(id="q", name="Questions", team="t"),),
        people=tuple(
            PersonSetup(
                id=f"a{i}", name=f"A {i}", queues=("q",), capacity=10_000, login=login or None
            )
            for i in range(people)
        ),
        allow_as=allow_as,
    )


def _load_setup(state: State, command: Act) -> Decision:
    wanted = command.setup or Setup()
    return Decision(
        events=(e.SetupChanged(version=wanted.version, checksum="c"),),
        content=(SetupText(wanted.version, msgspec.json.encode(wanted).decode()),),
    )


def _create(state: State, command: Act) -> Decision:
    ids = [state.new_id("case") for _ in range(command.n)]
    return Decision(
        events=tuple(
            e.CaseCreated(
                case_id=id,
                channel="mail",
                queue=command.queue,
                tier=1,
                language="en",
                skills="",
                priority=3,
                level="basic",
                units=1,
                team="t",
                waiting_since=state.now,
                rank_at=state.now + id,
            )
            for id in ids
        ),
        content=tuple(CaseText(id, f"Case {id}") for id in ids),
        result={"cases": ids},
    )


def _take(state: State, command: Act) -> Decision:
    if state.picked is None:
        raise Refused("Nothing waits for you.", "nothing")
    return Decision(
        events=(e.CaseAssigned(case_id=state.picked, agent=command.actor, how="next"),),
        result={"case": state.picked},
    )


def _tag(state: State, command: Act) -> Decision:
    version = state.table.one(CaseRow, command.case_id).version
    return Decision(
        events=(e.CaseTagged(case_id=command.case_id, added=(f"v{version}",)),),
        result={"saw": version},
    )


def _receive(state: State, command: Act) -> Decision:
    known = state.found.customers.get(("mail", command.address))
    if known is not None:
        return Decision(result={"customer": known, "new": False})
    id = f"customer of {command.command_id}"
    return Decision(
        events=(e.CustomerCreated(customer_id=id),),
        content=(Customer(id, "Ada"), ContactPoint("mail", command.address, id)),
        result={"customer": id, "new": True},
    )


def _mail_of(command: Act) -> Find:
    return Find(addresses=(("mail", command.address),))


load_setup = UseCase("load_setup", Act, lambda c, f: Needs(), _load_setup)
create = UseCase("test.create", Act, lambda c, f: Needs(new={"case": c.n}), _create)
take = UseCase("test.take", Act, lambda c, f: Needs(next_for=c.actor), _take)
tag = UseCase("test.tag", Act, lambda c, f: Needs(cases=(c.case_id,)), _tag)


def _nobody(command: Act, found: Found) -> Needs:
    return Needs()


receive = UseCase("test.receive", Act, _nobody, _receive, find=_mail_of)
