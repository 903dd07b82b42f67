"""Words as they are compared: folded, without accents, stemmed lightly.

What becomes a word:

* runs of letters and digits of any script, in lower case (Unicode case folding, NFKC);
* accents fall in Latin, Greek, Cyrillic, Hebrew and Arabic (``é`` is ``e``, ``ß`` is ``ss``);
  vowel signs of other scripts stay, because there they are letters;
* an apostrophe ends what it elides (``l'adresse`` is ``adresse``, ``card's`` is ``card``) or
  vanishes (``don't`` is ``dont``);
* Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese, which put no spaces between words or
  write what belongs to a word together with it, become bigrams of their letters;
* numbers stay as they are.
"""

import re
import unicodedata

from agentdesk.domain.ranking.stemming import stem

LONGEST = 40
"""Letters of a word that count; longer ones are no words (addresses, keys)."""
_ASCII = re.compile(r"[a-z0-9]+(?:'[a-z]+)*")
# Vowel signs of Indic and South-East Asian scripts are no letters to Unicode, but parts of words.
_IN_WORDS = "\u0900-\u0963\u0966-\u0dff\u0e01-\u0e4e\u0e50-\u0eff\u1000-\u1049\u1780-\u17d3"
_LETTER = rf"(?:[^\W_]|[{_IN_WORDS}])"
_WORD = re.compile(rf"{_LETTER}+(?:'{_LETTER}+)*")
_NO_SPACES = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
)
_RUN = re.compile(f"[{_NO_SPACES}]+|[^{_NO_SPACES}]+")
_SPACELESS = re.compile(f"[{_NO_SPACES}]")
_FOLDED = (("a", "\u024f"), ("\u0370", "\u06ff"), ("\u1e00", "\u1fff"))
"""Scripts whose marks are accents."""
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "’": "'"})
_ELIDED = frozenset(("l", "d", "j", "m", "t", "s", "n", "c", "qu", "dell", "all", "nell", "un"))
"""What stands before an apostrophe in French and Italian."""
_ENDED = frozenset(("s", "ll", "re", "ve", "d", "m"))
"""What stands after one in English and others."""


def words(text: str) -> list[str]:
    """Return the words of a text in order, folded but not stemmed.

    >>> words("Où est l'Adresse? The card's PIN… 東京都")
    ['ou', 'est', 'adresse', 'the', 'card', 'pin', '東京', '京都']
    """
    if text.isascii():
        return [_without_apostrophe(word)[:LONGEST] for word in _ASCII.findall(text.lower())]
    found: list[str] = []
    for word in _WORD.findall(fold(text)):
        plain = _without_apostrophe(word)
        if plain.isascii():
            found.append(plain[:LONGEST])
        else:
            _add_runs(plain, found)
    return found


def fold(text: str) -> str:
    """Return a text in lower case without accents, as words are compared."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    if text.isascii():
        return text
    out: list[str] = []
    base = ""
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.combining(letter):
            if any(first <= base <= last for first, last in _FOLDED):
                continue
        else:
            base = letter
        out.append(letter)
    return unicodedata.normalize("NFC", "".join(out))


def terms(text: str, language: str) -> list[str]:
    """Return the words of a text as the index holds them: stemmed by the rules of its language."""
    return [stem(word, language) for word in words(text)]


def _without_apostrophe(word: str) -> str:
    if "'" not in word:
        return word
    parts = word.split("'")
    if len(parts) > 1 and parts[0] in _ELIDED and len(parts[-1]) > 1:
        parts = parts[1:]
    if len(parts) > 1 and parts[-1] in _ENDED and len(parts[0]) > 1:
        parts = parts[:-1]
    return "".join(parts)


def _add_runs(word: str, found: list[str]) -> None:
    """Add a word, or the bigrams of what is written without spaces in it."""
    for run in _RUN.findall(word):
        if _SPACELESS.match(run) is None or len(run) == 1:
            found.append(run[:LONGEST])
        else:
            found += [run[n : n + 2] for n in range(len(run) - 1)]
