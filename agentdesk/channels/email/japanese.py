"""Japanese mail (ISO-2022-JP) with characters that only some makers' tables have.

The strict codec refuses a circled digit that millions of mails hold. Here pairs are turned into
Shift JIS, whose superset cp932 knows them.
"""

import re

_PART = re.compile(rb"\x1b(\$[@B]|\$\(D|\([BJIH])")


def decode_jis(data: bytes) -> str | None:
    """Decode text with escapes between alphabets; None if it has none."""
    parts = _PART.split(data)
    if len(parts) == 1:
        return None
    out = [parts[0].decode("ascii", "replace")]
    for alphabet, text in zip(parts[1::2], parts[2::2], strict=True):
        if alphabet in (b"$@", b"$B"):
            out.append(_pairs(text))
        elif alphabet == b"(I":
            out.append(bytes(b | 0x80 for b in text).decode("cp932", "replace"))
        else:
            out.append(text.decode("ascii", "replace"))
    return "".join(out)


def _pairs(text: bytes) -> str:
    out: list[str] = []
    pending = bytearray()
    at = 0
    while at < len(text):
        first = text[at]
        if 0x21 <= first <= 0x7E and at + 1 < len(text) and 0x21 <= text[at + 1] <= 0x7E:
            pending += _shifted(first, text[at + 1])
            at += 2
            continue
        out.append(pending.decode("cp932", "replace") + chr(first if first < 0x80 else 0xFFFD))
        pending.clear()
        at += 1
    out.append(pending.decode("cp932", "replace"))
    return "".join(out)


def _shifted(first: int, second: int) -> bytes:
    """Turn a place in the JIS table into its two bytes in Shift JIS."""
    lead = (first - 0x21) // 2 + (0x81 if first < 0x5F else 0xC1)
    odd = second + (0x1F if second < 0x60 else 0x20)
    return bytes((lead, odd if first % 2 else second + 0x7E))
