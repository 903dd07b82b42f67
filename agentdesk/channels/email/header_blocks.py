"""The headers of an answered mail as Outlook and others write them into the text.

"From: ... Sent: ... To: ... Subject: ...", bold or plain, in any language of ``quote_words.txt``,
a label a line or all in one; and the line "-----Original Message-----" above them.
"""

import re
from collections.abc import Sequence

from agentdesk.channels.email.introductions import dated, exactly_dated
from agentdesk.channels.email.quote_words import alternatives, every

MAX_LINE = 400
WINDOW = 14

_KINDS = ("sender", "sent", "date", "to", "cc", "subject", "other")
_LABELS: dict[str, set[str]] = {}
for _kind in _KINDS:
    for _label in every(_kind):
        _LABELS.setdefault(_label, set()).add(_kind)
_LABEL = re.compile(r"[\s*_>|]*([^\s:：*_|][^:：*|]{0,30}?)\s?\**_?\s?[:：]\**_?\s*(.*)$")
_INLINE = re.compile(r"([^\s:：*]{1,20}(?:\s[^\s:：*]{1,20})?)\s?\*{0,2}\s?[:：]")
_DASHES = r"\-_=*#~\u2010-\u2015"
_WORDS = alternatives("original")
_ORIGINAL = re.compile(
    rf"[\s>]*[{_DASHES}]{{2,}}\s*(?:{_WORDS})\s*:?\s*[{_DASHES}]*\s*$", re.IGNORECASE
)
_BARE_ORIGINAL = re.compile(rf"\s*(?:{_WORDS})\s*:?\s*$", re.IGNORECASE)
_ABOVE = re.compile(
    rf"[\s>]*[{_DASHES}<\[(]{{1,}}.{{0,40}}(?:{alternatives('above')})", re.IGNORECASE
)
_FORWARD = re.compile(
    rf"[\s>{_DASHES}]*(?:{alternatives('forwarded')})(?:\s.{{0,120}})?\s?[:：]?[{_DASHES}\s]*$",
    re.IGNORECASE,
)
_FORWARD_BARE = re.compile(rf"[\s>]*(?:{alternatives('forwarded')})\s?[:：]?\s*$", re.IGNORECASE)
_ARROWS = re.compile(r">>>\s.{3,200}\s>>>$")
_DASHED = re.compile(rf"[\s>]*[{_DASHES}]{{2}}")
_RULE = re.compile(rf"\s*[{_DASHES}]{{5,}}\s*$")


def is_rule(line: str) -> bool:
    """Say whether a line is nothing but dashes."""
    return len(line) <= MAX_LINE and bool(_RULE.match(line))


def begins_forward(line: str) -> bool:
    """Say whether what follows the line is a mail that is passed on."""
    if len(line) > 200:
        return False
    if _FORWARD_BARE.match(line):
        return True
    return bool(_DASHED.match(line) and _FORWARD.match(line))


def begins_original(lines: Sequence[str], at: int) -> bool:
    """Say whether line ``at`` says that what follows is the answered mail."""
    line = lines[at]
    if len(line) > 200:
        return False
    if _ORIGINAL.match(line) or _ABOVE.match(line):
        return True
    return bool(_BARE_ORIGINAL.match(line)) and is_block(lines, _next(lines, at + 1), ruled=True)


def begins_notes_block(lines: Sequence[str], at: int) -> bool:
    """Say whether Notes' headers begin at line ``at``: a name, a date, bare labels below.

    Nor is more than a name and a date needed where arrows stand around them (GroupWise).
    """
    line = lines[at]
    if _ARROWS.match(line) and dated(line):
        return True
    if at + 1 >= len(lines) or len(lines[at + 1]) > 50 or not exactly_dated(lines[at + 1]):
        return False
    bare = {line.casefold() for line in lines[at + 2 : at + 2 + WINDOW] if line}
    kinds = {kind for line in bare for kind in _LABELS.get(line, ())}
    return len(line) <= 120 and {"to", "subject"} <= kinds


def is_block(lines: Sequence[str], at: int, *, ruled: bool = False) -> bool:
    """Say whether the headers of an answered mail begin at line ``at``.

    ``ruled``: a rule of dashes stands above, so less proof is asked.
    """
    if at >= len(lines):
        return False
    found: dict[str, str] = {}
    strange = labelled = 0
    for here in range(at, min(at + WINDOW, len(lines))):
        line = lines[here]
        if not line:
            if not found or here + 1 >= len(lines) or not _kinds(lines[here + 1])[0]:
                break
            continue
        kinds, value = _kinds(line)
        if not kinds:
            if not found and not ruled:
                return False
            labelled += bool(_LABEL.match(line[:MAX_LINE]))
            strange += 1
            if strange > 2:
                break
            continue
        strange = 0
        labelled += 1
        for kind in kinds:
            found.setdefault(kind, value)
        if here == at and line.count(":") > 1:
            found.update(_inline(line))
    return _proves(found) or (ruled and _proves_below_rule(found, labelled, lines[at : at + 4]))


def _kinds(line: str) -> tuple[set[str], str]:
    match = _LABEL.match(line[:MAX_LINE])
    kinds = _LABELS.get(" ".join(match[1].casefold().split())) if match else None
    return (kinds, match[2]) if match and kinds else (set(), "")


def _inline(line: str) -> dict[str, str]:
    """Return the kinds of labels that all stand in one line."""
    found: dict[str, str] = {}
    for match in list(_INLINE.finditer(line[:MAX_LINE]))[1:12]:
        label = " ".join(match[1].casefold().split())
        for one in (label, label.rpartition(" ")[2]):
            if one in _LABELS:
                for kind in _LABELS[one]:
                    found.setdefault(kind, line[match.end() : match.end() + 60])
                break
    return found


def _proves(found: dict[str, str]) -> bool:
    sender, date = found.get("sender"), found.get("sent") or found.get("date") or ""
    addressed = "@" in (sender or "") or "@" in found.get("to", "")
    if sender is None:
        return exactly_dated(date) and "to" in found and addressed
    if exactly_dated(date) and (addressed or len(found) >= 3):
        return True
    if len(found) < 3:
        return False
    if "sent" in found:
        return True
    return "subject" in found and ("date" in found or "@" in sender)


def _proves_below_rule(found: dict[str, str], labelled: int, lines: Sequence[str]) -> bool:
    if "sender" in found and len(found) >= 2:
        return True
    # A language nobody thought of: labels in a row, one with a date or an address.
    return labelled >= 3 and any(dated(line) for line in lines)


def _next(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and not lines[at]:
        at += 1
    return at
