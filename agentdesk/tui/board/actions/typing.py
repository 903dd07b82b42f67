"""The typed line: a moment, a case, or a word that says what its key does."""

from agentdesk.board.errors import BoardError
from agentdesk.tui.board.actions import narrowing, numbers, travelling
from agentdesk.tui.board.actions.moving import Action
from agentdesk.tui.board.app import BoardApp
from agentdesk.tui.board.filtering import Filter, choices
from agentdesk.tui.board.typed import Said, complete, lists_of, moments, understand
from agentdesk.tui.kit.typed_line import History, TypedLine


async def _type(app: BoardApp) -> None:
    lists = lists_of(app.need_board().setup, sorted(app.available_themes), plain=app.main.plain)
    written = await _ask(app, ":", TypedLine(
        lambda line: complete(line, lists), _history(app), prompt=":", glyphs=app.glyphs
    ))  # fmt: skip
    if written:
        await carry_out(app, understand(written, lists))


async def _moment(app: BoardApp) -> None:
    written = await _ask(app, "@", TypedLine(moments, _history(app), prompt="@", glyphs=app.glyphs))
    if written:
        await travelling.go_to(app, written)


async def carry_out(app: BoardApp, said: Said) -> None:
    """Do what a line says. Raises ``BoardError`` for what cannot be."""
    match said.verb:
        case "at":
            await travelling.go_to(app, said.rest)
        case "case":
            await numbers.timeline(app, int(said.rest))
        case "window":
            narrowing.set_window(app, said.rest)
        case "formula":
            narrowing.set_variant(app, said.rest)
        case "only":
            chosen = next(c for c in choices(app.need_board().setup) if c.id == said.rest)
            narrowing.narrow(app, Filter().toggled(chosen.kind, chosen.id))
        case "everything":
            narrowing.narrow(app, Filter())
        case "play":
            board = app.need_board()
            if board.view.live:
                raise BoardError("This is live. Go back first: -15m, or a time such as 10:32.")
            board.play(float(said.rest))
            app.renew()
        case "theme":
            app.theme = said.rest
        case command:
            await app.run_command(command)


async def _ask(app: BoardApp, prompt: str, line: TypedLine) -> str | None:
    written = await app.ask(line)
    if written:
        _history(app).add(written)
    return written


def _history(app: BoardApp) -> History:
    if app.history is None:
        app.history = History()
    return app.history


ACTIONS: dict[str, Action] = {"board.type": _type, "board.at": _moment}
