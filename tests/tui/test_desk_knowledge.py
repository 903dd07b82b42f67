"""The editors' place, by keys alone: what is on it, an answer through its states, one's editor."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agentdesk.clock import ManualClock
from agentdesk.data.store import Store
from agentdesk.desk.answers import KeepAnswer, NoteUnanswered
from agentdesk.desk.desk import Desk
from agentdesk.desk.wanting import WantAnswer
from agentdesk.domain.content import Answer
from agentdesk.tui.desk.app import DeskApp
from tests.support.office import MONDAY, SETUP
from tests.tui.desk_bed import MAILS, Bed, desk, mail, new_store


@pytest.fixture
async def clock(tmp_path: Path) -> ManualClock:
    """Return the clock of a store with answers, a want and a question."""
    clock = ManualClock(MONDAY)
    store = await new_store(tmp_path / "desk.db", clock, SETUP)
    lena, mona = Desk(store, "lena"), Desk(store, "mona")
    await mona.act(KeepAnswer, id="old", name="Old words", body="Five.", review_on="2020-01-31")
    await lena.act(KeepAnswer, id="refund", name="Refund on its way", body="Five days.")
    name, address, subject = MAILS[0]
    case_id = await mail(store, 1, name=name, address=address, subject=subject)
    await lena.act(WantAnswer, case_id=case_id, answer_id="old", words="it is six")
    await lena.act(NoteUnanswered, query="gift wrapping", case_id=case_id)
    await store.close()
    return clock


async def answer(bed: Bed, id: str) -> Answer:
    store: Store = bed.app.need_bench().session.store
    return next(one for one in await store.reads.answers() if one.id == id)


def said(bed: Bed) -> str:
    return "\n".join(bed.lines)


async def open_place(bed: Bed) -> None:
    await bed.press("g", "k")
    await bed.until(lambda: type(bed.app.screen).__name__ == "KnowledgeScreen")
    await bed.until(lambda: "Knowledge" in said(bed))


async def test_an_editor_sees_what_waits_and_settles_it(tmp_path: Path, clock: ManualClock) -> None:
    async with desk(tmp_path / "desk.db", clock, "mona") as bed:
        await open_place(bed)
        shown = said(bed)
        for words in (
            "wrong or missing · 1", "it is six", "found nothing · 1", "gift wrapping",
            "due for review · 1", "2020-01-31 !", "not validated · 1", "Refund on its way",
        ):  # fmt: skip
            assert words in shown
        await bed.press("x")
        await bed.until(lambda: "wrong or missing" not in said(bed))
        await bed.press("x")
        await bed.until(lambda: "found nothing" not in said(bed))
        await bed.press("j", "v")
        await bed.until(lambda: "not validated" not in said(bed))
        assert (await answer(bed, "refund")).state == "validated"
        await bed.press("enter")
        await bed.until(lambda: "for everybody, kept by Lena" in said(bed))
        await bed.press("escape")
        await bed.until(lambda: "Knowledge" in said(bed))
        await bed.press("escape")
        await bed.until(lambda: bed.app.screen is bed.app.desk)


async def test_an_agent_is_told_what_is_a_leads(tmp_path: Path, clock: ManualClock) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await open_place(bed)
        await bed.press("/", *"refnd", "enter")
        await bed.until(lambda: "“refnd”" in said(bed))
        assert "Old words" not in said(bed)
        await bed.press("v")
        await bed.until(lambda: "A lead validates answers for everybody" in bed.status)
        assert (await answer(bed, "refund")).state == "not_validated"


async def test_an_answer_is_edited_in_ones_own_editor(
    tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor.py"
    change = "text.replace('Five', 'Six').replace('\\nshortcut:', '\\nshortcut: six')"
    editor.write_text(
        "import sys, pathlib\np = pathlib.Path(sys.argv[1])\ntext = p.read_text()\n"
        f"p.write_text({change})\n"
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {editor}")
    monkeypatch.delenv("VISUAL", raising=False)

    @contextlib.contextmanager
    def suspend(self: DeskApp) -> Iterator[None]:
        yield

    monkeypatch.setattr(DeskApp, "suspend", suspend)
    async with desk(tmp_path / "desk.db", clock, "mona") as bed:
        await open_place(bed)
        await bed.press("/", *"old", "enter")
        await bed.until(lambda: "“old”" in said(bed))
        await bed.press("e")
        await bed.until(lambda: " six " in said(bed))
        changed = await answer(bed, "old")
        assert (changed.body, changed.shortcut, changed.version) == ("Six.", "six", 2)
        await bed.press("d")
        await bed.until(lambda: "[-Five-]" in said(bed))
        assert "{+Six+}" in said(bed)
