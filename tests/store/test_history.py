"""Mails of the past come in, on both engines: closed cases, and nothing besides."""

from hashlib import sha256
from typing import Any

from agentdesk.cli.store import maintenance_of
from agentdesk.clock import DAY, ManualClock
from agentdesk.data.store import Store
from agentdesk.desk.import_history import IMPORT_HISTORY, Conversation, ImportHistory, PastMail
from agentdesk.desk.incoming import Receive
from agentdesk.desk.receive import RECEIVE
from agentdesk.domain.rules.written import Effects, RuleSetup
from tests.store.conftest import Opener
from tests.store.test_imports import office, row
from tests.support.office import MONDAY
from tests.support.small import command_id

LONG_AGO = MONDAY - 900 * DAY
RULE = RuleSetup(id="all", on=("created", "customer wrote"), then=(Effects(tag=("seen",)),))


def mail(id: str | None, **more: Any) -> Receive:
    """Return a mail of Ada's as it is received."""
    fields: dict[str, Any] = {
        "command_id": command_id(),
        "actor": "customer",
        "from_address": "ada@marsh.example",
        "from_name": "Ada Marsh",
        "to": ("machines@desk.example",),
        "subject": "It leaks",
        "body": "It leaks.",
        "rfc_id": id,
        "raw": b"raw",
    }
    fields |= more
    return Receive(**fields, raw_sha256=sha256(fields["raw"]).hexdigest())


async def bring(store: Store, *mails: PastMail) -> list[Any]:
    """Bring one conversation in; return what became of each mail."""
    conversation = Conversation(mails=mails, began_at=mails[0].at, ended_at=mails[-1].at)
    command = ImportHistory(command_id=command_id(), actor="mona", conversations=(conversation,))
    (became,) = (await store.act(IMPORT_HISTORY, command)).result["became"]
    return [tuple(one) for one in became]


async def test_a_case_of_the_past_tells_nothing_but_itself(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await office(place, opened, clock, rules=(RULE,))
    before = len(await store.reads.entries())
    asked = PastMail(mail=mail("a@x"), at=LONG_AGO)
    said = PastMail(
        mail=mail("b@x", from_address="machines@desk.example", to=("ada@marsh.example",)),
        at=LONG_AGO + DAY,
        ours=True,
        author="lena",
    )
    assert await bring(store, asked, said) == [("history", 1), ("history", 1)]
    kinds = sorted(e.fact.event.kind for e in (await store.reads.entries())[before:])
    assert kinds == ["case.imported", "customer.created"]
    case = await row(store, 1)
    assert (case.state, case.queue, case.tags) == ("closed", "machines", ())
    assert (case.created_at, case.resolved_at) == (LONG_AGO, LONG_AGO + DAY)
    assert await store.reads.due_timers(MONDAY + 900 * DAY) == ()
    assert await store.reads.called_elsewhere(1) == ""
    assert await maintenance_of(store).check() == ()


async def test_a_later_answer_is_a_new_case_that_names_the_old_one(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await office(place, opened, clock)
    await bring(store, PastMail(mail=mail("a@x", references=("gone@x",)), at=LONG_AGO))
    result = (await store.act(RECEIVE, mail("z@x", references=("gone@x",)))).result
    assert (result["decision"], result["linked"]) == ("new", 1)
    assert (await row(store, 2)).parent == 1
    assert (await row(store, 2)).customer_id == (await row(store, 1)).customer_id


async def test_a_mail_without_an_id_is_known_by_its_bytes_however_it_came(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await office(place, opened, clock)
    past, other = mail(None), mail(None, raw=b"other")
    assert await bring(store, PastMail(mail=past, at=LONG_AGO)) == [("history", 1)]
    assert await bring(store, PastMail(mail=past, at=LONG_AGO)) == [("duplicate", 1)]
    assert (await store.act(RECEIVE, past)).result["decision"] == "duplicate"
    assert (await store.act(RECEIVE, other)).result["decision"] == "new"
    assert await bring(store, PastMail(mail=other, at=LONG_AGO)) == [("duplicate", 2)]


async def test_what_joins_an_open_case_changes_nothing_about_it(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await office(place, opened, clock)
    await store.act(RECEIVE, mail("live@x", references=("old@x",)))
    before = await row(store, 1)
    assert await bring(store, PastMail(mail=mail("old@x"), at=LONG_AGO)) == [("history", 1)]
    after = await row(store, 1)
    assert (after.state, after.rank_at, after.due_at, after.unanswered_since) == (
        before.state,
        before.rank_at,
        before.due_at,
        before.unanswered_since,
    )
    view = await store.reads.case(1)
    assert view is not None
    assert {item.message.rfc_id for item in view.items} == {"live@x", "old@x"}
    assert await maintenance_of(store).check() == ()


async def test_what_only_machines_wrote_makes_no_case(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await office(place, opened, clock)
    away = PastMail(mail=mail("a@x", kind="auto_reply"), at=LONG_AGO)
    assert await bring(store, away) == [("left_out", None)]
    assert await store.reads.case_row(1) is None
