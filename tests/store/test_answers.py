"""How often an answer was used, on both engines: counted once sent, not once taken back."""

from agentdesk.cli.store import maintenance_of
from agentdesk.clock import ManualClock
from agentdesk.data.store import Store
from agentdesk.desk.answers import KeepAnswer
from agentdesk.desk.desk import Desk
from agentdesk.desk.incoming import Receive
from agentdesk.desk.receive import RECEIVE
from agentdesk.desk.replying import Reply
from agentdesk.desk.undo import Redo, Undo
from tests.store.conftest import Opener
from tests.support.office import MONDAY, SETUP
from tests.support.small import ARRANGE, Arrange


async def uses(store: Store) -> dict[str, int]:
    """Return how often each answer was used."""
    return {answer.id: answer.uses for answer in await store.reads.answers()}


async def test_an_answer_counts_while_what_it_was_sent_in_stands(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    clock.at = MONDAY
    store = await opened(place)
    await store.act(ARRANGE, Arrange(command_id="setup", actor="system", setup=SETUP))
    lena = Desk(store, "lena")
    for id in ("hello", "refund"):
        await lena.act(KeepAnswer, id=id, name=id, body="Hello.")
    mail = Receive(
        command_id="mail", actor="customer", from_address="ada@x.example", from_name="Ada",
        to=("billing@desk.example",), subject="Hi", body="Hi", reply_text="Hi", rfc_id="m@x",
    )  # fmt: skip
    case_id = int((await store.act(RECEIVE, mail)).result["case_id"])
    sent = lena.command(
        Reply, case_id=case_id, body="Hello.", to=("ada@x.example",), rfc_id="r@y", raw=b"x",
        answer_ids=("hello", "refund", "hello"),
    )  # fmt: skip
    await lena.do(sent)
    assert await uses(store) == {"hello": 1, "refund": 1}

    undone = await lena.act(Undo, target=sent.command_id)
    assert await uses(store) == {"hello": 0, "refund": 0}
    await lena.act(Redo, target=str(undone.result["undone"]))
    await lena.act(KeepAnswer, id="hello", name="Greeting", body="Hello again.")
    assert await uses(store) == {"hello": 1, "refund": 1}
    assert await maintenance_of(store).check() == ()
