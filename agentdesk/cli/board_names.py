"""What ``agentdesk board`` is asked for by name: figures, rules, channels; a shell completes them.

A wrong name ends with 64: with 2 this command says that a threshold is crossed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, get_args

import click

from agentdesk.cli.exits import WRONG
from agentdesk.cli.names import Type
from agentdesk.domain.parts import Channel
from agentdesk.nearest import nearest

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

CHANNELS: tuple[str, ...] = get_args(Channel)


class WrongOption(click.UsageError):
    """A wrong command line of a command whose 2 means something else."""

    exit_code = WRONG


class BoardCommand(click.Command):
    """A command whose wrong options end with a code of their own."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Read the command line."""
        with _told_apart():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with _told_apart():
            return super().invoke(ctx)


@contextmanager
def _told_apart() -> Iterator[None]:
    try:
        yield
    except click.UsageError as error:
        raise WrongOption(error.format_message(), error.ctx) from None


class FigureName(Type):
    """The name of a figure."""

    name = "figure"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name, if there is a figure of that name."""
        from agentdesk.board.figures.registry import FAMILY, FIGURES

        return _known(self, str(value), {FAMILY: "", **FIGURES}, "figure", param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> "list[CompletionItem]":
        """Return the figures whose names begin like this."""
        from agentdesk.board.figures.registry import FIGURES

        return _offered({id: figure.name for id, figure in FIGURES.items()}, incomplete)


class RuleName(Type):
    """The name of a rule of the service level, without ``service_level`` before it."""

    name = "rule"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name, if there is a rule of that name."""
        given = str(value).removeprefix("service_level.")
        return _known(self, given, _rules(), "rule of the service level", param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> "list[CompletionItem]":
        """Return the rules whose names begin like this."""
        return _offered(_rules(), incomplete)


FIGURE = FigureName()
RULE = RuleName()


def _rules() -> dict[str, str]:
    from agentdesk.board.figures.registry import VARIANTS

    return {id.partition(".")[2]: figure.name for id, figure in VARIANTS.items()}


def _known(
    kind: Type,
    value: str,
    names: Any,
    word: str,
    param: click.Parameter | None,
    ctx: click.Context | None,
) -> str:
    if value in names:
        return value
    kind.fail(f"There is no {word} “{value}”. {nearest(value, names)}", param, ctx)


def _offered(names: dict[str, str], incomplete: str) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem

    return [
        CompletionItem(name, help=words)
        for name, words in names.items()
        if name.startswith(incomplete)
    ]
