"""What is looked at: the window, the service level, some queues only."""

from collections.abc import Sequence

from agentdesk.board.wording import WINDOW_WORDS
from agentdesk.boardsettings import WINDOWS
from agentdesk.tui.board.actions.moving import Action
from agentdesk.tui.board.app import BoardApp
from agentdesk.tui.board.band import ALL_QUEUES
from agentdesk.tui.board.filtering import Choice, Filter, choices
from agentdesk.tui.board.words import variant_name
from agentdesk.tui.kit.glyphs import words_in_ascii
from agentdesk.tui.kit.picker import Pick, Picker
from agentdesk.tui.kit.sheet import Choice as Question
from agentdesk.tui.kit.sheet import Option, Sheet, SheetPlan

_EVERYTHING = "everything"


async def window(app: BoardApp) -> None:
    """Ask for the stretch of time that the figures count."""
    view = app.need_board().view
    options = tuple(Option(name, WINDOW_WORDS[name]) for name in WINDOWS)
    answer = await _choose(app, "Time window", "What the figures count", options, view.window)
    if answer is not None:
        set_window(app, answer)


async def variant(app: BoardApp) -> None:
    """Ask for the service level that is shown."""
    from agentdesk.board.figures.registry import VARIANTS, find

    view = app.need_board().view
    formulas = {figure: find(figure).formula for figure in VARIANTS}
    if app.main.plain:
        formulas = {figure: words_in_ascii(formula) for figure, formula in formulas.items()}
    options = tuple(
        Option(figure, variant_name(figure), hint=formula) for figure, formula in formulas.items()
    )
    title = "Service level"
    answer = await _choose(app, title, "How it is worked out", options, view.variant)
    if answer is not None:
        set_variant(app, answer)


async def filter(app: BoardApp) -> None:
    """Ask for one queue, team, channel or site; one that is in the filter already is dropped."""
    known = list(choices(app.need_board().setup))
    now = app.filter or Filter()

    async def find(written: str) -> Sequence[Pick]:
        return _found(written, known, now)

    pick = await app.beside(
        Picker(
            find, prompt="only", asks="a queue, team, channel or site",
            nothing="No queue, team, channel or site has that in its name.", glyphs=app.glyphs,
        )
    )  # fmt: skip
    if pick is not None:
        chosen = next((c for c in known if _value(c) == pick.value), None)
        narrow(app, Filter() if chosen is None else now.toggled(chosen.kind, chosen.id))


def narrow(app: BoardApp, wanted: Filter) -> None:
    """Look at this only."""
    app.narrow(wanted)
    app.renew()
    app.say("All queues are looked at." if app.filters == ALL_QUEUES else f"Shown: {app.filters}.")


def set_window(app: BoardApp, name: str) -> None:
    """Count another stretch of time."""
    app.need_board().window(name)
    app.renew()


def set_variant(app: BoardApp, figure: str) -> None:
    """Show another service level."""
    app.need_board().variant(figure)
    app.renew()


def _found(written: str, known: Sequence[Choice], now: Filter) -> list[Pick]:
    words = written.lower().split()
    found = [] if now == Filter() else [Pick(_EVERYTHING, _EVERYTHING, "no filter")]
    for choice in known:
        there = choice.id in getattr(now, choice.kind)
        hint = f"{choice.kind}, shown now: Enter drops it" if there else choice.kind
        found.append(Pick(_value(choice), choice.name, hint))
    return [
        pick for pick in found
        if all(word in f"{pick.label} {pick.hint}".lower() for word in words)
    ]  # fmt: skip


def _value(choice: Choice) -> str:
    return f"{choice.kind} {choice.id}"


async def _choose(
    app: BoardApp, title: str, asks: str, options: tuple[Option, ...], now: str
) -> str | None:
    values = [option.value for option in options]
    field = Question("chosen", asks, options, default=now if now in values else None)
    plan = SheetPlan(title=title, fields=(field,), apply="shows it")
    answer = await app.beside(Sheet(plan, glyphs=app.glyphs))
    return None if answer is None else answer["chosen"]


ACTIONS: dict[str, Action] = {
    "board.window": window, "board.variant": variant, "board.filter": filter,
}  # fmt: skip
