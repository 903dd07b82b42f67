"""Retention on both engines: what is due, what a legal hold keeps, and what is left afterwards."""

import msgspec
import pytest

from agentdesk.clock import DAY, MINUTE, ManualClock
from agentdesk.data.store import Store
from agentdesk.desk.desk import Desk
from agentdesk.desk.erasing import ChangeHold
from agentdesk.desk.incoming import Receive
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.taking import Take
from agentdesk.domain.setup import PersonSetup, Setup
from agentdesk.domain.views import Draft
from agentdesk.seat import erasing, redacting, retaining
from tests.store.conftest import Opener
from tests.support.office import MONDAY, SETUP
from tests.support.small import ARRANGE, Arrange, command_id

OFFICE = msgspec.structs.replace(
    SETUP, people=(*SETUP.people, PersonSetup(id="piet", name="Piet", role="privacy_officer"))
)
SETTLED = {"disposition": "by_phone", "summary": "Settled."}


@pytest.fixture
async def store(place: str, opened: Opener, clock: ManualClock) -> Store:
    """A store with the office's set-up and a privacy officer."""
    clock.at = MONDAY
    made = await opened(place)
    await made.act(ARRANGE, Arrange(command_id=command_id(), actor="admin", setup=OFFICE))
    await Desk(made, "lena").act(SetAgentState, state="available")
    return made


async def written(store: Store, name: str, *, ended: bool = True) -> int:
    """Let somebody write, and the case end."""
    command = Receive(
        command_id=command_id(),
        actor="customer",
        from_address=f"{name}@birds.example",
        from_name=name,
        to=("billing@desk.example",),
        subject=f"About a {name}",
        body=f"I saw a {name}.",
        reply_text=f"I saw a {name}.",
        rfc_id=f"{name}@birds.example",
    )
    case_id = int((await Desk(store, "customer").do(command)).result["case_id"])
    if ended:
        await Desk(store, "lena").act(Take, case_id=case_id)
        await Desk(store, "lena").act(Resolve, case_id=case_id, **SETTLED)
    return case_id


async def customer_of(store: Store, case_id: int) -> str:
    row = await store.reads.case_row(case_id)
    assert row is not None
    return str(row.customer_id)


async def told(store: Store, setup: Setup, now: int) -> dict[str, tuple[int, int]]:
    found = await retaining.report(store, setup, now)
    return {kept.kind: (kept.count, kept.held) for kept in found}


async def applied(store: Store, setup: Setup, now: int) -> dict[str, int]:
    done: dict[str, int] = {}
    async for gone in retaining.apply(store, setup, now):
        done[gone.kind] = gone.done
    return done


async def test_what_is_old_goes_and_what_is_held_stays(store: Store, clock: ManualClock) -> None:
    setup = await store.reads.setup()
    heron = await written(store, "heron")
    wren = await written(store, "wren")
    await written(store, "owl", ended=False)
    held = await customer_of(store, wren)
    await Desk(store, "piet").act(ChangeHold, customer_id=held, on=True, reason="court")
    for case_id in (heron, wren):
        draft = Draft("omar", case_id, "note", f"Of {case_id}", "", None, clock.at)
        await store.live.save_draft(draft)
    nothing = {"content": (0, 0), "customers": (0, 0), "drafts": (0, 0)}
    assert await told(store, setup, clock.at) == nothing
    clock.advance(31 * DAY)
    assert await told(store, setup, clock.at) == {**nothing, "drafts": (1, 1)}
    clock.advance(710 * DAY)
    robin = await written(store, "robin")
    assert await told(store, setup, clock.at) == {**nothing, "content": (1, 1), "drafts": (1, 1)}

    assert await applied(store, setup, clock.at) == {"drafts": 1, "content": 1}

    view = await store.reads.case(heron)
    assert view is not None
    assert "heron" not in repr(view)
    assert view.items[0].message.body == "[removed on 2028-03-12 by retention]"
    kept = await store.reads.case(wren)
    assert "I saw a wren." in repr(kept)
    assert [d.case_id for d in await store.live.drafts("omar")] == [wren]
    assert await applied(store, setup, clock.at) == {}

    clock.advance(400 * DAY)
    assert (await told(store, setup, clock.at))["customers"] == (1, 1)
    assert (await applied(store, setup, clock.at))["customers"] == 1
    facts = await store.reads.customer_facts(await customer_of(store, heron))
    assert facts is not None
    assert facts.erased
    for case_id in (wren, robin):
        facts = await store.reads.customer_facts(await customer_of(store, case_id))
        assert facts is not None
        assert not facts.erased


async def test_redactions_are_replayed_by_their_place_once(
    store: Store, clock: ManualClock
) -> None:
    case_id = await written(store, "heron")
    view = await store.reads.case(case_id)
    assert view is not None
    message = view.items[0].message
    clock.advance(MINUTE)
    found = await redacting.prepare(store, case_id, message.id, text="saw a heron")
    await redacting.redact(Desk(store, "piet"), found)
    (removal,) = await erasing.removals(store)
    assert "heron" not in removal.body
    again = await erasing.replay(Desk(store, "system"), [removal])
    assert (again.redacted, again.left) == (0, ())
    # A redaction that this store does not know of: of the same place, as in a backup.
    twin = await written(store, "wren")
    clock.advance(MINUTE)
    other = await store.reads.case(twin)
    assert other is not None
    event = msgspec.json.decode(removal.body) | {
        "case_id": twin,
        "message_id": other.items[0].message.id,
        "length": len("saw a wren"),
    }
    line = msgspec.structs.replace(removal, body=msgspec.json.encode(event).decode())
    done = await erasing.replay(Desk(store, "system"), [line])
    assert (done.redacted, done.left) == (1, ())
    after = await store.reads.case(twin)
    assert after is not None
    assert after.items[0].message.body == "I [redacted]."
