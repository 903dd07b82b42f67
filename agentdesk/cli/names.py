"""Names of the set-up on the command line: queues, people, dispositions. A shell completes them."""

from typing import TYPE_CHECKING, Any, Literal

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    Type = click.ParamType[Any]
else:
    # Older releases of click have no such brackets.
    Type = click.ParamType


class Name(Type):
    """A name as it was typed; whether the desk knows it is the use-case's to say."""

    name = "text"

    def __init__(self, kind: Literal["queues", "people", "dispositions", "teams", "sites"]) -> None:
        self.kind = kind

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name."""
        return str(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> "list[CompletionItem]":
        """Return the names that begin like this."""
        from agentdesk.cli.completing import items

        return items(ctx, self.kind, incomplete)


QUEUE = Name("queues")
PERSON = Name("people")
DISPOSITION = Name("dispositions")
TEAM = Name("teams")
SITE = Name("sites")
