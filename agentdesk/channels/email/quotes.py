"""Which lines of a reply are the customer's own, and which are quoted mail or a signature.

Quotes are folded, never deleted: :func:`fold` returns line ranges into the body. A mail that only
passes another one on has nothing folded, for then the quoted text is the message. Only the first
part of a long body is examined.
"""

import re

import msgspec

from agentdesk.channels.email.mail import Fold

MAX_CHARACTERS = 64 * 1024
MAX_LINES = 2_000
MAX_LINE = 400
MAX_SIGNATURE = 15
HEADER_WINDOW = 12


class Folded(msgspec.Struct, frozen=True):
    """The folds of a body in order, and the body without its quotes."""

    folds: tuple[Fold, ...]
    reply_text: str


# The words before an answered mail: how the line begins and how it ends, by language. A date or
# an address must stand between, or every "On Monday he wrote:" of a customer would be folded.
_INTRODUCTIONS = tuple(
    (re.compile(begin, re.IGNORECASE), re.compile(end, re.IGNORECASE))
    for begin, end in (
        (r"on\b", r"\bwrote ?:$"),
        (r"(?:am|den|um)\b", r"\bschrieb\b.{0,200}:$"),
        (r".{2,120}\bschrieb am\b", r":$"),
        (r"(?:le|el)\b", r"\b(?:a écrit|écrivait|escribió|va escriure) ?:$"),
        (r"(?:em|a|no dia)\b", r"\bescreveu ?:$"),
        (r"(?:il|in data)\b", r"\bha scritto ?:$"),
        (r"op\b", r"\b(?:schreef\b.{0,200}|geschreven|het volgende) ?:$"),
        (r"(?:den|på|tir|man|ons|tor|fre|lør|søn)\b", r"\b(?:skrev|følgende)\b.{0,200}:$"),
        (r"(?:dnia|w dniu|pon|wt|śr|czw|pt|sob|niedz)", r"\bnapisał(?:\(a\)|a)? ?:$"),
        (r".{2,200}", r"\b(?:написал|написала|пишет)(?:\(а\))?:$"),
    )
)
_STARTS_INTRODUCTION = re.compile(
    r"(?:on|am|le|el|em|il|op|den|på|dnia|w dniu|in data|no dia)\b|\d{1,4}[./-]\d|"
    r"(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim)\w{0,6}[.,]",
    re.IGNORECASE,
)
_DATED = re.compile(r"@|\d{1,2}[:.h]\d{2}|\b\d{4}\b|\d{1,2}[./-]\d{1,2}[./-]\d{2}")

_FORWARD_WORDS = (
    r"forwarded (?:message|mail)|begin forwarded message|weitergeleitete (?:nachricht|e-mail)|"
    r"anfang der weitergeleiteten (?:nachricht|e-mail)|message (?:transféré|réexpédié)|"
    r"début du message (?:réexpédié|transféré)|mensaje reenviado|inicio del mensaje reenviado|"
    r"mensagem encaminhada|messaggio inoltrato|inizio messaggio inoltrato|doorgestuurd bericht|"
    r"begin doorgestuurd bericht|vidarebefordrat meddelande|пересылаемое сообщение"
)
_FORWARD = re.compile(rf"[-\s]*(?:{_FORWARD_WORDS})\s?:?[-\s]*$", re.IGNORECASE)
_ORIGINAL = re.compile(
    r"[-_=*]{2,}\s*(?:original[- ](?:message|appointment|nachricht)|ursprüngliche nachricht|"
    r"originalnachricht|message d['’]origine|message original|mensaje original|"
    r"mensagem original|messaggio originale|oorspronkelijk bericht|origineel bericht|"
    r"ursprungligt meddelande|oprindelig meddelelse|opprinnelig melding|wiadomość oryginalna|"
    r"исходное сообщение)\s*[-_=*]{2,}$",
    re.IGNORECASE,
)

_LABELS = {
    label: kind
    for kind, labels in {
        "from": "from|von|de|expéditeur|da|van|från|fra|od|от|remitente",
        "sent": "sent|gesendet|envoyé|envoyé le|enviado|enviado el|enviada em|enviado em|inviato|"
        "verzonden|skickat|sendt|wysłano|отправлено|sent at",
        "date": "date|datum|fecha|data|dato|дата",
        "to": "to|an|à|para|a|aan|till|til|do|кому|pour|destinataire",
        "cc": "cc|kopie|copie|copia|kopi|kopia|dw|копия|cc/kopie",
        "subject": "subject|betreff|objet|sujet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|"
        "тема",
        "other": "importance|wichtigkeit|priority|attachments|anlagen|reply-to|antwort an|bcc",
    }.items()
    for label in labels.split("|")
}
_LABEL = re.compile(r"[\s>*]*([^\s:*>][^:*]{0,30}?)\s?\*?\s?:\*?\s*(.*)$")
_RULE = re.compile(r"\s*[-_=*]{5,}\s*$")
_DELIMITER = re.compile(r"-- ?$")
_DEVICE = re.compile(
    r"(?:sent from my|sent from (?:mail|yahoo|outlook|samsung|proton)|sent via|get outlook for|"
    r"von meinem \S.{0,60}gesendet|gesendet (?:von|mit)|diese nachricht wurde von mein|"
    r"envoyé (?:de|depuis) (?:mon|ma|mail|yahoo|outlook)|obtenir outlook|téléchargez outlook|"
    r"enviado desde|obtener outlook|enviado do meu|inviato da)\b.{0,80}$",
    re.IGNORECASE,
)


def fold(text: str, quoted: tuple[tuple[int, int], ...] = ()) -> Folded:
    """Find what to fold in a clean body.

    ``quoted`` are line ranges that the sender's mail program itself marked as quoted.
    """
    lines = text.split("\n")
    examined = _examined(lines)
    marked = [False] * len(lines)
    for start, end in quoted:
        if not _begins_forward(lines, start):
            marked[start:end] = [True] * (min(end, len(lines)) - start)
    _mark_prefixed(lines, marked)
    cut = _cut(lines, examined, marked)
    marked[cut:] = [True] * (len(lines) - cut)
    if not any(line.strip() and not mark for line, mark in zip(lines, marked, strict=True)):
        return Folded((), text.strip())
    reply = "\n".join(line for line, mark in zip(lines, marked, strict=True) if not mark)
    folds = _ranges(lines, marked) + _signature(lines, marked)
    return Folded(tuple(sorted(folds, key=lambda f: f.start)), reply.strip())


def _examined(lines: list[str]) -> int:
    """Return how many lines are looked at."""
    budget = MAX_CHARACTERS
    for at, line in enumerate(lines[:MAX_LINES]):
        budget -= len(line) + 1
        if budget < 0:
            return at
    return min(len(lines), MAX_LINES)


def _begins_forward(lines: list[str], start: int) -> bool:
    return any(_FORWARD.match(line.strip()) for line in lines[start : start + 2])


def _mark_prefixed(lines: list[str], marked: list[bool]) -> None:
    """Mark runs of lines that begin with ``>``, blank lines between, and what introduces them."""
    at = 0
    while at < len(lines):
        if not lines[at].startswith(">") or marked[at]:
            at += 1
            continue
        start = _introduction_before(lines, at)
        end = at
        while at < len(lines) and (lines[at].startswith(">") or not lines[at].strip()):
            at += 1
            if lines[at - 1].startswith(">"):
                end = at
        marked[start:end] = [True] * (end - start)


def _introduction_before(lines: list[str], quote: int) -> int:
    """Return where the words that introduce the quote begin, or the quote itself."""
    last = quote - 1
    while last >= 0 and quote - last <= 2 and not lines[last].strip():
        last -= 1
    if last < 0 or not lines[last].strip() or len(lines[last]) > MAX_LINE:
        return quote
    if not lines[last].rstrip().endswith((":", "：")):
        return quote
    for first in range(last, max(last - 3, -1), -1):
        if not lines[first].strip() or len(lines[first]) > MAX_LINE:
            break
        joined = " ".join(line.strip() for line in lines[first : last + 1])
        if _STARTS_INTRODUCTION.match(joined) and _DATED.search(joined):
            return first
    return last if _DATED.search(lines[last]) else quote


def _cut(lines: list[str], examined: int, marked: list[bool]) -> int:
    """Return the line from which on everything is quoted; the number of lines if there is none."""
    written = False
    for at in range(examined):
        line = lines[at].strip()
        if marked[at] or not line:
            continue
        if _FORWARD.match(line[:MAX_LINE]):
            return len(lines)
        if written:
            if _ORIGINAL.match(line[:MAX_LINE]) or _is_header_block(lines, at):
                return at
            if _RULE.match(line) and _is_header_block(lines, _next_written(lines, at + 1)):
                return at
            if _is_introduction(lines, at) and not _prefixed_follows(lines, at):
                return at
        written = True
    return _last_resort(lines, examined, marked)


def _next_written(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _is_header_block(lines: list[str], at: int) -> bool:
    """Say whether the headers of a quoted mail begin here, as Outlook writes them."""
    kinds: set[str] = set()
    strange = 0
    sender = ""
    for line in lines[at : at + HEADER_WINDOW]:
        match = _LABEL.match(line[:MAX_LINE]) if line.strip() else None
        kind = _LABELS.get(match[1].strip().lower()) if match else None
        if match is None or kind is None:
            strange += 1
            if not kinds or strange > 2 or not line.strip():
                break
            continue
        strange = 0
        sender = match[2] if kind == "from" else sender
        kinds.add(kind)
    if "from" not in kinds or len(kinds) < 3:
        return False
    return "sent" in kinds or ("subject" in kinds and ("date" in kinds or "@" in sender))


def _is_introduction(lines: list[str], at: int) -> bool:
    """Say whether "On ..., ... wrote:" begins here, perhaps wrapped over three lines."""
    joined = ""
    for line in lines[at : at + 3]:
        if not line.strip() or len(joined) + len(line) > MAX_LINE:
            return False
        joined = (joined + " " + line.strip()).strip()
        if joined.endswith(":"):
            return bool(_DATED.search(joined)) and any(
                begin.match(joined) and end.search(joined) for begin, end in _INTRODUCTIONS
            )
    return False


def _prefixed_follows(lines: list[str], at: int) -> bool:
    return any(line.startswith(">") for line in lines[at + 1 : at + 6])


def _last_resort(lines: list[str], examined: int, marked: list[bool]) -> int:
    """Ask quotequail about a body in which nothing was found."""
    if any(marked) or examined < 3:
        return len(lines)
    from quotequail import quote

    shortened = "\n".join(line[:MAX_LINE] for line in lines[:examined])
    pieces = quote(shortened, limit=MAX_LINES + 1, quote_intro_line=True)
    if len(pieces) < 2 or not pieces[0][1].strip():
        return len(lines)
    cut = pieces[0][1].count("\n") + 1
    return len(lines) if _FORWARD.match(lines[cut].strip()[:MAX_LINE]) else cut


def _ranges(lines: list[str], marked: list[bool]) -> list[Fold]:
    folds: list[Fold] = []
    start: int | None = None
    for at, mark in enumerate([*marked, False]):
        if mark and start is None:
            start = at
        elif not mark and start is not None:
            if any(line.strip() for line in lines[start:at]):
                folds.append(Fold(start, at, "quote"))
            start = None
    return folds


def _signature(lines: list[str], marked: list[bool]) -> list[Fold]:
    """Find the signature: after the usual delimiter, or a phone's line, up to quoted mail."""
    end = next(
        (at for at, mark in enumerate(marked) if mark and any(line.strip() for line in lines[:at])),
        len(lines),
    )
    while end and not lines[end - 1].strip():
        end -= 1
    for start in range(end - 1, max(end - 1 - MAX_SIGNATURE, -1), -1):
        line = lines[start].strip() if len(lines[start]) < MAX_LINE else ""
        found = _DELIMITER.match(line) or (_DEVICE.match(line) and end - start <= 2)
        if found and not marked[start]:
            return [Fold(start, end, "signature")] if any(x.strip() for x in lines[:start]) else []
    return []
