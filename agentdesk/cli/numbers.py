"""Numbers and ids on the command line, told in plain words when they are none."""

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    Type = click.ParamType[Any]
else:
    # Older releases of click have no such brackets.
    Type = click.ParamType

HIGHEST = 2**63 - 1
"""The highest number that a store can hold."""
LONGEST_ID = 200


class Number(Type):
    """The number of a case, a message or something else that the store counts."""

    name = "number"

    def __init__(self, lowest: int = 1) -> None:
        self.lowest = lowest

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read a number. Fails with a sentence."""
        text = str(value).strip().removeprefix("#")
        # Longer ones are no numbers of this world, and Python reads them slowly.
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1
        if not self.lowest <= number <= HIGHEST:
            self.fail(f"“{text[:40]}” is no number from {self.lowest} on, such as 33.", param, ctx)
        return number

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> "list[CompletionItem]":
        """Return the numbers of the person's cases, where a case is meant."""
        if param.metavar not in ("CASE", "INTO"):
            return []
        from agentdesk.cli.completing import items

        return items(ctx, "cases", incomplete)


class CommandId(Type):
    """An id that a script gives its command: it goes into the log, which is never erased."""

    name = "id"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read an id. Fails with a sentence."""
        from agentdesk.domain.cards import find

        text = str(value)
        plain = text.isascii() and text.isprintable() and " " not in text
        if not plain or not 0 < len(text) <= LONGEST_ID or find(text):
            self.fail(
                f"An id is one word of at most {LONGEST_ID} letters, digits and signs, and no "
                "card number.",
                param,
                ctx,
            )
        return text


NUMBER = Number()
COMMAND_ID = CommandId()
