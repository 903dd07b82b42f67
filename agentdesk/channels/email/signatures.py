"""What stands under a message and is not part of it: signatures, a phone's line, a list's footer.

A greeting with a name ("Regards, Ann") is no signature: people write it, and it is kept.
"""

import re
from collections.abc import Sequence

from agentdesk.channels.email.quote_words import alternatives

MAX_LINES = 15
MAX_LINE = 200
MAX_FOOTER = 10

_DELIMITER = re.compile(r"(?:--|—|–|__)$")
_EXCUSE = re.compile(
    r"[,.;–-]\s?(?:please |pls )?(?:excuse|pardon|sorry|apolog|forgive|entschuldig)[^\n]{0,80}$",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    rf"[\s\"“*_>(\[-]*(?:{alternatives('device')})(?!\w)[^,;:!?]{{0,80}}[.!]?[\])*_\"”\s]*$"
    rf"|.{{0,60}}\S\s?(?:{alternatives('device_end')})[.!。]?[\s*_]*$",
    re.IGNORECASE,
)
_LINK = re.compile(r"\s*[<\[(]?https?://\S{1,300}[>\])]?\s*$")
_TARGET = re.compile(r"[<\[(]\s*https?:?/?/?[^>\])]{0,300}[>\])]?|\[[\w.-]{3,100}\]")
# What such a line speaks of; without it, words like "sent from" may begin a sentence.
_GADGET = re.compile(
    r"iphon|ipad|ipod|android|samsung|galaxy|huawei|xiaomi|redmi|oneplus|nokia|lumia|windows|"
    r"blackberry|htc|sony|xperia|motorola|pixel|mobile|mobil|mobiel|phone|handy|smartphone|tablet|"
    r"outlook|yahoo|gmail|proton|tutanota|mail|aol|gmx|web\.de|yandex|яндекс|почт|телефон|"
    r"sparrow|spark|airmail|thunderbird|k-9|fairemail|bluemail|boxer|canary|superhuman|hey|"
    r"telefon|telefone|téléfono|teléfono|móvil|cellulare|puhelim|matkapuhel|komór|komórk|"
    r"gerät|device|app\b|watch|mac\b|macbook|desktop|laptop|chromebook|айфон|смартфон|мобил|"
    r"手机|手機|携帯|スマート|휴대|갤럭시|아이폰|อุปกรณ์|โทรศัพท์|điện thoại|ponsel|hp\b|"
    r"הנייד|אייפון|מכשיר|هاتف|جوال|آيفون|گوشی|تلفن|κινητό|συσκευή|cihaz|wireless|आईफोन|फ़ोन|"
    r"verizon|t-mobile|at&t|vodafone|o2\b|orange|on the go|secure email",
    re.IGNORECASE,
)
# "-Ann Doe", but not the last item of a list.
_NAME = re.compile(
    r"(?:--?(?=\S)|[\u2013-\u2015]\s?)[^\W\d_a-z][\w.'’-]*(?:\s[^\W\d_a-z][\w.'’-]*){0,2}$"
)
_RULE = re.compile(r"[_=-]{10,}$")
_FOOTER = re.compile(r"mailing list|listinfo|unsubscribe|google groups|abbestellen|désabonn", re.I)


def is_device_line(line: str) -> bool:
    """Say whether a line is the one a phone or a mail program puts under a mail."""
    bare = _TARGET.sub("", line).strip() if len(line) <= 2 * MAX_LINE else line
    if len(bare) > MAX_LINE or len(bare.split()) > 16:
        return False
    bare = _EXCUSE.sub("", bare).replace("[", "").replace("]", "")
    return bool(_GADGET.search(bare) and _DEVICE.match(bare))


def signature_start(
    lines: Sequence[str], start: int, end: int, *, below: bool = False
) -> int | None:
    """Return where the signature of lines ``start`` to before ``end`` begins, or None.

    Lines are stripped of blanks. Nothing is a signature that has no text above it, which may
    stand elsewhere (``below``).
    """
    end = _trimmed(lines, start, end)
    footer = _footer_start(lines, start, end)
    above = _trimmed(lines, start, end if footer is None else footer)
    for find in (_delimiter, _device, _name):
        found = find(lines, start, above)
        if found is not None and (below or any(lines[start:found])):
            return found
    return footer if footer is not None and (below or any(lines[start:footer])) else None


def _trimmed(lines: Sequence[str], start: int, end: int) -> int:
    while end > start and not lines[end - 1]:
        end -= 1
    return end


def _delimiter(lines: Sequence[str], start: int, end: int) -> int | None:
    for at in range(max(end - 1 - MAX_LINES, start), end):
        if _DELIMITER.match(lines[at]):
            return at
    return None


def _device(lines: Sequence[str], start: int, end: int) -> int | None:
    """Find a phone's line among the last; a link may stand under it."""
    at = end - 1
    while at > start and (not lines[at] or _LINK.match(lines[at][: 2 * MAX_LINE])):
        at -= 1
    found: int | None = None
    while at >= start and end - at <= 6 and (is_device_line(lines[at]) or not lines[at]):
        found = at if lines[at] else found
        at -= 1
    return found


def _name(lines: Sequence[str], start: int, end: int) -> int | None:
    """Find a name after a dash below the last sentence: "-Ann"."""
    at = end - 1
    if at <= start or not _NAME.match(lines[at][: MAX_LINE + 1]):
        return None
    above = lines[at - 1]
    return at if not above or (above[-1] in ".!?" and above[0] not in "-*•") else None


def _footer_start(lines: Sequence[str], start: int, end: int) -> int | None:
    """Find what a mailing list puts under every mail."""
    for at in range(max(end - MAX_FOOTER, start), end):
        below = lines[at + 1 : end]
        if _RULE.match(lines[at]) and any(_FOOTER.search(line[:MAX_LINE]) for line in below):
            return at
    return None
