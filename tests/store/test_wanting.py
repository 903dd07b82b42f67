"""The editors' list, on both engines: told, taken back, settled, and the same after a rebuild."""

import pytest

from agentdesk.cli.store import maintenance_of
from agentdesk.clock import ManualClock
from agentdesk.data.errors import Refused
from agentdesk.data.store import Store
from agentdesk.desk.answers import KeepAnswer
from agentdesk.desk.desk import Desk
from agentdesk.desk.incoming import Receive
from agentdesk.desk.placing import PlaceHeld
from agentdesk.desk.receive import RECEIVE
from agentdesk.desk.undo import Redo, Undo
from agentdesk.desk.wanting import SettleWant, WantAnswer
from tests.store.conftest import Opener
from tests.support.office import MONDAY, SETUP
from tests.support.small import ARRANGE, Arrange


async def wanted(store: Store) -> list[tuple[str, str]]:
    return [(want.name, want.words) for want in await store.reads.wanted_answers()]


async def begin(store: Store, clock: ManualClock) -> int:
    clock.at = MONDAY
    await store.act(ARRANGE, Arrange(command_id="setup", actor="system", setup=SETUP))
    mail = Receive(
        command_id="mail", actor="customer", from_address="ada@x.example", from_name="Ada",
        to=("billing@desk.example",), subject="Hi", body="Hi", reply_text="Hi", rfc_id="m@x",
    )  # fmt: skip
    return int((await store.act(RECEIVE, mail)).result["case_id"])


async def test_what_is_wrong_or_missing_is_told_taken_back_and_settled(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await opened(place)
    case_id = await begin(store, clock)
    lena = Desk(store, "lena")
    await lena.act(KeepAnswer, id="refund", name="Refund times", body="Five days.")
    wrong = "Wrong answer refund: it is seven days."
    await lena.act(WantAnswer, case_id=case_id, answer_id="refund", words="it is seven days.")
    missing = await lena.act(WantAnswer, case_id=case_id, words="cash on delivery")
    both = [("Refund times", wrong), ("", "Missing answer: cash on delivery")]
    assert await wanted(store) == both
    undone = await lena.act(Undo)
    assert await wanted(store) == both[:1]
    await lena.act(Redo, target=str(undone.result["undone"]))
    assert await wanted(store) == both
    await lena.act(SettleWant, message_id=missing.result["message_id"])
    assert await wanted(store) == both[:1]
    for number in (missing.result["message_id"], 999):
        with pytest.raises(Refused, match=f"{number} is not on the editors' list"):
            await lena.act(SettleWant, message_id=number)
    assert await maintenance_of(store).check() == ()
    await maintenance_of(store).rebuild()
    assert await wanted(store) == both[:1]


async def test_a_placing_that_is_taken_back_holds_the_mail_again(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await opened(place)
    case_id = await begin(store, clock)
    eve = Receive(
        command_id="eve", actor="customer", from_address="eve@x.example", from_name="Eve",
        to=("billing@desk.example",), subject="Re: Hi", body="Hm", reply_text="Hm", rfc_id="e@x",
        in_reply_to="m@x",
    )  # fmt: skip
    held_id = int((await store.act(RECEIVE, eve)).result["held_id"])
    lena = Desk(store, "lena")
    for placed_as in ("suggested", "new", "spam"):
        await lena.act(PlaceHeld, held_id=held_id, placed_as=placed_as)
        assert await store.reads.held_mail() == ()
        await lena.act(Undo)
        assert len(await store.reads.held_mail()) == 1
        await lena.act(Redo)
        assert await store.reads.held_mail() == ()
        await lena.act(Undo)
        assert [m.row.id for m in await store.reads.held_mail()] == [held_id]
    view = await store.reads.case(case_id)
    assert view is not None
    assert [item.message.body for item in view.items] == ["Hi"]
    assert await maintenance_of(store).check() == ()
