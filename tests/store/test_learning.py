"""What answers settle is learned from customers' words, on both engines, and follows the case."""

from agentdesk.cli.store import maintenance_of
from agentdesk.clock import ManualClock
from agentdesk.data.store import Store
from agentdesk.desk.answers import KeepAnswer
from agentdesk.desk.desk import Desk
from agentdesk.desk.incoming import Receive
from agentdesk.desk.learning import Learn, Taught, id_of
from agentdesk.desk.receive import RECEIVE
from agentdesk.desk.replying import Reply
from agentdesk.desk.resolving import Reopen, Resolve
from agentdesk.desk.undo import Redo, Undo
from agentdesk.seat.suggesting import Suggester
from tests.store.conftest import Opener
from tests.support.office import MONDAY, SETUP
from tests.support.small import ARRANGE, Arrange

BODY = "my kettle glows blue\ncard 4111 1111 1111 1111\n> quoted by us\n-- \nAda"


async def office(store: Store, clock: ManualClock) -> int:
    """Arrange a desk with two answers to which a customer has written; return the case."""
    clock.at = MONDAY
    await store.act(ARRANGE, Arrange(command_id="setup", actor="system", setup=SETUP))
    lena = Desk(store, "lena")
    for id in ("reset", "invoice"):
        await lena.act(KeepAnswer, id=id, name=f"About {id}", body="Hello.")
    mail = Receive(
        command_id="mail", actor="customer", from_address="ada@x.example", from_name="Ada",
        to=("billing@desk.example",), subject="Re: Aw: [#12] Kettle", body=BODY,
        reply_text=BODY, folds=((2, 3, "quote"), (3, 5, "signature")), rfc_id="m@x",
    )  # fmt: skip
    return int((await store.act(RECEIVE, mail)).result["case_id"])


async def reply(store: Store, case_id: int, *answers: str) -> None:
    """Write to the customer with some answers."""
    await Desk(store, "lena").act(
        Reply, case_id=case_id, body="Hello.", to=("ada@x.example",), rfc_id=f"r{answers}@y",
        raw=b"x", answer_ids=answers,
    )  # fmt: skip


def resolve(case_id: int, lena: Desk) -> Resolve:
    """Return the command that settles a case."""
    return lena.command(Resolve, case_id=case_id, disposition="answered", summary="Done")


async def learned(store: Store) -> dict[str, str]:
    """Return what was learned and counts: answers with their words."""
    return {text.answer_id: text.text for text in await store.reads.learned()}


async def test_a_resolved_case_teaches_the_answers_that_were_sent_in_it(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await opened(place)
    case_id = await office(store, clock)
    lena = Desk(store, "lena")
    await reply(store, case_id, "reset")
    await lena.act(Undo)
    await reply(store, case_id, "invoice")
    assert await learned(store) == {}

    done = resolve(case_id, lena)
    await lena.do(done)
    words = "Kettle\nmy kettle glows blue\ncard **** **** **** 1111"
    assert await learned(store) == {"invoice": words}
    row = (await store.reads.learned_in((case_id,)))[0]
    case = await store.reads.case_row(case_id)
    assert case is not None
    assert (row.case_id, row.customer_id) == (case_id, case.customer_id)
    assert await maintenance_of(store).check() == ()


async def test_what_was_learned_counts_while_the_case_stands_resolved(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await opened(place)
    case_id = await office(store, clock)
    lena = Desk(store, "lena")
    suggester = Suggester(store.reads)
    await reply(store, case_id, "invoice")
    done = resolve(case_id, lena)
    await lena.do(done)
    await suggester.catch_up()
    assert [s.answer.id for s in suggester.near("blue kettle")] == ["invoice"]

    undone = await lena.act(Undo, target=done.command_id)
    await suggester.catch_up()
    assert (await learned(store), suggester.near("blue kettle")) == ({}, [])
    await lena.act(Redo, target=str(undone.result["undone"]))
    await suggester.catch_up()
    assert [s.answer.id for s in suggester.near("blue kettle")] == ["invoice"]

    await Desk(store, "mona").act(Reopen, case_id=case_id, reason="It glows again.")
    await suggester.catch_up()
    assert (await learned(store), suggester.near("blue kettle")) == ({}, [])
    await reply(store, case_id, "reset")
    await lena.do(resolve(case_id, lena))
    await suggester.catch_up()
    assert {s.answer.id for s in suggester.near("blue kettle")} == {"invoice", "reset"}
    assert await maintenance_of(store).check() == ()


async def test_what_is_taught_in_bulk_is_known_once_and_found_by_who_looks_again(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await opened(place)
    await office(store, clock)
    suggester = Suggester(store.reads)
    await suggester.fill()
    texts = (Taught("the  kettle glows blue", "reset"), Taught("the kettle glows blue", "reset"))
    await Desk(store, "lena").act(Learn, texts=texts)
    assert await learned(store) == {"reset": "the kettle glows blue"}
    assert await store.reads.learned_known([id_of(texts[0]), "x"]) == {id_of(texts[0])}
    assert await suggester.look_again()
    assert not await suggester.look_again()
    assert [s.answer.id for s in suggester.near("blue kettle")] == ["reset"]
    await Desk(store, "lena").act(KeepAnswer, id="kettle", name="Kettle", body="Blue is fine.")
    assert await suggester.look_again()
    assert "kettle" in [s.answer.id for s in suggester.near("blue kettle")]
