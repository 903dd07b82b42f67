"""What a mail is once it has been read: plain structs, safe to print and to store."""

from typing import Literal

import msgspec

MailKind = Literal["message", "auto_reply", "bounce", "list"]


class Address(msgspec.Struct, frozen=True):
    """A mail address and the name written beside it; either may be empty."""

    email: str
    name: str = ""


class Attachment(msgspec.Struct, frozen=True):
    """A file of a mail. ``filename`` is a bare, safe name, or None if the mail gave none.

    ``inline`` says the mail's HTML shows it in place, as ``content_id``. ``size`` is in bytes.
    """

    filename: str | None
    mime: str
    size: int
    content: bytes
    inline: bool = False
    content_id: str = ""


class Fold(msgspec.Struct, frozen=True):
    """Lines ``start`` to before ``end`` of a body that a screen folds away, and why."""

    start: int
    end: int
    kind: Literal["quote", "signature"]


class Bounce(msgspec.Struct, frozen=True):
    """What a delivery report says: whom it could not reach, why, and which mail it means.

    ``action`` is the report's own word (``failed``, ``delayed``, ...), ``status`` a code such as
    ``5.1.1``. Every field may be empty.
    """

    recipient: str = ""
    action: str = ""
    status: str = ""
    diagnostic: str = ""
    original_message_id: str = ""


class ParsedMail(msgspec.Struct, frozen=True):
    """A mail, read. Text is clean, addresses are as written, ids have no angle brackets.

    ``date`` is an instant, None if the mail gives none that can be read. ``body_text`` holds
    everything the customer sent; ``folds`` point into its lines. ``reply_text`` is the body
    without quoted mail; a signature stays in it, but not in ``words``. ``html_links`` are the
    hosts that links of an HTML body lead to. ``problems`` say in plain words what was broken,
    ``notes`` what the mail is besides its text (signed, encrypted, an invitation).
    """

    from_email: str = ""
    from_name: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()
    subject: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    date: int | None = None
    body_text: str = ""
    reply_text: str = ""
    folds: tuple[Fold, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    html_links: tuple[str, ...] = ()
    kind: MailKind = "message"
    bounce: Bounce | None = None
    auto_submitted: str = ""
    auto_response_suppress: str = ""
    precedence: str = ""
    return_path: str | None = None
    list_id: str = ""
    is_list: bool = False
    is_report: bool = False
    delivered_to: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    words: str = ""
    notes: tuple[str, ...] = ()
