"""Amounts of money on the command line: ``25``, ``25.50``, ``25,50``."""

import re
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    Type = click.ParamType[Any]
else:
    # Older releases of click have no such brackets.
    Type = click.ParamType

_AMOUNT = re.compile(r"(\d{1,9})(?:[.,](\d{2}))?")


class Amount(Type):
    """An amount, as hundredths of its currency."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read an amount. Fails with a sentence."""
        if isinstance(value, int):
            return value
        found = _AMOUNT.fullmatch(str(value).strip())
        if found is None:
            self.fail(f"“{str(value)[:40]}” is no amount, such as 25 or 25.50.", param, ctx)
        return int(found[1]) * 100 + int(found[2] or 0)


AMOUNT = Amount()
