"""Personal data on the desk, with real keys: redacting, erasing, and the record of looks."""

from pathlib import Path

import msgspec

from agentdesk.clock import HOUR, ManualClock
from agentdesk.desk.desk import Desk
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.taking import Take
from agentdesk.domain.setup import PersonSetup
from tests.support.office import MONDAY, SETUP
from tests.tui.desk_bed import MAILS, Bed, desk, fill, mail, new_store

OFFICE = msgspec.structs.replace(
    SETUP, people=(*SETUP.people, PersonSetup(id="piet", name="Piet", role="privacy_officer"))
)


def shown(bed: Bed, *words: str) -> bool:
    return any(all(word in line for word in words) for line in bed.lines)


async def command(bed: Bed, words: str) -> None:
    """Give a command by its name."""
    await bed.press("ctrl+p")
    await bed.type(f"{words}\n")


async def test_words_are_taken_out_after_a_look_and_a_yes(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db")
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T")
        await command(bed, "redact")
        await bed.press("1", "1")
        await bed.type("charged a zebra\n")
        await bed.until(lambda: shown(bed, "These words are not in this message"))
        await bed.press("ctrl+s", "escape")
        await command(bed, "redact")
        await bed.press("1", "1")
        await bed.type("charged twice\n")
        await bed.until(lambda: shown(bed, "cannot be undone"))
        assert shown(bed, "[redacted]")
        await bed.press("1")
        await bed.until(lambda: bed.status == "Nothing was taken out.")
        await command(bed, "redact")
        await bed.press("1", "1")
        await bed.type("charged twice\n")
        await bed.until(lambda: shown(bed, "cannot be undone"))
        await bed.press("2")
        store = bed.app.need_bench().session.store
        await bed.until(lambda: shown(bed, "[redacted]") and not shown(bed, "harged twice"))
        view = await store.reads.case(1)
        assert view is not None
        assert "harged twice" not in repr(view)


async def test_a_look_at_what_is_masked_is_recorded_once(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db")
    async with desk(tmp_path / "desk.db", clock, size=(200, 50)) as bed:
        await bed.press("T")
        assert shown(bed, "masked, v shows")
        store = bed.app.need_bench().session.store
        view = await store.reads.case(1)
        assert view is not None
        customer = str(view.row.customer_id)
        assert await store.reads.privacy.field_reads((customer,)) == ()
        await bed.press("v", "1")
        await bed.until(lambda: shown(bed, "ada@lovelace.example"))
        await bed.press("j", "k", "2", "1", "j", "k")
        (row,) = await store.reads.privacy.field_reads((customer,))
        assert (row.by, row.reason, row.of_case) == ("lena", "verified", 1)
        # The next verification is another look.
        clock.advance(HOUR)
        await bed.press("2", "v", "1")
        await bed.settle()

        async def twice() -> bool:
            return len(await store.reads.privacy.field_reads((customer,))) == 2

        for _ in range(200):
            if await twice():
                break
            await bed.settle()
        assert await twice()


async def test_an_officer_erases_a_customer_and_others_may_not(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    clock = ManualClock(MONDAY)
    store = await new_store(path, clock, OFFICE)
    name, address, subject = MAILS[0]
    await mail(store, 0, name=name, address=address, subject=subject)
    await Desk(store, "lena").act(SetAgentState, state="available")
    await Desk(store, "lena").act(Take, case_id=1)
    settled = {"disposition": "by_phone", "summary": "Ada has it back."}
    await Desk(store, "lena").act(Resolve, case_id=1, **settled)
    await store.close()
    async with desk(path, clock, "lena") as bed:
        await bed.press(":")
        await bed.type("open 1\n")
        await command(bed, "erase the cust")
        await bed.until(lambda: shown(bed, "Erase this customer", "good"))
        assert shown(bed, "1 cases with 1 messages")
        await bed.press("2")
        await bed.until(lambda: "Only a privacy officer may erase" in bed.status)
    async with desk(path, clock, "piet") as bed:
        await bed.press(":")
        await bed.type("open 1\n")
        await command(bed, "erase the cust")
        await bed.until(lambda: shown(bed, "Erase this customer", "good"))
        await bed.press("2")
        await bed.until(lambda: shown(bed, "Case 1", "[erased]") and shown(bed, "erased custo"))
        assert not shown(bed, "Lovelace")
        assert not shown(bed, "harged twice")
