"""Taking the endings off words, lightly, language by language, so that forms of a word meet.

Too little is better than too much here: a stem only has to be the same for the forms that people
use of one word, and need not be a word. Words come folded (:mod:`agentdesk.domain.ranking.tokens`):
without accents, in lower case. A language without rules keeps its words.
"""

from collections.abc import Callable
from functools import lru_cache

_VOWELS = frozenset("aeiouy")


@lru_cache(maxsize=40_000)
def stem(word: str, language: str) -> str:
    """Return what stands for a word and its forms.

    >>> stem("cards", "en"), stem("replacement", "en"), stem("karten", "de")
    ('card', 'replac', 'kart')
    """
    rule = _RULES.get(language)
    if rule is None or len(word) < 4 or not word.isalpha():
        return word
    return rule(word)


def _cut(word: str, endings: tuple[str, ...], keep: int) -> str:
    """Take the first ending off that leaves at least ``keep`` letters."""
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= keep:
            return word[: -len(ending)]
    return word


_EN_LONG = (
    "ement", "ment", "ation", "ition", "ion", "able", "ible", "abl", "ibl", "ness", "ive", "iv",
    "ance", "ence", "anc", "enc", "eri", "iti", "er", "or", "al", "ur", "ful",
)  # fmt: skip


def _english(word: str) -> str:
    word = _english_plural(word)
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            rest = word[: -len(ending)]
            if _VOWELS.isdisjoint(rest):
                break
            word = rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
            break
    if word.endswith("ly") and len(word) > 5:
        word = word[:-2]
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    if word.endswith("y") and len(word) > 3:
        word = word[:-1] + "i"
    word = _cut(_cut(word, _EN_LONG, 4), ("at",), 5)
    return word[:-1] if word.endswith("ll") and len(word) > 5 else word


def _english_plural(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _german(word: str) -> str:
    word = _without_ge(word, ("t", "en"))
    word = _cut(word, ("ungen", "ung", "heiten", "heit", "keiten", "keit"), 4)
    word = _cut(word, ("ern", "em", "en", "er", "es", "e", "n", "s"), 4)
    if word.endswith(("lt", "kt", "gt", "bt")) and len(word) > 5:
        return word[:-1]
    return _cut(word, ("est", "et", "st"), 4)


def _without_ge(word: str, endings: tuple[str, ...]) -> str:
    """Return a past participle without what stands around it."""
    if word.startswith("ge") and len(word) > 7:
        rest = _cut(word[2:], endings, 4)
        return rest if len(rest) < len(word) - 2 else word
    return word


def _french(word: str) -> str:
    word = word[:-1] if word[-1] in "sx" and len(word) > 4 else word
    word = _cut(word, ("issement", "ement", "ation", "ition", "ment"), 4)
    word = _cut(word, ("eaux", "eau", "aux", "al", "eur", "euse", "euses", "if", "ive"), 4)
    word = _cut(word, ("aient", "erait", "erai", "ait", "ais", "ant", "ent", "ees", "ee"), 3)
    return _cut(word, ("er", "ez", "ir", "re", "e", "i"), 3)


def _spanish(word: str) -> str:
    word = _cut(word, ("aciones", "acion", "iciones", "icion", "ciones", "cion"), 3)
    word = _cut(word, ("amiento", "imiento", "mente"), 4)
    word = _cut(word, ("ando", "iendo", "ados", "adas", "idos", "idas", "ado", "ada", "ido"), 3)
    word = _cut(word, ("aron", "aba", "ida", "ar", "er", "ir", "es", "as", "os"), 3)
    return _cut(word, ("a", "o", "e", "s"), 3)


def _portuguese(word: str) -> str:
    word = _cut(word, ("acoes", "acao", "icoes", "icao", "coes", "cao", "oes", "ao"), 3)
    word = _cut(word, ("mente", "mento"), 4)
    word = _cut(word, ("ando", "endo", "indo", "ados", "adas", "idos", "idas", "ado", "ada"), 3)
    word = _cut(word, ("ido", "ida", "ou", "ei", "ar", "er", "ir", "es", "as", "os"), 3)
    return _cut(word, ("a", "o", "e", "s", "m"), 3)


def _italian(word: str) -> str:
    word = _cut(word, ("azioni", "azione", "izioni", "izione", "zione", "zioni", "mente"), 3)
    word = _cut(word, ("amento", "amenti", "ando", "endo", "ati", "ate", "ato", "ata"), 3)
    word = _cut(word, ("uto", "uta", "iti", "ito", "ita", "are", "ere", "ire"), 3)
    return _cut(word, ("i", "e", "a", "o"), 3)


def _dutch(word: str) -> str:
    word = _without_ge(word, ("d", "t", "en"))
    word = _cut(word, ("heden", "heid", "ingen", "ing"), 4)
    word = _cut(word, ("en", "es", "e", "s"), 3)
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in _VOWELS:
        return word[:-1]
    if len(word) > 3 and word[-2] == word[-3] and word[-2] in _VOWELS:
        # A vowel is written once where an ending follows: blokkeer, blokkeren.
        return word[:-2] + word[-1]
    return word


def _nordic(word: str) -> str:
    word = _cut(word, ("heterna", "heten", "het", "ningen", "ning"), 4)
    word = _cut(word, ("arna", "erna", "orna", "ernes", "erne", "ene", "ande", "ende"), 3)
    word = _cut(word, ("ar", "er", "or", "en", "et", "an", "es", "as"), 3)
    return _cut(word, ("a", "e", "s", "t"), 3)


def _slavic(word: str) -> str:
    return _cut(word, _SLAVIC, 3)


_ENDINGS = """
ами ями ого его ому ему ыми ими ый ий ой ая яя ое ее ые ие ую юю ых их ым им ать ять ить еть ал
ала али ил ила или ет ит ут ют ат ят ов ев ам ям ах ях ом ем ою ею а я о е ы и у ю ь
ego emu ymi imi ami ach owi om em ie ia iu ej ych ich ym im a e i o u y
"""
_SLAVIC = tuple(
    # Folded as words are: without its accent й is и.
    sorted({e.replace("й", "и") for e in _ENDINGS.split()}, key=lambda e: (-len(e), e))
)

_RULES: dict[str, Callable[[str], str]] = {
    "en": _english,
    "de": _german,
    "fr": _french,
    "es": _spanish,
    "pt": _portuguese,
    "it": _italian,
    "nl": _dutch,
    "sv": _nordic,
    "da": _nordic,
    "no": _nordic,
    "ru": _slavic,
    "uk": _slavic,
    "bg": _slavic,
    "pl": _slavic,
    "cs": _slavic,
}
