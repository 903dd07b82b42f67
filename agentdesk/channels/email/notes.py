"""What a mail is besides its text, in plain words: signed, encrypted, a part, a bounce. Pure."""

from agentdesk.channels.email.headers import params
from agentdesk.channels.email.structure import Part, walk
from agentdesk.text import clean_line

PGP_SIGNED = "The mail is signed (PGP); the signature was not checked."
PGP_ENCRYPTED = "The mail is encrypted (PGP) and cannot be read here."
PGP_PARTLY = "A part of the mail is encrypted (PGP) and cannot be read here."
SMIME_SIGNED = "The mail is signed (S/MIME); the signature was not checked."
SMIME_ENCRYPTED = "The mail is encrypted (S/MIME) and cannot be read here."
ELSEWHERE = "The mail only names a file that lies elsewhere; it was not fetched."

_PKCS7 = ("application/pkcs7-mime", "application/x-pkcs7-mime")


def notes_on(root: Part, text: str) -> tuple[str, ...]:
    """Return what there is to say of a mail, a sentence each."""
    found: dict[str, None] = {}
    for part in walk(root):
        if (note := _note(part)) is not None:
            found[note] = None
    if "-----BEGIN PGP MESSAGE-----" in text:
        before = text.partition("-----BEGIN PGP MESSAGE-----")[0]
        found[PGP_PARTLY if before.strip() else PGP_ENCRYPTED] = None
    elif "-----BEGIN PGP SIGNED MESSAGE-----" in text:
        found[PGP_SIGNED] = None
    return tuple(found)


def is_sealed(part: Part) -> bool:
    """Say whether a leaf is a whole mail in S/MIME's wrapping."""
    return part.mime in _PKCS7


def _note(part: Part) -> str | None:
    mime = part.mime
    if mime == "multipart/signed":
        protocol = params(part.header("content-type"))[1].get("protocol", "").lower()
        return PGP_SIGNED if "pgp" in protocol else SMIME_SIGNED
    if mime == "multipart/encrypted":
        return PGP_ENCRYPTED
    if mime in _PKCS7:
        kind = params(part.header("content-type"))[1].get("smime-type", "").lower()
        return SMIME_SIGNED if kind.startswith("signed") else SMIME_ENCRYPTED
    if mime == "message/partial":
        return _part_of(params(part.header("content-type"))[1])
    return ELSEWHERE if mime == "message/external-body" else None


def _part_of(parameters: dict[str, str]) -> str:
    number, total = (clean_line(parameters.get(name, ""), 6) for name in ("number", "total"))
    if number.isdecimal() and total.isdecimal():
        return f"This is part {number} of {total} of one mail; the others came by themselves."
    return "This is one part of a mail; the others came by themselves."
