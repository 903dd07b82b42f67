"""What is printed with plain ASCII: for ``--ascii``, and where nothing else can be written."""

import sys

_SHOWN = "▲△–▁"


def in_ascii(text: str) -> str:
    """Write our own signs with plain ASCII; names keep their letters."""
    from agentdesk.tui.kit.glyphs import words_in_ascii

    return words_in_ascii(text)


def takes_signs() -> bool:
    """Say whether standard output can hold our signs."""
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    try:
        _SHOWN.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
