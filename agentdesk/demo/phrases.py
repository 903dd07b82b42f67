"""How the sample's people open and close a letter, and name days, in their languages."""

from agentdesk.clock import to_datetime

OPENINGS: dict[str, tuple[str, ...]] = {
    "en": ("Hello,", "Hi,", "Good morning,", "Dear Fjord & Farrow,", "Good evening,", ""),
    "de": ("Guten Tag,", "Hallo,", "Sehr geehrte Damen und Herren,", "Moin,"),
    "fr": ("Bonjour,", "Bonjour à vous,", "Madame, Monsieur,"),
    "es": ("Hola:", "Buenos días:", "Buenas tardes:"),
    "pt": ("Olá,", "Bom dia,", "Boa tarde,"),
    "pl": ("Dzień dobry,", "Witam,"),
    "it": ("Buongiorno,", "Salve,"),
    "nl": ("Hallo,", "Beste mensen,"),
    "sv": ("Hej!", "Hejsan,"),
}
CLOSINGS: dict[str, tuple[str, ...]] = {
    "en": (
        "Regards\n{given}",
        "Best wishes\n{name}",
        "{given}",
        "Many thanks\n{name}",
        "Thank you\n{given}",
        "Yours\n{name}",
        "",
    ),
    "de": ("Viele Grüße\n{name}", "Mit freundlichen Grüßen\n{name}", "Gruß\n{given}", "{name}"),
    "fr": ("Cordialement,\n{name}", "Merci et bonne journée,\n{given}", "{name}"),
    "es": ("Saludos,\n{name}", "Un saludo,\n{given}", "Gracias de antemano\n{given}"),
    "pt": ("Cumprimentos,\n{name}", "Obrigado,\n{given}", "{given}"),
    "pl": ("Pozdrawiam\n{name}", "Z góry dziękuję\n{given}", "{name}"),
    "it": ("Cordiali saluti\n{name}", "Grazie\n{given}"),
    "nl": ("Groeten,\n{given}", "Met vriendelijke groet,\n{name}"),
    "sv": ("Hälsningar\n{given}", "Mvh\n{name}"),
    "ja": ("{name}", "よろしくお願いいたします。\n{name}"),
    "ar": ("{name}", "مع الشكر\n{name}"),
}
ADDRESSED: dict[str, str] = {
    "en": "Dear {given},",
    "de": "Guten Tag {name},",
    "fr": "Bonjour {given},",
    "es": "Hola, {given}:",
    "pt": "Olá, {given},",
    "pl": "Dzień dobry,",
    "ja": "{name} 様",
    "ar": "{name}،",
}
SIGNED: dict[str, str] = {
    "en": "Kind regards\n{agent}",
    "de": "Freundliche Grüße\n{agent}",
    "fr": "Bien cordialement\n{agent}",
    "es": "Un saludo\n{agent}",
    "pt": "Com os melhores cumprimentos\n{agent}",
    "pl": "Z pozdrowieniami\n{agent}",
    "ja": "フィヨルド＆ファロー\n{agent}",
    "ar": "مع التحية\n{agent}",
}
PURE = ("ja", "ar")
"""Languages in which an answer that is all Latin letters is written in English instead."""

_DAYS: dict[str, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "es": ("el lunes", "el martes", "el miércoles", "el jueves", "el viernes", "el sábado",
           "el domingo"),
    "pl": ("w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę",
           "w niedzielę"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
}  # fmt: skip
_MONTHS = "January February March April May June July August September October November December"


def weekday(at: int, language: str) -> str:
    """Name the weekday of an instant."""
    return _DAYS.get(language, _DAYS["en"])[to_datetime(at).weekday()]


def date(at: int, language: str) -> str:
    """Write the day of an instant as people do."""
    day = to_datetime(at)
    if language == "en":
        return f"{day.day} {_MONTHS.split()[day.month - 1]}"
    if language == "ja":
        return f"{day.month}月{day.day}日"
    return f"{day.day}.{day.month}."


def is_latin(text: str) -> bool:
    """Say whether a text has no letter of another script than Latin."""
    return all(letter < "\u0370" or not letter.isalpha() for letter in text)
