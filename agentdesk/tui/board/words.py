"""The words of the board's cells: numbers with their mark and colour, moments, ages. Pure."""

from zoneinfo import ZoneInfo

from agentdesk.board.view import Cell, Level
from agentdesk.board.wording import NONE, shown
from agentdesk.clock import DAY, to_datetime
from agentdesk.tui.board.cells import Part
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs

LEVEL_STYLES: dict[Level, str] = {"": "text", "good": "text", "warn": "soon", "bad": "late"}
WAITING = "…"
"""Stands for a number that is still being counted."""

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def mark(level: Level, glyphs: Glyphs = UNICODE) -> str:
    """Return the sign of a level; nothing where there is nothing to say."""
    return {"warn": glyphs.warn, "bad": glyphs.bad}.get(level, "")


def number(cell: Cell | None, counted: float = 1.0) -> Part:
    """Return a number with its mark: ``▲ 42``; a dash for nothing, ``…`` while it is counted."""
    if cell is None or cell.value.value is None:
        return (WAITING if counted < 1 else NONE, "muted")
    text = shown(cell.value)
    if cell.level in ("warn", "bad"):
        return (f"{mark(cell.level)} {text}", LEVEL_STYLES[cell.level])
    return (text, "text" if cell.value.value else "muted")


def count(value: int) -> Part:
    """Return a plain count; nothing is quiet."""
    return (str(value), "text" if value else "muted")


def variant_name(figure: str) -> str:
    """Return the last part of a service level's name: ``late abandons``."""
    return figure.rpartition(".")[2].replace("_", " ")


def long_moment(at: int, zone: ZoneInfo) -> str:
    """Return ``Mon 2 Mar 2026 10:32:15``."""
    moment = to_datetime(at).astimezone(zone)
    day = f"{_DAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    return f"{day} {moment:%H:%M:%S}"


def brief_moment(at: int, now: int, zone: ZoneInfo) -> str:
    """Return ``13:51`` on the same day, ``Mon`` within six days, ``28 Feb`` before that."""
    text = short_moment(at, now, zone)
    return text.partition(" ")[0] if text.count(":") and " " in text else text


def short_moment(at: int, now: int, zone: ZoneInfo) -> str:
    """Return ``13:51`` on the same day, ``Mon 13:51`` within six days, ``2 Mar`` before that."""
    moment, today = (to_datetime(t).astimezone(zone) for t in (at, now))
    if moment.date() == today.date():
        return f"{moment:%H:%M}"
    if abs(now - at) < 6 * DAY:
        return f"{_DAYS[moment.weekday()]} {moment:%H:%M}"
    return f"{moment.day} {_MONTHS[moment.month - 1]}"
