"""What opens over the desk: my state, why a due time, help, palette, quitting."""

from typing import TYPE_CHECKING

from agentdesk.tui.desk.host import Action, Host
from agentdesk.tui.kit.theme import DARK, LIGHT

if TYPE_CHECKING:
    from agentdesk.domain.explain import Line


async def _why(app: Host) -> None:
    from agentdesk.domain.explain import explain
    from agentdesk.tui.kit.reading import Reading

    bench = app.need_bench()
    opened = await bench.act_on()
    if opened is None:
        app.say("No case is highlighted.")
        return
    entries = await bench.session.store.reads.entries(case_id=opened.case.row.id, limit=10_000)
    session = bench.session
    lines = explain(session.setup, entries, session.now, session.me.zone)
    text = _by_clock(lines) or ["No clock runs on this case."]
    title = f"Why case {opened.case.row.id} is due when it is"
    await app.beside(Reading(title, text, glyphs=app.desk.glyphs))


def _by_clock(lines: "list[Line]") -> list[str]:
    """Return the lines with air between one clock and the next."""
    text: list[str] = []
    for number, line in enumerate(lines):
        if number and line.clock != lines[number - 1].clock:
            text.append("")
        text.append(line.text)
    return text


async def _help(app: Host) -> None:
    from agentdesk.tui.kit.help import HelpScreen

    context = app.key_context()
    await app.ask(HelpScreen(app.router.keymap, context, glyphs=app.desk.glyphs))


async def _palette(app: Host) -> None:
    from agentdesk.tui.kit.help import PaletteScreen

    context = app.key_context()
    chosen = await app.ask(PaletteScreen(app.palette(), context, glyphs=app.desk.glyphs))
    if chosen is not None:
        await app.run_command(chosen)


async def _theme(app: Host) -> None:
    app.theme = LIGHT if app.current_theme.dark else DARK


async def _suspend(app: Host) -> None:
    await app.stand_aside()


ACTIONS: dict[str, Action] = {
    "case.why": _why,
    "help": _help,
    "help.write": _help,
    "palette": _palette,
    "theme.flip": _theme,
    "suspend": _suspend,
}
