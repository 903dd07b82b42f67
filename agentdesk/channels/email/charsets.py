"""Bytes to text when the charset is a stranger's claim."""

import codecs
import re

from agentdesk.channels.email.charset_guess import guess
from agentdesk.channels.email.japanese import decode_jis
from agentdesk.text import clean_line

# Mail says one thing and means a superset of it.
_MEANT = {
    "us-ascii": "ascii",
    "ansi-x3.4-1968": "ascii",
    "ansi": "cp1252",
    "iso-8859-1": "cp1252",
    "iso-latin-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "iso-8859-6-e": "iso-8859-6",
    "iso-8859-11": "cp874",
    "gb2312": "gb18030",
    "gb-2312": "gb18030",
    "gb2312-80": "gb18030",
    "x-gbk": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "cp950",
    "x-big5": "cp950",
    "x-x-big5": "cp950",
    "ks-c-5601-1987": "cp949",
    "ks-c-5601-1989": "cp949",
    "ks-c-5601": "cp949",
    "ksc5601": "cp949",
    "korean": "cp949",
    "x-windows-949": "cp949",
    "euc-kr": "cp949",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "ms-kanji": "cp932",
    "x-euc-jp": "euc-jp",
    "iso-2022-jp-ms": "iso-2022-jp",
    "cp50220": "iso-2022-jp",
    "cp50221": "iso-2022-jp",
    "cp50222": "iso-2022-jp",
    "windows-874": "cp874",
    "tis-620": "cp874",
    "koi8-ru": "koi8-u",
    "koi": "koi8-r",
    "koi8": "koi8-r",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
    "x-mac-ce": "mac-latin2",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-greek": "mac-greek",
    "x-mac-turkish": "mac-turkish",
    "unicode-1-1-utf-7": "utf-7",
    "x-unicode-2-0-utf-7": "utf-7",
    "unicode-2-0-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "utf8mb3": "utf-8",
    "utf-8-mac": "utf-8",
    "x-utf-8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "unicode": "utf-16",
    "ucs-2": "utf-16",
    "iso-10646-ucs-2": "utf-16",
    "ucs-4": "utf-32",
    "unknown-8bit": "utf-8",
    "x-unknown": "utf-8",
    "unknown": "utf-8",
    "default": "utf-8",
    "default-charset": "utf-8",
    "8bit": "utf-8",
    "7bit": "utf-8",
    "none": "utf-8",
    "x-user-defined": "utf-8",
}
# A text that calls itself one of these but uses bytes 80 to 9F is really of the other.
_WINDOWS = {
    "iso8859-2": "cp1250",
    "iso8859-4": "cp1257",
    "iso8859-5": "cp1251",
    "iso8859-6": "cp1256",
    "iso8859-7": "cp1253",
    "iso8859-8": "cp1255",
    "iso8859-13": "cp1257",
    "iso8859-15": "cp1252",
}
# Codecs that are no charset of a text: escapes of a programming language, parts of host names.
_NO_CHARSET = frozenset(
    ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem")
)
_NAME = re.compile(r"[A-Za-z0-9._:()-]{1,40}")
_PAGE = re.compile(r"(?:x-)?(?:cp|windows|win|ibm|ms)-?(\d{3,4})")
_ISO = re.compile(r"(?:x-)?iso-?8859-?(\d{1,2})")
_C1 = re.compile(rb"[\x80-\x9f]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TOLERATED = 0.05
_SOME = 4_096

UNFIT = "Some bytes of the text do not fit its character set."
OTHER = "The text is not in the character set it names."


def known_charset(name: str) -> str | None:
    """Return the codec for a charset as mail names it, or None if there is none for text."""
    name = name.strip().strip("\"'").strip().lower().replace(" ", "-")
    if not _NAME.fullmatch(name.replace("_", "-")):
        return None
    plain = name.replace("_", "-")
    if (iso := _ISO.fullmatch(plain)) is not None:
        plain = name = f"iso-8859-{iso[1]}"
    elif (page := _PAGE.fullmatch(plain)) is not None:
        plain = name = f"cp{page[1]}"
    codec = _MEANT.get(name) or _MEANT.get(plain) or name
    try:
        info = codecs.lookup(codec)
        # Codecs from bytes to bytes (zlib, hex) refuse to be used like this.
        b"x".decode(codec, "replace")
    except (LookupError, ValueError, TypeError, AssertionError):
        return None
    return None if info.name.replace("_", "-") in _NO_CHARSET else codec


def decode_text(data: bytes, charset: str) -> tuple[str, str]:
    """Return the text, and in plain words what was wrong with its encoding (or nothing).

    Tries a byte order mark, what the mail declares, then UTF-8, what the text looks like, then
    cp1252; latin-1 reads anything. A text whose declared charset fits but for a few bytes is
    kept, the bad bytes replaced.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return data.decode(codec, "replace"), ""
    declared = known_charset(charset) if charset else None
    problem = ""
    if charset and declared is None:
        problem = f"The text names a character set nobody knows ({clean_line(charset, 40)})."
    if declared is not None:
        read, problem = _as_declared(data, declared)
        if read is not None:
            return read, problem
    elif (wide := _wide(data)) is not None:
        return data.decode(wide, "replace"), problem
    if b"\x1b$" in data and (jis := decode_jis(data)) is not None:
        return jis, problem
    try:
        return data.decode("utf-8"), problem
    except UnicodeDecodeError as error:
        # A text cut off within a character.
        if len(data) > 8 and error.start >= len(data) - 3:
            return data.decode("utf-8", "replace"), problem
    for likely in (guess(data), "cp1252"):
        try:
            if likely is not None:
                return data.decode(likely), problem
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), problem


def _as_declared(data: bytes, codec: str) -> tuple[str | None, str]:
    """Decode by what the mail says, unless the bytes say otherwise; None then."""
    name = codecs.lookup(codec).name
    if name in ("utf-16", "utf-32"):
        order = _wide(data) or ("utf-16-le" if name == "utf-16" else "utf-32-le")
        if _wide(data) is None and _is_utf8(data) and b"\x00" not in data:
            # Said of plain text by programs that write in that charset themselves.
            return data.decode("utf-8"), OTHER
        return data.decode(order, "replace"), ""
    if name.startswith(("cp125", "iso8859", "koi8", "cp874", "mac-")) and _is_letters_of_utf8(data):
        return data.decode("utf-8"), OTHER
    if name in ("ascii", "utf-8") and b"\x1b$" in data:
        return None, ""
    if name in _WINDOWS and _C1.search(data):
        codec = _WINDOWS[name]
    try:
        return data.decode(codec), ""
    except (UnicodeError, ValueError):
        pass
    if name.startswith("iso2022_jp") and (jis := decode_jis(data)) is not None:
        return jis, ""
    if name == "ascii":
        return None, ""
    text = data.decode(codec, "replace")
    if text.count("\ufffd") <= len(text) * _TOLERATED and not _is_utf8(data):
        return text, UNFIT
    return None, UNFIT


def _wide(data: bytes) -> str | None:
    """Say in which order the halves of a text of two bytes a character stand, if it is one."""
    some = data[:_SOME]
    if len(some) < 4 or b"\x00" not in some:
        return None
    even, odd = some[::2].count(0), some[1::2].count(0)
    half = len(some) // 2
    if odd > half * 0.4 and even <= half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd <= half * 0.05:
        return "utf-16-be"
    return None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_letters_of_utf8(data: bytes) -> bool:
    """Say whether bytes above ASCII are UTF-8: by chance, text of one byte a letter never is."""
    return not data.isascii() and _is_utf8(data)
