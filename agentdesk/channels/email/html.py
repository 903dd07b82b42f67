"""HTML bodies to readable text: tables kept, quotes marked, links named by their host.

Hostile HTML is refused before it costs anything: what is too long is cut, what is too deep or has
too many elements goes through :func:`plain_text`, a linear reading that only knows blocks. Nothing
is ever fetched. The result is clean text.
"""

import re
from typing import Any

import msgspec

from agentdesk.channels.email.html_plain import plain_text
from agentdesk.text import clean, clean_line

MAX_HTML = 1_000_000
MAX_ELEMENTS = 15_000
MAX_WORK = 3_000_000_000
MAX_DEPTH = 200
MAX_CELL = 120
MAX_CELLS = 2_000
MAX_LINKS = 100
MAX_BLANK_LINES = 2

# Stand for "a blockquote begins, ends", "quoted mail begins, ends" and "a signature begins, ends"
# until the text is laid out.
_QUOTE, _UNQUOTE, _MAIL, _UNMAIL, _SIGN, _UNSIGN = "\ue0f0\ue0f1\ue0f2\ue0f3\ue0f4\ue0f5"
_MARKS = re.compile(f"[{_QUOTE}-{_UNSIGN}]")
_MARKS_TABLE = {ord(mark): None for mark in (_QUOTE, _UNQUOTE, _MAIL, _UNMAIL, _SIGN, _UNSIGN)}

# Where mail programs wrap the mail they answer: as a class of a container, as the id of a
# container, and as the id of an element after which everything is quoted.
_QUOTE_CLASSES = frozenset(
    [
        "gmail_quote",
        "gmail_quote_container",
        "yahoo_quoted",
        "protonmail_quote",
        "moz-cite-prefix",
        "zmail_extra",
        "tutanota_quote",
        "airmail_on",
        "spark_quote",
        "ms-outlook-mobile-reference-message",
        "freshdesk_quote",
        "front-blockquote",
        "mail-quote-collapse",
        "bloop_original_html",
        "edo-quoted",
        "nylas-quote",
        "zm-quote",
    ]
)
_QUOTE_IDS = frozenset(
    [
        "isForwardContent",
        "OLK_SRC_BODY_SECTION",
        "mail-editor-reference-message-container",
        "reply-intro",
        "replyintro",
        "yahoo_quoted",
    ]
)
# The names and markers of such containers at GMX and WEB.DE, Spark and Zimbra.
_QUOTE_NAMES = frozenset(["quote", "messageReplySection", "__QUOTED_TEXT__", "__HEADERS__"])
_SIGNATURES = frozenset(
    [
        "gmail_signature",
        "moz-signature",
        "protonmail_signature_block",
        "Signature",
        "signature",
        "AppleMailSignature",
        "lineBreakAtBeginningOfSignature",
        "ms-outlook-mobile-signature",
        "messageSignatureSection",
        "tutanota_signature",
        "x_Signature",
    ]
)
# The line that Outlook draws above the headers of the mail it answers.
_OUTLOOK_LINE = re.compile(
    r"border:\s*none;\s*border-top:\s*solid\s+#?\w{3,12}\s+1\.0pt;\s*padding:\s*3\.0pt",
    re.IGNORECASE,
)
_QUOTE_STARTS = frozenset(
    [
        "divRplyFwdMsg",
        "appendonsend",
        "stopSpelling",
        "zwchr",
        "x_divRplyFwdMsg",
        "x_appendonsend",
        "replySplit",
        "OutlookMessageHeader",
        "MsgHeaderAnchor",
    ]
)

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d])"
    r"|max-height\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
_PREFORMATTED = re.compile(r"white-space\s*:\s*pre", re.IGNORECASE)
_HOST = re.compile(
    r"\s*(?:https?|ftp):[/\\]{1,3}(?:[^/\\?#]*@)?([^/\\?#:\s]{1,253})", re.IGNORECASE
)
_DECLARATION = re.compile(r"<[?][^<>]*+>")


class Rendered(msgspec.Struct, frozen=True):
    """Text of an HTML body; ``quoted`` and ``signed`` are line ranges its mail program marked."""

    text: str
    quoted: tuple[tuple[int, int], ...] = ()
    hosts: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    signed: tuple[tuple[int, int], ...] = ()


def to_text(source: str) -> Rendered:
    """Turn HTML into text. Never raises; takes well under a second for any input."""
    problems: list[str] = []
    if len(source) > MAX_HTML:
        problems.append("The HTML of the mail is huge; only its beginning is shown.")
        source = source[:MAX_HTML]
    source = clean(_DECLARATION.sub("", source)).translate(_MARKS_TABLE)
    if not source.strip():
        return Rendered("", problems=tuple(problems))
    tree = _tree(source)
    if tree is not None:
        hosts = _prepare(tree)
        laid_out = _lay_out(tree)
        if laid_out is not None:
            text, quoted, signed = _resolve_marks(laid_out)
            return Rendered(text[:MAX_HTML], quoted, hosts, tuple(problems), signed)
    problems.append("The HTML of the mail is unusual; its text is shown without layout.")
    return Rendered(plain_text(source), problems=tuple(problems))


def _tree(source: str) -> Any:
    """Return the parsed HTML, or None if it is too deep or too large to lay out."""
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring

    if source.count("<") > 3 * MAX_ELEMENTS:
        return None
    parser = HTMLParser()
    try:
        tree = document_fromstring(source, parser=parser)
    except (LxmlError, ValueError, AssertionError):
        return None
    # The parser stops where nesting is excessive and drops what follows.
    if any("xcessive depth" in error.message for error in parser.error_log):
        return None
    elements = sum(1 for _ in tree.iter())
    if elements > MAX_ELEMENTS or elements * len(source) > MAX_WORK or _depth(tree) > MAX_DEPTH:
        return None
    return tree


def _depth(tree: Any) -> int:
    deepest = 0
    level = {tree: 1}
    for element in tree.iter():
        parent = element.getparent()
        depth = level.get(parent, 0) + 1
        level[element] = depth
        deepest = max(deepest, depth)
    return deepest


def _prepare(tree: Any) -> tuple[str, ...]:
    """Make the tree harmless and mark what layout would lose; return the hosts links lead to."""
    hosts: dict[str, None] = {}
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    for element in tree.iter():
        if element.text and isinstance(element.tag, str):
            element.text = _harmless(element.text)
        if element.tail:
            element.tail = _harmless(element.tail)
    for element in elements:
        headed = element.tag == "div" and _OUTLOOK_LINE.search((element.get("style") or "")[:300])
        _reduce_style(element)
        names = _names(element)
        if element.tag == "blockquote":
            _enclose(element, _QUOTE, _UNQUOTE)
        elif not _is_quoted_mail(element, names) and not _SIGNATURES.isdisjoint(names):
            _enclose(element, _SIGN, _UNSIGN)
        elif _is_quoted_mail(element, names):
            _enclose(element, _MAIL, _UNMAIL)
        elif (headed and _has_labels(element)) or not _QUOTE_STARTS.isdisjoint(names):
            if element.tag in ("hr", "br"):
                element.tail = _MAIL + (element.tail or "")
            else:
                element.text = _MAIL + (element.text or "")
        elif element.tag == "a":
            _name_link(element, hosts)
    for table in tree.iter("table"):
        if not _holds_data(table):
            _dissolve(table)
    return tuple(hosts)


def _harmless(text: str) -> str:
    """Clean decoded text; its ampersands are escaped, for the layout decodes a second time."""
    return clean(text).replace("&", "&amp;")


def _reduce_style(element: Any) -> None:
    """Keep of an element's look only whether it shows; paddings can be made to fill memory."""
    style = element.get("style") or ""
    hidden = _HIDDEN.search(style[:2000]) or element.get("hidden") is not None
    for name in ("style", "align", "valign"):
        if name in element.attrib:
            del element.attrib[name]
    if hidden:
        element.set("style", "display: none")
    elif _PREFORMATTED.search(style[:2000]):
        element.set("style", "white-space: pre")


def _names(element: Any) -> list[str]:
    """Return what an element is called: its classes, its id, its name and its marker."""
    classes = (element.get("class") or "")[:500].split()
    named = (element.get(attribute) for attribute in ("id", "name", "data-marker"))
    return [*classes, *(name for name in named if name)]


def _is_quoted_mail(element: Any, names: list[str]) -> bool:
    if not names or element.tag in ("a", "input", "meta"):
        return False
    if all(sets.isdisjoint(names) for sets in (_QUOTE_CLASSES, _QUOTE_IDS, _QUOTE_NAMES)):
        return False
    return not _holds_answers(element)


def _holds_answers(element: Any) -> bool:
    """Say whether somebody wrote between the quotes in a container of quoted mail."""
    quoted = False
    for child in element:
        if child.tag == "blockquote":
            quoted = True
        elif quoted and isinstance(child.tag, str) and child.text_content().strip(" \xa0\n\t"):
            return True
        if quoted and (child.tail or "").strip(" \xa0\n\t"):
            return True
    return False


def _has_labels(element: Any) -> bool:
    """Say whether an element holds the headers of a mail: bold labels, one a line."""
    bold = [part for part in element.iter("b", "strong") if part.text_content().strip(" \xa0")]
    return len(bold) >= 3 and sum(":" in part.text_content() for part in bold[:8]) >= 3


def _enclose(element: Any, start: str, end: str) -> None:
    element.text = start + (element.text or "")
    _append(element, end)


def _append(element: Any, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _name_link(element: Any, hosts: dict[str, None]) -> None:
    match = _HOST.match(element.get("href") or "")
    if match is None or len(hosts) >= MAX_LINKS:
        return
    host = clean_line(match[1], 100).lower()
    hosts.setdefault(host)
    shown = "".join(element.itertext())[:2000].lower()
    if shown.strip() and host not in shown:
        _append(element, f" [{host}]")


def _holds_data(table: Any) -> bool:
    """Tell a table of data from one that only arranges paragraphs."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    cells = list(table.iterdescendants("td", "th"))
    if not cells or len(cells) > MAX_CELLS:
        return False
    rows = sum(1 for _ in table.iterdescendants("tr"))
    return len(cells) > rows and all(len(cell.text_content()) <= MAX_CELL for cell in cells)


def _dissolve(table: Any) -> None:
    for element in [table, *table.iterdescendants("tr", "td", "th")]:
        element.tag = "div"


def _lay_out(tree: Any) -> str | None:
    from inscriptis.css_profiles import CSS_PROFILES
    from inscriptis.html_engine import Inscriptis
    from inscriptis.html_properties import Display
    from inscriptis.model.config import ParserConfig
    from inscriptis.model.html_element import HtmlElement

    css = CSS_PROFILES["strict"].copy()
    css["hr"] = HtmlElement(display=Display.block)
    try:
        return str(Inscriptis(tree, ParserConfig(css=css)).get_text())
    except (RecursionError, ArithmeticError, LookupError, ValueError, TypeError, AttributeError):
        # The layout is a guest's code fed by strangers: whatever it trips over, the mail is shown.
        return None


class _Ranges:
    """Line ranges between a mark that begins and one that ends, however they are nested."""

    def __init__(self, begin: str, end: str) -> None:
        self._begin, self._end = begin, end
        self._depth = self._start = 0
        self.found: list[tuple[int, int]] = []

    def open(self, marks: list[str], line: int) -> None:
        for _ in range(marks.count(self._begin)):
            self._start = self._start if self._depth else line
            self._depth += 1

    def close(self, marks: list[str], line: int) -> None:
        for _ in range(min(marks.count(self._end), self._depth)):
            self._depth -= 1
            if not self._depth:
                self.found.append((self._start, line))

    def finish(self, line: int) -> None:
        if self._depth:
            self.found.append((self._start, line))


LineRanges = tuple[tuple[int, int], ...]


def _resolve_marks(laid_out: str) -> tuple[str, LineRanges, LineRanges]:
    """Turn marks into ``>`` and line ranges, drop padding and piled-up blank lines."""
    lines: list[str] = []
    mails, signatures = _Ranges(_MAIL, _UNMAIL), _Ranges(_SIGN, _UNSIGN)
    depth = blanks = 0
    for laid in clean(laid_out).replace("\u00a0", " ").split("\n"):
        marks = _MARKS.findall(laid)
        depth += marks.count(_QUOTE)
        mails.open(marks, len(lines))
        signatures.open(marks, len(lines))
        line = _MARKS.sub("", laid).rstrip() if marks else laid.rstrip()
        blanks = 0 if line else blanks + 1
        if line or (not marks and blanks <= MAX_BLANK_LINES):
            lines.append((">" * min(depth, 20) + " " + line).rstrip() if depth else line)
        depth = max(depth - marks.count(_UNQUOTE), 0)
        mails.close(marks, len(lines))
        signatures.close(marks, len(lines))
    mails.finish(len(lines))
    signatures.finish(len(lines))
    first = next((at for at, line in enumerate(lines) if line), len(lines))
    last = next((at for at in range(len(lines), first, -1) if lines[at - 1]), first)
    kept = "\n".join(lines[first:last])
    return kept, _moved(mails.found, first, last), _moved(signatures.found, first, last)


def _moved(ranges: list[tuple[int, int]], first: int, last: int) -> LineRanges:
    moved = ((max(a, first) - first, min(b, last) - first) for a, b in ranges)
    return tuple((a, b) for a, b in moved if a < b)
