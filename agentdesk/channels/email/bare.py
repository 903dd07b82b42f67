"""A bare body, with no headers, as the mail it might have been."""

from agentdesk.channels.email.charsets import decode_text

_HTML_BEGINS = (
    "<!doctype html",
    "<html",
    "<head",
    "<body",
    "<div",
    "<p>",
    "<p ",
    "<table",
    "<meta",
)


def looks_like_html(data: bytes) -> bool:
    """Say whether a body begins as HTML does."""
    text = decode_text(data[:2_000], "")[0].lstrip("\ufeff \t\r\n").lower()
    return text.startswith(_HTML_BEGINS)


def as_mail(body: bytes, *, html: bool = False) -> bytes:
    """Return a mail with only this body: plain text, or ``html``."""
    kind = "html" if html else "plain"
    head = (
        f"MIME-Version: 1.0\nContent-Type: text/{kind}; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n\n"
    )
    return head.encode("ascii") + decode_text(body, "")[0].encode("utf-8", "replace")
