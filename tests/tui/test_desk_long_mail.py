"""A mail too long to be kept whole: the desk opens it and says that there was more."""

from pathlib import Path

from agentdesk.channels.email.intake import take_in
from agentdesk.data.open import open_store
from agentdesk.desk.receive import RECEIVE
from tests.tui.desk_bed import desk, fill

LINES = 25_000


async def test_a_mail_of_which_only_the_beginning_is_kept_says_so(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db", ())
    raw = (
        b"From: Ada <ada@lovelace.example>\r\nTo: billing@desk.example\r\nSubject: A log\r\n"
        b"Message-ID: <long@lovelace.example>\r\n\r\n"
    ) + b"one line of a very long log that somebody pasted whole\r\n" * LINES
    store = await open_store(str(tmp_path / "desk.db"), clock=clock)
    await store.act(RECEIVE, take_in(raw).command)
    await store.close()
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.until(lambda: bed.app.desk.queue.selected is not None)
        await bed.press("enter", "G")
        await bed.until(lambda: any("beginning is shown." in line for line in bed.lines))
