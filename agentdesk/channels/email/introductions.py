"""The line above an answered mail: "On 2 April at 18:26, Ann <ann@x.org> wrote:".

Such a line may be wrapped over several, have the name or the date first, be in any of the
languages of ``quote_words.txt``, or lack a verb and have only a date, an address and a colon.
Every look at a line is bounded, and so is the number of looks.
"""

import re
from collections.abc import Sequence

from agentdesk.channels.email.quote_words import alternatives, every

MAX_LENGTH = 400
MAX_WRAPPED = 6
MAX_LOOKS = 200

_INVISIBLE = str.maketrans({0x200E: None, 0x200F: None, 0x200B: None, 0x00A0: " ", 0x202F: " "})
_TIME = re.compile(r"\d{1,2}\s?[:.hHч時时시點点]\s?\d{2}")
_DAY = re.compile(r"(?<!\d)(?:19|20|๒|25|14|۱۴|۲۰|٢٠)\d{2}(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{2}")
_ADDRESS = re.compile(r"[<(\[]\s?(?:mailto:)?[^<>()\s@]{1,100}@[^<>()\s@]{1,200}\s?[>)\]]")
_ENDS = (":", "：", "：-", ":-")
_FRAME = re.compile(r"^[-_=*\u2010-\u2015]{2,}\s*(.*?)\s*[-_=*\u2010-\u2015]{2,}$")
_START_WORD = re.compile(
    rf"[\s\"'*-]*(?:{alternatives('starts')})(?!\w)(?:.{{0,40}}\d|[^.!?]{{0,30}}$)", re.IGNORECASE
)
_START_DATE = re.compile(
    r"[\s\"'*-]*(?:\d{1,4}\s?[./년年-]\s?\d|\d{1,2}\.?\s\w{3,12}\.?,?\s\d{4}"
    r"|[^\W\d]{1,14}[.,]{1,2}\s?\w{0,12}\.?\s?\d|[^\W\d]{1,3}\s\d{1,2}\.\s)"
)
_SENTENCE_END = re.compile(r"(?:[!?。]|[^\W\d]{4}[.])$")
_CONTINUES = re.compile(r"[<(\[@\"']|[^\W\d_]{0,40}[>:]|mailto:")
# In the middle of a line only the commonest of such words, with a date behind, part it.
_MIDDLE = re.compile(
    r"[\s\u2010-\u2015-]+((?:On|Am|Le|El|Em|Il|Op|Den|Dne)\s+(?:[^\W\d]{2,12}[.,]{0,2}\s+){0,3}\d.*)$"
)
_FILLER = re.compile(
    r"(?:(?:the |das |het |lo |o |ce |quanto )?(?:following|folgendes|volgende|følgende|följande"
    r"|siguiente|seguinte|qui suit|segue))$"
)
_GENDER = re.compile(r"^[(/]\s?-?\w{1,12}\)?")
_TOKEN = re.compile(r"\w+")


def _needs_no_blank(word: str) -> bool:
    return any("\u0e00" <= c <= "\u0e7f" or c >= "\u3040" for c in word)


_THEN = frozenset(every("wrote_then"))
_JOINED = tuple(word for word in every("wrote") if _needs_no_blank(word))
_BY_LAST: dict[str, list[str]] = {}
for _word in every("wrote"):
    if not _needs_no_blank(_word) and (_tokens := _TOKEN.findall(_word.partition("(")[0])):
        _BY_LAST.setdefault(_tokens[-1], []).append(_word.partition("(")[0].partition("/")[0])


def plain(line: str) -> str:
    """Return a line as it is looked at: no marks of direction, no blanks around."""
    return line.translate(_INVISIBLE).replace("&nbsp;", " ").strip()


def dated(text: str) -> bool:
    """Say whether a text holds a day, a time or an address."""
    return "@" in text or bool(_TIME.search(text) or _DAY.search(text))


def exactly_dated(text: str) -> bool:
    """Say whether a text holds a day with its year and a time."""
    return bool(_TIME.search(text) and _DAY.search(text))


def is_introduction(text: str, *, quote_follows: bool = False) -> bool:
    """Say whether a text of one line, wrapping undone, introduces an answered mail."""
    if len(text) > MAX_LENGTH:
        return False
    framed = _FRAME.match(text)
    if framed:
        end, _ = _verb(framed[1].casefold())
        rest = framed[1][end:].strip(" :")
        return end > 0 and not rest and len(framed[1].split()) <= 16
    closed = text.endswith(_ENDS)
    addressed = bool(_ADDRESS.search(text))
    if addressed and _DAY.search(text) and (quote_follows or (closed and _TIME.search(text))):
        return True
    end, then = _verb(text.casefold())
    if not end:
        return False
    if not dated(text):
        return quote_follows and closed and len(text.split()) <= 6
    rest = text.casefold()[end:].strip(" :：*_-–—،,")
    rest = _GENDER.sub("", rest).strip(" :：")
    if not rest:
        return closed or quote_follows or (addressed or exactly_dated(text))
    if not closed or len(rest) > 160:
        return False
    return then or rest.startswith("(") or dated(rest) or bool(_FILLER.match(rest))


def _verb(text: str) -> tuple[int, bool]:
    """Return where the last verb of writing ends (0: there is none), and if a name may follow."""
    found, then = 0, False
    for token in _TOKEN.finditer(text):
        for phrase in _BY_LAST.get(token[0], ()):
            start = token.end() - len(phrase)
            if start >= 0 and text.startswith(phrase, start):
                may = phrase in _THEN
                if token.end() > found or may:
                    found, then = token.end(), may or (then and token.end() == found)
    for phrase in _JOINED:
        at = text.rfind(phrase)
        if at >= 0 and at + len(phrase) > found:
            found, then = at + len(phrase), phrase in _THEN
    return found, then


def parted(line: str) -> tuple[str, str] | None:
    """Part a line in whose middle an introduction begins; None for any other line."""
    if len(line) > MAX_LENGTH or not line.rstrip().endswith(_ENDS):
        return None
    match = _MIDDLE.search(line)
    if match is None or not match.start() or dated(line[: match.start()]):
        return None
    before = line[: match.start()]
    if not any(c.isalpha() for c in before) or not is_introduction(plain(match[1])):
        return None
    return before.rstrip(), match[1]


class Introductions:
    """Looks for introductions in the lines of one body, a bounded number of times."""

    def __init__(self, lines: Sequence[str], quoted: Sequence[bool]) -> None:
        self._lines = lines
        self._quoted = quoted
        self._looks = MAX_LOOKS
        self._ending: dict[int, bool] = {}

    def _ask(self, text: str, *, quote_follows: bool) -> bool:
        self._looks -= 1
        return self._looks >= 0 and is_introduction(text, quote_follows=quote_follows)

    def end(self, at: int) -> int | None:
        """Return the line after the introduction that begins at line ``at``, or None."""
        taken: list[int] = []
        joined = ""
        for here in range(at, min(at + MAX_WRAPPED, len(self._lines))):
            line = self._lines[here]
            if not line:
                if here == at or not self._goes_on(here + 1):
                    return None
                continue
            if self._quoted[here] and not (here > at and line[1:].strip().endswith(_ENDS)):
                return None
            joined = f"{joined} {line}".strip()
            taken.append(here)
            if len(joined) > MAX_LENGTH or self._looks <= 0:
                return None
            follows = self._quote_follows(here + 1)
            if (follows or self._may_end(here)) and self._ask(joined, quote_follows=follows):
                return here + 1 if self._begins(taken, follows) else None
            if line.endswith(_ENDS):
                return None
        return None

    def _goes_on(self, at: int) -> bool:
        return at < len(self._lines) and self._lines[at].startswith(("<", "mailto:"))

    def _may_end(self, at: int) -> bool:
        known = self._ending.get(at)
        if known is None:
            line = self._lines[at]
            known = (
                line.endswith((*_ENDS, "-", "*", "_", "—")) or _verb(line[-40:].casefold())[0] > 0
            )
            self._ending[at] = known
        return known

    def _quote_follows(self, at: int) -> bool:
        for here in range(at, min(at + 3, len(self._lines))):
            if self._lines[here]:
                return self._quoted[here]
        return False

    def _begins(self, taken: list[int], follows: bool) -> bool:
        """Say whether the first of the lines, and no later one, is where it begins."""
        if len(taken) == 1:
            return True
        first = self._lines[taken[0]]
        if _SENTENCE_END.search(first):
            return False
        strong = _strong(first)
        if not strong and not dated(first):
            return False
        for n in range(1, len(taken)):
            line = self._lines[taken[n]]
            rest = " ".join(self._lines[t] for t in taken[n:])
            later = _strong(line) and not strong
            whole = not strong and exactly_dated(rest) and not _CONTINUES.match(line)
            word = strong and _START_WORD.match(line) and line[:1].isupper()
            if (later or whole or word) and self._ask(rest, quote_follows=follows):
                return False
        return True


def _strong(line: str) -> bool:
    return bool(_START_WORD.match(line) or _START_DATE.match(line))
