"""Mails that are more, or other, than a text: what is in them is found, what they are is said."""

from base64 import encodebytes

import pytest

from agentdesk.channels.email import notes
from agentdesk.channels.email.intake import take_in
from agentdesk.channels.email.parse import UNREADABLE, parse_mail
from agentdesk.channels.email.tnef import read_tnef
from tests.channels.kinds import (
    BOUNCES,
    CALENDAR,
    HEAD,
    KINDS,
    calendar,
    multi,
    sealed,
    tnef,
    winmail,
)


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_read(name: str) -> None:
    assert UNREADABLE not in parse_mail(KINDS[name]).problems


def test_a_winmail_gives_its_text_and_files() -> None:
    mail = parse_mail(winmail(tnef()))
    assert mail.body_text == "Please see the plan."
    (file,) = mail.attachments
    assert (file.filename, file.mime) == ("Plän 2026.pdf", "application/pdf")
    assert file.content == b"%PDF-1.4 plan"
    assert parse_mail(winmail(tnef(), b"Hello")).body_text == "Hello"


def test_a_broken_winmail_is_kept_as_it_is() -> None:
    mail = parse_mail(winmail(b"no tnef at all", b"Hello"))
    assert [a.filename for a in mail.attachments] == ["winmail.dat"]
    assert "winmail.dat" in mail.problems[0]
    whole = tnef()
    for end in range(0, len(whole), 7):
        read_tnef(whole[:end])
        read_tnef(whole[:end] + b"\xff" * 40 + whole[end:])


def test_an_invitation_is_the_body_of_a_mail_without_one() -> None:
    mail = parse_mail(calendar())
    assert mail.body_text == (
        "Invitation: Look at the printer, again\n"
        "When: Thu 2 Apr 2026, 10:00 to 11:30 (Europe/Berlin)\n"
        "Where: Hall 5\nFrom: Ann Doe <ann@x.example>"
    )
    assert len(mail.attachments) == 1


def test_beside_a_text_an_invitation_is_told() -> None:
    mail = parse_mail(calendar(b"Do come."))
    assert mail.body_text.strip() == "Do come."
    assert mail.notes[0].startswith("Invitation: Look at the printer, again. When: Thu 2 Apr")
    assert take_in(calendar(b"Do come.")).command.problems == mail.notes
    assert take_in(calendar(b"Do come.")).command.attachments[0].filename == "invitation.ics"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"METHOD:REQUEST", b"METHOD:CANCEL", "Appointment called off: Look"),
        (b":20260402T100000", b":20260402", "When: Thu 2 Apr 2026, all day"),
        (b";TZID=Europe/Berlin:20260402T100000", b":20260402T080000Z", "08:00 to 11:30 (UTC)"),
        (b"DTEND;TZID=Europe/Berlin:20260402T113000", b"DURATION:PT45M", "10:00 to 10:45"),
        (b"DTEND;TZID=Europe/Berlin:20260402T113000", b"DTEND:x", "When: Thu 2 Apr 2026, 10:00"),
        (b":20260402T100000", b":99999999T999999", "When: 99999999T999999"),
        (b"END:VEVENT", b"RRULE:FREQ=DAILY\nEND:VEVENT", "It repeats."),
        (b"METHOD:REQUEST", b"METHOD:REPLY", "Answer to an invitation"),
        (b"again\n", b"\n aga\n in\n", "the printer, again"),
    ],
)
def test_what_an_invitation_says(old: bytes, new: bytes, told: str) -> None:
    assert told in parse_mail(calendar().replace(old, new)).body_text
    assert old in CALENDAR


def test_files_in_the_text_become_files() -> None:
    for name, file in (("uuencode", "a.txt"), ("yenc", "a b.txt")):
        mail = parse_mail(KINDS[name])
        assert mail.body_text.split() == ["see:", "bye"]
        assert [(a.filename, a.content) for a in mail.attachments] == [(file, b"Cat")]


def test_a_block_without_an_end_stays_text() -> None:
    body = b"we begin 644 times\nbegin 644 a.txt\n#0V%T\n"
    assert parse_mail(HEAD + b"\n" + body).body_text == body.decode()


def test_the_text_inside_a_signature_is_read() -> None:
    mail = parse_mail(sealed(b"Content-Type: text/plain\n\nSigned words.\n"))
    assert mail.body_text.strip() == "Signed words."
    assert mail.notes == (notes.SMIME_SIGNED,)
    broken = sealed(b"x").replace(b"MI", b"Mi")
    assert UNREADABLE not in parse_mail(broken).problems


PLAIN = b"Content-Type: text/plain\n\nHello"


@pytest.mark.parametrize(
    ("raw", "note"),
    [
        (multi(b'signed; protocol="application/pgp-signature"', PLAIN), notes.PGP_SIGNED),
        (multi(b'signed; protocol="application/pkcs7-signature"', PLAIN), notes.SMIME_SIGNED),
        (multi(b'encrypted; protocol="application/pgp-encrypted"', PLAIN), notes.PGP_ENCRYPTED),
        (KINDS["pgp"], notes.PGP_ENCRYPTED),
        (KINDS["pgp"].replace(b"\n\n-----", b"\n\nSee:\n-----", 1), notes.PGP_PARTLY),
        (HEAD + b"\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nhi", notes.PGP_SIGNED),
        (
            HEAD + b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n"
            b"Content-Transfer-Encoding: base64\n\n" + encodebytes(b"\x30\x03\x02\x01\x00"),
            notes.SMIME_ENCRYPTED,
        ),
        (
            KINDS["partial"],
            "This is part 2 of 3 of one mail; the others came by themselves.",
        ),
        (HEAD + b"Content-Type: message/external-body\n\nx", notes.ELSEWHERE),
    ],
)
def test_what_a_mail_is_is_said(raw: bytes, note: str) -> None:
    assert parse_mail(raw).notes == (note,)


def test_flowed_text_without_its_blanks_is_joined() -> None:
    assert parse_mail(KINDS["flowed"]).body_text == "abcd\n> qr\n"


def test_files_without_a_name_get_one_at_the_desk() -> None:
    inner = b"Content-Type: message/rfc822\n\nSubject: =?utf-8?q?Re=3A_a/b?=\n\ntext"
    raw = multi(b"mixed", PLAIN, inner, b"Content-Type: application/pgp-signature\n\nx")
    assert [a.filename for a in parse_mail(raw).attachments] == [None, None]
    names = [file.filename for file in take_in(raw).command.attachments]
    assert names == ["Re_ a_b.eml", "signature.asc"]


@pytest.mark.parametrize("name", BOUNCES)
def test_a_bounce_of_any_program(name: str) -> None:
    mail = parse_mail(BOUNCES[name])
    assert mail.kind == "bounce"
    assert mail.bounce is not None
    assert mail.bounce.recipient == "bob@y.example"
    assert (mail.bounce.action, mail.bounce.status) == ("failed", "5.1.1")
    assert "550 5.1.1 No such user" in mail.bounce.diagnostic
    assert mail.bounce.original_message_id == "17.1@help.example"
    assert take_in(BOUNCES[name]).command.bounced == "17.1@help.example"
    assert not take_in(BOUNCES[name]).command.delayed


def test_a_delay_is_no_failure() -> None:
    raw = BOUNCES["exim"].replace(b"could not be delivered", b"has not yet been delivered")
    raw = raw.replace(b"550 5.1.1", b"451 4.7.1")
    assert take_in(raw).command.delayed


def test_a_daemons_other_mail_is_no_bounce() -> None:
    raw = b"From: postmaster@x.example\nSubject: New tariff\n\nWe raise our prices."
    assert parse_mail(raw).kind == "message"
    person = b"From: bob@x.example\nSubject: Undeliverable: [#17]\n\nI got this from you."
    assert parse_mail(person).kind == "message"


AWAY = {
    "en": "Automatic reply: Printer", "de": "Automatische Antwort: Drucker",
    "fr": "Réponse automatique : imprimante", "es": "Respuesta automática: impresora",
    "it": "Risposta automatica: stampante", "pt": "Resposta automática: impressora",
    "nl": "Automatisch antwoord: printer", "sv": "Autosvar: skrivare",
    "da": "Automatisk svar: printer", "fi": "Automaattinen vastaus: tulostin",
    "pl": "Automatyczna odpowiedź: drukarka", "cs": "Automatická odpověď: tiskárna",
    "sk": "Automatická odpoveď: tlačiareň", "hu": "Automatikus válasz: nyomtató",
    "ro": "Răspuns automat: imprimanta", "ru": "Автоматический ответ: принтер",
    "uk": "Автоматична відповідь: принтер", "bg": "Автоматичен отговор: принтер",
    "tr": "Otomatik yanıt: yazıcı", "el": "Αυτόματη απάντηση: εκτυπωτής",
    "zh": "自动回复: 打印机", "ja": "自動応答: プリンター", "ko": "자동 회신: 프린터",
    "he": "תשובה אוטומטית: מדפסת", "ar": "رد تلقائي: طابعة",
}  # fmt: skip


@pytest.mark.parametrize("code", AWAY)
def test_an_automatic_answer_is_known_by_its_subject(code: str) -> None:
    raw = f"From: a@x.example\nSubject: {AWAY[code]}\n\nI am away.".encode()
    assert parse_mail(raw).kind == "auto_reply"


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("Subject: Abwesend bis Montag", "message"),
        ("Subject: Abwesend bis Montag\nX-Auto-Response-Suppress: All", "auto_reply"),
        ("Subject: Absence du bureau\nReturn-Path: <>", "auto_reply"),
        ("Subject: Vacation rental\nPrecedence: bulk", "auto_reply"),
        ("Subject: Vacation rental", "message"),
        ("Subject: Out of office printer broken", "message"),
        ("Subject: Out of Office: back on Monday", "auto_reply"),
        ("Subject: Automatic door is stuck", "message"),
        ("Subject: Hello\nX-Auto-Response-Suppress: All", "message"),
        ("Subject: Hello\nX-Autoreply: yes", "auto_reply"),
        ("Subject: Hello\nX-Autorespond: Hello", "auto_reply"),
        ("Subject: Hello\nX-Autoreply: no", "message"),
        ("Subject: Hello\nAuto-Submitted: no", "message"),
    ],
)
def test_that_somebody_is_away_needs_another_sign(headers: str, kind: str) -> None:
    assert parse_mail(f"From: a@x.example\n{headers}\n\nHello".encode()).kind == kind
