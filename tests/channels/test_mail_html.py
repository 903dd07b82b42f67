"""HTML bodies become readable text, whatever is in them."""

import time

import pytest

from agentdesk.channels.email.html import to_text
from agentdesk.channels.email.html_plain import plain_text

HOSTILE = {
    "deep": "<div>" * 100_000 + "x",
    "deep inline": "<b>" * 150_000 + "x",
    "almost too deep": "<div>" * 190 + "x" + "</div>" * 190 + "<p>x" * 10_000,
    "nested tables": "<table><tr><td>" * 80 + "x",
    "paragraphs": "<p>x" * 14_000,
    "inline storm": ("<b>" + "x" * 240 + "</b>") * 3_900,
    "brackets": "<" * 1_000_000,
    "comments": "<!--" * 250_000,
    "quotes": "<blockquote>x</blockquote>" * 6_000,
    "entities": "&amp;" * 200_000,
    "links": "<a href='http://e.example/'>x</a>" * 7_000,
    "lists": "<ul><li>x" * 90 + "<li>y" * 9_000,
    "margins": "<p style='margin-top:100000em'>x" * 10_000,
    "paddings": "<p style='padding-left:100000em'>x" * 5_000,
    "wide cells": "<table>" + "<tr><td>a<td>" + "y" * 100 + "</tr>" * 1 + "<tr><td>a<td>b" * 900,
    "long cell": "<table><tr><td>a<td>" + "y" * 300_000 + "<tr><td>a<td>b" * 900,
    "long tag": "<" + "a" * 900_000,
    "declarations": "<?" * 400_000,
    "pre": "<pre>" + "x\n" * 400_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_html_takes_less_than_a_second(name: str) -> None:
    started = time.process_time()
    rendered = to_text(HOSTILE[name])
    # A second on an idle machine; the suite shares its cores.
    assert time.process_time() - started < 3
    assert len(rendered.text) <= 1_000_000


def test_tables_of_data_keep_their_columns() -> None:
    html = (
        "<table><tr><th>Part</th><th>Qty</th></tr>"
        "<tr><td>Belt</td><td>2</td></tr><tr><td>Roller</td><td>10</td></tr></table>"
    )
    assert to_text(html).text.split("\n") == ["Part    Qty", "Belt    2", "Roller  10"]


def test_tables_that_only_arrange_are_read_in_order() -> None:
    long = "A paragraph of a newsletter that goes on for a while. " * 4
    html = f"<table><tr><td>{long}</td><td>Side</td></tr></table>"
    assert to_text(html).text.split("\n") == [long.strip(), "Side"]


def test_quotes_are_marked() -> None:
    html = "<p>new</p><blockquote>old<blockquote>older</blockquote></blockquote>"
    assert to_text(html).text.split("\n")[-2:] == ["> old", ">> older"]


def test_links_name_their_host() -> None:
    html = (
        '<a href="https://evil.example/login">https://bank.example</a> '
        '<a href="https://bank.example@evil.example/">here</a> '
        '<a href="http://same.example/x">same.example</a> '
        '<a href="javascript:x">js</a><a href="mailto:a@b">mail</a>'
    )
    rendered = to_text(html)
    assert (
        "https://bank.example [evil.example] here [evil.example] same.example js" in rendered.text
    )
    assert rendered.hosts == ("evil.example", "same.example")


def test_what_is_hidden_stays_hidden() -> None:
    html = (
        "<head><title>t</title><style>s{}</style></head><script>x</script>"
        '<div style="display:none">preheader</div><span style="FONT-SIZE: 0px">y</span>'
        "<p hidden>z</p><p>shown</p>"
    )
    assert to_text(html).text == "shown"


def test_entities_are_decoded_once_and_cleaned() -> None:
    assert to_text("<p>&amp;lt;b&amp;gt; &amp;#27;</p>").text == "&lt;b&gt; &#27;"
    assert to_text("<p>a&#27;[31mb&#x9b;c&#8238;d</p>").text == "a\ufffd[31mb›cd"


def test_quoted_mail_of_known_programs_is_marked() -> None:
    html = '<div>new</div><div class="gmail_quote">Den 1. skrev X:<br>gammel</div><div>more</div>'
    rendered = to_text(html)
    lines = rendered.text.split("\n")
    (start, end) = rendered.quoted[0]
    assert lines[start:end] == ["Den 1. skrev X:", "gammel"]
    assert lines[end:] == ["more"]


def test_plain_text_knows_blocks_and_silence() -> None:
    assert (
        plain_text("<p>a<br>b</p><script>no</script><style>no</style>c &lt;d&gt;") == "a\nb\nc <d>"
    )


def test_nothing_to_show() -> None:
    for html in ("", "   ", "<html></html>", "<!-- x -->", "<img src=x>", "<?xml version='1.0'?>"):
        assert to_text(html).text == ""
