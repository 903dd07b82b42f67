"""A filter means the same in the store as for a single row, on both engines."""

from collections.abc import Sequence

import pytest

from agentdesk.clock import MINUTE, ManualClock
from agentdesk.data.store import Store
from agentdesk.domain.filters import ACTIVE, Filter, Reach, key_of, matches, words_of
from agentdesk.domain.views import QueueRow
from tests.store.test_units import create, on
from tests.support.small import NOW, RESERVE, RESOLVE, SNOOZE, TAKE

LANES = ("billing|1|en|", "tech|2|en|")
NAMES = {"billing": "Rechnungen", "tech": "Technical"}
ME = Reach("lena", LANES)
PEOPLE = (
    ("Ada Lovelace", "Charged twice 100 %"),
    ("Łukasz Wiśniewski", "Zmiana adresu_dostawy"),
    ("田中 花子", "請求書の宛名"),
    ("Björk ÉTÉ", 'a "quoted" \\ question'),
    ("Ste\u0301phane Saß", "Œuvres, Hauptstraße 4"),
)

FILTERS = (
    Filter(),
    Filter(states=("resolved",), order="resolved"),
    Filter(states=("snoozed",), order="wake"),
    Filter(states=("new", "open")),
    Filter(states=("snoozed", "resolved")),
    Filter(queues=("tech",), tiers=(2,)),
    Filter(languages=("de",), channels=("mail",)),
    Filter(priorities=(1,)),
    Filter(owners=("lena",)),
    Filter(unowned=True),
    Filter(owners=("omar",), unowned=True, states=ACTIVE),
    Filter(tags=("vip", "none")),
    Filter(types=("question",), created_before=NOW + 5 * MINUTE),
    Filter(due_before=NOW + 20 * MINUTE, order="due"),
    Filter(states=("resolved", "closed"), resolved_since=NOW + MINUTE, order="resolved"),
    Filter(reach=ME),
    Filter(reach=ME, waiting=True),
    Filter(reach=ME, handed=True),
    Filter(reach=Reach("omar", ()), waiting=True),
    *(
        Filter(words=words_of(text, NAMES))
        for text in (
            "ada", "CHARGED 100", "%", "_", "łUKASZ", "請求", "été", '"quoted" \\', "1", "12",
            "rechnung", "tech ada", "lena", "nobody at all", "lukasz", "BJORK", "ete", ",", "[",
            "wis", "strasse", "traß", "ss", "s", "œuvre",
        )
    ),
)  # fmt: skip


async def fill(store: Store, clock: ManualClock) -> tuple[QueueRow, ...]:
    """Make cases of every kind and return their rows."""
    ids = []
    for i in range(24):
        name, subject = PEOPLE[i % 5]
        tech = i % 3 == 2
        ids.append(
            await create(
                store,
                queue="tech" if tech else "billing",
                tier=2 if tech else 1,
                language="de" if i % 5 == 1 else "en",
                rank_at=(i * 7919) % 101,
                customer=f"c{i % 5}",
                name=name,
                subject=subject,
                due_in=(i + 1) * MINUTE if i % 2 else None,
            )
        )
        clock.advance(MINUTE // 2)
    for case_id in ids[:4]:
        await store.act(TAKE, on(case_id, "lena" if case_id % 2 else "omar"))
    await store.act(RESERVE, on(ids[5], "lena"))
    for number, case_id in enumerate(ids[6:9]):
        await store.act(SNOOZE, on(case_id, until=NOW + (9 - number) * 60 * MINUTE))
    for case_id in (ids[0], ids[11], ids[10]):
        clock.advance(MINUTE)
        await store.act(RESOLVE, on(case_id))
    return await store.reads.rows(ids, agent="lena")


async def paged(store: Store, wanted: Filter, step: int) -> list[QueueRow]:
    """Read a filter's cases page by page, down and up again; the two must be the same."""
    down: list[QueueRow] = []
    page = await store.reads.filtered_page(wanted, limit=step, agent="lena")
    while page.rows:
        assert page.above == len(down)
        down += page.rows
        if not page.below:
            break
        page = await store.reads.filtered_page(
            wanted, after=key_of(down[-1], wanted.order), limit=step, agent="lena"
        )
    up: list[QueueRow] = []
    page = await store.reads.filtered_page(wanted, before=(1 << 60,) * 4, limit=step, agent="lena")
    while page.rows:
        assert page.below == len(up)
        up = [*page.rows, *up]
        page = await store.reads.filtered_page(
            wanted, before=key_of(up[0], wanted.order), limit=step, agent="lena"
        )
    assert up == down
    return down


async def test_the_store_shows_the_cases_that_match(store: Store, clock: ManualClock) -> None:
    rows = await fill(store, clock)
    seen: set[bool] = set()
    for wanted in FILTERS:
        expected = sorted(
            (row for row in rows if matches(wanted, row)), key=lambda r: key_of(r, wanted.order)
        )
        found: Sequence[QueueRow] = await paged(store, wanted, 5)
        assert [row.case_id for row in found] == [row.case_id for row in expected], wanted
        assert list(found) == expected
        assert await store.reads.filtered_counts([wanted]) == (len(expected),), wanted
        seen.add(bool(expected))
    assert seen == {True, False}


@pytest.mark.parametrize(
    ("text", "customer"),
    [
        ("łukasz", "Łukasz Wiśniewski"),
        ("été b", "Björk ÉTÉ"),
        ("lukasz", "Łukasz Wiśniewski"),
        ("bjork", "Björk ÉTÉ"),
        ("stephane", "Ste\u0301phane Saß"),
        ("花", "田中 花子"),
    ],
)
async def test_large_and_small_letters_and_accents_make_no_difference(
    store: Store, clock: ManualClock, text: str, customer: str
) -> None:
    await fill(store, clock)
    page = await store.reads.filtered_page(Filter(words=words_of(text, NAMES)))
    assert {row.customer for row in page.rows} == {customer}
