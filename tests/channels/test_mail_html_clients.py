"""HTML answers of mail programs fold by the containers these programs make."""

import pytest

from agentdesk.channels.email.html import to_text
from agentdesk.channels.email.quotes import fold

QUOTED = "<p>Which model?</p><p>And since when?</p>"
BLOCK = (
    "<b>From:</b> Dana &lt;d@x.example&gt;<br><b>Sent:</b> Thursday, April 2, 2026 6:26 PM<br>"
    "<b>To:</b> Kim<br><b>Subject:</b> Printer"
)
REPLY = "Yes, it works."

CLIENTS = {
    "Gmail": f'<div dir="ltr">{REPLY}</div><br><div class="gmail_quote"><div class="gmail_attr">On '
    f"Thu, Apr 2, 2026 at 6:26 PM Dana &lt;d@x.example&gt; wrote:<br></div><blockquote>{QUOTED}"
    "</blockquote></div>",
    "Gmail, answered between": '<div class="gmail_quote"><div class="gmail_attr">On Thu, Apr 2, '
    "2026 at 6:26 PM Dana &lt;d@x.example&gt; wrote:<br></div><blockquote><p>Which?</p>"
    f"</blockquote><div>{REPLY}</div><blockquote><p>Since?</p></blockquote></div>",
    "Outlook": f'<div><p>{REPLY}</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:'
    f'3.0pt 0cm 0cm 0cm"><p>{BLOCK}</p></div>{QUOTED}</div>',
    "Outlook in a language nobody thought of": f"<div><p>{REPLY}</p><div style='border:none;border-"
    "top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in'><p><b>Xx:</b> Dana<br><b>Yy:</b> 2026<br>"
    f"<b>Zz:</b> Kim</p></div>{QUOTED}</div>",
    "Outlook on the web": f'<div>{REPLY}</div><div id="appendonsend"></div><hr><div id='
    f'"divRplyFwdMsg">{BLOCK}</div><div>{QUOTED}</div>',
    "Outlook on a phone": f'<div>{REPLY}</div><div id="ms-outlook-mobile-signature">Get <a href='
    f'"https://aka.example/x">Outlook for iOS</a></div><hr><div id="divRplyFwdMsg">{BLOCK}</div>'
    f"{QUOTED}",
    "Outlook for Mac": f'<div>{REPLY}</div><span id="OLK_SRC_BODY_SECTION">{BLOCK}{QUOTED}</span>',
    "Apple Mail": f'<div>{REPLY}</div><br><blockquote type="cite"><div>On 2 Apr 2026, at 18:26, '
    f"Dana &lt;d@x.example&gt; wrote:</div>{QUOTED}</blockquote>",
    "iPhone": f'<div dir="auto">{REPLY}<br id="lineBreakAtBeginningOfSignature"><div>Sent from my '
    'iPhone</div><blockquote type="cite">On 2 Apr 2026, at 18:26, Dana wrote:<br></blockquote>'
    f'</div><blockquote type="cite">{QUOTED}</blockquote>',
    "Thunderbird": f'<p>{REPLY}</p><div class="moz-cite-prefix">On 2.4.2026 18:26, Dana wrote:<br>'
    f'</div><blockquote type="cite">{QUOTED}</blockquote><div class="moz-signature">-- <br>Kim'
    "</div>",
    "Yahoo": f'<div>{REPLY}</div><div id="x1" class="yahoo_quoted">On Thursday, Dana wrote:{QUOTED}'
    "</div>",
    "Proton": f'<div>{REPLY}</div><div class="protonmail_signature_block">Sent with Proton Mail'
    f'</div><div class="protonmail_quote">--- Original ---<blockquote>{QUOTED}</blockquote></div>',
    "GMX": f'<div>{REPLY}</div><div name="quote" style="margin:10px"><b>Gesendet:</b> heute<br>'
    f"<b>Von:</b> Dana{QUOTED}</div>",
    "Zimbra": f'<div>{REPLY}</div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker='
    f'"__HEADERS__">{BLOCK}</div><div data-marker="__QUOTED_TEXT__">{QUOTED}</div>',
    "Zoho": f'<div>{REPLY}</div><div class="zmail_extra"><div>---- On Thu Dana wrote ----</div>'
    f"<blockquote>{QUOTED}</blockquote></div>",
    "mail.ru": f"<div>{REPLY}</div><blockquote> Четверг, 2 апреля 2026, 18:26 +03:00 от Dana &lt;"
    f"d@x.example&gt;:<br>{QUOTED}</blockquote>",
    "Yandex": f'<div>{REPLY}</div><div>02.04.2026, 18:26, "Dana" &lt;d@x.example&gt;:</div>'
    f"<blockquote>{QUOTED}</blockquote>",
    "Spark": f'<div name="messageBodySection">{REPLY}</div><div name="messageSignatureSection">Kim'
    f'</div><div name="messageReplySection">On 2 Apr Dana wrote:<blockquote>{QUOTED}</blockquote>'
    "</div>",
    "Roundcube": f'<p>{REPLY}</p><p id="reply-intro">Am 02.04.2026 18:26, schrieb Dana:</p>'
    f"<blockquote>{QUOTED}</blockquote>",
    "Tutanota": f"<div>{REPLY}</div><br>2. Apr. 2026, 18:26 von d@x.example:<br><blockquote class="
    f'"tutanota_quote">{QUOTED}</blockquote>',
}


@pytest.mark.parametrize("client", CLIENTS)
def test_the_answer_alone_is_left(client: str) -> None:
    rendered = to_text(CLIENTS[client])
    folded = fold(rendered.text, rendered.quoted, rendered.signed)
    assert folded.words == REPLY
    assert "quote" in {one.kind for one in folded.folds}
    assert "Which" in rendered.text


def test_a_forward_is_content() -> None:
    html = (
        f'<div>FYI</div><div class="gmail_quote">---------- Forwarded message ---------<br>{BLOCK}'
        f"{QUOTED}</div>"
    )
    rendered = to_text(html)
    assert "Which model?" in fold(rendered.text, rendered.quoted).words
