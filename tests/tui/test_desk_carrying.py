"""Files, links and the clipboard, with real keys."""

from hashlib import sha256
from pathlib import Path

from agentdesk.data.open import open_store
from agentdesk.desk.desk import Desk
from agentdesk.desk.incoming import File, Receive
from tests.tui.desk_bed import desk, fill

BILL = b"%PDF-1"


async def test_a_file_of_the_case_is_saved_where_one_says(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db", ())
    store = await open_store(str(tmp_path / "desk.db"), clock=clock)
    received = Receive(
        command_id="with-file",
        actor="customer",
        from_address="ada@lovelace.example",
        from_name="Ada Lovelace",
        to=("billing@desk.example",),
        subject="My bill",
        body="See https://shop.example/orders/7.",
        reply_text="See https://shop.example/orders/7.",
        rfc_id="one@customer.example",
        attachments=(File("../../bill.pdf", "application/pdf", sha256(BILL).hexdigest(), BILL),),
    )
    await Desk(store, "customer").do(received)
    await store.close()
    target = tmp_path / "mine"
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.until(lambda: bed.app.desk.queue.selected is not None)
        await bed.press("o")
        await bed.until(lambda: any("shop.example" in line for line in bed.lines))
        await bed.press("1", "1", *["ctrl+u"])
        await bed.type(str(target))
        await bed.press("ctrl+s")
        assert bed.status.startswith("Saved: ")
        assert (target / "bill.pdf").read_bytes() == BILL
        await bed.press("o", "2", "1", "ctrl+s")
        await bed.until(lambda: any("A link cannot be saved" in line for line in bed.lines))
        await bed.press("escape")


async def test_the_case_number_is_copied_through_the_terminal(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db")
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("y")
        assert bed.app.clipboard == "1"
        assert bed.status.startswith("1 is copied")
        await bed.press("Y")
        assert bed.app.clipboard == "[#1] Charged twice for the same order"
