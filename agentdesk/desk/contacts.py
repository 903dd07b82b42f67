"""Addresses and numbers in the one form in which they are stored and looked up."""

import re
from typing import Literal

from agentdesk.domain.cards import mask
from agentdesk.text import clean_line

ContactKind = Literal["mail", "phone", "handle"]
Contacts = tuple[tuple[ContactKind, str], ...]

_MAIL = re.compile(r"[^@\s]+@[^@\s]+")


def normal(kind: ContactKind, value: str, region: str | None = None) -> str | None:
    """Return a contact point's stored form, or ``None`` for what is none.

    Mail addresses are in lower case, numbers in E.164. ``region`` is the country (ISO, ``DE``)
    of a number without a country code.
    """
    value = mask(clean_line(value)).text.strip()
    if kind == "mail":
        return value.casefold() if _MAIL.fullmatch(value) else None
    if kind == "handle":
        return value.casefold() or None
    return _number(value, region)


def _number(value: str, region: str | None) -> str | None:
    import phonenumbers  # imported on first use: it is large, and most desks get mail first

    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
