"""Every engine does the same as the store in memory with everything that people try."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from agentdesk.cli.store import maintenance_of
from agentdesk.clock import HOUR, MINUTE, ManualClock
from agentdesk.data.store import Store
from agentdesk.data.unit import Command, Refused, UseCase
from agentdesk.desk.classing import Prioritise, Tag
from agentdesk.desk.complaints import (
    AcknowledgeComplaint,
    CloseComplaint,
    DecideComplaint,
    OpenComplaint,
)
from agentdesk.desk.consenting import ChangeConsent
from agentdesk.desk.contacting import LogContact
from agentdesk.desk.escalating import AskLead, Escalate, ReturnToTier, Transfer
from agentdesk.desk.goodwill import GrantGoodwill
from agentdesk.desk.identities import MergeCustomers
from agentdesk.desk.incidents import AnswerIncident, DeclareIncident, EndIncident, LinkIncident
from agentdesk.desk.notes import Note
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.promising import Promise
from agentdesk.desk.resolving import Reopen, Resolve
from agentdesk.desk.taking import Assign, Release, Reserve, Take, TakeNext
from agentdesk.desk.undo import Redo, Undo
from agentdesk.desk.verifying import Verify
from agentdesk.desk.waiting import Resume, Snooze, Wake
from agentdesk.domain.care_rows import ComplaintRow, GoodwillRow
from agentdesk.domain.rows import AgentRow, CaseRow, ClockRow, LoadRow
from tests.store.conftest import Opener
from tests.support.office import MONDAY, SETUP, Office
from tests.support.small import ARRANGE, Arrange

HAND_OVER = {"known": "A", "tried": "B", "expected": "C", "promised": "D"}


def steps(office: Office, dice: random.Random) -> list[Callable[[], object]]:
    """Return what could be done next, by somebody, to some case."""
    who = dice.choice(["lena", "lena", "rita", "omar", "mona"])
    n = dice.randint(1, 4)
    soon = office.clock.at + dice.randint(1, 3) * HOUR

    def do(kind: Any, **fields: Any) -> Callable[[], object]:
        return lambda: office.do(who, kind, **fields)

    then = dice.choice(["stay", "wait", "resolve"])
    more = {"then": then, "disposition": "answered", "summary": "Done."}
    why = {"reason": "knowledge", "note": "See above."}
    return [
        lambda: office.mail("More.", case_id=n),
        lambda: office.mail(sender=f"customer{dice.randint(1, 9)}@there.example"),
        lambda: office.reply(who, n, **more),
        lambda: office.reply(who, n),
        lambda: office.later(dice.choice([MINUTE, HOUR, 80 * HOUR])),
        lambda: office.deliver(),
        do(TakeNext),
        do(TakeNext),
        do(Take, case_id=n),
        do(Release, case_id=n),
        do(Assign, case_id=n, to="omar", reason="Yours."),
        do(Reserve, case_id=n, agent="rita"),
        do(Note, case_id=n, body="4111 1111 1111 1111"),
        do(Escalate, case_id=n, reason="knowledge", **HAND_OVER, to_agent="rita"),
        do(AskLead, case_id=n, reason="customer"),
        do(ReturnToTier, case_id=n, **why),
        do(Transfer, case_id=n, to_queue="machines", **why),
        do(Snooze, case_id=n, until=soon),
        do(Wake, case_id=n),
        do(Resume, case_id=n),
        do(Resolve, case_id=n, disposition="by_phone", summary="Called."),
        do(Reopen, case_id=n, reason="Not done."),
        do(Prioritise, case_id=n, priority=dice.randint(1, 4), reason="Because."),
        do(Tag, case_id=n, add=("bank",)),
        do(Promise, case_id=n, due_at=soon, text="By noon."),
        do(Verify, case_id=n, method="order"),
        *care_steps(office, dice, do, n),
        do(SetAgentState, state=dice.choice(["available", "wrap_up"])),
        do(Undo),
        do(Redo),
    ]


def care_steps(
    office: Office, dice: random.Random, do: Callable[..., Callable[[], object]], n: int
) -> list[Callable[[], object]]:
    """Return what could be done beside answering: incidents, complaints, goodwill, customers."""
    known = sorted({row.customer_id or "" for row in office.store.table.all(CaseRow)})
    m = dice.randint(1, 4)
    gift = {"form": "credit", "cents": dice.choice([100, 4000]), "reason": "Sorry."}
    asked = {"purpose": "news", "channel": "mail", "source": "call", "wording": "May we?"}
    return [
        do(DeclareIncident, case_id=n),
        do(LinkIncident, case_id=n, incident_id=m),
        do(LinkIncident, case_id=n, incident_id=None),
        do(AnswerIncident, case_id=n, answer="We know, {name}."),
        do(EndIncident, case_id=n),
        do(LogContact, case_id=n, channel="call", body="It is broken.", duration_ms=MINUTE),
        do(LogContact, case_id=n, channel="call", body="Try again.", direction="out"),
        do(OpenComplaint, case_id=n, category="service", severity=m, remedy="Money back."),
        do(AcknowledgeComplaint, case_id=n),
        do(DecideComplaint, case_id=n, outcome="upheld", response="You are right."),
        do(CloseComplaint, case_id=n),
        do(GrantGoodwill, case_id=n, **gift),
        do(MergeCustomers, from_id=dice.choice(known), into_id=dice.choice(known)),
        do(ChangeConsent, customer_id=dice.choice(known), given=dice.random() < 0.5, **asked),
    ]


def day_at_the_office(seed: int) -> Office:
    """Let a few hundred things be tried, some of them possible."""
    dice = random.Random(seed)
    office = Office()
    office.act(ARRANGE, Arrange(command_id="setup", actor="system", setup=SETUP))
    office.here("lena", "omar", "rita", "mona")
    office.mail()
    for _ in range(250):
        try:
            dice.choice(steps(office, dice))()
        except Refused:
            continue
    return office


@pytest.mark.parametrize("seed", [1, 2])
async def test_an_engine_decides_and_keeps_what_memory_does(
    seed: int, place: str, opened: Opener, clock: ManualClock
) -> None:
    office = day_at_the_office(seed)
    clock.at = MONDAY
    store = await opened(place)
    for at, use_case, command, refusal in office.acts:
        clock.at = at
        assert await refusal_of(store, use_case, command) == refusal, f"{command}"
    theirs = await store.reads.entries(limit=100_000)
    assert [(x.seq, x.recorded_at, x.fact) for x in theirs] == [
        (x.seq, x.recorded_at, x.fact) for x in office.store.log
    ]
    for row in office.store.table.all(CaseRow):
        assert await store.reads.case_row(row.id) == row
        view = await store.reads.case(row.id)
        assert view is not None
        assert list(view.clocks) == office.store.table.of_case(ClockRow, row.id)
        assert {g.command for g in view.goodwill} == {
            g.command for g in office.store.table.of_case(GoodwillRow, row.id)
        }
    register = await store.reads.complaints(open_only=False)
    assert {c.row for c in register} == set(office.store.table.all(ComplaintRow))
    # And the rows of every table are what the log says.
    assert await maintenance_of(store).check() == ()
    for agent, load in await store.reads.agents():
        assert agent == office.store.table.get(AgentRow, agent.id)
        held = office.store.table.get(LoadRow, agent.id)
        assert load == (held or LoadRow(agent.id, 0, 0))


async def refusal_of(store: Store, use_case: UseCase[Any], command: Command) -> str | None:
    """Try a command; return the sentence of its refusal, if it was refused."""
    try:
        await store.act(use_case, command)
    except Refused as refused:
        return refused.sentence
    return None
