"""What an action may ask of the desk it works on. The app is one; a test may be another."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

from textual.screen import Screen
from textual.theme import Theme

from agentdesk.data.unit import Command, Outcome
from agentdesk.tui.desk.bench import Bench
from agentdesk.tui.desk.screen import DeskScreen
from agentdesk.tui.kit.router import KeyRouter

if TYPE_CHECKING:
    from agentdesk.tui.desk.history import TypedHistory
    from agentdesk.tui.kit.help import Palette
    from agentdesk.tui.kit.sheet import SheetPlan

Result = TypeVar("Result")


class Host(Protocol):
    """The desk as its actions see it."""

    desk: DeskScreen
    bench: Bench | None
    router: KeyRouter
    theme: Any
    after_send: str

    @property
    def current_theme(self) -> Theme:
        """The theme in use."""
        ...

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Every theme by its name."""
        ...

    def history(self) -> "TypedHistory":
        """Return what was typed into the command line before."""
        ...

    def key_context(self) -> str:
        """Say where the keyboard is."""
        ...

    def need_bench(self) -> Bench:
        """Return what is on the desk."""
        ...

    def ids(self) -> dict[str, Any]:
        """Return a new command's id and its actor."""
        ...

    def palette(self) -> "Palette":
        """Return the palette's list."""
        ...

    async def stand_aside(self) -> None:
        """Give the terminal back to the shell for a while."""
        ...

    def say(self, sentence: str) -> None:
        """Put a sentence into the footer."""
        ...

    def show_hints(self) -> None:
        """List the keys that make sense now."""
        ...

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text through the terminal."""
        ...

    def suspend(self) -> AbstractContextManager[None]:
        """Give the terminal to another program for a while."""
        ...

    async def run_command(self, command_id: str) -> None:
        """Do what a command says."""
        ...

    async def do(self, command: Command) -> Outcome | None:
        """Do a command; ``None`` if it was refused, which the footer says."""
        ...

    async def sheet(self, plan: "SheetPlan") -> dict[str, str] | None:
        """Ask with a sheet."""
        ...

    async def beside(self, screen: Screen[Result]) -> Result | None:
        """Open something beside the case it is about."""
        ...

    async def ask(self, screen: Screen[Result]) -> Result | None:
        """Open something over the desk."""
        ...

    async def take_back(self, command_id: str) -> None:
        """Undo a command."""
        ...

    async def open_selected(self) -> bool:
        """Open the highlighted case."""
        ...

    async def seen(self, case_id: int) -> None:
        """Remember that a case was opened."""
        ...

    async def close_composer(self) -> None:
        """Leave the text box; the draft is kept."""
        ...

    async def open_ends(self) -> str:
        """Say what quitting now would leave open."""
        ...

    async def shut(self) -> None:
        """Leave in order."""
        ...


Action: TypeAlias = Callable[[Host], Awaitable[None]]
