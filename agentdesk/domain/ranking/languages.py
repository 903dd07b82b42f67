"""In which language a text is: by its script, else by the small words nobody can do without.

A guess, for a few words of a customer as for an article: where the text does not tell, the answer
is ``""`` and the caller falls back to what it knows. Languages are ISO 639-1 codes.
"""

import re
import unicodedata
from functools import lru_cache

_SMALL_WORDS: dict[str, str] = {
    "en": "the a an and or but if is are was were be been am i you he she it we they my your his "
    "her its our their me him us them this that these those what which who when where why how do "
    "does did have has had can could will would should not no to of in on at by for with from as "
    "there here please need want get i'm don't can't it's i've i'd",
    "de": "der die das den dem des ein eine einen einem einer und oder aber wenn ist sind war "
    "sein bin ich du er sie es wir ihr mein meine meinen meiner dein ihre unser mich mir dich uns "
    "was welche wer wann wo warum wie kann können konnte wird werden würde habe hat haben hatte "
    "nicht kein keine zu zum zur von vom im in auf an am bei für mit aus als auch noch bitte "
    "möchte muss nach wurde",
    "fr": "le la les un une des du de et ou mais si est sont était suis être je tu il elle nous "
    "vous ils mon ma mes votre vos notre ce cette ces que qui quand où pourquoi comment quel "
    "quelle peut puis peux avez ai a ont avoir pas ne au aux en dans sur par pour avec sans plus "
    "bonjour merci j'ai c'est n'est est-ce faire",
    "es": "el la los las un una unos de del y o pero si es son era soy ser estoy está yo tú usted "
    "él ella nosotros mi mis su sus me te se lo le que qué quien cuando cuándo donde dónde cómo "
    "como cuál puedo puede tengo tiene ha he han no al en con por para sin más hola gracias quiero "
    "hay",
    "it": "il lo la i gli le un una uno di del della dei delle e o ma se è sono era io tu lui lei "
    "noi voi mio mia miei suo che chi quando dove perché come quale posso può ho ha hanno avere "
    "non al alla in nel nella con per da dal senza più ciao grazie vorrei questo questa mi si",
    "pt": "o a os as um uma de do da dos das e ou mas se é são era sou eu você ele ela nós meu "
    "minha seu sua me que quem quando onde por como qual posso pode tenho tem não ao em no na nos "
    "com para sem mais olá obrigado quero está isso foi",
    "nl": "de het een en of maar als is zijn was ben ik jij je hij zij ze wij we mijn jouw uw ons "
    "mij me dit dat deze die wat welke wie wanneer waar waarom hoe kan kunnen kon zal wordt heb "
    "heeft hebben niet geen te van in op aan bij voor met uit naar ook nog graag wil moet om",
    "sv": "och eller men om är var jag du han hon vi ni de min mitt mina din er det den detta som "
    "vad vem när varför hur kan ska har hade inte ingen att av i på för med från till en ett hej "
    "tack vill",
    "da": "og eller men hvis er var jeg du han hun vi de min mit mine din det den dette som hvad "
    "hvem hvornår hvor hvorfor hvordan kan skal har havde ikke ingen at af i på for med fra til en "
    "et hej tak vil",
    "no": "og eller men hvis er var jeg du han hun vi de min mitt mine din det den dette som hva "
    "hvem når hvor hvorfor hvordan kan skal har hadde ikke ingen at av i på for med fra til en et "
    "hei takk vil",
    "fi": "ja tai mutta jos on ovat oli olen minä sinä hän me te he minun sinun tämä se että mitä "
    "kuka kun missä miksi miten voin voi ei en kanssa hei kiitos haluan",
    "pl": "i lub ale jeśli jest są był była być ja ty on ona my wy mój moja moje to ten ta te że "
    "co kto kiedy gdzie dlaczego jak czy mogę może mam ma nie w na z ze do od po dla przez proszę "
    "się",
    "cs": "a nebo ale když je jsou byl byla být jsem já ty on ona my můj moje to ten ta že co kdo "
    "kdy kde proč jak mohu může mám má ne v na z ze do od po pro prosím se jak",
    "tr": "ve veya ama eğer bir bu şu ben sen o biz siz benim ne kim zaman nerede neden mı mi "
    "mu mü için ile var yok değil çok daha istiyorum lütfen nasıl",
    "hu": "a az és vagy de ha van volt vagyok én te ő mi egy ez hogy mit ki mikor hol miért hogyan "
    "nem is kérem szeretnék",
    "ro": "și sau dar dacă este sunt era eu tu el ea noi un o de la cu din pe pentru ce cine când "
    "unde cum pot nu mai vă rog",
    "id": "yang dan atau tetapi jika adalah ini itu saya kamu anda kami apa siapa kapan di ke dari "
    "untuk dengan tidak bisa bagaimana mengapa ingin",
    "vi": "và hoặc nhưng nếu là của tôi bạn anh chị này đó gì ai khi ở đâu tại sao như thế nào có "
    "thể không cho với để được",
    "ru": "и или но если в на с к у о от до из за по для не это что как когда где почему кто я ты "
    "он она мы вы мой моя мне меня у вас есть был была можно могу нет да ли",
    "uk": "і й або але якщо в на з до у від за по для не це що як коли де чому хто я ти він вона "
    "ми ви мій моя мені мене є був була можна можу ні так чи",
    "bg": "и или но ако в на с към от до из за по не това какво как кога къде защо кой аз ти той "
    "ние вие моя мога може има няма да ли съм е са",
}
_POLITE: dict[str, str] = {
    "en": "hello hi hey dear sir madam thanks thank regards best kind kindly sincerely cheers help "
    "morning afternoon evening hope well team yours just really very also any some would like know "
    "about been being into out up so then than only still again after before",
    "de": "hallo guten tag morgen abend sehr geehrte geehrter geehrten damen herren liebe lieber "
    "freundlichen freundliche grüßen grüße gruß danke dank vielen besten hilfe helfen gerne",
    "fr": "bonjour bonsoir madame monsieur merci cordialement salutations beaucoup aide aider "
    "avance bien très",
    "es": "hola buenos buenas días tardes noches estimado estimada señor señora gracias saludos "
    "atentamente cordial ayuda ayudar favor muchas",
    "it": "buongiorno buonasera salve gentile signore signora grazie saluti cordiali distinti "
    "aiuto aiutare mille",
    "pt": "bom boa dia tarde noite prezado prezada senhor senhora obrigado obrigada cumprimentos "
    "atenciosamente ajuda ajudar favor",
    "nl": "hallo goedemorgen goedemiddag geachte beste heer mevrouw dank bedankt alvast hulp "
    "vriendelijke groet groeten helpen",
}
"""What letters begin and end with, and what fills them: it tells nothing of what they want."""
_LETTERS: dict[str, str] = {
    "de": "ß",
    "es": "ñ¿¡",
    "pt": "ãõ",
    "pl": "łżźśćńęą",
    "cs": "řěůď",
    "tr": "ğış",
    "hu": "őű",
    "ro": "țșă",
    "fr": "œ",
    "sv": "å",
    "da": "øå",
    "no": "øå",
    "uk": "іїєґ",
    "ru": "ыэё",
    "vi": "ơưđạảấầậắếềệịọốồộớờợụứừự",
}
_SCRIPTS: tuple[tuple[str, str, str], ...] = (
    # Kana before Han: Japanese has both.
    ("ja", "\u3040", "\u30ff"),
    ("ko", "\uac00", "\ud7a3"),
    ("th", "\u0e00", "\u0e7f"),
    ("zh", "\u4e00", "\u9fff"),
    ("ar", "\u0600", "\u06ff"),
    ("he", "\u0590", "\u05ff"),
    ("el", "\u0370", "\u03ff"),
    ("hi", "\u0900", "\u097f"),
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
LOOKED_AT = 600
"""So many letters tell a language."""
_CLEAR = 1.3
"""How much more the best must have than the second to be said."""


def _shares() -> dict[str, tuple[tuple[str, float], ...]]:
    """Return for every small word the languages that have it, each with its share of it."""
    owners: dict[str, list[str]] = {}
    for language, words in _SMALL_WORDS.items():
        for word in dict.fromkeys(words.split()):
            owners.setdefault(word, []).append(language)
    return {
        word: tuple((language, 1 / len(languages)) for language in languages)
        for word, languages in owners.items()
    }


@lru_cache(maxsize=1)
def _small_words() -> dict[str, tuple[tuple[str, float], ...]]:
    return _shares()


def guess(text: str, least: float = 0.5) -> str:
    """Return the language of a text, ``""`` if it does not tell.

    ``least`` says how many small words of its own a language must have.

    >>> guess("Wo ist meine Karte?"), guess("where is my card"), guess("card")
    ('de', 'en', '')
    """
    text = unicodedata.normalize("NFC", text[:LOOKED_AT]).casefold()
    if not text.isascii():
        script = _by_script(text)
        if script:
            return script
    found: dict[str, float] = {}
    small = _small_words()
    for word in _WORD.findall(text.replace("’", "'")):
        for language, share in small.get(word, ()):
            found[language] = found.get(language, 0.0) + share
    if not text.isascii():
        _add_letters(text, found)
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:2]
    if not ranked or ranked[0][1] < least:
        return ""
    if len(ranked) == 2 and ranked[0][1] < ranked[1][1] * _CLEAR:
        return ""
    return ranked[0][0]


def _by_script(text: str) -> str:
    """Return the language of a script that has one language, where most letters are of it."""
    letters = sum(1 for letter in text if letter.isalpha())
    for language, first, last in _SCRIPTS:
        count = sum(1 for letter in text if first <= letter <= last)
        # A syllable of these stands for more than a Latin letter does; names may be in Latin.
        if count and count * (4 if language in ("zh", "ja", "ko") else 2) >= letters:
            return language
    return ""


def _add_letters(text: str, found: dict[str, float]) -> None:
    for language, letters in _LETTERS.items():
        for letter in letters:
            if letter in text:
                share = sum(letter in others for others in _LETTERS.values())
                found[language] = found.get(language, 0.0) + 1.0 / share


@lru_cache(maxsize=64)
def small_words(languages: tuple[str, ...]) -> frozenset[str]:
    """Return the small words of some languages, as words of a question are written."""
    from agentdesk.domain.ranking.tokens import words

    lists = (_SMALL_WORDS, _POLITE)
    texts = (words_of.get(language, "") for language in languages for words_of in lists)
    return frozenset(word for text in texts for word in words(text))
