"""What answers are looked for with, and which events change what was learned."""

import pytest

from agentdesk.desk.learning import plain_subject
from agentdesk.domain.events import KINDS
from agentdesk.seat.suggesting import ERASED, TELLING, plain


def test_the_events_that_are_listened_to_exist() -> None:
    assert {*TELLING, ERASED} <= set(KINDS)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('Dear {{ customer.name | default: "you" }}, it is.', "Dear , it is."),
        ("{% if a %}Yes{% endif %} {name} ‹date›", "Yes ‹date›"),
        ("open { only", "open only"),
        ("", ""),
    ],
)
def test_variables_of_an_answer_are_no_words_of_it(body: str, text: str) -> None:
    assert " ".join(plain(body).split()) == text


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: AW: Fwd: [#12] Kettle", "Kettle"),
        ("Re[2]: Kettle", "Kettle"),
        ("[shop-list] WG: Kettle: blue", "Kettle: blue"),
        ("Refund", "Refund"),
        ("回复: 卡", "卡"),
        ("Re:", ""),
    ],
)
def test_a_subject_is_known_without_what_programs_put_before_it(subject: str, text: str) -> None:
    assert plain_subject(subject) == text
