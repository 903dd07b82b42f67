"""Amounts of money on the command line: ``25``, ``25.50``, ``25,50``."""

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    Type = click.ParamType[Any]
else:
    # Older releases of click have no such brackets.
    Type = click.ParamType


class Amount(Type):
    """An amount, as hundredths of its currency."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read an amount. Fails with a sentence."""
        if isinstance(value, int):
            return value
        from agentdesk.desk.goodwill import cents_of

        found = cents_of(str(value))
        if isinstance(found, str):
            self.fail(found, param, ctx)
        return found


AMOUNT = Amount()
