"""The address an answer comes back to, which names its case: ``desk+17.k3v9q2m4x7ab@example.org``.

The mark behind the number is a keyed hash whose key is the Message-ID of the mail that carries the
address. It cannot be made by somebody who never had such a mail, so it proves the case whoever
answers. Used for queues whose mail server takes ``desk+anything`` for ``desk`` (``plus_addresses``
in the set-up). Pure.
"""

import re
from base64 import b32encode
from collections.abc import Iterable, Iterator
from hmac import compare_digest, new

MARK_LENGTH = 12

_MARKED = re.compile(rf"[^+@\s]{{1,64}}\+(\d{{1,15}})\.([a-z2-7]{{{MARK_LENGTH}}})@", re.IGNORECASE)
_PLUS = re.compile(r"\+[^@]*(?=@)")


def reply_address(address: str, case_id: int, rfc_id: str) -> str:
    """Return the address that answers to our mail ``rfc_id`` come back to."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{case_id}.{_mark(case_id, rfc_id)}@{domain}"


def named(addresses: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the cases that addresses name, each with its mark, proven or not."""
    for address in addresses:
        match = _MARKED.match(address)
        if match is not None:
            yield int(match[1]), match[2].lower()


def proves(case_id: int, mark: str, rfc_ids: Iterable[str]) -> bool:
    """Say whether one of our mails on the case, by their ids, carried this mark."""
    return any(compare_digest(_mark(case_id, rfc_id), mark) for rfc_id in rfc_ids)


def without_mark(address: str) -> str:
    """Return an address without what stands behind its plus sign."""
    return _PLUS.sub("", address)


def _mark(case_id: int, rfc_id: str) -> str:
    digest = new(rfc_id.encode(), str(case_id).encode(), "sha256").digest()
    return b32encode(digest).decode("ascii").lower()[:MARK_LENGTH]
