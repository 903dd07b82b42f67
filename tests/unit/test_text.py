"""Outside text made safe, measured, cut and wrapped."""

import random
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

from agentdesk.text import clean, clean_line, fit, fold, width, wrap
from tests.support.depth import depth

HOSTILE = "a\x1b]0;1\x07b\x9b31Mc\x7fd\u202ee\u2066f\x00g\ud800h"
SCRIPTS = (
    "plain text",
    "Grüße aus Köln",
    "『世界人権宣言』です",
    "안녕하세요 고객센터",
    "नमस्ते दुनिया",
    "👩‍👩‍👧‍👦 family ❤️ 👍🏽",
    "e\u0301e\u0301e\u0301",
    "مرحبا بالعالم",
    "1️⃣ 2️⃣ ✂️",
    "\u200dleading joiner",
    "trailing joiner\u200d",
)


def test_control_characters_never_survive() -> None:
    for safe in (clean(HOSTILE), clean_line(HOSTILE)):
        assert not [c for c in safe if unicodedata.category(c) in ("Cc", "Cs")]
        assert not set(safe) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
        assert [c for c in safe if c in "abcdefgh"] == list("abcdefgh")


def test_line_ends_become_newlines_and_tabs_spaces() -> None:
    assert clean("a\r\nb\rc\u2028d\u2029e\x0cf\x85g") == "a\nb\nc\nd\ne\nf\ng"
    assert clean("a\tb\n\tc") == "a   b\n    c"


def test_joiners_and_scripts_stay() -> None:
    assert clean("👩‍👩‍👧 می\u200cخواهم") == "👩‍👩‍👧 می\u200cخواهم"


def test_clean_line_folds_blanks_and_cuts() -> None:
    assert clean_line("  a\r\n b\t\tc  ") == "a b c"
    assert clean_line("x" * 50, limit=10) == "x" * 9 + "…"


@given(st.text(st.characters(), max_size=60))
@settings(deadline=None)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    once.encode("utf-8")


def test_every_code_point_is_measured_as_the_screens_measure_it() -> None:
    different = [
        hex(code)
        for code in range(0x110000)
        if width(chr(code)) != get_character_cell_size(chr(code)) and chr(code).isprintable()
    ]
    assert different == []


@pytest.mark.parametrize("text", SCRIPTS)
def test_sequences_are_measured_as_the_screens_measure_them(text: str) -> None:
    assert width(text) == cell_len(text)


@given(
    st.text(st.sampled_from("ab é界\u0301\u200d\ufe0f❤👍🏽✂1한"), max_size=30),
    st.integers(0, 20),
    st.sampled_from(("left", "right")),
)
@settings(max_examples=depth(150, 400), deadline=None)
def test_fit_fills_exactly_the_cells(text: str, cells: int, align: str) -> None:
    fitted = fit(text, cells, "right" if align == "right" else "left")
    assert cell_len(fitted) == cells


@pytest.mark.parametrize("text", SCRIPTS)
@pytest.mark.parametrize("cells", range(12))
def test_fit_of_real_scripts(text: str, cells: int) -> None:
    assert cell_len(fit(text, cells)) == cells


def test_fit_marks_what_it_cut_and_never_splits() -> None:
    assert fit("abcdef", 4) == "abc…"
    assert fit("abc", 5) == "abc  "
    assert fit("abc", 5, "right") == "  abc"
    assert fit("世界人", 4) == "世… "
    assert fit("ae\u0301xyz", 3) == "ae\u0301…"
    assert fit("👩‍👩‍👧 abc", 3) == "👩‍👩‍👧…"


@given(
    st.text(st.sampled_from("abc  \n界é\u0301👍\u200d"), max_size=120),
    st.integers(2, 20),
)
@settings(deadline=None)
def test_wrapped_lines_fit_and_lose_nothing_but_blanks(text: str, cells: int) -> None:
    lines = wrap(text, cells)
    assert all(cell_len(line) <= cells for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")


def test_wrap_breaks_at_blanks_and_keeps_indentation() -> None:
    assert wrap("the quick brown fox", 10) == ["the quick", "brown fox"]
    assert wrap("  - a long item", 9) == ["  - a", "long item"]
    assert wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]
    assert wrap("世界人権宣言", 5) == ["世界", "人権", "宣言"]
    assert wrap("a\n\nb", 10) == ["a", "", "b"]
    assert wrap("", 10) == [""]


@pytest.mark.parametrize(
    "text",
    ["x" * 1_000_000, "x " * 500_000, "世" * 200_000, "\u0301" * 200_000, " " * 1_000_000],
    ids=["word", "words", "wide", "marks", "blanks"],
)
def test_a_megabyte_is_wrapped_in_time(text: str) -> None:
    started = time.process_time()
    wrap(text, 80)
    assert time.process_time() - started < 3


def test_fit_is_quick_on_long_text() -> None:
    rows = ["x" * 200, "Grüße " * 30, "世界" * 50, "e\u0301" * 100_000]
    random.Random(1).shuffle(rows)
    started = time.process_time()
    for _ in range(200):
        for row in rows:
            fit(row, 80)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łukasz Wiśniewski", "lukasz wisniewski"),
        ("BJÖRG", "bjorg"),
        ("Ste\u0301phane", "stephane"),
        ("Straße", "strasse"),
        ("Œuvre Ærø Þór", "oeuvre aero thor"),
        ("İzmir ılık", "izmir ilik"),
        ("Παπαδάκης", "παπαδακησ"),
        ("がぎ 김민수", "がぎ 김민수"),
        ("Ada [1] \\ %_", "ada [1] \\ %_"),
    ],
)
def test_what_is_looked_for_has_no_accents(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


def test_folding_a_letter_twice_changes_nothing() -> None:
    letters = [chr(code) for code in range(0x3000)]
    assert [fold(fold(letter)) for letter in letters] == [fold(letter) for letter in letters]
