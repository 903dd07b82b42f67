"""Drafts, who is here, heartbeats."""

import msgspec

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


async def test_heartbeats(store: Store) -> None:
    await store.live.beat("lena", 5)
    await store.live.beat("lena", 9)
    await store.live.beat("omar", 7)
    assert await store.live.beats() == {"lena": 9, "omar": 7}
