"""What opens over the desk: my state, why a due time, help, palette, quitting."""

from agentdesk.tui.desk.host import Action, Host
from agentdesk.tui.kit.theme import DARK, LIGHT


async def _state(app: Host) -> None:
    from agentdesk.seat.asks import own_state
    from agentdesk.tui.desk.sheets import state_sheet

    bench = app.need_bench()
    now = bench.agent[0].state if bench.agent else "offline"
    answer = await app.sheet(state_sheet(bench.session.setup, now))
    if answer is not None:
        await app.do(own_state(app.ids(), answer))


async def _why(app: Host) -> None:
    from agentdesk.domain.explain import explain
    from agentdesk.tui.desk.reading import Reading

    bench = app.need_bench()
    opened = await bench.act_on()
    if opened is None:
        app.say("No case is highlighted.")
        return
    entries = await bench.session.store.reads.entries(case_id=opened.case.row.id, limit=10_000)
    session = bench.session
    lines = explain(session.setup, entries, session.now, session.me.zone)
    text = [line.text for line in lines] or ["No clock runs on this case."]
    title = f"Why case {opened.case.row.id} is due when it is"
    await app.beside(Reading(title, text, glyphs=app.desk.glyphs))


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


async def _quit(app: Host) -> None:
    from agentdesk.tui.kit.sheet import Choice, Option, SheetPlan

    open_ends = await app.open_ends()
    if open_ends:
        plan = SheetPlan(
            title="Quit",
            intro=open_ends,
            fields=(
                Choice(
                    "quit", "Quit all the same",
                    (Option("no", "stay", "1"), Option("yes", "quit", "2")), default="no",
                ),
            ),
            apply="does it",
        )  # fmt: skip
        answer = await app.sheet(plan)
        if answer is None or answer["quit"] == "no":
            return
    await app.shut()


ACTIONS: dict[str, Action] = {
    "agent.state": _state,
    "case.why": _why,
    "help": _help,
    "help.write": _help,
    "palette": _palette,
    "theme.flip": _theme,
    "suspend": _suspend,
    "quit": _quit,
}
