"""Calendar invitations (iCalendar) in words: what, when, where, and who asks. Pure."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from agentdesk.text import clean_line

MAX_LENGTH = 200_000
MAX_TEXT = 300

_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r'([A-Za-z-]{1,40})((?:;[A-Za-z-]{1,40}=(?:"[^"]{0,300}"|[^;:"]{0,300}))*):(.*)')
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z)?)?$")
_DURATION = re.compile(r"P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?)?")
_ESCAPE = re.compile(r"\\([\\;,nN])")

_METHODS = {
    "REQUEST": "Invitation",
    "CANCEL": "Appointment called off",
    "REPLY": "Answer to an invitation",
    "COUNTER": "Another time is asked for",
    "REFRESH": "The newest state of an appointment is asked for",
}
_ANSWERS = {
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "TENTATIVE": "perhaps",
    "DELEGATED": "somebody else comes",
}


class _Value(NamedTuple):
    parameters: dict[str, str]
    text: str


def invitation(calendar: str) -> str:
    """Return the first appointment of a calendar in words, a line a fact; empty if it has none."""
    calendar = _FOLD.sub("", calendar[:MAX_LENGTH])
    method = ""
    event: dict[str, list[_Value]] | None = None
    inside = 0
    for line in calendar.splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        name, text = match[1].upper(), match[3].strip()
        if name == "METHOD" and event is None:
            method = text.upper()
        elif name == "BEGIN" and event is not None:
            inside += 1
        elif name == "BEGIN" and text.upper() in ("VEVENT", "VTODO"):
            event = {}
        elif name == "END" and event is not None:
            if not inside:
                break
            inside -= 1
        elif event is not None and not inside:
            event.setdefault(name, []).append(_Value(_parameters(match[2]), text))
    return "" if event is None else _told(method, event)


def _parameters(written: str) -> dict[str, str]:
    pairs = re.findall(r';([A-Za-z-]+)=("[^"]*"|[^;:"]*)', written)
    return {name.upper(): value.strip('"') for name, value in pairs}


def _told(method: str, event: dict[str, list[_Value]]) -> str:
    first = {name: values[0] for name, values in event.items()}
    lines = [f"{_METHODS.get(method, 'Appointment')}: {_text(first.get('SUMMARY')) or 'no title'}"]
    if method == "REPLY":
        for who in event.get("ATTENDEE", [])[:3]:
            answer = _ANSWERS.get(who.parameters.get("PARTSTAT", "").upper())
            if answer:
                lines.append(f"{_person(who)}: {answer}")
    if (when := _when(first)) != "":
        lines.append(f"When: {when}")
    if "RRULE" in first:
        lines.append("It repeats.")
    if (where := _text(first.get("LOCATION"))) != "":
        lines.append(f"Where: {where}")
    if "ORGANIZER" in first:
        lines.append(f"From: {_person(first['ORGANIZER'])}")
    return "\n".join(lines)


def _text(value: _Value | None) -> str:
    if value is None:
        return ""
    plain = _ESCAPE.sub(lambda m: " " if m[1] in "nN" else m[1], value.text[: MAX_TEXT * 4])
    return clean_line(plain, MAX_TEXT)


def _person(value: _Value) -> str:
    address = re.sub(r"^mailto:", "", value.text.strip(), flags=re.IGNORECASE)
    name = clean_line(value.parameters.get("CN", ""), 100)
    address = clean_line(address, 200)
    return f"{name} <{address}>" if name and name != address else address


def _when(first: dict[str, _Value]) -> str:
    start = first.get("DTSTART") or first.get("DUE")
    if start is None:
        return ""
    begins = _moment(start.text)
    if begins is None:
        return clean_line(start.text, 40)
    zone = "UTC" if start.text.endswith("Z") else clean_line(start.parameters.get("TZID", ""), 60)
    ends = _moment(first["DTEND"].text) if "DTEND" in first else None
    if ends is None and "DURATION" in first:
        ends = _later(begins, first["DURATION"].text)
    shown = f"{_span(begins, ends)} {f'({zone})' if zone else ''}".strip()
    return shown


def _moment(text: str) -> datetime | date | None:
    match = _STAMP.match(text.strip())
    if match is None:
        return None
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
        if match[4] is None:
            return day
        return datetime(day.year, day.month, day.day, int(match[4]), int(match[5]), tzinfo=UTC)
    except ValueError:
        return None


def _later(begins: datetime | date, text: str) -> datetime | date | None:
    match = _DURATION.match(text)
    if match is None:
        return None
    weeks, days, hours, minutes = (int(part or 0) for part in match.groups())
    try:
        return begins + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    except OverflowError:
        return None


def _span(begins: datetime | date, ends: datetime | date | None) -> str:
    day = f"{begins:%a} {begins.day} {begins:%b %Y}"
    if not isinstance(begins, datetime):
        # The day an all-day appointment ends on is the one after it.
        end = ends.date() if isinstance(ends, datetime) else ends
        last = end - timedelta(days=1) if end is not None and end > begins else begins
        until = f" to {last:%a} {last.day} {last:%b %Y}" if last != begins else ""
        return f"{day}{until}, all day"
    shown = f"{day}, {begins:%H:%M}"
    if not isinstance(ends, datetime) or ends <= begins:
        return shown
    if ends.date() == begins.date():
        return f"{shown} to {ends:%H:%M}"
    return f"{shown} to {ends:%a} {ends.day} {ends:%b %Y}, {ends:%H:%M}"
