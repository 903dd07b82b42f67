"""What a command prints: plain columns for people, one JSON object a line for programs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import click
import msgspec

from agentdesk.clock import DAY, HOUR, MINUTE, to_datetime
from agentdesk.text import clean, clean_line, width

_encoder = msgspec.json.Encoder(enc_hook=str)


def say(text: str) -> None:
    """Print text for people; nothing in it can steer the terminal."""
    click.echo(clean(text))


def say_json(value: Any) -> None:
    """Print one JSON object on one line. Instants are milliseconds UTC."""
    click.echo(_encoder.encode(value).decode())


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows under headings, columns aligned, the last one as long as it is."""
    lines = [[clean_line("" if cell is None else str(cell)) for cell in row] for row in rows]
    wide = [
        max([width(title), *(width(line[column]) for line in lines)])
        for column, title in enumerate(head)
    ]
    for line in ([*head], *lines):
        cells = [cell + " " * (size - width(cell)) for cell, size in zip(line, wide, strict=True)]
        click.echo("  ".join(cells).rstrip())


def when(instant: int | None) -> str:
    """Write an instant in the machine's own zone, ``2026-03-02 10:00``."""
    if instant is None:
        return ""
    local: datetime = to_datetime(instant).astimezone()
    return local.strftime("%Y-%m-%d %H:%M")


def ago(instant: int | None, now: int) -> str:
    """Write how far away an instant is: ``12m``, ``2h 11``, ``3d``; late is ``-12m``."""
    if instant is None:
        return ""
    ms = instant - now
    sign, ms = ("-", -ms) if ms < 0 else ("", ms)
    if ms < HOUR:
        return f"{sign}{ms // MINUTE}m"
    if ms < DAY:
        return f"{sign}{ms // HOUR}h {ms % HOUR // MINUTE:02d}"
    return f"{sign}{ms // DAY}d"


def say_failure(code: str, sentence: str) -> None:
    """Print, as JSON, that a command ended without doing what was asked."""
    say_json({"ok": False, "code": code, "error": sentence})
