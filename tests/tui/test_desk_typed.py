"""The command line, with real keys."""

from pathlib import Path

from tests.tui.desk_bed import desk, fill


async def test_typed_commands_do_what_they_say(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db")
    async with desk(tmp_path / "desk.db", clock) as bed:
        bench = bed.app.need_bench()
        await bed.press(":")
        await bed.type("pri")
        await bed.press("tab")
        await bed.type("1\n")
        row = bed.app.desk.queue.selected
        assert row is not None
        assert (await bench.session.rows([row.case_id]))[0].priority == 1
        await bed.press(":", "up", "enter")
        assert "P1" in bed.status or "already" in bed.status
        await bed.press(":")
        await bed.type("2\n")
        assert bench.opened is not None
        assert bench.opened.case.row.id == 2
        await bed.press(":")
        await bed.type("tagg refund\n")
        assert bed.status == " “tagg” is no command. Did you mean tag?".strip()
        await bed.press(":", "escape")
        assert bed.app.screen is bed.app.desk
