"""Every engine does the same as the store in memory with everything that people try."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from agentdesk.clock import HOUR, MINUTE, ManualClock
from agentdesk.data.store import Store
from agentdesk.data.unit import Command, Refused, UseCase
from agentdesk.desk.classing import Prioritise, Tag
from agentdesk.desk.escalating import AskLead, Escalate, ReturnToTier, Transfer
from agentdesk.desk.notes import Note
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.promising import Promise
from agentdesk.desk.resolving import Reopen, Resolve
from agentdesk.desk.taking import Assign, Release, Reserve, Take, TakeNext
from agentdesk.desk.undo import Redo, Undo
from agentdesk.desk.verifying import Verify
from agentdesk.desk.waiting import Resume, Snooze, Wake
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
        do(SetAgentState, state=dice.choice(["available", "wrap_up"])),
        do(Undo),
        do(Redo),
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
    for agent, load in await store.reads.agents():
        assert agent == office.store.table.get(AgentRow, agent.id)
        assert load == office.store.table.get(LoadRow, agent.id)


async def refusal_of(store: Store, use_case: UseCase[Any], command: Command) -> str | None:
    """Try a command; return the sentence of its refusal, if it was refused."""
    try:
        await store.act(use_case, command)
    except Refused as refused:
        return refused.sentence
    return None
