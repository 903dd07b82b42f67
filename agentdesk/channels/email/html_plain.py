"""The text between the tags of HTML that is too large or too strange to be laid out."""

import re
from html import unescape

from agentdesk.text import clean

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>|<[^<>]*+>")
_SILENT = frozenset(["head", "script", "style", "title", "template", "noscript"])
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)


def plain_text(source: str) -> str:
    """Return the text between tags, a line a block: linear, and blind to everything else."""
    out: list[str] = []
    silent = ""
    end = 0
    for match in _TAG.finditer(source):
        if not silent:
            out.append(source[end : match.start()].replace("\n", " "))
        end = match.end()
        closing, tag = match[1], (match[2] or "").lower()
        if silent:
            silent = "" if closing and tag == silent else silent
        elif tag in _SILENT and not closing:
            silent = tag
        elif tag in _BLOCKS:
            out.append("\n")
    if not silent:
        out.append(source[end:].replace("\n", " "))
    text = clean(unescape("".join(out))).replace("\u00a0", " ")
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
