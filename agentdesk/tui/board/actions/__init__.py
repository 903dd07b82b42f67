"""What the board's commands do, one module a family, and the table from ids to functions."""

from collections.abc import Awaitable, Callable

from agentdesk.tui.board.actions import moving, narrowing, numbers, panels, travelling, typing
from agentdesk.tui.board.app import BoardApp

ACTIONS: dict[str, Callable[[BoardApp], Awaitable[None]]] = {
    **moving.ACTIONS,
    **numbers.ACTIONS,
    **narrowing.ACTIONS,
    **travelling.ACTIONS,
    **typing.ACTIONS,
    **panels.ACTIONS,
}
