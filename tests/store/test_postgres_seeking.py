"""Finding the places of words in PostgreSQL: however it looks for them, the same ones are found."""

import random
from collections.abc import AsyncIterator
from itertools import count

import asyncpg
import pytest

from agentdesk.data.postgres import seeking
from agentdesk.data.postgres.connection import SETTINGS
from agentdesk.data.postgres.seeking import SQL, Seeker
from agentdesk.data.searching import ANSWERS, CUSTOMERS, END, Wanted
from agentdesk.domain.search.terms import Need

SHARES = {"the": 0.9, "then": 0.4, "kettle": 0.08, "kettles": 0.02, "zebra": 0.004}
TEXTS = 2_000
PUT = """
INSERT INTO search_places (place, source, num, ref, words)
SELECT place, source, num, ref, array_to_tsvector(string_to_array(words, ' '))
FROM unnest($1::bigint[], $2::int[], $3::bigint[], $4::text[], $5::text[])
    AS x (place, source, num, ref, words)
"""

MANY = """
INSERT INTO search_places (place, source, num, words)
SELECT n * 8, 1, n, array_to_tsvector(ARRAY['zebra', 'w' || n % 9])
FROM generate_series(1, 20000) AS n
"""


@pytest.fixture
async def session(postgres_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A session as the desk's are."""
    db = await asyncpg.connect(postgres_url, server_settings=SETTINGS)
    yield db
    await db.close()


async def fill(session: asyncpg.Connection) -> dict[int, set[str]]:
    """Put texts into the index; return the words at each place."""
    chance, words = random.Random(5), {}
    rows = []
    for n in range(TEXTS):
        place = CUSTOMERS + n if n % 9 == 0 else n * 8 + chance.randrange(8)
        words[place] = {":k"} | {word for word, share in SHARES.items() if chance.random() < share}
        customer = place >= CUSTOMERS
        numbers = (4, None, f"c{n}") if customer else (1, n, None)
        rows.append((place, *numbers, " ".join(words[place])))
    await session.execute(PUT, *map(list, zip(*rows, strict=True)))
    await session.execute("ANALYZE search_places")
    return words


def holds(words: set[str], wanted: Wanted) -> bool:
    """Say whether a text is wanted."""

    def term(needs: tuple[Need, ...]) -> bool:
        return all(
            any(word.startswith(need.word) for word in words) if need.prefix else need.word in words
            for need in needs
        )

    return all(any(map(term, group)) for group in wanted.groups) and not any(
        map(term, wanted.without)
    )


def words(*texts: str) -> Wanted:
    """Return what is wanted: ``word``, ``begun*``, ``one|other``, ``-without``."""

    def need(text: str) -> tuple[Need, ...]:
        return (Need(text.rstrip("*"), text.endswith("*")),)

    asked = [tuple(map(need, text.split("|"))) for text in texts if text[0] != "-"]
    return Wanted(tuple(asked), tuple(need(text[1:]) for text in texts if text[0] == "-"))


ASKED = [
    ("zebra",),
    ("the", "zebra"),
    ("th*", "kettle"),
    ("kettle", "z*"),
    ("kettles", "zebra"),
    ("kettle", "-then"),
    ("zebra|kettles", "then"),
    ("nothing", "the*"),
    (":k", "kett*"),
]


@pytest.mark.parametrize(("low", "high"), [(0, ANSWERS), (CUSTOMERS, END)])
@pytest.mark.parametrize("looks", [(20, 40, 60), (2, 4, 4)])
async def test_every_way_of_looking_finds_the_same(
    session: asyncpg.Connection,
    monkeypatch: pytest.MonkeyPatch,
    looks: tuple[int, int, int],
    low: int,
    high: int,
) -> None:
    monkeypatch.setattr(seeking, "GLANCE", looks[0])
    monkeypatch.setattr(seeking, "LOOK", looks[1])
    monkeypatch.setattr(seeking, "LONG_LOOK", looks[2])
    monkeypatch.setattr(seeking, "RECENT", 300)
    monkeypatch.setattr(seeking, "SAMPLE", 200)
    there = await fill(session)
    for asked in ASKED:
        wanted = words(*asked)
        wanted = Wanted(wanted.groups, wanted.without, low, high)
        right = sorted(
            (x for x, said in there.items() if low <= x < high and holds(said, wanted)),
            reverse=True,
        )
        seeker, found, below = Seeker(session, wanted), [], high
        for limit in count(3, 4):
            page = await seeker.places(below, limit)
            found += page
            if len(page) < limit:
                break
            below = page[-1]
        assert found == right, asked


async def test_a_range_of_places_is_joined_with_the_words(session: asyncpg.Connection) -> None:
    """What both indexes name is fetched, and nothing else: with a plan for whatever values."""
    await session.execute(MANY)
    await session.execute("ANALYZE search_places")
    # As in a large table: to fetch is what takes long.
    for way in ("seqscan", "indexscan"):
        await session.execute(f"SET enable_{way} = off")
    await session.execute("SET random_page_cost = 100")
    types = "text, text, bigint, bigint, bigint"
    await session.execute(f"PREPARE among ({types}) AS {SQL['dated_among']}")
    rows = await session.fetch("EXPLAIN EXECUTE among ('''zebra''', NULL, 9000, 0, 31)")
    plan = "\n".join(row[0] for row in rows)
    assert "BitmapAnd" in plan
    assert "search_places_dated" in plan
    assert "search_places_pkey" in plan
