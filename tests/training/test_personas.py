"""What customers feel: moved by acts, never by repetition, and each by their own stream."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.training.personas import MOVES, Mood, begin, between, moved, stream
from agentdesk.training.scenario import Persona
from agentdesk.training.words import WORDS

ANY = st.lists(st.sampled_from([*WORDS, "silence"]), max_size=30)


def _persona(emotion: int = 2, **moves: float) -> Persona:
    return Persona(id="p", name="P Q", goal="g", emotion=emotion, moves=moves)


def _after(persona: Persona, *words: str) -> Mood:
    mood = begin(persona)
    for word in words:
        mood = moved(persona, mood, word)
    return mood


@pytest.mark.parametrize("word", ["acknowledge", "summarise", "own", "choice", "next_step"])
def test_what_calms(word: str) -> None:
    assert _after(_persona(), word).level < 2


@pytest.mark.parametrize("word", ["blame", "jargon", "asked_again", "silence", "broke"])
def test_what_angers_angers_each_time(word: str) -> None:
    once, twice = _after(_persona(0), word).level, _after(_persona(0), word, word).level
    assert once > 0
    assert twice == 2 * once


def test_repetition_calms_half_and_then_not_at_all() -> None:
    persona = _persona(4)
    levels = [_after(persona, *["own"] * n).level for n in range(4)]
    assert levels == [4.0, 3.0, 2.5, 2.5]


def test_a_persona_has_moves_of_its_own() -> None:
    assert _after(_persona(2, own=-2), "own").word == "calm"
    assert _after(_persona(2, own=0), "own").level == 2
    assert _after(_persona(2, noted=1), "noted").word == "angry"


@given(st.integers(0, 4), ANY)
def test_an_emotion_stays_between_calm_and_abusive(emotion: int, words: list[str]) -> None:
    mood = _after(_persona(emotion), *words)
    assert 0 <= mood.level <= 4
    assert mood.worst >= max(mood.level, mood.first)


def test_every_word_that_moves_is_a_word() -> None:
    assert set(MOVES) <= {*WORDS, "silence"}


def test_a_stream_is_the_customers_own_and_the_same_everywhere() -> None:
    drawn = [stream(7, "bo", "parcel").random() for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert stream(7, "bo", "parcel").random() != stream(7, "bo", "other").random()
    # These very numbers are drawn on every machine; a replay's hash stands on them.
    assert between(stream(1, "a"), 0, 1_000_000) == 691_048
