"""Bytes to text when the charset is a stranger's claim."""

import codecs
import re

from agentdesk.text import clean_line

# Mail says one thing and means a superset of it.
_MEANT = {
    "us-ascii": "ascii",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "windows-874": "cp874",
    "tis-620": "cp874",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "unknown-8bit": "utf-8",
    "x-unknown": "utf-8",
}
# Codecs that are no charset of a text: escapes of a programming language, parts of host names.
_NO_CHARSET = frozenset(
    ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem")
)
_NAME = re.compile(r"[A-Za-z0-9._:()-]{1,40}")
_TOLERATED = 0.05


def known_charset(name: str) -> str | None:
    """Return the codec for a charset as mail names it, or None if there is none for text."""
    name = name.strip().strip("\"'").lower()
    if not _NAME.fullmatch(name.replace("_", "-")):
        return None
    codec = _MEANT.get(name) or _MEANT.get(name.replace("_", "-")) or name
    try:
        info = codecs.lookup(codec)
        # Codecs from bytes to bytes (zlib, hex) refuse to be used like this.
        b"x".decode(codec, "replace")
    except (LookupError, ValueError, TypeError, AssertionError):
        return None
    return None if info.name.replace("_", "-") in _NO_CHARSET else codec


def decode_text(data: bytes, charset: str) -> tuple[str, str]:
    """Return the text, and in plain words what was wrong with its encoding (or nothing).

    Tries what the mail declares, then UTF-8, then cp1252; latin-1 reads anything. A text whose
    declared charset fits but for a few bytes is kept, the bad bytes replaced.
    """
    declared = known_charset(charset) if charset else None
    problem = ""
    if charset and declared is None:
        problem = f"The text names a character set nobody knows ({clean_line(charset, 40)})."
    for codec in (declared, "utf-8"):
        if codec is None:
            continue
        try:
            return data.decode(codec), problem
        except (UnicodeError, ValueError):
            if codec == declared and codec != "ascii":
                problem = "Some bytes of the text do not fit its character set."
                text = data.decode(codec, "replace")
                if text.count("\ufffd") <= len(text) * _TOLERATED and not _is_utf8(data):
                    return text, problem
    try:
        return data.decode("cp1252"), problem
    except UnicodeDecodeError:
        return data.decode("latin-1"), problem


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
