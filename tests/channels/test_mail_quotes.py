"""Quoted mail and signatures are folded; what the customer wrote stays."""

import time

import pytest

from agentdesk.channels.email.quotes import fold

REPLY = "It still does not print.\nPlease help."

INTRODUCTIONS = [
    "On Mon, Apr 2, 2026 at 6:26 PM, Desk <desk@example.org> wrote:",
    "On Mon, Apr 2, 2026 at 6:26 PM, Desk With A Long Name\n<desk@example.org> wrote:",
    "Am 02.04.2026 um 18:26 schrieb Desk <desk@example.org>:",
    "Am Do., 2. Apr. 2026 um 18:26 Uhr schrieb Desk <desk@example.org>:",
    "Desk <desk@example.org> schrieb am Do., 2. Apr. 2026, 18:26:",
    "Le jeu. 2 avr. 2026 à 18:26, Desk <desk@example.org> a écrit :",
    "Le 2 avr. 2026 à 18:26, Desk a écrit :",
    "El jue, 2 abr 2026 a las 18:26, Desk (<desk@example.org>) escribió:",
    "El 2 abr 2026, a las 18:26, Desk\n<desk@example.org> escribió:",
    "Em qui., 2 de abr. de 2026 às 18:26, Desk <desk@example.org> escreveu:",
    "Il giorno gio 2 apr 2026 alle ore 18:26 Desk <desk@example.org> ha scritto:",
    "Op do 2 apr 2026 om 18:26 schreef Desk <desk@example.org>:",
    "Den tors 2 apr. 2026 kl 18:26 skrev Desk <desk@example.org>:",
    "02.04.2026 18:26 пользователь Desk <desk@example.org> написал:",
]

BLOCKS = [
    "From: Desk <desk@example.org>\nSent: Thursday, April 2, 2026 6:26 PM\nTo: Ann\nSubject: Hi",
    "-----Original Message-----\nFrom: Desk\nSent: Thursday\nTo: Ann\nSubject: Hi",
    "________________________________\nFrom: Desk <d@e.org>\nSent: Thursday\nTo: Ann\nSubject: Hi",
    "Von: Desk <desk@example.org>\nGesendet: Donnerstag, 2. April 2026 18:26\nAn: Ann\nBetreff: Hi",
    "-----Ursprüngliche Nachricht-----\nVon: Desk\nGesendet: Donnerstag\nAn: Ann\nBetreff: Hi",
    "De : Desk <desk@example.org>\nEnvoyé : jeudi 2 avril 2026 18:26\nÀ : Ann\nObjet : Hi",
    "De: Desk <desk@example.org>\nEnviado: jueves, 2 de abril de 2026 18:26\nPara: Ann\nAsunto: Hi",
    "----- Mensaje original -----\nDe: Desk\nPara: Ann\nEnviado: jueves\nAsunto: Hi",
    "----- Message d'origine -----\nDe: Desk\nEnvoyé: jeudi\nÀ: Ann\nObjet: Hi",
    "*From:* Desk <desk@example.org>\n*Date:* Thursday\n*To:* Ann\n*Subject:* Hi",
    "Date: Thu, 2 Apr 2026 18:26:00 +0200\nSubject: Hi\nFrom: desk@example.org\nTo: ann@x.org",
]


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_prefixed_quotes_are_folded_with_their_introduction(introduction: str) -> None:
    folded = fold(f"{REPLY}\n\n{introduction}\n\n> Have you tried\n> turning it on?\n")
    assert folded.reply_text == REPLY
    assert [(f.start, f.kind) for f in folded.folds] == [(3, "quote")]


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_quotes_without_prefix_are_folded_too(introduction: str) -> None:
    folded = fold(f"{REPLY}\n\n{introduction}\n\nHave you tried\nturning it on?\n")
    assert folded.reply_text == REPLY


@pytest.mark.parametrize("block", BLOCKS)
def test_header_blocks_begin_a_quote(block: str) -> None:
    folded = fold(f"{REPLY}\n\n{block}\n\nHave you tried turning it on?\n")
    assert folded.reply_text == REPLY
    assert folded.folds[0].start == 3


@pytest.mark.parametrize(
    "text",
    [
        "From: Berlin\nTo: Hamburg\nDate: 3 May\nplease book",
        "I spoke to you and\nOn Monday he wrote: call back\nbut nobody did",
        "Subject: none\nI have a question",
        "x\n----- Forwarded message -----\nFrom: a@b.c\nSubject: s\nDate: d\nTo: e\n\ntext",
        "Fyi\n\nAnfang der weitergeleiteten Nachricht:\n\nVon: a@b.c\nDatum: d\nBetreff: s\nAn: e",
        "Prices:\n------\n10 EUR",
        "a\n-- not a delimiter\nb",
        "",
        "one line",
    ],
)
def test_what_the_customer_wrote_stays(text: str) -> None:
    folded = fold(text)
    assert folded.folds == ()
    assert folded.reply_text == text.strip()


def test_answers_between_quotes_stay() -> None:
    text = "On 2 Apr 2026, Desk wrote:\n> Which model?\nThe 200.\n> Since when?\nMonday."
    folded = fold(text)
    assert folded.reply_text == "The 200.\nMonday."
    assert [(f.start, f.end) for f in folded.folds] == [(0, 2), (3, 4)]


def test_a_mail_of_nothing_but_quotes_is_shown() -> None:
    folded = fold("> only\n> quoted")
    assert (folded.folds, folded.reply_text) == ((), "> only\n> quoted")


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAnn Doe\nExample Ltd",
        "--\nAnn Doe",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Get Outlook for Android",
    ],
)
def test_signatures_are_folded_but_belong_to_the_reply(signature: str) -> None:
    text = f"{REPLY}\n\n{signature}\n\nOn 2 Apr 2026, at 18:26, Desk wrote:\n\n> Hi"
    folded = fold(text)
    assert [f.kind for f in folded.folds] == ["signature", "quote"]
    assert folded.folds[0].start == 3
    assert folded.reply_text == f"{REPLY}\n\n{signature}"


def test_folds_stay_within_the_body_and_apart() -> None:
    text = "\n".join(["new", *INTRODUCTIONS, "> q", *BLOCKS, "-- ", "x"] * 20)
    folded = fold(text)
    lines = text.count("\n") + 1
    ends = [0]
    for one in folded.folds:
        assert ends[-1] <= one.start < one.end <= lines
        ends.append(one.end)


@pytest.mark.parametrize(
    "text",
    [
        "x\n" + "On 1.1.2026 10:00 a@b wrote\n" * 20_000,
        "x\n" + "Am 1.1.2026 " + "schrieb " * 60_000,
        "x\n" + "From: a\nSent: b\n\n" * 20_000,
        "> x\n\n" * 50_000,
        "a:\n" * 100_000,
        "x\n" + "-" * 500_000,
        "x\n" + "\n" * 500_000,
    ],
    ids=range(7),
)
def test_hostile_bodies_take_linear_time(text: str) -> None:
    started = time.process_time()
    fold(text)
    assert time.process_time() - started < 2
