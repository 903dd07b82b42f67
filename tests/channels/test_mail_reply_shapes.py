"""Shapes of answers that have misled reply parsers, and texts that only look like quotes."""

import time

import pytest

from agentdesk.channels.email.quotes import fold

SHAPES: dict[str, tuple[str, str]] = {
    "a date with slashes": (
        "Fine by me\n\nOn 04/19/2026 07:10 AM, Pat Moss wrote:\n\n>\n> Shall we?",
        "Fine by me",
    ),
    "the introduction begins after a blank": (
        'Great, thanks\n On Mar 8, 2026 9:59 AM, "Shop.example" <\nreply+7f1b09@shop.example> '
        "wrote:\n\n\n>**\n>  Your order",
        "Great, thanks",
    ),
    "sent instead of wrote": (
        "Yes\n\nOn 11-Apr-2026, at 6:54 PM, Pat Moss <pat@x.example> sent:\n\n>\n> Sure?\n> Pat",
        "Yes",
    ),
    "the device wrote it": (
        "Yes\n\nSent from Samsung MobilePat Moss <pat@x.example> wrote:\n\n> Sure?\n> Pat",
        "Yes",
    ),
    "wrapped over three lines": (
        "Yes\n\nOn Nov 30, 2026, at 12:47 PM, Pat <\nab12cd34ef56ab12cd34ef56ab12cd34@x.example>\n"
        "wrote:\n\nSure?",
        "Yes",
    ),
    "wrapped with blank lines": (
        "Yes\n\nOn Tue, Apr 11, 2026 at 10:07 PM Pat Moss\n\n<\nmailto:Pat Moss <pat@x.example>\n"
        "> wrote:\nSure?",
        "Yes",
    ),
    "between dashes": (
        "Ship it on Friday.\n\n------On 12/29/2026 17:32 PM, Pat Moss wrote-----\n\nWhen then?",
        "Ship it on Friday.",
    ),
    "no verb and no colon": (
        "Replying ok\n2026/4/7 Pat Moßš <pat@x.example>\n\n>  Nice, thanks",
        "Replying ok",
    ),
    "reply below the quote": (
        "On 04/19/2026 07:10 AM, Pat Moss wrote:\n\n>\n> Which one?\nThe red one",
        "The red one",
    ),
    "reply around the quote": (
        "The red one\n\nOn 04/19/2026 07:10 AM, Pat Moss wrote:\n\n>\n> Which?\n\nRegards, Kim",
        "The red one\n\n\nRegards, Kim",
    ),
    "nested quotes": (
        "No\nOn 04/19/2026 07:10 AM, Pat Moss wrote:\n\n>So?\n>On 04/18/2026 07:10 AM, Kim wrote:\n"
        ">\n>>\n>> Eh.\n>>\n>> Kim\n\nRegards, Kim",
        "No\n\nRegards, Kim",
    ),
    "on the line of the reply": (
        "yes please On Wed, Apr 4, 2026 at 3:59 PM, pat@x.example wrote:\n> Sure?",
        "yes please",
    ),
    "on the line of the reply, after dashes": (
        "yes--- On Wed, Apr 4, 2026 at 3:59 PM, pat@x.example wrote:\n> Sure?",
        "yes",
    ),
    "a link broken over lines within a quote": (
        "Ok\n\nOn Monday, 24 September, 2026 at 3:46 PM, pat wrote:\n\n> [Ticket 50] test\n>\n"
        "> See (http://x.example/action\n_nonce=3dd518)\n>\n",
        "Ok",
    ),
    "two headers are enough": (
        "8.45 till noon\n\nFrom: pat@x.example\nDate: Wed, 16 May 2026 00:15:02 -0600\n\nWhen?",
        "8.45 till noon",
    ),
    "a date and a receiver": (
        "Ok\n\nDate: Wed, 16 May 2026 00:15:02 -0600\nTo: pat@x.example\n\nWhen?",
        "Ok",
    ),
    "indented, bold and wrapped headers": (
        "Hi\n\n  *From:* pat@x.example [mailto:\n  pat@x.example]\n  *Sent:* Wednesday, June 27,"
        " 2026 3:05 PM\n  *To:* kim@x.example\n  *Subject:* Hello\n\nwhen",
        "Hi",
    ),
    "a date half decoded": (
        "Ok\nDate: Fri=2C 28 Sep 2026 10:55:48 +0000\nFrom: pat@x.example\nTo: kim@x.example\n"
        "Subject: [7] Test\n\nwhen",
        "Ok",
    ),
    "a rule, then headers": (
        "Short answer\n________________________________________\nFrom: Notes [notes@x.example]\n"
        "Sent: Friday, April 3, 2026 10:31 AM\nTo: Kim\nSubject: New\n\nlong question",
        "Short answer",
    ),
    "headers all in one line": (
        "Short answer\n\n*From:* Pat <pat@x.example> *Sent:* Friday, April 3, 2026 10:31 AM *To:*"
        " Kim *Subject:* New\n\nlong question",
        "Short answer",
    ),
    "headers with blank lines between": (
        "Short answer\n\nFrom: Pat Moss\n\nSent: Friday, April 3, 2026 10:31 AM\n\nTo: Kim\n\n"
        "Subject: New\n\nlong question",
        "Short answer",
    ),
    "headers of a language nobody thought of, below a rule": (
        "Short answer\n________________________________\nXyz: Pat <pat@x.example>\n"
        "Abc: 3 Apr 2026 10:31\nDef: Kim\nGhi: New\n\nlong question",
        "Short answer",
    ),
    "a forward within the quote": (
        "Blue\n\n-----Original Message-----\n\nFYI\n\n---------- Forwarded message ----------\n"
        "From: a@x.example\n\nText",
        "Blue",
    ),
    "Notes wrote": (
        "Blue\n\n-----Pat Moss/Sales/ACME wrote: -----\nTo: Kim\nFrom: Pat\nDate: 04/02/2026 "
        "06:26PM\nSubject: New\n\nWhich colour?",
        "Blue",
    ),
    "answer above this line": (
        "Blue\n\n##- Please type your reply above this line -##\n\nWhich colour?",
        "Blue",
    ),
    "GroupWise": (
        "Blue\n\n>>> Pat Moss <pat@x.example> 02.04.2026 18:26 >>>\nWhich colour?",
        "Blue",
    ),
    "an older Notes": (
        "Blue\n\nPat Moss <pat@x.example> \n04/02/2026 06:26 PM\n\nTo\nKim\ncc\n\nSubject\nNew\n\n"
        "Which colour?",
        "Blue",
    ),
    "QQ": (
        'Blue\n\n------------------&nbsp;Original&nbsp;------------------\nFrom: &nbsp;"Pat"'
        "<pat@x.example>;\nDate: &nbsp;Thu, Apr 2, 2026 06:26 PM\nTo: &nbsp;Kim;\n\nWhich?",
        "Blue",
    ),
    "AOL's sentence": (
        "Blue\n\nIn a message dated 4/2/2026 6:26:00 P.M. Eastern Daylight Time, p@x.example "
        "writes:\n\nWhich colour?",
        "Blue",
    ),
    "mutt": ("Blue\n\n* Pat Moss <pat@x.example> [2026-04-02 18:26]:\n> Which?", "Blue"),
    "a name alone, then a quote": (
        "Blue\n\nPat Moss wrote:\n> Which colour?",
        "Blue",
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_shape(name: str) -> None:
    text, reply = SHAPES[name]
    assert fold(text).reply_text == reply


@pytest.mark.parametrize(
    "text",
    [
        "Come for an interview:\n\nDate: Wednesday 3, October 2026 \nTime: 7 : 00am \n"
        "Address: 3 Elm St\n\nBring your papers.",
        "Well, well\nOn the other hand, no",
        "Give us your opinion below. Thank you.\n\n------------- Your opinion below -------------"
        "\n\nIt was a pleasure.",
        "Visit us now ...\n>>> >>>  https://shop.example <<<\nby the link above",
        "Bob said on 2 April that it works. I wrote:\nnothing",
        "My dates: 2026-04-02 18:26\nand 2026-04-03 10:00: which one?",
        "The steps:\n1. On 2 April I bought it.\n2. It broke:\nsee the picture",
        "I quote your page of 2 April 2026:\nall returns are free",
        "Hi,\nyou asked for this:\n\nName: Kim\nOrder: 17\nAddress: 3 Elm St\nDate: 2 April 2026\n",
        ">From the start it failed.\nPlease help.",
        "On Monday I sent it back.\nOn Tuesday nothing came.",
        "From: London\nTo: Paris\nDate: 3 May 2026 10:30\ntwo seats please",
        "Total:\n-----\n17 EUR\n-----\nthanks",
        "De: lunes\nPara: martes\nplease change",
        "What Dana wrote on 2 April is wrong: it fails\nand so on",
    ],
)
def test_no_quote(text: str) -> None:
    assert fold(text).reply_text == text.strip()
    assert not [f for f in fold(text).folds if f.kind == "quote"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Works.\n\n-- \nKim Doe\nACME", "Works."),
        ("Works.\n--\nKim", "Works."),
        ("Works.\n\n__\nKim", "Works."),
        ("Works.\n\n-Kim Doe", "Works."),
        ("Works.\n-Kim Doe", "Works."),
        ("Works.\n\n— Kim", "Works."),
        ("I need:\n\n- Apples", "I need:\n\n- Apples"),
        ("I need\n-Apples", "I need\n-Apples"),
        ("Works.\n\nSent from my iPhone", "Works."),
        ("Works.\nSent from my BlackBerry", "Works."),
        ("Works.\n\nSent from my Verizon Wireless BlackBerry", "Works."),
        ("Works.\n\nSent from my iPhone, please excuse typos", "Works."),
        ("Works.\n\nSent from Mail<https://go.microsoft.example/fwlink> for Windows 10", "Works."),
        ("Works.\n\nSent from Yahoo Mail on Android\nhttps://mail.example/x", "Works."),
        ("Works.\n\nGet Outlook for iOS<https://aka.example/o0ukef>", "Works."),
        ("Works.\n\nGet [Outlook for Android](https://aka.example/x)", "Works."),
        ("Works.\n\nSent with Proton Mail secure email.", "Works."),
        ("Works.\n\nKim\n_______________________________________________\nusers mailing list\n"
         "users@lists.example\nhttps://lists.example/listinfo/users", "Works.\n\nKim"),
        ("Works.\n\nBest regards,\nKim", "Works.\n\nBest regards,\nKim"),
        ("Works.\n\nSent from my desk, much easier than my mobile phone.",
         "Works.\n\nSent from my desk, much easier than my mobile phone."),
        ("I need:\n\n- Apples\n- Pears", "I need:\n\n- Apples\n- Pears"),
        ("-- \nKim", "-- \nKim"),
        ("Sent from my iPhone", "Sent from my iPhone"),
        ("> Works?\nYes.\n\n-- \nKim", "Yes."),
        ("Yes.\n\n-- \nKim\n\nOn 2 Apr 2026 18:26, Pat wrote:\n> Works?", "Yes."),
    ],
)  # fmt: skip
def test_words(text: str, words: str) -> None:
    folded = fold(text)
    assert folded.words == words
    assert words in folded.reply_text


HOSTILE = {
    "introductions": "x\n" + "On 1.1.2026 10:00 a@b wrote\n" * 2_300,
    "introductions that end": "x\n" + "a 1.1.2026 10:00 <a@b> c:\nd\n" * 2_000,
    "introductions wrapped": "x\n" + "On 1.1.2026\n<a@b>\n" * 3_000,
    "verbs": "x\n" + ("wrote schrieb " * 27 + ":\n") * 160,
    "verbs of Asia": "x\n" + ("写道寫道のメール" * 40 + "：\n") * 60,
    "headers": "x\n" + "From: a\nSent: b\n\n" * 3_500,
    "labels": "x\n" + "a: " * 20_000,
    "labels a line": "x\n" + ("From: " * 66 + "\n") * 160,
    "one line": "On 2026 10:00 <a@b> " * 3_200 + ":",
    "dashes": "x\n" + "-" * 65_000,
    "rules": "x\n" + "_____\n" * 10_000,
    "prefixes": ">" * 65_000,
    "prefixed": "a:\n> b\n" * 9_000,
    "prefixed lines": "On 1.1.2026 <a@b>:\n\n> x\ny\n" * 2_500,
    "signatures": "a\n-- \n" * 13_000,
    "devices": "a\n\n" + "Sent from my iPhone " * 3_000,
    "devices a line": "a\n\n" + "sent from sent from iphone sent from\n" * 1_700,
    "blanks": "x\n" + " " * 65_000,
    "blank lines": "x\n" + "\n" * 65_000,
    "brackets": "x\n" + "<" * 65_000,
    "middle": "x On 1 " * 9_000 + "wrote:",
    "middle lines": ("x " + "On 1 " * 70 + "wrote:\n") * 180,
    "forward": "-" * 300 + "forwarded " * 100 + "\n" * 60_000,
    "stars": "*" * 65_000 + ":",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_takes_no_time(name: str) -> None:
    text = HOSTILE[name]
    fold(text[:100])
    took = []
    for _ in range(2):
        started = time.process_time()
        fold(text)
        took.append(time.process_time() - started)
    # Fifty milliseconds on an idle machine; the suite shares its cores.
    assert min(took) < 0.3
