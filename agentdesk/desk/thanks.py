"""Telling a message that is only thanks from one that wants something.

The judgement is careful: it says yes only when every word is a word of thanks, of parting or of
address, so that a question hidden in a friendly mail is never passed over.
"""

import re
from typing import Literal

Thanks = Literal["only", "maybe", "no"]

LONGEST = 400
"""Characters; a longer message is never taken for thanks."""

_PHRASES = (
    # English
    "thanks|thank you|thank u|thx|ty|cheers|many thanks|much appreciated|appreciated|"
    "i appreciate it|appreciate it|great|perfect|awesome|excellent|wonderful|brilliant|lovely|"
    "that worked|it works|it works now|works now|all good|all good now|solved|fixed|got it|"
    "ok|okay|so much|very much|a lot|again|for your help|for the help|for your quick reply|"
    "for the quick reply|for your support|for everything|you are the best|best regards|"
    "kind regards|regards|have a nice day|have a great day|have a good day|hi|hello|dear|team|"
    "everyone|that's great|best|yes|and|for your time|really"
    # German
    "|danke|danke schön|danke sehr|vielen dank|vielen lieben dank|herzlichen dank|besten dank|"
    "dankeschön|merci|super|prima|perfekt|klasse|toll|alles klar|alles gut|passt|funktioniert|"
    "es funktioniert|funktioniert jetzt|hat geklappt|für ihre hilfe|für die hilfe|"
    "für die schnelle hilfe|für die schnelle antwort|für ihre schnelle antwort|"
    "mit freundlichen grüßen|freundliche grüße|viele grüße|liebe grüße|beste grüße|gruß|mfg|lg|"
    "hallo|guten tag|schönen tag|schönen tag noch|ihnen auch|und"
    # French
    "|merci beaucoup|merci bien|mille mercis|un grand merci|parfait|super|génial|"
    "ça marche|c'est bon|pour votre aide|pour votre réponse|pour votre réponse rapide|bonjour|"
    "cordialement|bien cordialement|bonne journée|bonne soirée|à bientôt|et|encore"
    # Spanish and Portuguese
    "|gracias|muchas gracias|mil gracias|perfecto|genial|excelente|por su ayuda|por tu ayuda|"
    "por la ayuda|por la respuesta|hola|saludos|un saludo|buen día|que tenga un buen día|"
    "ya funciona|funciona|y|obrigado|obrigada|muito obrigado|muito obrigada|pela ajuda|olá|"
    "cumprimentos|abraço|perfeito|ótimo|valeu"
    # Italian
    "|grazie|grazie mille|molte grazie|mille grazie|perfetto|per l'aiuto|per il vostro aiuto|"
    "per la risposta|cordiali saluti|saluti|buona giornata|ciao|buongiorno|e"
    # Dutch
    "|dank|dank u|dank u wel|dank je|dank je wel|bedankt|hartelijk dank|heel erg bedankt|"
    "alvast bedankt|voor uw hulp|voor je hulp|voor de hulp|voor de snelle reactie|top|"
    "met vriendelijke groet|groeten|vriendelijke groeten|fijne dag|geweldig"
    # Polish, Czech, Scandinavian, Finnish
    "|dziękuję|dziękuję bardzo|dzięki|wielkie dzięki|za pomoc|pozdrawiam|děkuji|díky|"
    "moc děkuji|za pomoc|tack|tack så mycket|tusen tack|för hjälpen|takk|tusen takk|mange takk|"
    "for hjelpen|tak|mange tak|for hjælpen|hilsen|hälsningar|kiitos|kiitos paljon|"
    "paljon kiitoksia|avusta"
    # Turkish, Russian, Ukrainian
    "|teşekkürler|teşekkür ederim|çok teşekkürler|sağ olun|спасибо|большое спасибо|"
    "спасибо большое|спасибо за помощь|огромное спасибо|всё работает|все работает|дякую|"
    "щиро дякую|за допомогу"
    # Chinese, Japanese, Korean
    "|谢谢|谢谢你|谢谢您|非常感谢|多谢|感谢|ありがとう|ありがとうございます|"
    "ありがとうございました|どうもありがとう|감사합니다|고맙습니다"
)

_THANKING = re.compile(
    r"thank|thx|\bty\b|cheers|appreciat|dank|merci|gracias|obrigad|valeu|grazie|bedankt|"
    r"dzięk|děkuj|díky|\btack\b|\btakk?\b|kiito|teşekkür|sağ ol|спасибо|дякую|谢|感谢|"
    r"ありがとう|감사|고맙",
    re.IGNORECASE,
)

_PHRASE = re.compile(
    "|".join(
        rf"(?<!\w){re.escape(phrase)}(?!\w)"
        for phrase in sorted(set(_PHRASES.split("|")), key=len, reverse=True)
    ),
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_ASKING = re.compile(r"[?？¿؟]|https?://")
_WORDS_MAYBE = 25


def judge(text: str, names: tuple[str, ...] = ()) -> Thanks:
    """Say whether a message, without what it quotes, is only thanks.

    ``names`` are those of the customer and of our people, which may be called or signed with.
    ``maybe`` is a short text that thanks and asks nothing, but says more.
    """
    text = text.strip().replace("’", "'")
    if not text or len(text) > LONGEST or _ASKING.search(text) or not _THANKING.search(text):
        return "no"
    words = _WORD.findall(_without_names(_PHRASE.sub(" ", text), names))
    if not words:
        return "only"
    return "maybe" if len(_WORD.findall(text)) <= _WORDS_MAYBE else "no"


def _without_names(text: str, names: tuple[str, ...]) -> str:
    known = {word.casefold() for name in names for word in _WORD.findall(name)}
    return _WORD.sub(lambda found: " " if found[0].casefold() in known else found[0], text)
