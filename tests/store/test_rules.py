"""Automatic rules on the real engines: once, whoever acts, and as a dry run says."""

import asyncio
import random
from typing import Any

from msgspec.structs import replace

from agentdesk.cli.store import maintenance_of
from agentdesk.clock import DAY, HOUR, ManualClock
from agentdesk.data.store import Store
from agentdesk.data.unit import Refused
from agentdesk.desk.incoming import Receive
from agentdesk.desk.notices import SeeNotice
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.receive import RECEIVE
from agentdesk.desk.registry import use_case_of
from agentdesk.desk.ruling_dry_run import dry_run
from agentdesk.desk.tick import fire_due
from agentdesk.desk.undo import Undo
from agentdesk.domain.events import RuleFired
from agentdesk.domain.rows import NoticeRow
from tests.store.conftest import Opener
from tests.store.test_twins import refusal_of, steps
from tests.support.office import MONDAY, SETUP, Office
from tests.support.ruled import rules_of
from tests.support.small import ARRANGE, Arrange, command_id

RULES = """
rules:
  - {id: charged, on: [created, customer wrote], if: {subject: charged}, then: {tag: charged}}
  - {id: from, on: created, if: {from_domain: there.example}, then: {priority: 2, notify: money}}
  - {id: raise, on: escalated, if: {priority: [2, 3, 4]}, then: {priority: 1}}
  - {id: raised, on: prioritised, if: {priority: 1, without_tags: hot}, then: {tag: hot}}
  - {id: route, on: tagged, if: {tags: bank, queue: billing}, then: {queue: billing2}}
  - {id: late, on: breached, if: {clock: FR}, then: {notify: [leads, owner]}}
  - {id: give, on: escalated, then: {assign: rita, note: "An expert looks at it."}}
  - {id: leave, on: customer wrote, if: {owner: lena}, then: {assign: none, note: Wrote again.}}
  - {id: remind, on: taken, then: {remind: {after: 1h, who: owner}}}
"""


def firing(entries: Any) -> list[tuple[int, str, str, tuple[str, ...]]]:
    """Return the firings in a log: case, rule, word, effects."""
    events = [entry.fact.event for entry in entries]
    return sorted((e.case_id, e.rule, e.on, e.effects) for e in events if isinstance(e, RuleFired))


def day_with_rules(seed: int) -> Office:
    """Let a few hundred things be tried at an office with rules."""
    dice = random.Random(seed)
    office = Office()
    setup = replace(SETUP, rules=rules_of(RULES))
    office.act(ARRANGE, Arrange(command_id="setup", actor="system", setup=setup))
    office.here("lena", "omar", "rita", "mona")
    office.mail()
    for _ in range(150):
        try:
            dice.choice(steps(office, dice))()
        except Refused:
            continue
    return office


async def test_engines_do_what_memory_does_and_a_dry_run_says_what_was(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    office = day_with_rules(7)
    clock.at = MONDAY
    store = await opened(place)
    for at, use_case, command, refusal in office.acts:
        clock.at = at
        assert await refusal_of(store, use_case, command) == refusal, f"{command}"
    theirs = await store.reads.entries(limit=100_000)
    assert [x.fact for x in theirs] == [x.fact for x in office.store.log]
    really = firing(theirs)
    rules = {rule for _, rule, _, _ in really}
    assert len(rules) >= 5
    assert rules >= {"give", "leave"}
    setup = await store.reads.setup()
    would = [one async for one in dry_run(store.reads, setup, setup.rules, 0)]
    assert sorted((w.case_id, w.rule, w.on, w.effects) for w in would) == really
    told = [row for row in office.store.table.all(NoticeRow) if row.agent == "mona"]
    assert set(await store.reads.notices("mona")) == set(told)
    assert told
    maintenance = maintenance_of(store)
    before = await store.reads.last_seq()
    assert await maintenance.check() == ()
    await maintenance.rebuild()
    assert await maintenance.check() == ()
    assert await store.reads.last_seq() == before


async def arranged(store: Store, text: str) -> None:
    """Put the office's set-up with these rules in force."""
    setup = replace(SETUP, rules=rules_of(text))
    await store.act(ARRANGE, Arrange(command_id=command_id(), actor="mona", setup=setup))


def mail(n: int) -> Receive:
    """Return a mail of a customer."""
    return Receive(
        command_id=f"mail-{n}",
        actor="customer",
        from_address=f"c{n}@there.example",
        from_name="C",
        to=("billing@desk.example",),
        subject=f"Charged twice {n}",
        body="My card.",
        reply_text="My card.",
        rfc_id=f"{n}@there.example",
        channel="mail",
    )


async def test_two_desks_that_do_the_same_fire_a_rule_once(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    desks = [await opened(place) for _ in range(2)]
    await arranged(desks[0], RULES)
    mails = [mail(n) for n in range(4)]
    await asyncio.gather(*(desk.act(RECEIVE, one) for one in mails for desk in desks))
    clock.advance(3 * DAY)
    await asyncio.gather(*(fire_due(desk, clock.now()) for desk in desks))
    found = firing(await desks[0].reads.entries(limit=100_000))
    for rule in ("charged", "from", "late"):
        assert [case_id for case_id, name, *_ in found if name == rule] == [1, 2, 3, 4], rule


async def test_a_desk_just_opened_knows_the_subject(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    first = await opened(place)
    await arranged(
        first, "rules: [{id: a, on: taken, if: {subject: charged}, then: {notify: lena}}]"
    )
    await first.act(RECEIVE, mail(1))
    other = await opened(place)
    from agentdesk.desk.taking import Take

    for command in (
        SetAgentState(command_id=command_id(), actor="lena", state="available"),
        Take(command_id=command_id(), actor="lena", case_id=1),
    ):
        await (other if isinstance(command, Take) else first).act(use_case_of(command), command)
    assert [(row.case_id, row.rule) for row in await first.reads.notices("lena")] == [(1, "a")]
    view = await other.reads.case(1)
    assert view is not None
    assert [(one.rule, one.effects) for one in view.rulings] == [("a", ("notify:lena",))]
    undo = Undo(command_id=command_id(), actor="lena")
    await other.act(use_case_of(undo), undo)
    view = await other.reads.case(1)
    assert view is not None
    assert view.rulings == ()
    see = SeeNotice(command_id=command_id(), actor="lena", case_id=1, rule="a")
    await other.act(use_case_of(see), see)
    assert await first.reads.notices("lena") == ()


async def test_a_dry_run_asks_only_for_its_window_and_writes_nothing(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await opened(place)
    await arranged(store, "rules: []")
    await store.act(RECEIVE, mail(1))
    clock.advance(2 * DAY)
    await store.act(RECEIVE, mail(2))
    last = await store.reads.last_seq()
    setup = await store.reads.setup()
    rules = rules_of("rules: [{id: a, on: created, if: {subject: charged}, then: {tag: x}}]")
    for since, cases in ((0, [1, 2]), (clock.now() - HOUR, [2]), (clock.now() + 1, [])):
        would = [one async for one in dry_run(store.reads, setup, rules, since)]
        assert [one.case_id for one in would] == cases
    assert await store.reads.last_seq() == last
