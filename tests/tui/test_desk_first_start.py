"""A person's first start asks for the keys, uses the answer at once and keeps it."""

from pathlib import Path

from agentdesk.tui.desk.first_start import ask_keys
from tests.tui.desk_bed import desk, fill


async def test_the_keys_chosen_at_the_first_start_work_at_once(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db")
    kept: list[str] = []
    async with desk(tmp_path / "desk.db", clock) as bed:
        asking = bed.app.run_worker(ask_keys(bed.app, kept.append))
        await bed.until(lambda: bed.app.screen is not bed.app.desk)
        await bed.press("2")
        await asking.wait()
        assert kept == ["mail"]
        await bed.press("r")
        assert bed.app.key_context() == "composer"


async def test_a_choice_that_cannot_be_kept_is_told_and_used(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db")

    def full(preset: str) -> None:
        raise OSError(28, "No space left on device")

    async with desk(tmp_path / "desk.db", clock) as bed:
        asking = bed.app.run_worker(ask_keys(bed.app, full))
        await bed.until(lambda: bed.app.screen is not bed.app.desk)
        await bed.press("3")
        await asking.wait()
        assert "could not be kept" in bed.status
        await bed.press("f3")
        assert bed.app.key_context() == "composer"


async def test_settings_written_meanwhile_stay_as_they_are(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db")

    def written(preset: str) -> None:
        raise FileExistsError(17, "File exists")

    async with desk(tmp_path / "desk.db", clock) as bed:
        asking = bed.app.run_worker(ask_keys(bed.app, written))
        await bed.until(lambda: bed.app.screen is not bed.app.desk)
        await bed.press("1")
        await asking.wait()
        assert "You have settings by now" in bed.status
