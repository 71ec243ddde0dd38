"""Numbers, ordinals and lengths in words."""

from __future__ import annotations

from typing import Final

_ONES = "null ein zwei drei vier fuenf sechs sieben acht neun zehn elf zwoelf dreizehn vierzehn fuenfzehn sechzehn"

_ONES_EN = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"

_TENS = {20: "zwanzig", 30: "dreissig", 40: "vierzig", 50: "fuenfzig", 60: "sechzig", 90: "neunzig"}

_TENS_EN = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 90: "ninety"}


def _english_numbers() -> dict[str, int]:
    words = {w: n for n, w in enumerate(f"{_ONES_EN} seventeen eighteen nineteen".split())}
    for tens, word in _TENS_EN.items():
        words[word] = tens
        if tens < 60:
            for n, one in enumerate(_ONES_EN.split()[1:10], 1):
                words |= {f"{word}-{one}": tens + n, f"{word} {one}": tens + n}
    return words


ENGLISH_NUMBERS: Final = _english_numbers()


def _number_words() -> dict[str, int]:
    words = {w: n for n, w in enumerate(f"{_ONES} siebzehn achtzehn neunzehn".split())}
    for tens, word in _TENS.items():
        words[word] = tens
        if tens < 60:
            words |= {f"{one}und{word}": tens + n for n, one in enumerate(_ONES.split()[1:10], 1)}
    words |= ENGLISH_NUMBERS | dict.fromkeys(("eins", "eine", "einem", "einen", "einer", "eines", "a", "an"), 1)
    return (
        words
        | dict.fromkeys(("a couple of", "couple of", "a couple"), 2)
        | dict.fromkeys(("ne", "nem", "nen", "ner"), 1)
        | {"zwo": 2}
    )


NUMBERS: Final = _number_words()

ARTICLES: Final = frozenset({"ein", "eine", "einem", "einen", "einer", "eines", "a", "an", "ne", "nem", "nen", "ner"})

_ORDINAL_STEMS = (
    "erst zweit dritt viert fuenft sechst siebt acht neunt zehnt elft zwoelft dreizehnt vierzehnt fuenfzehnt "
    "sechzehnt siebzehnt achtzehnt neunzehnt zwanzigst einundzwanzigst zweiundzwanzigst dreiundzwanzigst "
    "vierundzwanzigst fuenfundzwanzigst sechsundzwanzigst siebenundzwanzigst achtundzwanzigst "
    "neunundzwanzigst dreissigst einunddreissigst"
)

_ORDINALS_EN = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)

_ENDINGS = ("e", "er", "en", "es", "em")


def _ordinal_words() -> dict[str, int]:
    words = {s + e: n for n, s in enumerate(_ORDINAL_STEMS.split(), 1) for e in _ENDINGS}
    words |= {f"siebent{e}": 7 for e in _ENDINGS}
    words |= {w: n for n, w in enumerate(_ORDINALS_EN.split(), 1)}
    tail = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
    words |= {f"twenty-{w}": 20 + n for n, w in enumerate(tail, 1)}
    words |= {"thirtieth": 30, "thirty-first": 31}
    return words


ORDINALS: Final = _ordinal_words()

FROM_THE_END: Final = (
    {f"letzt{e}": -1 for e in _ENDINGS} | {f"vorletzt{e}": -2 for e in _ENDINGS} | {"last": -1, "penultimate": -2}
)

HALVES: Final = {  # «anderthalb» and its kin, in units
    **dict.fromkeys(("anderthalb", "anderthalben", "eineinhalb", "einundeinhalb", "one and a half"), 1.5),
    **dict.fromkeys(("zweieinhalb", "zweiundeinhalb", "two and a half"), 2.5),
    **dict.fromkeys(("dreieinhalb", "three and a half"), 3.5),
    **dict.fromkeys(("viereinhalb", "four and a half"), 4.5),
    **dict.fromkeys(("eine halbe", "einer halben", "ne halbe", "half a", "half an", "a half", "halbe"), 0.5),
}

FIXED_LENGTHS: Final = {  # in minutes
    **dict.fromkeys(("viertelstuendchen", "viertelstuendiges", "viertelstuendige", "viertelstuendig"), 15),
    **dict.fromkeys(("halbstuendiges", "halbstuendige", "halbstuendig", "halbes stuendchen", "halbe stuendchen"), 30),
    **dict.fromkeys(("anderthalbstuendiges", "anderthalbstuendige", "anderthalbstuendig"), 90),
    **dict.fromkeys(("viertelstunde", "quarter of an hour", "quarter hour", "quarter of hour"), 15),
    **dict.fromkeys(("halbestunde", "half hour", "halben stunde", "halben std", "halbstunde"), 30),
    **dict.fromkeys(
        ("dreiviertelstunde", "dreiviertel stunde", "drei viertel stunde", "three quarters of an hour"), 45
    ),
}

HOURS: Final = frozenset(  # that are said without «Uhr»
    word
    for word, n in NUMBERS.items()
    if 1 <= n <= (12 if word in ENGLISH_NUMBERS else 23) and word not in ARTICLES - {"ein"} and " " not in word
)

NUMBERED: Final = ("top", "tor", "stock", "nr", "nummer", "kapitel", "gruppe")
"""What bears a number that is no hour: «TOP 3 am …»."""
NUMBERED_ENDINGS: Final = (
    "raum", "saal", "zimmer", "haus", "halle", "gebaeude", "gleis", "etage", "ebene", "eingang", "strasse", "str",
    "platz", "weg", "allee", "gasse", "damm", "ufer",
)  # fmt: skip
"""And the endings of nouns that do: «Sitzungssaal 3», «Hauptstraße 3»."""
