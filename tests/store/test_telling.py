"""A whole history told at once: all of it or nothing, and the same as one unit after the other."""

from collections.abc import Generator
from typing import Any

import pytest

from agentdesk.clock import DAY, ManualClock
from agentdesk.data.errors import Refused
from agentdesk.data.postgres.maintenance import PostgresMaintenance
from agentdesk.data.sqlite.maintenance import SqliteMaintenance
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.data.store import Store
from agentdesk.data.telling import Do, Due, carry_out, tell
from agentdesk.data.unit import Outcome
from agentdesk.desk.incoming import related
from agentdesk.desk.registry import USE_CASES
from tests.support.office import SETUP

Acts = Generator[Do | Due, Any, None]


def _do(kind: str, number: int, actor: str = "mona", **fields: Any) -> Do:
    use_case = USE_CASES[kind]
    return Do(use_case, use_case.command(command_id=f"told-{number}", actor=actor, **fields))


def _case(number: int, clock: ManualClock) -> Acts:
    """Let a case be logged and wait, and see its timers come due."""
    case = {"channel": "mail", "subject": "Twice", "body": "Charged twice.", "name": "Ada"}
    made: Outcome = yield _do("open_case", number, "customer", **case)
    due = yield Due(clock.at)
    assert due == ()
    clock.at += 30 * DAY
    due = yield Due(clock.at)
    assert {timer.case_id for timer in due} == {made.result["case_id"]}


def _history(clock: ManualClock) -> Acts:
    yield _do("load_setup", 1, "system", setup=SETUP)
    with pytest.raises(Refused, match="There is no case"):
        yield _do("take", 2, "lena", case_id=4711)
    yield from _case(3, clock)


async def test_a_telling_is_done_in_order_and_goes_on_after_a_refusal(
    store: Store, clock: ManualClock
) -> None:
    await tell(store, _history(clock))
    kinds = [entry.fact.event.kind for entry in await store.reads.entries()]
    assert kinds.count("setup.changed") == 2, "the store's own, and the one that was told"
    assert kinds.count("case.created") == 1


async def test_a_telling_that_fails_leaves_nothing_where_it_is_told_at_once(
    store: Store, clock: ManualClock
) -> None:
    if store.url.startswith("postgres"):
        pytest.skip("there each act of a telling is a unit of its own")

    def failing() -> Acts:
        yield from _history(clock)
        raise RuntimeError("the teller lost the thread")

    before = await store.reads.last_seq()
    with pytest.raises(RuntimeError, match="lost the thread"):
        await tell(store, failing())
    assert await store.reads.last_seq() == before
    await tell(store, _history(clock))
    assert await store.reads.last_seq() > before


async def test_a_counter_that_comes_to_nothing_is_there_as_in_a_rebuild(
    store: Store, clock: ManualClock
) -> None:
    """A case that is taken and settled in one act goes through a lane's bucket and out again."""

    def history() -> Acts:
        yield _do("load_setup", 1, "system", setup=SETUP)
        case = {"channel": "chat", "subject": "Twice", "body": "Twice.", "name": "Ada"}
        made: Outcome = yield _do("open_case", 2, "customer", **case)
        settled = {"then": "resolve", "disposition": "answered", "summary": "Explained."}
        yield _do("reply", 3, "lena", case_id=made.result["case_id"], body="Once.", **settled)

    await tell(store, history())
    keeper = SqliteMaintenance if isinstance(store, SqliteStore) else PostgresMaintenance
    assert await keeper(store).check() == ()  # type: ignore[arg-type]  # each has its own store


async def test_many_commands_are_carried_out_in_the_order_of_those_that_are_related(
    store: Store,
) -> None:
    await store.act(
        USE_CASES["load_setup"],
        USE_CASES["load_setup"].command(command_id="set-up", actor="system", setup=SETUP),
    )
    receive = USE_CASES["receive"]
    mails = [
        receive.command(
            command_id=f"mail-{number}",
            actor="customer",
            from_address=f"{number % 5}@shop.example",
            subject="Late",
            body="It is late.",
            rfc_id=f"{number}@shop.example",
            in_reply_to=f"{number - 5}@shop.example" if number >= 5 else None,
        )
        for number in range(20)
    ]
    done = await carry_out(store, receive, mails, related)
    outcomes = [one for one in done if isinstance(one, Outcome)]
    assert [outcome.command_id for outcome in outcomes] == [mail.command_id for mail in mails]
    decisions = [outcome.result["decision"] for outcome in outcomes]
    assert decisions == ["new"] * 5 + ["follow_up"] * 15
    cases = [outcome.result["case_id"] for outcome in outcomes]
    assert cases[5:] == cases[:-5]
    again = await carry_out(store, receive, mails[:3])
    assert all(isinstance(one, Outcome) and one.repeated for one in again)
