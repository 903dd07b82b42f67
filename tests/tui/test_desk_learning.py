"""What is resolved on one desk is offered on every other, without a restart."""

from pathlib import Path

import pytest

from agentdesk.data.open import open_store
from agentdesk.data.store import Store
from agentdesk.desk.answers import KeepAnswer
from agentdesk.desk.desk import Desk
from agentdesk.desk.learning import Learn, Taught
from agentdesk.desk.replying import Reply
from agentdesk.desk.undo import Undo
from tests.tui.desk_bed import Bed, desk, fill, mail

BLUE = "My kettle glows blue"
"""Words that no answer has."""


async def answers_and_cases(store: Store) -> int:
    """Keep two answers and let two customers write of the same thing; return the first's case."""
    lena = Desk(store, "lena")
    await lena.act(KeepAnswer, id="reset", name="Start the device anew", body="Hold the key.")
    await lena.act(KeepAnswer, id="invoice", name="A copy of the invoice", body="Attached.")
    cases = []
    for number, name in enumerate(("Ida", "Otto"), start=10):
        address = f"{name.lower()}@customer.example"
        cases.append(await mail(store, number, name=name, address=address, subject=BLUE))
    return cases[0]


async def resolve(store: Store, case_id: int) -> None:
    """Settle a case with the answer, on another desk."""
    await Desk(store, "omar").act(
        Reply,
        case_id=case_id,
        body="Hold the key.",
        to=("ida@customer.example",),
        rfc_id=f"r{case_id}@desk.example",
        raw=b"Subject: Re\r\n\r\nHold the key.\r\n",
        then="resolve",
        disposition="answered",
        summary="Started it anew",
        answer_ids=("reset",),
    )


def offered(bed: Bed) -> list[str]:
    """Return what the answers pane offers."""
    return [answer.id for answer in bed.app.desk.answers.offer.answers]


async def test_a_case_resolved_on_another_desk_teaches_this_one_and_taking_it_back_unteaches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is taught in bulk is found by looking again: here more often than every few seconds.
    monkeypatch.setattr("agentdesk.tui.desk.following.LOOK_AGAIN_S", 0.2)
    path = tmp_path / "desk.db"
    clock = await fill(path, ())
    other = await open_store(str(path), clock=clock)
    case_id = await answers_and_cases(other)
    async with desk(path, clock) as bed:
        offering = bed.app.need_bench().offering
        await bed.until(lambda: offering.suggester.ready)
        await bed.until(lambda: "near" in bed.app.desk.answers.offer.nothing)
        assert offered(bed) == []

        await resolve(other, case_id)
        await bed.until(lambda: offered(bed)[:1] == ["reset"])

        await Desk(other, "omar").act(Undo)
        await bed.until(lambda: offered(bed) == [])

        taught = Taught("the kettle is glowing blue again", "invoice")
        await Desk(other, "omar").act(Learn, texts=(taught,))
        await bed.until(lambda: offered(bed)[:1] == ["invoice"])
    await other.close()
