"""Which case a mail belongs to, and whom a program never answers."""

import msgspec
import pytest

from agentdesk.channels.email.mail import Bounce, ParsedMail
from agentdesk.channels.email.threading import (
    find_token,
    match,
    never_answer,
    normal_id,
    put_token,
    references_for_answer,
)


class Cases:
    """Case 1 with number 1042, on which ann writes; case 2 with number 7, on which bob does."""

    def case_of_message(self, message_id: str) -> int | None:
        return {"m1@desk": 1, "m2@desk": 2}.get(message_id)

    def case_of_number(self, number: int) -> int | None:
        return {1042: 1, 7: 2}.get(number)

    def is_on_case(self, case_id: int, address: str) -> bool:
        return (case_id, address) in ((1, "ann@x.example"), (2, "bob@x.example"))


def mail(**fields: object) -> ParsedMail:
    base = ParsedMail(from_email="Ann@x.example", subject="Printer")
    return msgspec.structs.replace(base, **fields)


@pytest.mark.parametrize(
    ("fields", "case_id", "held", "how"),
    [
        ({"references": ("x@y", "m1@desk")}, 1, False, "references"),
        ({"references": ("m1@desk", "unknown@z")}, 1, False, "references"),
        ({"in_reply_to": "m1@desk"}, 1, False, "in_reply_to"),
        ({"subject": "Re: [#1042] Printer"}, 1, False, "subject"),
        ({"references": ("m2@desk",), "subject": "[#1042]"}, 2, True, "references"),
        ({"from_email": "eve@evil.example", "subject": "[#1042]"}, 1, True, "subject"),
        ({"from_email": "eve@evil.example", "in_reply_to": "m1@desk"}, 1, True, "in_reply_to"),
        ({"from_email": "", "references": ("m1@desk",)}, 1, True, "references"),
        ({"subject": "[#99999]"}, None, False, "none"),
        ({}, None, False, "none"),
        (
            {
                "from_email": "mailer-daemon@mx",
                "kind": "bounce",
                "bounce": Bounce(original_message_id="<m1@desk>"),
            },
            1,
            False,
            "bounce",
        ),
    ],
)
def test_match(fields: dict[str, object], case_id: int | None, held: bool, how: str) -> None:
    found = match(mail(**fields), Cases())
    assert (found.case_id, found.held, found.how) == (case_id, held, how)
    assert found.why.endswith(".")


def test_tokens() -> None:
    assert find_token("Re: [#1042] Printer") == 1042
    assert find_token("[#7] fwd [#1042]") == 1042
    assert find_token("no #1042 here") is None
    assert find_token("[#" + "9" * 40 + "]") is None
    assert put_token("Printer", 1042) == "Re: [#1042] Printer"
    assert put_token("AW: Re: [#1042] WG: Printer", 1042) == "Re: [#1042] Printer"
    assert put_token("Re[2]: Printer [#7]", 1042) == "Re: [#1042] Printer"
    assert put_token("Your printer", 3, answer=False) == "[#3] Your printer"
    assert put_token("", 3) == "Re: [#3]"
    assert find_token(put_token("Printer", 12)) == 12


def test_ids_and_references() -> None:
    assert normal_id(" <a@b> ") == "a@b"
    assert references_for_answer(mail(message_id="c", references=("a", "b"))) == ("a", "b", "c")
    assert references_for_answer(mail(message_id="c", in_reply_to="a")) == ("a", "c")
    many = references_for_answer(mail(message_id="z", references=tuple(map(str, range(90)))))
    assert len(many) == 20
    assert (many[0], many[-1]) == ("0", "z")


@pytest.mark.parametrize(
    "fields",
    [
        {"auto_submitted": "auto-replied"},
        {"auto_submitted": "auto-generated (by cron)"},
        {"return_path": ""},
        {"precedence": "bulk"},
        {"precedence": "list"},
        {"precedence": "junk"},
        {"auto_response_suppress": "dr, oof"},
        {"auto_response_suppress": "all"},
        {"is_list": True},
        {"is_report": True},
        {"kind": "bounce"},
        {"kind": "auto_reply"},
        {"from_email": "no-reply@x.example"},
        {"from_email": "NoReply@x.example"},
        {"from_email": "do_not_reply@x.example"},
        {"from_email": "donotreply+1@x.example"},
        {"from_email": "MAILER-DAEMON@x.example"},
        {"from_email": "owner-list@x.example"},
        {"from_email": "list-request@x.example"},
        {"from_email": "desk@x.example"},
        {"from_email": ""},
    ],
)
def test_never_answered(fields: dict[str, object]) -> None:
    reason = never_answer(mail(**fields), own=("desk@x.example",))
    assert reason is not None
    assert reason.endswith(".")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"auto_submitted": "no"},
        {"return_path": "ann@x.example"},
        {"precedence": "normal"},
        {"auto_response_suppress": "dr"},
        {"from_email": "norepinephrine@x.example"},
    ],
)
def test_people_are_answered(fields: dict[str, object]) -> None:
    assert never_answer(mail(**fields), own=("desk@x.example",)) is None
