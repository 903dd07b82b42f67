"""Other names, addresses and numbers in place of the real ones.

The same real thing is the same invented one everywhere in a scenario. Which one is drawn by HMAC
under a random key that this process alone holds and nobody keeps: nothing outside leads back.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Iterable

from agentdesk.text import fold
from agentdesk.training.recording.invented import FAMILY, GIVEN
from agentdesk.training.scenario import slug

_WORD = re.compile(r"\w+")
_FEW = 3
"""A code of so few signs is nobody's alone, and all of that length may be taken."""
_DRAWS, _NEXT = 100, 500
"""So often another code is drawn, and how far apart those draws are."""
DIGITS, LETTERS = "0123456789", "abcdefghijklmnopqrstuvwxyz"


def squashed(text: str) -> str:
    """Return a text's letters and digits alone, small: how two spellings of a thing compare."""
    return "".join(c for c in text.casefold() if c.isalnum())


class Pseudonyms:
    """Draws an invented thing for every real one. Keep it no longer than the recording takes."""

    def __init__(self, key: bytes | None = None, *, real: Iterable[str] = ()) -> None:
        """Begin with a key of its own; ``real`` are names whose words are not to be used."""
        self._key = key or secrets.token_bytes(32)
        borne = {word for name in real for word in _WORD.findall(fold(name))}
        self._given = [name for name in GIVEN if name.casefold() not in borne] or ["Guest"]
        self._family = [name for name in FAMILY if name.casefold() not in borne] or ["Someone"]
        self._known: dict[tuple[str, str], str] = {}
        self._used: set[str] = set()
        self._borne: set[str] = set()

    def avoid(self, codes: Iterable[str]) -> None:
        """Draw none of these numbers and codes: they are somebody's here."""
        self._borne |= {squashed(code) for code in codes}

    def drawn(self, kind: str, real: str, more: int = 0) -> int:
        """Return a large number for a real thing; ``more`` draws another one."""
        seed = f"{kind}\0{real}\0{more}".encode()
        return int.from_bytes(hmac.new(self._key, seed, hashlib.sha256).digest(), "big")

    def person(self, real: str) -> str:
        """Return an invented name for whoever ``real`` names."""
        return self._once("person", real, self._name)

    def _name(self, real: str, more: int) -> str:
        number = self.drawn("person", real, more)
        given, rest = self._given[number % len(self._given)], number // len(self._given)
        name = f"{given} {self._family[rest % len(self._family)]}"
        # Every pair is somebody's: a third part tells them apart.
        return name if more < 50 else f"{name} {_roman(more - 48)}"

    def address(self, real: str) -> str:
        """Return the invented mail address of whoever ``real`` names."""
        return address_of(self.person(real))

    def phone(self, real: str) -> str:
        """Return a number out of a range that is nobody's, for stories."""
        return self._once("phone", squashed(real), self._number)

    def _number(self, real: str, more: int) -> str:
        return f"+44 1632 960{self.drawn('phone', real, more) % 1000:03d}"

    def code(self, real: str) -> str:
        """Return another number or code of the same form: digits for digits, letters for letters.

        Two spellings of one number, with blanks or without, keep being the same number.
        """
        inside = self._once("code", squashed(real), self._like)
        letters = iter(inside)
        return "".join(
            (next(letters).upper() if c.isupper() else next(letters)) if c.isalnum() else c
            for c in real
        )

    def _like(self, real: str, more: int) -> str:
        number, out = self.drawn("code", real, more), []
        for character in real:
            signs = DIGITS if character.isdecimal() else LETTERS
            number, place = divmod(number, len(signs))
            out.append(signs[place])
            if number < len(LETTERS):
                number = self.drawn("code", real, more + 1_000 + len(out))
        made = "".join(out)
        theirs = made == real or (len(real) > _FEW and made in self._borne)
        again = theirs and len(real) > 1 and more < _DRAWS * _NEXT
        return self._like(real, more + _NEXT) if again else made

    def _once(self, kind: str, real: str, make: Callable[[str, int], str]) -> str:
        found = self._known.get((kind, real))
        if found is None:
            found, more = make(real, 0), 0
            while kind == "person" and found in self._used:
                more += 1
                found = make(real, more)
            self._used.add(found)
            self._known[kind, real] = found
        return found


def _roman(number: int) -> str:
    signs = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    out = ""
    for value, sign in signs:
        while number >= value:
            out, number = out + sign, number - value
    return out


def address_of(name: str) -> str:
    """Return the mail address that belongs to an invented name."""
    return f"{slug(name).replace('-', '.')}@customers.example"
