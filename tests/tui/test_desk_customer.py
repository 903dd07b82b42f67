"""The customer side of the desk with real keys: earlier cases, promises, identities, masks."""

from pathlib import Path

import pytest

from agentdesk.clock import DAY, HOUR, ManualClock
from agentdesk.data.store import Store
from agentdesk.desk.consenting import ChangeConsent
from agentdesk.desk.customers import ChangeCustomer, CreateCustomer
from agentdesk.desk.desk import Desk
from agentdesk.desk.entitling import GrantEntitlement
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.promising import Promise
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.taking import Take
from agentdesk.domain.views import CustomerView
from agentdesk.tui.desk.customer.about import Target
from tests.support.office import MONDAY
from tests.tui.desk_bed import Bed, desk, mail, new_store

ADA = {"name": "Ada Lovelace", "address": "ada@lovelace.example"}


@pytest.fixture
async def clock(tmp_path: Path) -> ManualClock:
    """Return the clock of a store in which Ada has an old case, two open ones and a promise."""
    clock = ManualClock(MONDAY)
    store = await new_store(tmp_path / "desk.db", clock)
    lena, mona = Desk(store, "lena"), Desk(store, "mona")
    await lena.act(SetAgentState, state="available")
    old = await mail(store, 1, **ADA, subject="The lid does not close", body="My kettle is open.")
    await lena.act(Take, case_id=old)
    await lena.act(Resolve, case_id=old, disposition="no_reply", summary="lid sent")
    clock.advance(DAY)
    await mail(store, 2, **ADA, subject="Charged twice", body="Two payments, one order.")
    clock.advance(HOUR)
    await mail(store, 3, **ADA, subject="Invoice please")
    ada = (await _case_customer(store, 2)).facts.id
    await lena.act(Promise, case_id=2, due_at=clock.now() + DAY, text="refund")
    await lena.act(ChangeCustomer, customer_id=ada, organisation="Marsh Books")
    await lena.act(
        ChangeConsent, customer_id=ada, purpose="newsletter", channel="mail", given=True,
        source="form", wording="May we write?",
    )  # fmt: skip
    await mona.act(
        GrantEntitlement, customer_id=ada, entitlement="warranty", asset="kettle-7",
        ends_at=clock.now() + 90 * DAY,
    )  # fmt: skip
    await lena.act(
        CreateCustomer, name="Bob Marsh", organisation="Marsh Books",
        contacts=(("phone", "+49301234567"),),
    )  # fmt: skip
    await lena.act(Take, case_id=2)
    await store.close()
    return clock


async def _case_customer(store: Store, case_id: int) -> CustomerView:
    case = await store.reads.case(case_id)
    assert case is not None
    assert case.row.customer_id is not None
    view = await store.reads.customer(case.row.customer_id, store.clock.now())
    assert view is not None
    return view


async def _ada(bed: Bed) -> CustomerView:
    return await _case_customer(bed.app.need_bench().session.store, 2)


def _pane(bed: Bed) -> str:
    rows = bed.app.desk.customer.rows
    return "\n".join("".join(text for text, _ in row.line) for row in rows)


async def _shows(bed: Bed, name: str) -> None:
    """Wait until the pane and the line of the case in the queue say a name."""
    await bed.until(lambda: name in _pane(bed))
    model = bed.app.desk.queue.model
    await bed.until(lambda: name in {row.customer for row in (*model.mine, *model.waiting)})


async def _open(bed: Bed) -> None:
    await bed.press("g", "m", "enter")
    assert bed.app.need_bench().case_id == 2


async def test_an_old_case_is_read_and_left_without_leaving_the_case(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await _open(bed)
        assert "The lid" in _pane(bed)
        await bed.press("3", "G")
        assert bed.app.desk.customer.target == Target("contact", "mail", 1)
        await bed.press("enter")
        assert bed.app.screen is not bed.app.desk
        await bed.until(lambda: "My kettle is open." in "\n".join(bed.lines))
        await bed.press("escape")
        await bed.until(lambda: "Two payments, one order." in "\n".join(bed.lines))
        assert bed.app.need_bench().case_id == 2
        assert bed.app.desk.pane == "customer"
        await bed.press("enter", "enter")
        assert bed.app.need_bench().case_id == 1
        assert bed.app.desk.pane == "case"


async def test_contacts_unfold_and_parts_fold_in_place(tmp_path: Path, clock: ManualClock) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await _open(bed)
        await bed.press("3", "G", "space")
        assert "they: My kettle is open." in _pane(bed)
        await bed.press("space")
        assert "My kettle" not in _pane(bed)
        await bed.press("h")
        assert "▸ history 2" in _pane(bed)
        assert "The lid" not in _pane(bed)
        await bed.press("l")
        assert "The lid" in _pane(bed)
        await bed.press("h", "h")
        assert bed.app.desk.pane == "queue"


async def test_what_is_masked_is_not_there_until_v(tmp_path: Path, clock: ManualClock) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await _open(bed)
        hidden = ("newsletter", "ada@lovelace", "has kettle-7")
        assert not [words for words in hidden if words in _pane(bed)]
        assert "masked, v shows" in _pane(bed)
        await bed.press("v", "1")
        assert not [words for words in hidden if words not in _pane(bed)]
        assert "by call back until" in _pane(bed)
        assert "masked" not in _pane(bed)


async def test_a_promise_is_settled_on_its_line(tmp_path: Path, clock: ManualClock) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await _open(bed)
        await bed.press("3", "j")
        target = bed.app.desk.customer.target
        assert target is not None
        assert target.kind == "promise"
        await bed.press("P", "2")
        assert "promised" not in _pane(bed)
        assert (await _ada(bed)).promises == ()
        await bed.press("u")
        assert "promised: refund" in _pane(bed)


async def test_an_organisation_tells_of_its_other_people(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await _open(bed)
        await bed.until(lambda: "2 people" in _pane(bed) or "2 · " in _pane(bed))
        await bed.press("3", "g", "g", "enter")
        await bed.until(lambda: "Bob Marsh" in "\n".join(bed.lines))
        assert "no contact yet" in "\n".join(bed.lines)
        await bed.press("G", "enter")
        await bed.until(lambda: "0 cases" in "\n".join(bed.lines))
        await bed.press("escape", "escape")
        assert bed.app.screen is bed.app.desk


async def test_two_names_are_folded_into_one_and_taken_apart(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await _open(bed)
        await bed.press(":")
        await bed.type("merge-customer +4930\n")
        await bed.until(lambda: "…567" in "\n".join(bed.lines))
        assert "1 Ada Lovelace goes on" in "\n".join(bed.lines)
        await bed.press("2")
        await bed.until(lambda: "1 Bob Marsh goes on" in "\n".join(bed.lines))
        await bed.press("2", "1")
        view = await _ada(bed)
        assert [c.name for c in view.merged] == ["Bob Marsh"]
        assert "merged" in bed.status
        await bed.press("u")
        assert (await _ada(bed)).merged == ()


async def test_a_customer_is_not_folded_into_themselves(tmp_path: Path, clock: ManualClock) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await _open(bed)
        await bed.press(":")
        await bed.type("merge-customer lovelace\n")
        assert "cannot be folded into themselves" in bed.status


async def test_what_is_known_is_changed_and_a_wrong_number_keeps_what_was_written(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await _open(bed)
        await bed.press(":")
        await bed.type("customer\n")
        await bed.press("2", "0", "tab")
        await bed.type("Ada L")
        await bed.press(*["tab"] * 7)
        await bed.type("12ab")
        await bed.press("ctrl+s")
        await bed.until(lambda: "number with its country" in "\n".join(bed.lines))
        await bed.press("shift+tab", *["backspace"] * 4)
        await bed.type("+49 30 7654321")
        await bed.press("ctrl+s")
        view = await _ada(bed)
        assert view.customer.preferred_name == "Ada L"
        assert view.customer.do_not_contact
        assert "+49307654321" in [point.value for point in view.contacts]
        assert "Ada L " in _pane(bed)


async def test_a_change_is_on_every_desk_that_shows_the_customer_and_u_takes_it_back(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await _open(bed)
        async with desk(tmp_path / "desk.db", clock, who="omar") as other:
            await other.press(":")
            await other.type("3\n")
            await other.until(lambda: "Ada Lovelace" in _pane(other))
            bench = bed.app.need_bench()
            ada = (await _ada(bed)).facts.id
            await bed.app.do(
                ChangeCustomer(**bench.session.ids(), customer_id=ada, name="Ada King")
            )
            for one in (bed, other):
                await _shows(one, "Ada King")
            assert "u takes it back" in bed.status
            await bed.press("u")
            await other.until(lambda: "Ada Lovelace" in _pane(other))
            assert "Taken back: changed a customer." in bed.status


async def test_consent_is_kept_with_its_words(tmp_path: Path, clock: ManualClock) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await _open(bed)
        await bed.press(":")
        await bed.type("consent\n")
        await bed.press("2", "9", "1", "1")
        await bed.type("newsletter\n")
        await bed.press("ctrl+s")
        view = await _ada(bed)
        assert [(c.purpose, c.given) for c in view.consents] == [("newsletter", False)]


async def test_narrow_the_strip_stands_above_and_the_pane_alone(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock, size=(80, 24)) as bed:
        await _open(bed)
        await bed.until(lambda: "other open 3" in "\n".join(bed.lines))
        await bed.press("3")
        await bed.until(lambda: "3 Customer" in "\n".join(bed.lines))
        assert "2 Case" not in "\n".join(bed.lines)
        await bed.press("escape")
        assert bed.app.desk.pane == "case"


async def test_a_case_is_given_to_whom_it_belongs_by_looking_them_up(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await _open(bed)
        await bed.press("ctrl+p")
        await bed.type("whose case\n")
        await bed.until(lambda: bed.app.screen is not bed.app.desk)
        await bed.type("nobody at all\n")
        assert "Nobody is known as “nobody at all”" in bed.status
        await bed.press("ctrl+p")
        await bed.type("whose case\n")
        await bed.type("bob\n")
        await bed.until(lambda: "Bob Marsh" in _pane(bed))
        assert (await _ada(bed)).customer.name == "Bob Marsh"
