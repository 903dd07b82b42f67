"""What the stores let through when they look for a word, held against what folding says."""

import re

from hypothesis import given
from hypothesis import strategies as st

from agentdesk.data.accents import expression, to_take_apart
from agentdesk.text import fold

LETTERS = st.text("aełŁøßẞæœþıİéÉsthSTH1-. \u0301ПйパがΆά", max_size=8)


@given(before=LETTERS, found=LETTERS, after=LETTERS)
def test_no_text_that_holds_a_word_is_left_out(before: str, found: str, after: str) -> None:
    text, word = before + found + after, fold(found).strip()
    if word in fold(text):
        for letter, plain in to_take_apart(word):
            text = text.replace(letter, plain)
        assert re.search(expression(word), text)


def test_a_letter_is_found_by_its_plain_form_and_by_no_other() -> None:
    for code in range(0x100, 0x250):
        letter = chr(code)
        assert re.search(expression(fold(letter)), letter) or to_take_apart(fold(letter))
    assert not re.search(expression("lukasz"), "Lubasz")
