"""Work behind the keys: what is given up before it began leaves nothing behind."""

import asyncio
import gc
from functools import partial
from pathlib import Path

from textual.app import App

import agentdesk.tui
from agentdesk.tui.kit.behind import run_behind


async def test_work_that_is_given_up_before_its_first_step_was_never_made() -> None:
    began = []

    async def work(name: str) -> None:
        began.append(name)

    app: App[None] = App()
    async with app.run_test():
        for name in ("first", "second", "third"):
            run_behind(app, partial(work, name), "group", exclusive=True)
        run_behind(app, partial(work, "beside"), "other")
        for _ in range(3):
            await asyncio.sleep(0)
        assert began == ["third", "beside"]
    # A coroutine that nobody awaited complains when it is collected, and fails this test.
    gc.collect()


def test_all_work_behind_the_keys_is_begun_by_its_worker() -> None:
    files = Path(agentdesk.tui.__file__).parent.rglob("*.py")
    direct = [path.name for path in files if ".run_worker(" in path.read_text(encoding="utf-8")]
    assert direct == ["behind.py"]
