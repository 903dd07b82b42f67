"""Words, languages, stems, and the index that says which answers are near."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentdesk.domain.ranking.index import Index, Words
from agentdesk.domain.ranking.languages import guess
from agentdesk.domain.ranking.misspelling import meant, slips
from agentdesk.domain.ranking.searching import NEAR, search
from agentdesk.domain.ranking.stemming import stem
from agentdesk.domain.ranking.tokens import terms, words

ANSWERS = (
    Words("lost", "Report a lost card", "Block the card at once. A new one comes by mail.", "en"),
    Words("refund", "Refund of a payment", "Money goes back to the account within days.", "en"),
    Words("limit", "Raise a credit limit", "Ask for a higher limit in the settings.", "en"),
    Words("karte", "Karte verloren", "Sperren Sie die Karte sofort, eine neue kommt mit der Post."),
    Words("retour", "Geld zurück", "Das Geld wird innerhalb von Tagen auf das Konto gebucht."),
)


def index_of(answers: tuple[Words, ...] = ANSWERS) -> Index:
    """Return an index of some answers."""
    index = Index()
    for answer in answers:
        index.put(answer)
    return index


def ids(index: Index, query: str, language: str = "") -> list[str]:
    """Return what is near, the nearest first."""
    return [hit.id for hit in search(index, query, 5, language) if hit.score >= NEAR]


# ---- words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The card's PIN, don't!", ["the", "card", "pin", "dont"]),
        ("Où est l'Adresse d’envoi?", ["ou", "est", "adresse", "envoi"]),
        ("STRASSE Straße Łódź", ["strasse", "strasse", "lodz"]),
        ("東京都へ", ["東京", "京都", "都へ"]),
        ("บัตร", ["บั", "ัต", "ตร"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("order 4711-22_x", ["order", "4711", "22", "x"]),
        ("", []),
    ],
)
def test_words_are_folded(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", "cancel cancels cancelled cancelling cancellation"),
        ("en", "deliver delivery delivered deliveries"),
        ("en", "replace replaced replacement replacing"),
        ("de", "Bestellung Bestellungen bestellt bestellen"),
        ("de", "liefern geliefert Lieferung"),
        ("fr", "annuler annulation annulée"),
        ("es", "bloquear bloqueada bloqueado"),
        ("it", "bloccare bloccata bloccato"),
        ("pt", "cartão cartões"),
        ("nl", "blokkeren geblokkeerd"),
        ("ru", "карта карты картой"),
    ],
)
def test_forms_of_a_word_have_one_stem(language: str, forms: str) -> None:
    assert len(set(terms(forms, language))) == 1


def test_a_language_without_rules_keeps_its_words() -> None:
    assert stem("kortti", "fi") == "kortti"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where is my card", "en"),
        ("Wo ist meine Karte?", "de"),
        ("quiero cancelar mi pedido", "es"),
        ("je ne peux pas me connecter", "fr"),
        ("mijn pakket is niet aangekomen", "nl"),
        ("minha encomenda não chegou", "pt"),
        ("где моя карта", "ru"),
        ("カードが届きません", "ja"),
        ("我的卡丢了", "zh"),
        ("reset", ""),
        ("", ""),
    ],
)
def test_small_words_and_scripts_tell_a_language(text: str, language: str) -> None:
    assert guess(text) == language


@given(st.text(max_size=200))
def test_any_text_has_words_and_perhaps_a_language(text: str) -> None:
    assert all(word and not word.isspace() for word in words(text))
    assert isinstance(guess(text), str)


# ---- slips


def test_every_word_one_slip_away_is_tried() -> None:
    tried = set(slips("card"))
    assert {"crd", "cadr", "care", "cards", "acrd"} <= tried


def test_a_slip_stands_for_the_word_that_most_answers_have() -> None:
    known = {"card": 3, "cart": 9}
    assert meant("carx", lambda word: known.get(word, 0))[0][0] == "cart"


def test_numbers_stand_for_nothing_but_themselves() -> None:
    assert meant("4712", lambda word: 1 if word == "4711" else 0) == []


# ---- near or not


def test_the_answer_whose_words_are_asked_for_is_near() -> None:
    assert ids(index_of(), "I lost my card")[0] == "lost"
    assert ids(index_of(), "please raise my limit")[0] == "limit"


def test_a_misspelt_word_is_found_and_counts_less() -> None:
    index = index_of()
    right, wrong = search(index, "refund", 1)[0], search(index, "refnud", 1)[0]
    assert (right.id, wrong.id) == ("refund", "refund")
    assert wrong.score < right.score


def test_a_compound_is_found_by_its_parts() -> None:
    assert search(index_of(), "Bankkarte", 1, "de")[0].id == "karte"


def test_nothing_is_near_to_words_about_something_else() -> None:
    assert ids(index_of(), "what is the weather like on the moon") == []
    assert search(index_of(), "!!! …") == []
    assert search(Index(), "card") == []


def test_an_answer_in_the_language_of_the_question_hides_others() -> None:
    index = index_of(
        (*ANSWERS, Words("karte-en", "Karte card", "Karte verloren: lost card.", "en"))
    )
    assert ids(index, "Ich habe meine Karte verloren") == ["karte"]


def test_where_nothing_is_near_in_ones_language_others_are_offered() -> None:
    index = index_of((ANSWERS[0], Words("visa", "Visa", "Visa Visum Botschaft", "de")))
    assert ids(index, "lost card", "de") == ["lost"]


# ---- learning


def test_learned_words_find_an_answer_that_has_none_of_them() -> None:
    index = index_of()
    question = "somebody nicked my wallet"
    assert "lost" not in ids(index, question)
    assert index.learn("1:lost", "lost", "my wallet was nicked on the tram")
    assert ids(index, question) == ["lost"]
    index.forget("1:lost")
    assert "lost" not in ids(index, question)


def test_what_an_unknown_answer_would_have_learned_is_left_out() -> None:
    index = index_of()
    assert not index.learn("1:gone", "gone", "my wallet")
    assert index.learned == 0


def test_an_answer_that_is_written_anew_keeps_what_it_learned() -> None:
    index = index_of()
    index.learn("1:lost", "lost", "wallet nicked")
    index.put(Words("lost", "Missing cards", "Block it.", "en"))
    assert ids(index, "wallet nicked") == ["lost"]
    assert "lost" not in ids(index, "mail at once")


def test_an_answer_with_many_learned_texts_does_not_drown_one_with_few() -> None:
    index = index_of()
    for n in range(300):
        index.learn(f"{n}:refund", "refund", f"please send my money back, number {n}, card payment")
    index.learn("900:lost", "lost", "my card is gone")
    assert ids(index, "my card is gone")[0] == "lost"


# ---- the same things give the same index

_CHOICES = (
    "card lost wallet",
    "money back please",
    "limit higher",
    "Karte weg",
    "card money",
    "pin",
)


def shape(index: Index) -> dict[str, object]:
    """Return everything that a search can tell, without the order in which it came."""
    posts = {
        term: sorted((index.ids[p >> 32], p & 0xFFFFFFFF) for p in index.posts[number])
        for term, number in index.terms.items()
        if index.posts[number]
    }
    return {
        "posts": posts,
        "sums": {term: index.sums[index.terms[term]] for term in posts},
        "squares": {term: index.squares[index.terms[term]] for term in posts},
        "lengths": sorted(zip(index.ids, index.lengths, index.parts, strict=True)) if posts else [],
        "length": index.length,
        "languages": index.languages(),
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(_CHOICES)), max_size=25), st.randoms())
def test_what_came_and_went_leaves_nothing(
    texts: list[tuple[int, str]], shuffled: random.Random
) -> None:
    index = index_of()
    before = shape(index)
    for n, (answer, text) in enumerate(texts):
        index.learn(f"{n}", ANSWERS[answer].id, text)
    order = list(range(len(texts)))
    shuffled.shuffle(order)
    for n in order:
        index.forget(f"{n}")
    assert shape(index) == before


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(_CHOICES)), max_size=25), st.randoms())
def test_the_order_in_which_things_came_changes_nothing(
    texts: list[tuple[int, str]], shuffled: random.Random
) -> None:
    made = []
    for _ in range(2):
        answers = list(ANSWERS)
        shuffled.shuffle(answers)
        index = index_of(tuple(answers))
        known = [(f"{n}", ANSWERS[answer].id, text) for n, (answer, text) in enumerate(texts)]
        shuffled.shuffle(known)
        for text_id, answer_id, text in known:
            index.learn(text_id, answer_id, text)
        made.append(index)
    assert shape(made[0]) == shape(made[1])
    for query in (*_CHOICES, "lost Karte"):
        assert search(made[0], query) == search(made[1], query)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.integers(1, 7))
def test_scores_are_between_0_and_1_and_fall(query: str, k: int) -> None:
    hits = search(index_of(), f"{query} card", k)
    scores = [hit.score for hit in hits]
    assert len(hits) <= k
    assert all(0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)


def test_a_dropped_answer_takes_along_what_it_learned() -> None:
    index, without = index_of(), index_of(ANSWERS[1:])
    index.learn("1:lost", "lost", "wallet")
    index.drop("lost")
    assert index.learned == 0
    assert search(index, "wallet card limit") == search(without, "wallet card limit")
    index.put(ANSWERS[0])
    assert search(index, "lost card") == search(index_of(), "lost card")
