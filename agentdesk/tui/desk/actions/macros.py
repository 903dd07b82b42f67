"""Macros by their keys: ``m`` and a slot runs one, ``m m`` lists all."""

from agentdesk.tui.desk.bulk import marked
from agentdesk.tui.desk.host import Action, Host


async def _slot(host: Host) -> None:
    from agentdesk.seat.macros import pinned

    key = host.router.given[-1]
    macro = pinned(host.need_bench().session).get(key)
    if macro is None:
        host.say(f"No macro is under m {key}. m m lists those there are.")
        return
    await run(host, macro.id)


async def _list(host: Host) -> None:
    from agentdesk.seat.macros import macros_of
    from agentdesk.sheetplan import Choice, Option, SheetPlan

    macros = macros_of(host.need_bench().session)
    if not macros:
        host.say("There is no macro. The set-up and your settings can have some: macros.")
        return
    options = tuple(
        Option(macro.id, macro.name, "", f"m {macro.key}" if macro.key else "")
        for macro in macros.values()
    )
    answer = await host.sheet(
        SheetPlan(title="Macros", fields=(Choice("macro", "Run", options),), apply="runs it")
    )
    if answer is not None:
        await run(host, answer["macro"])


async def run(host: Host, macro_id: str) -> None:
    """Run a macro on the marked cases, else on the one that keys act on."""
    from agentdesk.seat.macros import macros_of
    from agentdesk.tui.desk.macros import run_macro, run_on_marked

    bench = host.need_bench()
    macro = macros_of(bench.session).get(macro_id)
    if macro is None:
        host.say(f"There is no macro {macro_id[:20]}. m m lists those there are.")
        return
    await bench.offering.make_ready()
    if chosen := marked(host):
        await run_on_marked(host, chosen, macro)
    else:
        await run_macro(host, macro)


ACTIONS: dict[str, Action] = {"macro.run": _slot, "macro.list": _list}
