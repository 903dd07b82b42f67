"""The daily jobs, counted in keys: what an agent does a hundred times a day.

Each test says how many keys its job may take, and presses no more.
"""

from pathlib import Path

import msgspec
import pytest

from agentdesk.clock import ManualClock
from agentdesk.data.open import open_store
from agentdesk.desk.answers import KeepAnswer
from agentdesk.desk.desk import Desk
from agentdesk.domain.setup import Setup
from agentdesk.macro import Ending, Macro, Step
from tests.support.office import MONDAY, SETUP
from tests.tui.desk_bed import MAILS, Bed, desk, mail, new_store

REFUND = Macro(
    id="refund",
    name="Refund on its way",
    key="x",
    steps=(
        Step(answer="refund"),
        Step(tag=("refund",)),
        Step(resolve=Ending("answered", "", "Told {{ customer.first_name }} about the refund")),
    ),
)
GAP = Macro(
    id="gap", name="With a gap", key="g", steps=(Step(reply="It comes on ‹day›."), Step(wait=0))
)
ANSWERS = (
    ("refund", "Refund on its way", 'Dear {{ customer.first_name | default: "there" }},\n\nit is.'),
    ("parcel", "Where is my parcel", "It left us on ‹date› for {{ customer.phone }}."),
    ("hallo", "Begrüßung", "Guten Tag"),
)


async def office(path: Path, setup: Setup) -> ManualClock:
    """Make a store with answers and macros, in which three customers have written."""
    clock = ManualClock(MONDAY)
    store = await new_store(path, clock, setup)
    lena = Desk(store, "lena")
    for id, name, body in ANSWERS:
        language = "de" if id == "hallo" else "en"
        tags = ("charged", "twice") if id == "refund" else ()
        await lena.act(KeepAnswer, id=id, name=name, body=body, language=language, tags=tags)
    article = KeepAnswer(
        command_id="boiler", actor="lena", id="boiler", name="The boiler", body="Turn it off.",
        kind="article", audience="public",
    )  # fmt: skip
    await lena.do(article)
    for number, (name, address, subject) in enumerate(MAILS):
        await mail(store, number, name=name, address=address, subject=subject)
    await store.close()
    return clock


@pytest.fixture
async def clock(tmp_path: Path) -> ManualClock:
    """Return the clock of a store with macros."""
    setup = msgspec.structs.replace(SETUP, macros=(REFUND, GAP))
    return await office(tmp_path / "desk.db", setup)


async def count(bed: Bed, *keys: str) -> int:
    """Press keys and return how many they were."""
    await bed.press(*keys)
    return len(keys)


async def row_of(bed: Bed, case_id: int) -> tuple[str, tuple[str, ...]]:
    """Return the state and the tags of a case."""
    row = await bed.app.need_bench().session.store.reads.case_row(case_id)
    assert row is not None
    return row.state, row.tags


async def last_words(bed: Bed, case_id: int) -> str:
    """Return what was posted last in a case."""
    view = await bed.app.need_bench().session.store.reads.case(case_id)
    assert view is not None
    return view.items[-1].message.body


async def test_next_case_canned_reply_send_resolve_is_three_keys(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        assert await count(bed, "T", "m", "x") == 3
        case_id = bed.app.need_bench().case_id
        assert case_id is not None
        assert await row_of(bed, case_id) == ("resolved", ("refund",))
        assert await last_words(bed, case_id) == "Dear Ada,\n\nit is."
        assert "sends “Refund on its way” to ada@lovelace.example, tags refund" in bed.status

        await bed.press("u")
        assert await row_of(bed, case_id) == ("new", ())
        await bed.press("i")
        assert bed.app.desk.composer is not None
        assert bed.app.desk.composer.text == "Dear Ada,\n\nit is."


async def test_escalating_with_a_note_is_three_keys_and_the_note(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T")
        # One tier up as offered, and why. The note is four lines, the last of which applies it.
        assert await count(bed, "e", "enter", "2") == 3
        await bed.type("charged twice\nchecked the shop\nrefund\nanswer by friday\n")
        row = await bed.app.need_bench().session.store.reads.case_row(1)
        assert row is not None
        assert (row.tier, row.owner, row.escalations) == (2, None, 1)


async def test_an_answer_that_is_offered_first_is_two_keys_and_six_searched(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        assert await count(bed, "c", "enter") == 2
        box = bed.app.desk.composer
        assert box is not None
        assert box.text.startswith("Dear Ada,\n\nit is.")
        await bed.press("escape", "1", "j")

        assert await count(bed, "c", "/", "b", "o", "i", "enter") == 6
        assert box.text == "Turn it off."
        assert box.used == ("boiler",)


async def test_a_slash_that_begins_a_line_searches_and_a_pasted_one_does_not(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i")
        box = bed.app.desk.composer
        assert box is not None
        await bed.type("/parc")
        assert bed.app.key_context() == "search"
        await bed.press("enter")
        assert box.text == "It left us on ‹date› for ‹customer.phone›."
        assert box.area.selected_text == "‹date›"
        await bed.type("Monday")
        await bed.press("ctrl+s")
        assert "Fill in the blank" in bed.status
        assert box.area.selected_text == "‹customer.phone›"

        await bed.press("end")
        await bed.type("\n/")
        await bed.press("escape")
        assert box.text == "It left us on Monday for ‹customer.phone›.\n"
        await bed.type("//")
        assert box.text.endswith("\n/")
        await bed.type("\n1/2")
        assert box.text.endswith("\n1/2")
        await bed.press("ctrl+o", "b", "o", "i", "ctrl+l")
        assert box.text.endswith("1/2 The boiler (article boiler)")


async def test_a_macro_with_a_blank_asks_in_the_text_box_and_then_does_all(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "m", "g")
        box = bed.app.desk.composer
        assert box is not None
        assert box.area.selected_text == "‹day›"
        assert "Fill in, then Ctrl+S sends" in bed.status
        case_id = bed.app.need_bench().case_id
        assert case_id is not None
        await bed.type("Friday")
        await bed.press("ctrl+s")
        assert await last_words(bed, case_id) == "It comes on Friday."
        assert (await row_of(bed, case_id))[0] == "waiting_customer"
        assert box.writing is None


async def test_a_macro_is_run_by_its_name(tmp_path: Path, clock: ManualClock) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", ":")
        await bed.type("macro refund on its way\n")
        assert await row_of(bed, 1) == ("resolved", ("refund",))


async def test_a_sentence_about_a_case_goes_when_another_one_is_opened(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "escape", "T")
        await bed.press("p", "escape", "v", "escape", "U", "escape")
        bed.app.say("The parcel of 1 is on its way.")
        await bed.press("z")
        assert "on its way" in bed.app.need_bench().note
        await bed.press("escape", "1", "j")
        await bed.until(lambda: bed.app.need_bench().note == "")


async def test_a_macro_on_marks_is_one_act_and_says_what_it_would_do(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("*", "m", "x")
        assert any("it sends “Refund on its way”" in line for line in bed.lines), bed.lines
        await bed.press("enter")
        states = [await row_of(bed, case_id) for case_id in (1, 2, 3)]
        assert states == [("resolved", ("refund",))] * 3
        await bed.press("u")
        assert [(await row_of(bed, n))[0] for n in (1, 2, 3)] == ["new"] * 3


async def test_a_macro_that_is_refused_half_way_leaves_nothing_done(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock, who="sven") as bed:
        await bed.press("m", "x")
        assert await row_of(bed, 1) == ("new", ())
        assert bed.status


async def test_an_earlier_case_is_seen_with_no_key_and_opened_with_three(tmp_path: Path) -> None:
    clock = await office(tmp_path / "desk.db", SETUP)
    store = await open_store(str(tmp_path / "desk.db"), clock=clock)
    name, address, _ = MAILS[0]
    for number, subject in ((7, "The lid is loose"), (8, "Thanks again")):
        await mail(store, number, name=name, address=address, subject=subject)
    await store.close()
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("j", "j", "j")
        await bed.until(lambda: any("history 2" in line for line in bed.lines))
        assert await count(bed, "3", "j", "enter") == 3
        title = "Case 5 · Thanks again"
        await bed.until(lambda: any(title in line for line in bed.lines))
        opened = bed.app.need_bench().opened
        assert opened is not None
        assert opened.case.row.id == 4


async def test_another_case_offers_its_first_answer_again(tmp_path: Path) -> None:
    clock = await office(tmp_path / "desk.db", SETUP)
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.until(lambda: bed.app.desk.queue.selected is not None)
        await bed.press("enter", "c", "j")
        assert bed.app.desk.answers.at == 1
        await bed.press("1", "j", "enter")
        assert bed.app.desk.answers.at == 0
