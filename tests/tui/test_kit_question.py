"""A screen over the desk ends once, whatever comes after its end."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from agentdesk.tui.kit.app import KitApp
from agentdesk.tui.kit.picker import Pick, Picker
from agentdesk.tui.kit.typed_line import Candidate, History, TypedLine
from tests.tui.desk_bed import desk, fill


async def test_what_is_found_after_one_has_left_takes_nothing_away(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db")
    asked, answered = asyncio.Event(), asyncio.Event()

    async def find(words: str) -> Sequence[Pick]:
        asked.set()
        await answered.wait()
        return (Pick("ada", "Ada Lovelace", ""),)

    async with desk(tmp_path / "desk.db", clock) as bed:
        picker = Picker(find, prompt="whose", asks="a name")
        app: KitApp = bed.app
        work = app.ask(picker)
        asking = asyncio.create_task(work)
        await bed.until(lambda: bed.app.screen is picker and asked.is_set())
        await bed.press("enter")
        picker.dismiss(None)
        answer = await asking
        assert answer is None
        answered.set()
        picker.dismiss(Pick("ada", "Ada Lovelace", ""))
        assert bed.app.screen is bed.app.desk
        await bed.press("j")


async def test_what_is_found_while_the_line_is_being_taken_away_harms_nothing(
    tmp_path: Path,
) -> None:
    clock = await fill(tmp_path / "desk.db")
    asked, answered = asyncio.Event(), asyncio.Event()

    async def find(words: str) -> Sequence[Pick]:
        asked.set()
        # Looked for at every turn of the loop: the gap until the look-up is called off is short.
        try:
            while picker.query("#candidates"):  # noqa: ASYNC110
                await asyncio.sleep(0)
        finally:
            answered.set()
        return (Pick("ada", "Ada Lovelace", ""),)

    async with desk(tmp_path / "desk.db", clock) as bed:
        picker = Picker(find, prompt="whose", asks="a name")
        app: KitApp = bed.app
        work = app.ask(picker)
        asking = asyncio.create_task(work)
        await bed.until(asked.is_set)
        await bed.press("escape")
        answer = await asking
        assert answer is None
        await bed.until(answered.is_set)
        await bed.press("j")


async def test_enter_takes_what_is_written_though_the_list_was_not_told_of_it_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = await fill(tmp_path / "desk.db")

    async def find(words: str) -> Sequence[Pick]:
        return (Pick(words, words, ""),)

    async with desk(tmp_path / "desk.db", clock) as bed:
        picker = Picker(find, prompt="whose", asks="a name")
        app: KitApp = bed.app
        work = app.ask(picker)
        asking = asyncio.create_task(work)
        await bed.until(lambda: picker.found is not None)
        monkeypatch.setattr(Picker, "on_input_changed", lambda screen: None)
        await bed.press(*"ada", "enter")
        assert await asking == Pick("ada", "ada", "")


async def test_tab_goes_on_from_what_is_written_though_the_list_was_not_told_of_it_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = await fill(tmp_path / "desk.db")

    def complete(written: str) -> list[Candidate]:
        return [Candidate(line) for line in ("tag", "take") if line.startswith(written)]

    async with desk(tmp_path / "desk.db", clock) as bed:
        line = TypedLine(complete, History())
        app: KitApp = bed.app
        work = app.ask(line)
        asking = asyncio.create_task(work)
        await bed.until(lambda: bed.app.screen is line and bed.app.focused is not None)
        monkeypatch.setattr(TypedLine, "on_input_changed", lambda screen: None)
        await bed.press(*"tak", "tab", "enter")
        assert await asking == "take"
