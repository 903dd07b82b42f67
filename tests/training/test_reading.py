"""Scenario files: what is shipped can be played, what is wrong is told with its line."""

from pathlib import Path
from typing import get_args

import pytest

from agentdesk.document import DocumentError
from agentdesk.training.reading import (
    bases,
    new_text,
    parse_scenario,
    read_scenario,
    shipped,
    shipped_scenario,
)
from agentdesk.training.scenario import What, checksum
from tests.training.small import TEXT, changed, small


def _line(text: str) -> int:
    """Return the line of the small scenario that holds a text."""
    return next(n for n, line in enumerate(TEXT.splitlines(), 1) if text in line)


def _problems(text: str) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        parse_scenario(text, "small.yaml")
    return caught.value.problems


@pytest.mark.parametrize("name", shipped())
def test_what_is_shipped_can_be_played(name: str) -> None:
    scenario = shipped_scenario(name)
    assert scenario.name == name
    assert scenario.rubric.total == 100


def test_whatever_can_break_in_breaks_into_a_shipped_shift() -> None:
    shown = {inject.what for name in shipped() for inject in shipped_scenario(name).injects}
    assert shown == set(get_args(What))


def test_there_is_an_easy_and_a_harder_one() -> None:
    assert {shipped_scenario(name).level for name in shipped()} >= {"easy", "middle"}


def test_the_example_can_be_played_under_its_new_name() -> None:
    scenario = parse_scenario(new_text("my-own"), "my-own.yaml")
    assert scenario.name == "my-own"
    assert scenario.base in bases()


def test_a_base_is_completed_and_its_parts_give_way_to_the_scenarios_own() -> None:
    scenario = small()
    assert scenario.setup.name == "Fjord & Farrow"
    own = TEXT + "answers: [{id: hello, name: Mine, body: Hi.}]\nsetup: {name: Elsewhere}\n"
    changed_one = parse_scenario(own, "small.yaml")
    assert changed_one.setup.name == "Elsewhere"
    assert changed_one.setup.queues == scenario.setup.queues
    assert [one.name for one in changed_one.answers if one.id == "hello"] == ["Mine"]
    assert len(changed_one.answers) == len(scenario.answers)


def test_the_checksum_is_of_the_content_not_of_the_layout() -> None:
    assert checksum(small()) == checksum(parse_scenario("# a word\n" + TEXT, "other.yaml"))
    assert checksum(small()) != checksum(small(seed="6"))
    renamed = TEXT + "setup: {name: Elsewhere}\n"
    assert checksum(small()) != checksum(parse_scenario(renamed, "small.yaml"))


def test_a_file_is_named_in_its_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(changed(seed="many"))
    with pytest.raises(DocumentError) as caught:
        read_scenario(path)
    (told,) = caught.value.problems
    assert told == f"{path}, line {_line('seed:')}, seed: “many” is not a whole number."


@pytest.mark.parametrize(
    ("before", "after", "at", "says"),
    [
        ("title: Small", "titel: Small", "titel: ", "Did you mean title?"),
        ("Europe/Berlin", "Europe/Brelin", "start:", "no time zone"),
        ("2026-03-09 09:00", "2026-03-29 02:30", "start:", "leave it out that day"),
        ("2026-03-09 09:00", "nine", "start:", "is no time"),
        ("trainee: lena", "trainee: lnea", "trainee:", "Did you mean lena?"),
        ("base: shop", "base: shpo", "base:", "Did you mean shop?"),
        ("queue: billing", "queue: biling", "id: many", "Did you mean billing?"),
        ("persona: cy", "persona: cyy", "id: chat", "Did you mean cy?"),
        ("at: 30m", "at: 3h", "id: chat", "outside the shift, which lasts 2h"),
        ("until: 2h", "until: 3h", "id: many", "outside the shift"),
        ("at: 30m, ", "", "id: chat", "it has no time"),
        ("within: 10m", "within: 5h", "id: first", "due after the shift"),
        ("[answered], within", "[answred], within", "id: first", "Did you mean answered?"),
        ("asked:order number", "asked:oder number", "id: asks", "Did you mean order-number?"),
        ("order: [asks]", "order: [ask]", "id: ends", "Did you mean asks?"),
        ("read: [take-next]", "read: [take-nxt]", "id: first", "Did you mean take-next?"),
        ("It is {order number}.", "It is {ordr number}.", "id: tells", "Did you mean order number"),
        ("on: asked, detail", "on: aksed, detail", "id: tells", "Did you mean asked?"),
        ("why: It is done.", "why: ''", "id: ends", "say why"),
        ("emotion: 2", "emotion: 5", "emotion:", "5 is not between 0 and 4"),
        ("rubric: {", "rubric: {outcome: 90, ", "rubric:", "the parts make 155 points"),
        ("version: 1", "version: 1\nformat: 9", "version: 1", "update agentdesk"),
        ("on: silence, for: 10m", "on: silence", "id: hurry", "how long the silence is"),
        ("says: Bye., ends: satisfied,", "says: Bye.,", "name: Cy", "nothing ends this"),
        ("order: [asks]", "order: [ends]", "id: ends", "ends waits for ends: it never comes"),
        ("length: 2h", "length: 60h", "length:", "at most two days"),
        ("name: Bo Lind", "name: Bo Lind\n    mail: bo@mail.de", "name: Bo", "could be somebody’s"),
        ("on: resolved,", "on: resolved, detail: refnded,", "id: done", "Did you mean refunded?"),
        ("queue: orders, priority: 2", "queue: specialists", "id: first", "lena does not work on"),
        ("ends: satisfied, wait: [1m, 3m]", "tone: threat", "id: thanks", "expect escalated or"),
        ("2026-03-09 09:00", "0001-01-01 00:00", "start:", "is no time"),
        ("2026-03-09 09:00", "9999-12-31 23:00", "start:", "a year between 1970 and"),
        ("title: Small", "title: ''", "title:", "a scenario has a title"),
        ("version: 1", "version: 1\nformat: 0", "format:", "there is no form 0"),
        ("name: Bo Lind", "name: Bo Lind\n    mail: bo.example", "name: Bo", "is no address"),
        ("name: Bo Lind", "name: Bo Lind\n    phone: soon", "name: Bo", "“soon” is no number"),
        ("weight: 2, why", "weight: nan, why", "id: first", "“nan” is not a number"),
        ("rate: 6", "rate: inf", "id: many", "“inf” is not a number"),
        ("after: tells, says", "after: tells, unless: tells, says", "id: thanks", "it never comes"),
        ("at: 1m, queue", "at: 1m, answers: [hellp], queue", "id: parcel", "Did you mean hello?"),
        ("at: 1m, queue", "at: 1m, blanks: {tme: x}, queue", "id: parcel", "Did you mean time?"),
        ("at: 1m, queue", "at: 1m, expert: ['{x}'], queue", "id: parcel", "no such fact"),
        ("asks: \"Was it kind?\"", "asks: ''", "rubric:", "what a trainer is to judge"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_with_its_line(
    before: str, after: str, at: str, says: str
) -> None:
    assert before in TEXT
    told = _problems(TEXT.replace(before, after, 1))
    lines = TEXT.replace(before, after, 1).splitlines()
    place = next(n for n, line in enumerate(lines, 1) if at in line)
    match = [one for one in told if says in one]
    assert match, told
    # What is missing is told where the thing begins; a field on a line of its own is told there.
    assert any(f"small.yaml, line {n}" in match[0] for n in range(place, place + 5)), match


@pytest.mark.parametrize(
    ("inject", "says"),
    [
        ("what: flood, at: 30m, arrival: parcel, over: 2h", "would come after the shift"),
        ("what: outage, arrival: parcel, who: ines, says: Down, linked: -1", "-1 is less than"),
        ("what: erasure, arrival: parcel, says: 'Forget {nmae}.'", "Did you mean name?"),
    ],
)
def test_a_mistake_in_what_breaks_in_is_one_sentence_with_its_line(inject: str, says: str) -> None:
    (told,) = _problems(TEXT + f"injects:\n  - {{id: it, {inject}}}\n")
    assert says in told
    assert f"line {len(TEXT.splitlines()) + 2}," in told


@pytest.mark.parametrize(
    ("up", "says"),
    [
        ("by: omra, reason: knowledge", "Did you mean omar?"),
        ("by: omar, reason: knowlege", "Did you mean knowledge?"),
        ("by: ines, reason: knowledge", "a colleague hands it up"),
    ],
)
def test_a_mistake_in_a_hand_over_is_one_sentence_with_its_line(up: str, says: str) -> None:
    words = "known: A, tried: B, expected: C, promised: D"
    text = TEXT.replace("at: 1m, queue", f"at: 1m, handed_up: {{{up}, {words}}}, queue")
    (told,) = _problems(text.replace("trainee: lena", "trainee: ines"))
    assert says in told
    assert f"line {_line('id: parcel')}," in told


def test_whoever_is_trained_works_where_cases_are_handed_up_to() -> None:
    up = "{by: omar, reason: knowledge, known: A, tried: B, expected: C, promised: D}"
    told = _problems(TEXT.replace("at: 1m, queue", f"at: 1m, handed_up: {up}, queue"))
    assert {one.split(": ")[1] for one in told} == {"lena does not work on the queue specialists."}


def test_a_newer_form_is_told_before_the_fields_that_only_it_has() -> None:
    (told,) = _problems(f"format: 2\nmusic: loud\n{TEXT}")
    assert told == (
        "small.yaml, line 1, format: the file is written in form 2, this program reads up to 1; "
        "update agentdesk."
    )


def test_an_empty_file_is_one_sentence() -> None:
    (told,) = _problems("# nothing yet\n")
    assert "there is no scenario in it" in told


def test_an_answer_does_not_take_the_place_of_an_article() -> None:
    (told,) = _problems(f"{TEXT}answers: [{{id: take-next, name: A, body: B}}]\n")
    assert "an article is called “take-next” already" in told


def test_replies_that_wait_for_one_another_are_a_circle() -> None:
    text = TEXT.replace("{id: tells, on: asked,", "{id: tells, on: asked, after: thanks,")
    told = _problems(text)
    circle = "tells waits for thanks, which waits for tells: it never comes"
    assert [one for one in told if circle in one and f"line {_line('id: tells')}" in one]


def test_a_chain_as_long_as_the_file_may_be_is_refused_in_a_sentence() -> None:
    chain = "\n".join(
        f"      - {{id: r{n}, on: said, after: r{n + 1}, says: Hm.}}" for n in range(300)
    )
    told = _problems(TEXT.replace("    replies:", f"    replies:\n{chain}", 1))
    assert [one for one in told if "200 are the most" in one]


def test_all_mistakes_are_told_in_the_order_of_the_file() -> None:
    text = TEXT.replace("queue: billing", "queue: biling").replace("[take-next]", "[take-nxt]")
    told = _problems(text.replace("trainee: lena", "trainee: lnea"))
    lines = [int(one.split("line ")[1].split(",")[0].split(":")[0]) for one in told]
    assert len(told) == 3
    assert lines == sorted(lines)


def test_a_field_given_twice_is_refused() -> None:
    told = _problems(TEXT + "seed: 6\n")
    assert "seed is given twice" in told[0]
