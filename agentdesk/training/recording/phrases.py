"""What customers say in a recording: invented words by what their matter is and what was done.

``{reference}`` is a number that is drawn for everybody anew. A recording in a language that has no
phrases here speaks English.
"""

Ways = tuple[str, ...]

OPENINGS: dict[str, dict[str, Ways]] = {
    "en": {
        "presale": ("Before I buy I would like to know whether it fits what I need.",
                    "Could you tell me which of the two is right for me, and what it costs?"),
        "question": ("I have a question and found no answer to it on your pages.",
                     "Could you please tell me how this works?"),
        "fault": ("It has stopped working and I do not know what to do.",
                  "Something is broken: it worked until yesterday and does nothing today."),
        "complaint": ("I am not content with how this went, and I would like an answer.",
                      "This is not what I was told. Please look into it."),
        "warranty": ("It broke within the warranty. How do we go on from here?",
                     "It is not old and already faulty; I think the warranty holds."),
        "return": ("I would like to send it back. What do I have to do?",
                   "It is not what I ordered, so it should go back to you."),
        "installation": ("I cannot get it set up. What comes after the first step?",
                         "When can somebody come and set it up?"),
        "maintenance": ("The service is due. When would that be possible?",
                        "It is time for the yearly check; please propose a day."),
        "training": ("Two new colleagues need to learn how to use it. What do you offer?",
                     "Is there a course for beginners?"),
        "recall": ("I read that there is a recall. Is mine one of them?",
                   "Please tell me whether I may still use it."),
        "feedback": ("I would like to tell you how it was.",
                     "A suggestion from somebody who uses it every day."),
    },
    "de": {
        "presale": ("Vor dem Kauf wüsste ich gern, ob es zu dem passt, was ich brauche.",
                    "Welches von beiden ist das richtige für mich, und was kostet es?"),
        "question": ("Ich habe eine Frage, auf die ich auf Ihren Seiten keine Antwort finde.",
                     "Können Sie mir bitte sagen, wie das geht?"),
        "fault": ("Es geht nicht mehr, und ich weiß nicht, was ich tun soll.",
                  "Etwas ist kaputt: Gestern ging es noch, heute tut sich nichts."),
        "complaint": ("Ich bin nicht zufrieden damit, wie das gelaufen ist, und bitte um Antwort.",
                      "Mir wurde etwas anderes gesagt. Bitte gehen Sie dem nach."),
        "warranty": ("Es ist in der Garantiezeit kaputtgegangen. Wie geht es jetzt weiter?",
                     "Es ist noch nicht alt und schon defekt; die Garantie müsste gelten."),
        "return": ("Ich möchte es zurückschicken. Was muss ich tun?",
                   "Es ist nicht, was ich bestellt habe, und soll zurück zu Ihnen."),
        "installation": ("Ich bekomme es nicht eingerichtet. Was kommt nach dem ersten Schritt?",
                         "Wann kann jemand kommen und es einrichten?"),
        "maintenance": ("Die Wartung ist fällig. Wann wäre das möglich?",
                        "Die jährliche Prüfung steht an; bitte nennen Sie einen Tag."),
        "training": ("Zwei neue Leute sollen den Umgang damit lernen. Was bieten Sie an?",
                     "Gibt es einen Kurs für den Anfang?"),
        "recall": ("Ich habe von einem Rückruf gelesen. Ist meines dabei?",
                   "Bitte sagen Sie mir, ob ich es noch benutzen darf."),
        "feedback": ("Ich möchte Ihnen sagen, wie es war.",
                     "Ein Vorschlag von jemandem, der es jeden Tag benutzt."),
    },
}  # fmt: skip
ABOUT = {"en": "It is about: {queue}.", "de": "Es geht um: {queue}."}
"""Which queue they want, in their first message: what the trainee has to see."""

BEFORE = {
    "en": "It is still about what I wrote to you before.",
    "de": "Es geht noch um das, weswegen ich schon geschrieben habe.",
}
"""What somebody begins with with whom we had been in a conversation."""

LATER: dict[str, dict[str, Ways]] = {
    "en": {
        "asked": ("Here is what you asked for: {reference}.", "Of course. It is {reference}."),
        "promised": ("Good, I rely on that.", "Thank you, then I wait until then."),
        "answered": ("Thank you. One more thing about it, though.",
                     "I see. And what does that mean for me?"),
        "resolved": ("I am sorry, but it is not settled yet.",
                     "Please look at it again: it is still the same."),
        "connected": ("Thank you for taking the time.", "Good that I have reached somebody."),
        "silence": ("Is anybody there? I am still waiting for an answer.",
                    "I wrote to you a while ago. When do I hear from you?"),
        "thanks": ("Thank you, that settles it.", "That helps, thank you."),
        "incident": ("It does not work here either. Is that known?",
                     "Nothing has worked for a while. Is it the same for everybody?"),
    },
    "de": {
        "asked": ("Hier ist, was Sie brauchen: {reference}.", "Gern. Es ist {reference}."),
        "promised": ("Gut, ich verlasse mich darauf.", "Danke, dann warte ich so lange."),
        "answered": ("Danke. Eine Sache noch dazu.", "Verstehe. Und was heißt das für mich?"),
        "resolved": ("Es tut mir leid, aber erledigt ist es noch nicht.",
                     "Bitte sehen Sie noch einmal nach: Es ist wie vorher."),
        "connected": ("Danke, dass Sie sich Zeit nehmen.", "Gut, dass ich jemanden erreiche."),
        "silence": ("Ist da jemand? Ich warte noch auf eine Antwort.",
                    "Ich habe vor einer Weile geschrieben. Wann höre ich von Ihnen?"),
        "thanks": ("Danke, damit ist es erledigt.", "Das hilft, vielen Dank."),
        "incident": ("Auch hier geht es nicht. Ist das bekannt?",
                     "Seit einer Weile geht nichts. Ist es bei allen so?"),
    },
}  # fmt: skip
SUBJECTS: dict[str, dict[str, str]] = {
    "en": {
        "presale": "Before I buy", "question": "A question", "fault": "Does not work",
        "complaint": "Not content", "warranty": "Warranty", "return": "Sending back",
        "installation": "Setting up", "maintenance": "Service due", "training": "A course",
        "recall": "The recall", "feedback": "How it was",
    },
    "de": {
        "presale": "Vor dem Kauf", "question": "Eine Frage", "fault": "Geht nicht",
        "complaint": "Nicht zufrieden", "warranty": "Garantie", "return": "Rücksendung",
        "installation": "Einrichtung", "maintenance": "Wartung fällig", "training": "Ein Kurs",
        "recall": "Der Rückruf", "feedback": "Wie es war",
    },
}  # fmt: skip
GOALS: dict[str, str] = {
    "presale": "know what to buy", "question": "have an answer", "fault": "have it working again",
    "complaint": "be heard, and have it put right", "warranty": "have it repaired under warranty",
    "return": "send it back", "installation": "have it set up", "maintenance": "have it serviced",
    "training": "learn how to use it", "recall": "know whether theirs is recalled",
    "feedback": "tell how it was",
}  # fmt: skip
REFERENCE = "reference"
"""The fact that customers give when they are asked for something."""
FORM = "RF-######"


def language_of(language: str) -> str:
    """Return the language in which a customer's words are."""
    return language if language in OPENINGS else "en"


def subject(type: str, language: str) -> str:
    """Return what stands above a first message."""
    words = SUBJECTS[language_of(language)]
    return words.get(type, words["question"])


def opening(
    type: str, language: str, queue: str, *, incident: bool = False, under_way: bool = False
) -> Ways:
    """Return ways to say a first message; ``queue`` is the name of whom they turn to.

    ``under_way`` for the first one of a shift, in a conversation that had begun before it.
    """
    speech = language_of(language)
    ways = OPENINGS[speech].get(type, OPENINGS[speech]["question"])
    if incident:
        ways = LATER[speech]["incident"]
    about = ABOUT[speech].format(queue=queue)
    begin = f"{BEFORE[speech]} " if under_way else ""
    return tuple(f"{begin}{way} {about}" for way in ways)


def later(on: str, language: str) -> Ways:
    """Return ways to say what follows an act, or silence."""
    words = LATER[language_of(language)]
    return words.get(on, words["answered"])


def goal(type: str, ending: str) -> str:
    """Return what a customer wants, with how it ended for them, for trainers and reports."""
    wants = GOALS.get(type, GOALS["question"])
    return f"{wants}; it ended as: {ending}" if ending else wants


def all_words() -> list[str]:
    """Return every text of this page: words that are nobody's name."""
    found = [text for speech in OPENINGS.values() for ways in speech.values() for text in ways]
    found += [text for speech in LATER.values() for ways in speech.values() for text in ways]
    found += [text for speech in SUBJECTS.values() for text in speech.values()]
    return [*found, *GOALS.values(), *ABOUT.values(), *BEFORE.values()]
