"""The sample center: alive, whole, and the same each time."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agentdesk.clock import ManualClock
from agentdesk.data.errors import Refused
from agentdesk.data.open import open_store
from agentdesk.data.store import Store
from agentdesk.data.telling import tell
from agentdesk.demo.build import build
from agentdesk.demo.center import Center, alive, center_setup
from agentdesk.demo.stories import Answers, Articles, Customers, read, read_themes
from agentdesk.demo.teller import Acts, Teller
from agentdesk.desk.replying import blanks_in
from agentdesk.domain.setup import Setup
from agentdesk.domain.setup_check import setup_problems
from tests.cli.conftest import NOW, Runner
from tests.support.memory_store import MemoryStore


@pytest.fixture
def made(built: tuple[Path, Center]) -> Path:
    """Return the sample for tests that only look at it."""
    return built[0]


@pytest.fixture
async def store(made: Path) -> AsyncIterator[Store]:
    store = await open_store(str(made), clock=ManualClock(NOW), create=False)
    yield store
    await store.close()


async def test_the_sample_is_a_center_in_full_swing(store: Store) -> None:
    rows = await store.reads.list_cases(limit=1000)
    assert len(rows) == 400
    channels = Counter(row.channel for row in rows)
    assert set(channels) == {"mail", "web", "chat", "call", "visit"}
    assert min(channels.values()) >= 12
    states = Counter(row.state for row in rows)
    assert states["closed"] > 100
    assert states["resolved"] > 100
    assert states["new"] + states["open"] >= 30
    assert states["waiting_customer"] >= 4
    assert states["waiting_third_party"] >= 3
    assert len({row.subject for row in rows}) >= 250, "no case is a copy of another"


async def test_lena_begins_with_a_desk_she_can_survey(store: Store) -> None:
    setup = await store.reads.setup()
    lena = setup.person("lena")
    mine = await store.reads.mine("lena")
    assert 3 <= len(mine) <= 5
    assert any(row.wrote_at for row in mine)
    from agentdesk.domain.routing import eligible_lanes

    counts = await store.reads.counts("lena", eligible_lanes(lena, await store.reads.lanes()), NOW)
    assert counts.for_me == 1, "a case came back from the workshop for her"
    assert 15 <= counts.waiting <= 40
    assert 1 <= counts.late <= 6
    assert counts.held_mail == 1


async def test_one_incident_runs_and_others_are_linked_to_it(store: Store) -> None:
    rows = await store.reads.list_cases(limit=1000)
    cases = [await store.reads.case_row(row.case_id) for row in rows if row.state != "closed"]
    linked = Counter(case.incident for case in cases if case is not None and case.incident)
    assert len(linked) == 1
    assert next(iter(linked.values())) >= 5


async def test_customers_are_known_with_what_is_true_of_them(store: Store) -> None:
    kinds = Counter(entry.fact.event.kind for entry in await store.reads.entries(limit=100_000))
    assert kinds["customer.created"] - 1 <= 82 <= kinds["customer.created"]
    assert kinds["entitlement.granted"] >= 40
    assert kinds["consent.changed"] >= 30
    assert kinds["promise.made"] >= 8
    assert kinds["case.escalated"] >= 15
    assert kinds["case.reopened"] >= 5
    assert kinds["complaint.opened"] >= 3


async def test_its_switch_reported_every_call_and_customers_said_how_it_was(store: Store) -> None:
    entries = await store.reads.entries(limit=100_000)
    kinds = Counter(entry.fact.event.kind for entry in entries)
    assert kinds["interaction.queued"] >= 80
    assert kinds["interaction.abandoned"] >= 5
    assert kinds["interaction.held"] == kinds["interaction.unheld"] >= 3
    assert kinds["interaction.connected"] == kinds["interaction.ended"]
    assert kinds["interaction.ended"] == kinds["interaction.wrapped"]
    assert kinds["survey.sent"] > kinds["survey.answered"] >= 30
    began = {
        e.fact.event.interaction_id: e.fact.at  # type: ignore[attr-defined]  # it is queued
        for e in entries
        if e.fact.event.kind == "interaction.queued"
    }
    waits = [
        e.fact.at - began[e.fact.event.interaction_id]  # type: ignore[attr-defined]  # connected
        for e in entries
        if e.fact.event.kind == "interaction.connected"
    ]
    assert min(waits) >= 0
    assert any(wait <= 20_000 for wait in waits)
    assert any(wait > 20_000 for wait in waits)
    told: dict[str, dict[int, int]] = {"interaction.connected": {}, "interaction.ended": {}}
    for e in entries:
        if e.fact.event.kind in told:
            told[e.fact.event.kind][e.fact.event.interaction_id] = e.fact.at  # type: ignore[attr-defined]  # either has one
    lasted = [
        at - told["interaction.connected"][id] for id, at in told["interaction.ended"].items()
    ]
    assert min(lasted) >= 60_000, "a chat takes its time too"


def test_the_sample_is_whole(desk: Runner, made: Path) -> None:
    assert desk("store", "check", "--store", made).code == 0


def test_the_case_that_came_back_tells_why(desk: Runner, made: Path) -> None:
    first = desk("queue", "list", "--store", made, "--as", "lena", "--json").lines[0]
    shown = desk("case", "show", first["case_id"], "--store", made, "--as", "lena", "--json").one
    assert shown["row"]["reserved_for"] == "lena"
    assert "thermostat" in shown["handover"]["body"]


def test_the_sample_is_made_where_one_says_and_never_overwrites(
    desk: Runner, tmp_path: Path
) -> None:
    sample = tmp_path / "sample.db"
    ran = desk("demo", "--keep", sample, "--no-desk", "--json")
    assert ran.code == 0, ran.err
    assert ran.one["events"] > 2500
    before = sample.read_bytes()
    assert desk("demo", "--keep", sample, "--no-desk").code == 1
    assert sample.read_bytes() == before
    assert not (tmp_path / "data").exists(), "the person's own store is left alone"


async def _log(path: Path, seed: int) -> list[object]:
    clock = ManualClock(NOW)
    store = await open_store(str(path), clock=clock)
    try:
        await build(store, clock, seed=seed)
        entries = await store.reads.entries(limit=100_000)
        return [(entry.seq, entry.recorded_at, entry.fact) for entry in entries]
    finally:
        await store.close()


async def test_the_same_seed_gives_the_same_log(made: Path, tmp_path: Path, store: Store) -> None:
    first = [
        (entry.seq, entry.recorded_at, entry.fact)
        for entry in await store.reads.entries(limit=100_000)
    ]
    assert await _log(tmp_path / "again.db", seed=1) == first
    assert await _log(tmp_path / "other.db", seed=2) != first


async def test_a_store_that_cannot_tell_at_once_is_told_one_by_one() -> None:
    clock = ManualClock(NOW)
    setup = center_setup()
    memory = MemoryStore(Setup(), clock)
    teller = Teller(clock, setup)

    def telling() -> Acts:
        yield from teller.do("load_setup", "ines", setup=setup)
        try:
            yield from teller.do("take", "lena", case_id=17)
        except Refused as refused:
            told.append(refused.sentence)
        made = yield from teller.do("new_customer", "ines", name="Ada")
        told.append(made.result["customer_id"])

    told: list[str] = []
    await tell(memory, telling())  # type: ignore[arg-type]  # all that a teller asks of a store
    assert told[0].startswith("There is no case 17")
    assert told[1].startswith("c")
    assert [entry.fact.event.kind for entry in memory.log] == ["setup.changed", "customer.created"]


def test_the_files_hold_what_a_center_needs() -> None:
    setup = alive(center_setup())
    assert setup_problems(setup) == ()
    assert len(setup.queues) >= 5
    assert len([p for p in setup.people if p.role == "agent"]) == 12
    assert {p.tier for p in setup.people if p.role == "agent"} == {1, 2, 3}
    customers = read("customers.yaml", Customers).customers
    assert len(customers) >= 80
    assert len({one.zone for one in customers}) >= 30
    assert len({one.language for one in customers}) >= 15
    names = "".join(one.name for one in customers)
    for first, last in (("一", "鿿"), ("가", "힣"), ("؀", "ۿ"), ("Ѐ", "ӿ"), ("ऀ", "ॿ")):
        assert any(first <= letter <= last for letter in names), (first, last)
    assert len({theme.text for theme in read_themes()}) >= 120


def test_answers_and_articles_are_of_use() -> None:
    answers = read("canned.yaml", Answers).answers
    assert len(answers) >= 60
    assert len([one for one in answers if "calm" in one.tags]) >= 8
    assert any(blanks_in(one.body) for one in answers)
    assert any("{{ customer.first_name" in one.body for one in answers)
    articles = read("articles.yaml", Articles).articles
    assert len(articles) == 40
    for article in articles:
        assert 80 <= len(article.body.split()) <= 250, article.id
    ids = [one.id for one in (*answers, *articles)]
    assert len(ids) == len(set(ids))


def test_what_is_measured_by_hands_is_stretched_by_the_speed() -> None:
    slow, quick = alive(center_setup()), alive(center_setup(), speed=60)
    assert quick.limits.undo == 60 * slow.limits.undo
    assert quick.limits.lease == 60 * slow.limits.lease
    assert quick.limits.hold["mail"] == 60 * slow.limits.hold["mail"]
    assert quick.policies == slow.policies
