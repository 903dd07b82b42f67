"""Searching everything: the same hits on every engine, and an index that follows every edit."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentdesk.cli.store import maintenance_of
from agentdesk.clock import DAY, HOUR, ManualClock
from agentdesk.data.postgres import indexing as postgres_indexing
from agentdesk.data.sqlite import indexing
from agentdesk.data.sqlite.connecting import connect
from agentdesk.data.store import Store
from agentdesk.data.unit import Command, Decision, DropContent, Needs, State, UseCase
from agentdesk.domain.content import Answer, CaseText, Customer, Message
from agentdesk.domain.row import Row
from agentdesk.domain.search.hits import Hit, Order
from agentdesk.domain.search.query import Asker, parse
from agentdesk.domain.search.terms import Texts, holds
from tests.store.conftest import Opener
from tests.support.small import (
    ARRANGE,
    CREATE,
    NOW,
    RESOLVE,
    SETUP,
    Arrange,
    Create,
    OnCase,
    command_id,
    message_of,
)


class Keep(Command, frozen=True, kw_only=True):
    """Write content as it stands, and delete some."""

    rows: tuple[Row, ...] = ()
    drops: tuple[DropContent, ...] = ()


def _keep(state: State, command: Keep) -> Decision:
    return Decision((), content=command.rows, drops=command.drops)


KEEP = UseCase("keep", Keep, lambda command, found: Needs(), _keep)


async def create(store: Store, **fields: object) -> int:
    """Make a case with one message, and return its number."""
    command = Create(command_id=command_id(), actor="customer", **fields)  # type: ignore[arg-type]  # the test's own fields
    outcome = await store.act(CREATE, command)
    return int(outcome.result["case"])


async def keep(store: Store, *rows: Row, drops: Sequence[DropContent] = ()) -> None:
    """Write content past the rules."""
    await store.act(
        KEEP, Keep(command_id=command_id(), actor="system", rows=rows, drops=tuple(drops))
    )


async def hits(
    store: Store, text: str, *, typing: bool = False, order: Order = "newest", limit: int = 50
) -> tuple[Hit, ...]:
    """Search as lena does."""
    asker = Asker(SETUP, "lena", store.clock.now(), ZoneInfo("Europe/Berlin"))
    query = parse(text, asker, typing=typing)
    return (await store.reads.search(query, order=order, limit=limit)).hits


async def found(store: Store, text: str, *, typing: bool = False) -> list[tuple[str, str]]:
    """Return the kinds and refs of what is found."""
    return [(hit.kind, hit.ref) for hit in await hits(store, text, typing=typing)]


async def test_words_of_every_kind_are_found(store: Store, clock: ManualClock) -> None:
    await create(store, subject="The kettle drips", body="Since Łódź it leaks.", name="Ada Marsh")
    clock.advance(HOUR)
    await create(store, subject="Another thing", body="See kettle 55-20931.", name="José Rizal")
    await keep(store, Answer("k1", "canned", "Kettles", "ket", "How to clean a kettle"))
    assert await found(store, "kettle") == [
        ("answer", "k1"), ("message", "2"), ("case", "1"), ("message", "1")
    ]  # fmt: skip
    assert await found(store, "in:customers jose") == [("customer", "c2")]
    assert await found(store, "LODZ") == [("message", "1")]
    assert await found(store, "55-20931") == [("message", "2")]
    assert await found(store, "5520931") == []
    assert await found(store, "c2@example.org in:messages") == [("message", "2")]
    assert await found(store, "kett", typing=True) == await found(store, "kett*")
    assert await found(store, "kett") == []
    assert await found(store, "#1 in:cases") == [("case", "1")]


async def test_phrases_exclusions_and_alternatives(store: Store) -> None:
    await create(store, subject="A", body="My refund never arrived, never ever.")
    await create(store, subject="B", body="The refund arrived. It was never late.")
    await create(store, subject="C", body="An exchange, please.")
    assert await found(store, '"refund never arrived"') == [("message", "1")]
    assert await found(store, "refund arrived in:messages") == [("message", "2"), ("message", "1")]
    assert await found(store, 'refund -"never late"') == [("message", "1")]
    assert await found(store, "late OR exchange") == [("message", "3"), ("message", "2")]
    assert await found(store, "-refund in:messages") == [("message", "3")]


async def test_scripts_without_blanks(store: Store) -> None:
    await create(store, subject="請求書の宛名を変更したい", body="よろしくお願いします")
    await create(store, subject="การคืนเงินล่าช้า", body="สวัสดี")
    await create(store, subject="주문을 취소하고 싶어요", body="KX2の蓋")
    assert ("message", "1") in await found(store, "宛名")
    assert ("message", "1") in await found(store, "書")
    assert await found(store, "名宛") == []
    assert ("message", "1") in await found(store, '"請求書の宛名"')
    assert ("message", "2") in await found(store, "คืนเงิน")
    assert ("message", "3") in await found(store, "주문")
    assert ("message", "3") in await found(store, "kx2")


async def test_fields_of_the_case(store: Store, clock: ManualClock) -> None:
    first = await create(store, subject="Refund one", queue="billing", name="Ada Marsh")
    clock.advance(3 * DAY)
    second = await create(store, subject="Refund two", queue="tech", name="Omar Khayyam")
    await store.act(RESOLVE, OnCase(command_id=command_id(), actor="lena", case_id=first))
    # Whoever resolves it here gives the case another subject.
    only = [("message", "1")]
    assert await found(store, "refund queue:billing") == only
    assert await found(store, "refund state:resolved") == only
    assert await found(store, "refund customer:ada") == only
    assert await found(store, "refund from:ada") == [("message", "1")]
    assert await found(store, "refund before:2d") == only
    assert await found(store, "refund after:2d") == [("case", str(second)), ("message", "2")]
    assert await found(store, f"refund case:{second} in:messages") == [("message", "2")]
    assert await found(store, "customer:nobody refund") == []
    assert await found(store, "queue:billing state:resolved") == [("case", "1"), *only]


async def test_pages_follow_each_other(store: Store, clock: ManualClock) -> None:
    for number in range(7):
        await create(store, subject=f"Parcel {number}", body="Where is it?")
        clock.advance(700)
    asker = Asker(SETUP, "lena", clock.now(), ZoneInfo("UTC"))
    query = parse("parcel in:messages", asker)
    after, seen = None, []
    for _ in range(3):
        page = await store.reads.search(query, limit=3, after=after)
        seen += [hit.ref for hit in page.hits]
        after = page.after
    assert seen == ["7", "6", "5", "4", "3", "2", "1"]
    assert after is None
    ranked = await store.reads.search(query, limit=4, order="relevance")
    rest = await store.reads.search(query, limit=4, order="relevance", after=ranked.after)
    assert sorted(hit.ref for hit in (*ranked.hits, *rest.hits)) == list("1234567")


async def test_the_best_hit_comes_first_by_relevance(store: Store, clock: ManualClock) -> None:
    await create(store, subject="Warranty of the grinder", body="Warranty? Is there a warranty?")
    clock.advance(HOUR)
    await create(store, subject="Hello", body="Many words " * 40 + "and warranty at the end.")
    newest = await hits(store, "warranty in:messages")
    best = await hits(store, "warranty in:messages", order="relevance")
    assert [hit.ref for hit in newest] == ["2", "1"]
    assert [hit.ref for hit in best] == ["1", "2"]


async def test_the_index_follows_what_is_changed_and_deleted(store: Store) -> None:
    case = await create(store, subject="Old words", body="A secret here.", name="Ada Marsh")
    command = Create(command_id="x", actor="customer", subject="New words", body="Nothing here.")
    await keep(store, message_of(1, case, "c1", command, NOW))
    assert await found(store, "secret") == []
    assert ("message", "1") in await found(store, "nothing")
    await keep(store, Customer("c1", "Grace Hopper"))
    assert await found(store, "ada in:customers") == []
    assert await found(store, "grace in:customers") == [("customer", "c1")]
    await keep(
        store,
        drops=[DropContent(Message, (1,)), DropContent(Customer, ("c1",)),
               DropContent(CaseText, (case,))],
    )  # fmt: skip
    assert await found(store, "words") == []
    assert await found(store, "grace") == []
    assert not [one for one in await maintenance_of(store).check() if "search" in one.what]


async def test_a_held_mail_is_found_and_has_no_case(store: Store) -> None:
    command = Create(command_id="x", actor="customer", subject="Stray", body="Who am I?")
    await keep(store, message_of(9, None, None, command, NOW))
    (hit,) = await hits(store, "stray")
    assert (hit.kind, hit.case_id, hit.state) == ("message", None, "held")


async def test_a_snippet_marks_what_was_looked_for(store: Store) -> None:
    body = "Good morning.\n" * 20 + "The Kühlschrank is warm\nagain. " + "Bye. " * 100
    await create(store, subject="Fridge", body=body)
    (hit,) = await hits(store, "kuhlschrank")
    assert [hit.snippet[first:last] for first, last in hit.marks] == ["Kühlschrank"]
    assert "\n" not in hit.snippet
    assert len(hit.snippet) <= 160


async def test_a_copy_and_a_rebuild_keep_the_index(
    store: Store, place: str, opened: Opener, server: object
) -> None:
    for number in range(3):
        await create(store, subject=f"Chair {number}", body="wobbles", name="Zoë Köhler")
    before = await found(store, "chair OR zoe")
    await maintenance_of(store).rebuild()
    assert await found(store, "chair OR zoe") == before
    assert await maintenance_of(store).check() == ()


WORDS = ("refund", "Réfund", "ref", "Straße", "strasse", "55-20931", "20931", "請求書", "求書",
         "書", "คืนเงิน", "Łódź", "don't", "a@b.example", "naïve", "ﬁne", "Ⅷ")  # fmt: skip
text = st.lists(st.sampled_from((*WORDS, "…", "\n", '"', "*")), max_size=6).map(" ".join)
asked = st.lists(
    st.builds(
        lambda sign, word, end: f"{sign}{word}{end}",
        st.sampled_from(("", "", "", "-", "OR ", "from:", '"')),
        st.sampled_from(WORDS),
        st.sampled_from(("", "", "*", '"')),
    ),
    min_size=1,
    max_size=3,
).map(" ".join)


@pytest.fixture
async def both(opened: Opener, tmp_path: Path, postgres_url: str) -> tuple[Store, Store]:
    """An empty store on each engine."""
    stores = []
    for url in (str(tmp_path / "both" / "desk.db"), postgres_url):
        one = await opened(url)
        await one.act(ARRANGE, Arrange(command_id=command_id(), actor="admin"))
        stores.append(one)
    return stores[0], stores[1]


async def test_both_engines_find_what_the_texts_hold(both: tuple[Store, Store]) -> None:
    number = 0

    async def look(bodies: list[str], queries: list[str]) -> None:
        nonlocal number
        rows = []
        for body in bodies:
            number += 1
            command = Create(command_id="x", actor="customer", subject="", body=body, name="Réné")
            rows.append(message_of(number, None, None, command, NOW + number * 1000))
        for one in both:
            await keep(one, *rows)
        asker = Asker(SETUP, "lena", NOW, ZoneInfo("UTC"))
        for query_text in queries:
            query = parse(query_text, asker)
            if query.empty:
                continue
            expected = [
                str(row.id)
                for row in reversed(rows)
                if holds(Texts((row.subject, row.body), (row.from_name, row.from_address),
                               row.to), query)
            ]  # fmt: skip
            for one in both:
                page = await one.reads.search(query, limit=100)
                assert [hit.ref for hit in page.hits] == expected, (query_text, one.url)
        for one in both:
            await keep(one, drops=[DropContent(Message, (row.id,)) for row in rows])

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(text, min_size=1, max_size=5), st.lists(asked, min_size=1, max_size=4))
    def example(bodies: list[str], queries: list[str]) -> None:
        examples.append((bodies, queries))

    examples: list[tuple[list[str], list[str]]] = []
    example()
    for bodies, queries in examples:
        await look(bodies, queries)


@pytest.mark.parametrize("batch", [2, 500])
async def test_what_the_index_lacks_is_taken_in(
    place: str, store: Store, opened: Opener, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    for module in (indexing, postgres_indexing):
        monkeypatch.setattr(module, "BATCH", batch)
    for number in range(5):
        await create(store, subject=f"Chair {number}", name="Zoë Köhler")
    await keep(store, Answer("k1", "canned", "Chairs", "chr", "How to clean a chair"))
    before = await found(store, "chair OR zoe")
    await empty_index(place)
    assert await found(store, "chair OR zoe") == []
    told: list[tuple[int, int]] = []
    maintenance = maintenance_of(store)
    filled = await maintenance.migrate(told=lambda looked, total: told.append((looked, total)))
    assert filled == ("search index",)
    assert told == sorted(told)
    looked, total = told[-1]
    assert looked == total
    assert sorted(await found(store, "chair OR zoe")) == sorted(before)
    assert await maintenance.check() == ()
    assert await maintenance.migrate() == ()


async def empty_index(place: str) -> None:
    """Take everything out of a store's index."""
    if place.startswith("postgresql"):
        db = await asyncpg.connect(place, server_settings={"search_path": "agentdesk"})
        await db.execute("DELETE FROM search_places")
        await db.close()
        return
    with closing(connect(Path(place))) as file:
        file.execute("DELETE FROM search_places")
        file.execute("DELETE FROM search_words")
        file.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
