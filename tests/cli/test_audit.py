"""``agentdesk audit``: everybody's acts for some, one's own for others; by sort, case and words."""

from pathlib import Path

import pytest

from tests.cli.conftest import Runner, write_mail

LEAD, OMAR = ("--as", "ines"), ("--as", "omar")


@pytest.fixture
def case(open_desk: Runner, tmp_path: Path) -> int:
    """A case that lena has taken and written a note in, while omar came and went."""
    path = write_mail(tmp_path / "mail", "one")
    case = int(open_desk("import", "mail", path, "--json").one["case"])
    assert open_desk("case", "take", case).code == 0
    assert open_desk("case", "note", case, "Looks like the old terminal.").code == 0
    assert open_desk("agent", "state", "available", *OMAR).code == 0
    return case


def told(ran_lines: list[dict[str, object]]) -> list[tuple[object, object]]:
    return [(line["actor"], line["words"]) for line in ran_lines[:-1]]


def test_the_record_holds_acts_and_no_words_of_anybody(open_desk: Runner, case: int) -> None:
    ran = open_desk("audit", "--case", case, "--everything", *LEAD)
    assert ran.code == 0, ran.err
    assert "wrote a note" in ran.out
    assert "taken by Lena Brandt" in ran.out
    assert "first reply due" in ran.out
    for words in ("terminal", "Ada", "marshbooks", "Charged"):
        assert words not in ran.out


def test_an_agent_is_told_their_own_acts_and_a_lead_all(open_desk: Runner, case: int) -> None:
    of_omar = told(open_desk("audit", "--json", *OMAR).lines)
    assert of_omar == [("omar", "became available")]
    assert told(open_desk("audit", "--json", "--person", "lena", *OMAR).lines) == of_omar
    of_all = told(open_desk("audit", "--json", *LEAD).lines)
    assert ("omar", "became available") in of_all
    assert ("lena", "wrote a note") in of_all
    assert not any(actor in ("customer", "system") for actor, _ in of_all)


def test_pages_go_on_where_they_ended(open_desk: Runner, case: int) -> None:
    whole = open_desk("audit", "--json", *LEAD).lines[:-1]
    first = open_desk("audit", "--json", "--limit", 2, *LEAD).lines
    rest = open_desk("audit", "--json", "--before", first[-1]["before"], *LEAD).lines
    assert [*first[:-1], *rest[:-1]] == whole


def test_a_sort_and_words_narrow_it(open_desk: Runner, case: int) -> None:
    people = told(open_desk("audit", "--json", "--what", "people", *LEAD).lines)
    assert {words for _, words in people} == {"became available"}
    found = told(open_desk("audit", "--json", "WROTE", "lena", *LEAD).lines)
    assert found == [("lena", "wrote a note")]
    nothing = open_desk("audit", "--what", "goodwill", *LEAD)
    assert (nothing.code, nothing.err) == (4, "Nothing of that kind is in the log.\n")
