"""Which case a mail belongs to, and whether a program may answer it. Pure rules.

A mail finds its case by the ids it answers, then by the case number in its subject. Either can be
forged or forwarded, so a mail from someone who is not on the case is *held* for a person, with
the case suggested.
"""

import re
from collections.abc import Collection
from typing import Literal, Protocol

import msgspec

from agentdesk.channels.email.mail import ParsedMail

How = Literal["bounce", "references", "in_reply_to", "subject", "none"]

_TOKEN = re.compile(r"\[#(\d{1,12})\]")
_PREFIX = re.compile(r"(?:(?:re|aw|antw|sv|vs|fwd?|wg|tr|rv|res|odp)\s?(?:\[\d+\])?\s?:\s*)+", re.I)
_NO_REPLY = re.compile(
    r"(?:no|do[-_.]?not|dont|nicht|ne|nao)[-_.]?(?:reply|answer|respond|antworten|pas|responder)",
    re.IGNORECASE,
)
_DAEMONS = frozenset(("mailer-daemon", "postmaster", "mail-daemon", "listserv", "majordomo"))
MAX_REFERENCES = 20


class Lookup(Protocol):
    """What matching asks about cases that exist."""

    def case_of_message(self, message_id: str) -> int | None:
        """Return the case a mail with this id was sent from or received on."""
        ...

    def case_of_number(self, number: int) -> int | None:
        """Return the case with this number, as written in a subject."""
        ...

    def is_on_case(self, case_id: int, address: str) -> bool:
        """Say whether the (lower-case) address belongs to the case's customer or contacts."""
        ...


class Match(msgspec.Struct, frozen=True):
    """The case of a mail, or the case suggested if it is ``held``; ``why`` is for people."""

    case_id: int | None
    held: bool
    how: How
    why: str


def find_token(subject: str) -> int | None:
    """Return the case number in a subject such as ``Re: [#1042] Printer``; the last one counts."""
    found = _TOKEN.findall(subject)
    return int(found[-1]) if found else None


def put_token(subject: str, number: int, *, answer: bool = True) -> str:
    """Return the subject with exactly one token: ``Re: [#1042] Printer``; no Re if no answer."""
    bare = " ".join(_TOKEN.sub(" ", subject).split())
    prefix = _PREFIX.match(bare)
    topic = bare[prefix.end() :] if prefix else bare
    return f"{'Re: ' if answer else ''}[#{number}] {topic}".rstrip()


def normal_id(message_id: str) -> str:
    """Return a message id as it is compared and stored: no brackets, no blanks."""
    return "".join(message_id.split()).strip("<>")


def references_for_answer(mail: ParsedMail) -> tuple[str, ...]:
    """Return the References of an answer to ``mail``: its own, then its id; middle ones may go."""
    before = mail.references or ((mail.in_reply_to,) if mail.in_reply_to else ())
    ids = list(dict.fromkeys((*before, mail.message_id) if mail.message_id else before))
    if len(ids) > MAX_REFERENCES:
        ids = [ids[0], *ids[1 - MAX_REFERENCES :]]
    return tuple(ids)


def match(mail: ParsedMail, lookup: Lookup) -> Match:
    """Find the case of a mail."""
    case_id, how = _candidate(mail, lookup)
    if case_id is None:
        return Match(None, False, "none", "It answers no mail of ours and names no case.")
    reason = {
        "bounce": "It reports on a mail of this case.",
        "references": "It answers a mail of this case.",
        "in_reply_to": "It answers a mail of this case.",
        "subject": "Its subject names this case.",
        "none": "",
    }[how]
    if how == "bounce":
        # A daemon is on no case; it is trusted only because it knows an id we made.
        return Match(case_id, False, how, reason)
    if not mail.from_email or not lookup.is_on_case(case_id, mail.from_email.lower()):
        sender = mail.from_email or "its sender"
        return Match(case_id, True, how, f"{reason} But {sender} does not belong to the case.")
    return Match(case_id, False, how, reason)


def _candidate(mail: ParsedMail, lookup: Lookup) -> tuple[int | None, How]:
    if mail.bounce is not None and mail.bounce.original_message_id:
        found = lookup.case_of_message(normal_id(mail.bounce.original_message_id))
        if found is not None:
            return found, "bounce"
    # The newest reference stands last.
    for reference in reversed(mail.references):
        found = lookup.case_of_message(normal_id(reference))
        if found is not None:
            return found, "references"
    if mail.in_reply_to:
        found = lookup.case_of_message(normal_id(mail.in_reply_to))
        if found is not None:
            return found, "in_reply_to"
    number = find_token(mail.subject)
    if number is not None:
        found = lookup.case_of_number(number)
        if found is not None:
            return found, "subject"
    return None, "none"


def never_answer(mail: ParsedMail, own: Collection[str] = ()) -> str | None:
    """Return why no program may answer this mail (RFC 3834), or None if one may.

    ``own`` are the desk's own addresses, in lower case. People may always answer.
    """
    sender = mail.from_email.lower()
    local = sender.partition("@")[0]
    submitted = re.split(r"[\s;(]", mail.auto_submitted)[0]
    suppress = {word.strip() for word in mail.auto_response_suppress.split(",")}
    reasons = (
        (not sender, "It names no sender."),
        (mail.kind == "bounce" or mail.is_report, "It is a delivery report."),
        (mail.return_path == "", "Its return path is empty, as that of reports is."),
        (submitted not in ("", "no"), "A program sent it."),
        (mail.kind == "auto_reply", "It is an automatic reply."),
        (mail.precedence in ("bulk", "list", "junk", "auto_reply"), "It is bulk mail."),
        (bool(suppress & {"all", "autoreply", "oof"}), "It asks for no automatic reply."),
        (mail.is_list or mail.kind == "list", "It came through a mailing list."),
        (local in _DAEMONS or local.startswith("owner-"), "A mail daemon sent it."),
        (local.endswith("-request"), "A mailing list's robot sent it."),
        (bool(_NO_REPLY.match(local)), "Its sender reads no answers."),
        (sender in own, "It comes from the desk itself."),
    )
    return next((reason for applies, reason in reasons if applies), None)
