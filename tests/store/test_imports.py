"""Cases and customers of other programs come in, on both engines."""

from typing import Any

import msgspec

from agentdesk.cli.store import maintenance_of
from agentdesk.clock import DAY, HOUR, ManualClock
from agentdesk.data.store import Store
from agentdesk.desk.desk import Desk
from agentdesk.desk.erasing import EraseCustomer
from agentdesk.desk.identities import MergeCustomers
from agentdesk.desk.import_cases import CaseRecord, ImportCases, MessageRecord
from agentdesk.desk.import_customers import (
    CustomerRecord,
    ImportCustomers,
    ImportOrganisations,
    OrganisationRecord,
)
from agentdesk.desk.importing import BeginImport, EndImport
from agentdesk.desk.incoming import Receive
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.receive import RECEIVE
from agentdesk.desk.registry import use_case_of
from agentdesk.desk.taking import Take, TakeNext
from agentdesk.desk.undo import Undo
from agentdesk.domain.events import CaseImported, RuleFired
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.rules.written import Effects, RuleSetup
from agentdesk.domain.setup import PersonSetup
from tests.store.conftest import Opener
from tests.support.office import MONDAY, SETUP
from tests.support.small import ARRANGE, Arrange, command_id

ADA = CustomerRecord(reference="u7", name="Ada Marsh", contacts=(("mail", "ada@marsh.example"),))


def record(reference: str, **more: Any) -> CaseRecord:
    """Return a case as a reader gives it."""
    fields: dict[str, Any] = {
        "subject": f"Case {reference}",
        "queue": "billing",
        "state": "resolved",
        "created_at": MONDAY - 90 * DAY,
        "customer": ADA,
        "resolved_at": MONDAY - 80 * DAY,
    }
    return CaseRecord(reference=reference, **fields | more)


def said(direction: Any, at: int, body: str = "Hello") -> MessageRecord:
    """Return a message of a case."""
    return MessageRecord(direction=direction, at=at, body=body)


async def office(place: str, opened: Opener, clock: ManualClock, **setup: Any) -> Store:
    """Open a store with the office's set-up."""
    clock.at = MONDAY
    store = await opened(place)
    changed = msgspec.structs.replace(SETUP, **setup)
    await store.act(ARRANGE, Arrange(command_id="setup", actor="system", setup=changed))
    return store


async def bring(store: Store, *records: CaseRecord, source: str = "old") -> dict[str, Any]:
    """Import cases and return the unit's result."""
    command = ImportCases(
        command_id=command_id(), actor="mona", group="i1", records=records, source=source
    )
    return (await store.act(use_case_of(command), command)).result


async def row(store: Store, case_id: int) -> CaseRow:
    """Return a case's row."""
    found = await store.reads.case_row(case_id)
    assert found is not None
    return found


async def test_what_is_over_stays_over(place: str, opened: Opener, clock: ManualClock) -> None:
    store = await office(place, opened, clock)
    told = await bring(
        store,
        record("1", disposition="refunded", tags=("vip-box",), priority=2),
        record("2", resolved_at=MONDAY - DAY, messages=(said("in", MONDAY - 9 * DAY),)),
        record("3", state="closed"),
    )
    assert told == {"cases": [1, 2, 3], "came": [True, True, True]}
    long_ago, lately, closed = [await row(store, n) for n in (1, 2, 3)]
    assert (long_ago.state, long_ago.created_at) == ("closed", MONDAY - 90 * DAY)
    assert long_ago.resolved_at == MONDAY - 80 * DAY
    assert (long_ago.disposition, long_ago.tags, long_ago.priority) == (
        "refunded",
        ("vip-box",),
        2,
    )
    assert (lately.state, lately.wrote_at, closed.state) == ("resolved", None, "closed")
    # Only what was resolved lately has anything ahead: its closing, never in the past.
    (timer,) = await store.reads.due_timers(MONDAY + 400 * DAY)
    assert (timer.case_id, timer.kind, timer.due_at) == (2, "close", MONDAY + 6 * DAY)
    assert await store.reads.due_timers(MONDAY) == ()
    entries = await store.reads.entries()
    assert all(e.recorded_at == MONDAY for e in entries)
    told_at = {e.fact.at for e in entries if isinstance(e.fact.event, CaseImported)}
    assert told_at == {MONDAY - 90 * DAY}
    assert await maintenance_of(store).check() == ()


async def test_what_is_open_goes_on_here(place: str, opened: Opener, clock: ManualClock) -> None:
    store = await office(place, opened, clock)
    asked, answered = MONDAY - 3 * DAY, MONDAY - 2 * DAY
    await bring(
        store,
        record("1", state="new", resolved_at=None, messages=(said("in", asked),)),
        record("2", state="open", messages=(said("in", asked), said("out", answered))),
        record("3", state="waiting_customer", messages=(said("out", answered),)),
        record("4", state="waiting_third_party"),
    )
    fresh, replied, waits, third = [await row(store, n) for n in (1, 2, 3, 4)]
    assert (fresh.state, fresh.unanswered_since, fresh.claimable) == ("new", asked, True)
    assert (replied.state, replied.replied_at, replied.unanswered_since) == (
        "open",
        answered,
        None,
    )
    assert (waits.state, third.state) == ("waiting_customer", "waiting_third_party")
    # The clocks begin with the import: nothing is late because of what happened elsewhere.
    assert fresh.due_at is not None
    assert fresh.due_at > MONDAY
    assert waits.due_kind == "paused"
    assert await store.reads.due_timers(MONDAY) == ()
    omar = Desk(store, "omar")
    await omar.act(SetAgentState, state="available")
    taken = await omar.act(TakeNext)
    assert taken.result["case_id"] == 2, "the older one comes first"
    assert await maintenance_of(store).check() == ()


async def test_the_same_import_again_adds_nothing(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await office(place, opened, clock)
    first = await bring(store, record("1"), record("2"), record("1"))
    assert first == {"cases": [1, 2, 1], "came": [True, True, False]}
    seq = await store.reads.last_seq()
    assert await bring(store, record("2"), record("1")) == {
        "cases": [2, 1],
        "came": [False, False],
    }
    assert await store.reads.last_seq() == seq
    other = await bring(store, record("1"), source="another")
    assert other == {"cases": [3], "came": [True]}
    assert len(await store.reads.find_customers("Ada")) == 1


async def test_a_customer_is_found_by_whatever_names_them(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await office(place, opened, clock)
    many = ImportCustomers(
        command_id="people",
        actor="mona",
        source="old",
        records=(
            ADA,
            CustomerRecord(name="Bo Kern", contacts=(("phone", "+4930123456"),), level="premium"),
            CustomerRecord(name="Ada again", contacts=(("mail", "ada@marsh.example"),)),
        ),
    )
    told = (await store.act(use_case_of(many), many)).result
    assert told["came"] == [True, True, False]
    bo = CustomerRecord(contacts=(("phone", "+4930123456"), ("mail", "bo@kern.example")))
    nobody = CustomerRecord(name="Somebody")
    later = CustomerRecord(reference="u7", name="Ada M.")
    await bring(
        store, record("1", customer=bo), record("2", customer=nobody), record("3", customer=later)
    )
    rows = [await row(store, n) for n in (1, 2, 3)]
    assert [r.customer_id for r in rows] == [told["customers"][1], None, told["customers"][0]]
    assert rows[0].level == "premium"
    assert await maintenance_of(store).check() == ()


async def test_no_rule_fires_and_a_later_mail_reopens(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    rule = RuleSetup(id="all", on=("created", "customer wrote"), then=(Effects(tag=("seen",)),))
    store = await office(place, opened, clock, rules=(rule,))
    await bring(
        store,
        record(
            "1",
            resolved_at=MONDAY - DAY,
            messages=(
                MessageRecord(direction="in", at=MONDAY - 9 * DAY, body="Hi", rfc_id="old@x"),
            ),
        ),
    )
    assert not any(isinstance(e.fact.event, RuleFired) for e in await store.reads.entries())
    clock.advance(HOUR)
    mail = Receive(
        command_id="mail", actor="customer", from_address="ada@marsh.example", rfc_id="new@x",
        in_reply_to="old@x", to=("billing@desk.example",), subject="Re: Case", body="Not yet done",
        reply_text="Not yet done",
    )  # fmt: skip
    result = (await store.act(RECEIVE, mail)).result
    assert (result["decision"], result["case_id"]) == ("reopened", 1)
    assert (await row(store, 1)).reopens == 1
    assert await maintenance_of(store).check() == ()


async def test_later_acts_on_an_imported_case_can_be_taken_back(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await office(place, opened, clock)
    await bring(store, record("1", state="open", messages=(said("in", MONDAY - DAY),)))
    before = await row(store, 1)
    desk = Desk(store, "lena")
    await desk.act(SetAgentState, state="available")
    taken = await desk.act(Take, case_id=1)
    await desk.act(Undo, target=taken.command_id)
    after = await row(store, 1)
    assert (after.owner, after.state, after.unanswered_since) == (
        None,
        before.state,
        before.unanswered_since,
    )
    assert await maintenance_of(store).check() == ()


async def test_who_imported_what_is_in_the_log(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await office(place, opened, clock)
    begin = BeginImport(
        command_id="b", actor="mona", group="i1", import_id="i1", what="cases", files=("c.csv",)
    )
    await store.act(use_case_of(begin), begin)
    await bring(store, record("1"))
    end = EndImport(
        command_id="e", actor="mona", group="i1", import_id="i1", came=1, known=0, left_out=0
    )
    await store.act(use_case_of(end), end)
    kinds = [r.kind for r in await store.reads.commands_of("i1")]
    assert kinds == ["end_import", "import_cases", "begin_import"]
    assert "c.csv" not in "".join(str(e) for e in await store.reads.entries())
    assert await maintenance_of(store).check() == ()


async def test_organisations_and_what_a_case_was_called_are_read_back(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await office(place, opened, clock)
    many = ImportOrganisations(
        command_id="groups",
        actor="mona",
        records=(
            OrganisationRecord(id="o2", name="Zeta"),
            OrganisationRecord(id="o1", name="Marsh", domains=("marsh.example",), level="premium"),
        ),
    )
    await store.act(use_case_of(many), many)
    assert [(o.id, o.domains, o.level) for o in await store.reads.organisations()] == [
        ("o1", ("marsh.example",), "premium"),
        ("o2", (), ""),
    ]
    await bring(store, record("INC1"))
    assert await store.reads.called_elsewhere(1) == "INC1"
    assert await store.reads.called_elsewhere(2) == ""
    assert await maintenance_of(store).check() == ()


async def test_who_was_merged_away_is_still_found_by_their_number(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await office(place, opened, clock)
    bo = CustomerRecord(reference="u8", name="Bo", contacts=(("mail", "bo@x.example"),))
    await bring(store, record("1"), record("2", customer=bo))
    ada_id, bo_id = (await row(store, 1)).customer_id, (await row(store, 2)).customer_id
    assert ada_id
    assert bo_id
    await Desk(store, "mona").act(MergeCustomers, from_id=bo_id, into_id=ada_id)
    await bring(store, record("3", customer=CustomerRecord(reference="u8", name="Bo")))
    assert (await row(store, 3)).customer_id == ada_id
    assert await maintenance_of(store).check() == ()


async def test_erasing_somebody_takes_what_they_were_called_elsewhere(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    officer = PersonSetup(id="paula", name="Paula", role="privacy_officer")
    store = await office(place, opened, clock, people=(*SETUP.people, officer))
    await bring(store, record("INC-OF-ADA"))
    ada = (await row(store, 1)).customer_id
    assert ada
    await Desk(store, "paula").act(EraseCustomer, identities=(ada,))
    assert await store.reads.called_elsewhere(1) == ""
    bo = CustomerRecord(reference="u7", name="Somebody else")
    await bring(store, record("9", customer=bo))
    assert (await row(store, 2)).customer_id != ada
    assert await maintenance_of(store).check() == ()
