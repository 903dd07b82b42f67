"""Drafts, who is here, heartbeats."""

import sqlite3
from pathlib import Path

import msgspec

from agentdesk.data.open import open_store
from agentdesk.data.sqlite.paths import Paths
from agentdesk.data.store import Store
from agentdesk.domain.views import Draft
from tests.store.conftest import Opener

DRAFT = Draft("lena", 3, "reply", "Dear Mary", "mary@example.org", 12, 1_000)


async def test_a_draft_is_kept_replaced_and_survives_a_restart(
    store: Store, place: str, opened: Opener
) -> None:
    await store.live.save_draft(DRAFT)
    longer = msgspec.structs.replace(DRAFT, body="Dear Mary, hello", at=2_000)
    await store.live.save_draft(longer)
    note = Draft("lena", 4, "note", "She called", "", None, 1_500)
    await store.live.save_draft(note)
    await store.close()
    again = await opened(place)
    assert await again.live.drafts("lena") == (longer, note)
    assert await again.live.draft("lena", 3, "reply") == longer
    assert await again.live.draft("omar", 3, "reply") is None


async def test_an_empty_draft_and_a_dropped_one_are_gone(store: Store) -> None:
    await store.live.save_draft(DRAFT)
    await store.live.save_draft(msgspec.structs.replace(DRAFT, body=""))
    assert await store.live.drafts("lena") == ()
    await store.live.save_draft(DRAFT)
    await store.live.drop_draft("lena", 3, "reply")
    assert await store.live.drafts("lena") == ()


async def test_looking_lasts_25_seconds_and_typing_10(store: Store) -> None:
    await store.live.here("lena", 3, "looking", 0)
    await store.live.here("omar", 3, "typing", 0)
    assert {who.agent for who in await store.live.doing(10_000)} == {"lena", "omar"}
    late = {who.agent: who.what for who in await store.live.doing(10_001)}
    assert late == {"lena": "looking", "omar": "looking"}
    assert await store.live.doing(25_001) == ()
    await store.live.here("lena", None, "", 1)
    assert {who.agent for who in await store.live.doing(1)} == {"omar"}


async def test_each_desk_of_a_person_gives_its_own_sign(store: Store) -> None:
    await store.live.beat("lena", 5, "one")
    await store.live.beat("lena", 7, "two")
    await store.live.beat("lena", 9)
    await store.live.beat("omar", 9, "three")
    assert await store.live.beats() == {"lena": 9, "omar": 9}
    assert await store.live.left("lena", "one", 0) == 1
    assert await store.live.left("lena", "two", 0) == 0
    assert await store.live.left("lena", "never there", 0) == 0


async def test_a_desk_that_gave_no_sign_for_long_is_not_open(store: Store) -> None:
    await store.live.beat("lena", 5, "killed")
    await store.live.beat("lena", 50, "one")
    assert await store.live.left("lena", "one", 6) == 0
    assert await store.live.left("lena", "one", 0) == 0


async def test_a_live_file_of_an_older_program_learns_of_desks(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    store = await open_store(str(path))
    await store.live.save_draft(DRAFT)
    await store.close()
    db = sqlite3.connect(Paths(path).live)
    db.execute("DROP TABLE desks")
    db.close()
    again = await open_store(str(path))
    await again.live.beat("lena", 5, "one")
    assert await again.live.left("lena", "two", 0) == 1
    assert await again.live.drafts("lena") == (DRAFT,)
    await again.close()


async def test_heartbeats(store: Store) -> None:
    await store.live.beat("lena", 5)
    await store.live.beat("lena", 9)
    await store.live.beat("omar", 7)
    assert await store.live.beats() == {"lena": 9, "omar": 7}
