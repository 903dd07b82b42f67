"""What both sides of an import share: records that can come in, and those kept aside."""

import re
from collections import Counter
from typing import Any

import msgspec

from agentdesk.desk.contacts import ContactKind, Contacts, normal
from agentdesk.records.values import form_of


class Ready(msgspec.Struct, frozen=True):
    """A record that can come in."""

    line: int
    name: str
    """What the file calls it."""
    record: Any


class Aside(msgspec.Struct, frozen=True):
    """A record that cannot come in, as it stands in its file."""

    line: int
    reason: str
    raw: Any = None


Taken = Ready | Aside


class Remarks:
    """What is told once at the end: how many records had something that was left out."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._examples: dict[str, str] = {}

    def add(self, what: str, example: str = "") -> None:
        """Count a thing, and remember its first example: nothing that a customer said or is."""
        self._counts[what] += 1
        self._examples.setdefault(what, example[:40])

    def sentences(self) -> list[str]:
        """Return one sentence a thing."""
        return [
            f"{number} × {what} (first: “{example}”)." if example else f"{number} × {what}."
            for what, number in self._counts.items()
            for example in (self._examples[what],)
        ]


_HTML = re.compile(r"<(?:p|br|div|span|a|ul|ol|li|table|html|b|strong|em|h[1-6])[\s>/]", re.I)


def readable(text: str) -> str:
    """Return a text as people read it: HTML laid out, line ends of one kind."""
    if _HTML.search(text):
        from agentdesk.channels.email.html_plain import plain_text

        return plain_text(text).strip()
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def contacts_of(mails: list[str], phones: list[str], country: str, remarks: Remarks) -> Contacts:
    """Return addresses and numbers as they are stored; what is none is left out and told."""
    found: dict[tuple[ContactKind, str], None] = {}
    for text in mails:
        value = normal("mail", text)
        if value is None:
            remarks.add("no mail address, left out", form_of(text))
        else:
            found["mail", value] = None
    for text in phones:
        value = normal("phone", text, country or None)
        if value is None:
            remarks.add("no telephone number with its country, left out", form_of(text))
        else:
            found["phone", value] = None
    return tuple(found)


_TAG = re.compile(r"[^\w.-]+")


def tags_of(words: list[str]) -> tuple[str, ...]:
    """Return tags as this desk writes them: one short word each."""
    tags = (_TAG.sub("-", word.strip().lower()).strip("-.")[:40] for word in words)
    return tuple(dict.fromkeys(tag for tag in tags if tag and not re.search(r"\d{7}", tag)))
