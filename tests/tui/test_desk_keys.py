"""Keys that are pressed less often, each walked from the key to what it does."""

from pathlib import Path

import pytest

from agentdesk.clock import ManualClock
from agentdesk.data.open import open_store
from agentdesk.desk.answers import KeepAnswer
from agentdesk.desk.desk import Desk
from agentdesk.desk.incidents import AnswerIncident, DeclareIncident, LinkIncident
from agentdesk.tui.desk.commands import registry
from agentdesk.tui.kit.keymap import build_keymap
from agentdesk.tui.kit.sheet import Sheet
from tests.tui.desk_bed import Bed, desk, fill


@pytest.fixture
async def clock(tmp_path: Path) -> ManualClock:
    """Return the clock of a store with three letters, an answer and two articles."""
    clock = await fill(tmp_path / "desk.db")
    store = await open_store(str(tmp_path / "desk.db"), clock=clock)
    lena = Desk(store, "lena")
    await lena.act(KeepAnswer, id="refund", name="Refund", body="Dear {{ customer.first_name }},")
    for id, name, body in (
        ("boiler", "The boiler", "Turn it off."),
        ("twice", "When an order is charged twice", "Look for the second charge."),
    ):
        article = KeepAnswer(
            command_id=id, actor="lena", id=id, name=name, body=body, kind="article",
            audience="public",
        )  # fmt: skip
        await lena.do(article)
    await store.close()
    return clock


def text_of(bed: Bed) -> str:
    """Return what stands in the text box."""
    box = bed.app.desk.composer
    assert box is not None
    return box.text


def written(bed: Bed, name: str) -> str:
    """Return what is written in a field of the sheet; nothing while something is above it."""
    screen = bed.app.screen
    return screen.texts[name] if isinstance(screen, Sheet) else ""


async def state_of(bed: Bed, case_id: int) -> str:
    """Return the state of a case."""
    row = await bed.app.need_bench().session.store.reads.case_row(case_id)
    assert row is not None
    return row.state


async def test_ctrl_l_puts_the_link_of_the_article_that_is_searched_into_the_text(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i", "ctrl+l")
        assert bed.app.key_context() == "search"
        await bed.until(lambda: any("link to an article" in line for line in bed.lines))
        await bed.type("boi")
        await bed.press("enter")
        assert text_of(bed).startswith("The boiler (article boiler)")
        await bed.press("ctrl+l", "escape")
        assert bed.app.key_context() == "composer"
        await bed.press("ctrl+l", "ctrl+l")
        assert text_of(bed).count("(article ") == 2


async def test_k_looks_up_the_article_nearest_to_the_case(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.until(lambda: bed.app.need_bench().offering.suggester.ready)
        await bed.press("K")
        assert bed.app.key_context() == "search"
        names = [answer.name for answer in bed.app.desk.answers.offer.answers]
        assert names == ["When an order is charged twice", "The boiler"]
        await bed.press("enter")
        assert text_of(bed).startswith("Look for the second charge.")
        await bed.press("escape", "c")
        assert "Refund" in [answer.name for answer in bed.app.desk.answers.offer.answers]


async def test_i_in_capitals_inserts_what_the_incidents_customers_were_told(
    tmp_path: Path, clock: ManualClock
) -> None:
    store = await open_store(str(tmp_path / "desk.db"), clock=clock)
    lena = Desk(store, "lena")
    await lena.act(DeclareIncident, case_id=1, title="Charges")
    await lena.act(LinkIncident, case_id=3, incident_id=1)
    await lena.act(AnswerIncident, case_id=1, answer="Dear {name}, repaired ({case}).")
    await store.close()
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("I")
        assert "No answer of an incident is there for case 1." in bed.status
        await bed.press("G", "I")
        await bed.until(lambda: text_of(bed).startswith("Dear Nick Cave, repaired (3)."))


async def test_ctrl_r_sends_and_its_sheet_resolves_or_leaves_the_text(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i")
        await bed.type("It is refunded.")
        await bed.press("ctrl+r")
        await bed.until(lambda: any("Resolve 1" in line for line in bed.lines))
        await bed.press("escape")
        assert text_of(bed).startswith("It is refunded.")
        assert await state_of(bed, 1) == "open"
        await bed.press("ctrl+r", "1", "enter")
        await bed.type("one charge paid back\n")
        assert await state_of(bed, 1) == "resolved"
        assert "sent 1" in bed.status


async def test_function_keys_take_write_and_send(tmp_path: Path, clock: ManualClock) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        bed.app.router.keymap = build_keymap(registry(), "function-keys")
        await bed.press("f2")
        assert "took 1" in bed.status
        await bed.press("f3")
        await bed.type("It is refunded.")
        await bed.press("f9")
        assert "sent 1" in bed.status
        await bed.press("f4")
        await bed.until(lambda: any("Escalate 1" in line for line in bed.lines))
        await bed.press("escape", "f8")
        await bed.until(lambda: any("Resolve 1" in line for line in bed.lines))
        await bed.press("escape")


async def test_answers_go_into_a_hand_over_and_not_into_a_date(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "e", "enter", "2")
        await bed.type("/refu\n")
        sheet = bed.app.screen
        await bed.until(lambda: written(bed, "known") == "Dear Ada,")
        await bed.type(" and/or more\nlooked\n")
        await bed.press("ctrl+o")
        await bed.until(lambda: bed.app.screen is not sheet)
        await bed.type("boiler\n")
        await bed.until(lambda: written(bed, "expected") == "Turn it off.")
        await bed.type("\nnothing\n")
        view = await bed.app.need_bench().session.store.reads.case(1)
        assert view is not None
        assert view.handover is not None
        assert view.handover.fields["known"] == "Dear Ada, and/or more"
        assert view.handover.fields["expected"] == "Turn it off."
        await bed.press("j", "s", "4")
        await bed.type("/")
        assert written(bed, "date") == "/"


async def test_answers_go_into_a_note(tmp_path: Path, clock: ManualClock) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "n")
        await bed.type("/boi\n")
        assert text_of(bed) == "Turn it off."
        await bed.press("ctrl+o")
        await bed.type("refund\n")
        assert text_of(bed).endswith("Dear Ada,")
        await bed.press("ctrl+s")
        assert "noted 1" in bed.status
