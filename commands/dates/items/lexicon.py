"""The words of the reader, folded as `fold` folds text, and the pieces of pattern made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache
from typing import Final

from commands.dates.items.items import PartName, Unit, Which

_DIALECT: Final = {  # as it is spoken in the north and the west: «Donnerstach», «Sonntach»
    **{f"{stem}tach": n for n, stem in enumerate(("mon", "diens", "", "donners", "frei", "sams", "sonn")) if stem},
}
WEEKDAYS_LONG: Final = _DIALECT | {
    **dict.fromkeys(("montag", "monday"), 0),
    **dict.fromkeys(("dienstag", "tuesday"), 1),
    **dict.fromkeys(("mittwoch", "wednesday"), 2),
    **dict.fromkeys(("donnerstag", "thursday"), 3),
    **dict.fromkeys(("freitag", "friday"), 4),
    **dict.fromkeys(("samstag", "sonnabend", "saturday"), 5),
    **dict.fromkeys(("sonntag", "sunday"), 6),
}
WEEKDAYS_SHORT: Final = {  # not «die», «mit», «sam», «son»: those are words and names first of all
    **dict.fromkeys(("mo", "mon"), 0),
    **dict.fromkeys(("di", "tue", "tues"), 1),
    **dict.fromkeys(("mi", "mittw", "wed"), 2),
    **dict.fromkeys(("do", "donn", "thu", "thur", "thurs"), 3),
    **dict.fromkeys(("fr", "fri"), 4),
    **dict.fromkeys(("sa", "samst", "sat"), 5),
    **dict.fromkeys(("so", "sonnt", "sun"), 6),
}
WEEKDAYS: Final = WEEKDAYS_LONG | WEEKDAYS_SHORT

_MONTH_WORDS: Final = (
    "januar jaenner jaener january jan jaen",
    "februar feber february feb",
    "maerz march mrz mar maer",
    "april apr",
    "mai may",
    "juni june juno jun",
    "juli july julei jul",
    "august aug",
    "september sept sep",
    "oktober october okt oct",
    "november nov",
    "dezember december dez dec",
)
MONTHS: Final = {word: number for number, words in enumerate(_MONTH_WORDS, 1) for word in words.split()}
MONTHS_GENITIVE: Final = {f"{word}s": number for word, number in MONTHS.items() if len(word) > 5}

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
    return words | dict.fromkeys(("a couple of", "couple of", "a couple"), 2) | {"zwo": 2, "nem": 1, "ner": 1}


NUMBERS: Final = _number_words()
ARTICLES: Final = frozenset({"ein", "eine", "einem", "einen", "einer", "eines", "a", "an", "nem", "ner"})

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

PLAIN_PARTS: Final[dict[str, PartName]] = {
    "morgen": "morning",
    "vormittag": "forenoon",
    "mittag": "noon",
    "nachmittag": "afternoon",
    "abend": "evening",
    "nacht": "night",
}
_PART_NOUNS_EN: Final[dict[str, PartName]] = {
    "morning": "morning", "forenoon": "forenoon", "afternoon": "afternoon", "evening": "evening", "night": "night",
}  # fmt: skip


def _part_words() -> dict[str, PartName]:
    """The words for parts of the day, early and late: `spätabends`, `am frühen Nachmittag`, `early morning`."""
    words = dict[str, PartName]()
    for noun, name in PLAIN_PARTS.items():
        sides = [f"{side}{noun}" for side in ("frueh", "spaet")]
        sides += [f"{side} {noun}s" for side in ("frueh", "spaet", "spaet am", "frueh am")]
        sides += [f"{side} am {noun}" for side in ("frueh", "spaet")]
        late = ("fruehen", "spaeten", "spaeteren", "frueheren", "fruehem", "spaetem")
        sides += [f"{a}{s} {noun}" for a in ("am ", "") for s in late]
        sides += [f"{s} {noun}" for s in ("frueher", "spaeter", "in der spaeten", "in der fruehen")]
        words |= dict.fromkeys([f"{noun}s", f"am {noun}", *sides, *(f"{s}s" for s in sides[:2])], name)
        words |= {noun: name} if noun != "morgen" else {}
    for noun, name in _PART_NOUNS_EN.items():
        sides = [
            f"{side} {noun}" for side in ("early", "late", "very early", "very late", "early in the", "late in the")
        ]
        words |= dict.fromkeys([noun, f"in the {noun}", *sides, *(f"in the {s}" for s in sides)], name)
    return words


PARTS: Final[dict[str, PartName]] = {
    **_part_words(),
    **dict.fromkeys(("frueh", "in der frueh", "in der fruehe", "in aller fruehe", "this morning", "early"), "morning"),
    **dict.fromkeys(("vorm.", "vm."), "forenoon"),
    **dict.fromkeys(("zu mittag", "zur mittagszeit", "midday", "at noon", "noontime", "at midday", "noon"), "noon"),
    **dict.fromkeys(("nachm.", "nm."), "afternoon"),
    **dict.fromkeys(("spaet", "late"), "evening"),
    **dict.fromkeys(("in der nacht", "at night"), "night"),
    **dict.fromkeys(("eod", "eob", "cob", "end of day", "end of business", "close of business"), "close"),
    **dict.fromkeys(("feierabend", "dienstschluss", "zum feierabend", "bueroschluss", "tagesende"), "close"),
    **dict.fromkeys(("ende des tages", "dienstende", "geschaeftsschluss"), "close"),
}
GLUED_PARTS: Final[dict[str, PartName]] = {  # «Montagmorgen», «freitagspätnachmittags»
    **{f"{side}{noun}": name for noun, name in PLAIN_PARTS.items() for side in ("", "frueh", "spaet")},
    "frueh": "morning",
}

HOLIDAYS = {
    **dict.fromkeys(("neujahr", "neujahrstag", "new year's day", "new years day", "new year"), "new year"),
    **dict.fromkeys(("heilige drei koenige", "heiligen drei koenige", "dreikoenig", "dreikoenigstag"), "epiphany"),
    **dict.fromkeys(("epiphany", "dreikoenigsfest"), "epiphany"),
    **dict.fromkeys(("valentinstag", "valentine's day", "valentines day"), "valentine"),
    **dict.fromkeys(("weiberfastnacht", "altweiber"), "carnival thursday"),
    **dict.fromkeys(("rosenmontag", "faschingsmontag"), "carnival monday"),
    **dict.fromkeys(("faschingsdienstag", "fastnacht", "fastnachtsdienstag", "veilchendienstag"), "carnival"),
    **dict.fromkeys(("shrove tuesday",), "carnival"),
    **dict.fromkeys(("aschermittwoch", "ash wednesday"), "ash wednesday"),
    **dict.fromkeys(("frauentag", "internationaler frauentag", "weltfrauentag"), "women's day"),
    **dict.fromkeys(("karneval", "fasching", "fastnachtssonntag", "karnevalssonntag"), "carnival sunday"),
    **dict.fromkeys(("fastnachtssamstag", "karnevalssamstag"), "carnival saturday"),
    **dict.fromkeys(("barbaratag",), "st barbara"),
    **dict.fromkeys(("johannistag", "johanni"), "st john"),
    **dict.fromkeys(("peter und paul",), "peter and paul"),
    **dict.fromkeys(("erntedankfest", "erntedank"), "harvest"),
    **dict.fromkeys(("weisser sonntag", "weissen sonntag"), "low sunday"),
    **dict.fromkeys(("palmensonntag",), "palm sunday"),
    **dict.fromkeys(("herrentag",), "ascension"),
    **dict.fromkeys(("palmsonntag", "palm sunday"), "palm sunday"),
    **dict.fromkeys(("gruendonnerstag", "maundy thursday"), "maundy thursday"),
    **dict.fromkeys(("karfreitag", "good friday"), "good friday"),
    **dict.fromkeys(("karsamstag", "holy saturday"), "holy saturday"),
    **dict.fromkeys(("ostersonntag", "easter sunday"), "easter"),
    **dict.fromkeys(("ostermontag", "easter monday"), "easter monday"),
    **dict.fromkeys(("tag der arbeit", "maifeiertag", "labour day"), "labour day"),
    **dict.fromkeys(("christi himmelfahrt", "himmelfahrt", "vatertag", "ascension day", "ascension"), "ascension"),
    **dict.fromkeys(("himmelfahrtstag", "auffahrt"), "ascension"),
    **dict.fromkeys(("muttertag",), "mother's day"),
    **dict.fromkeys(("pfingstsonntag", "whit sunday", "pentecost"), "whit sunday"),
    **dict.fromkeys(("pfingstmontag", "whit monday"), "whit monday"),
    **dict.fromkeys(("fronleichnam", "corpus christi"), "corpus christi"),
    **dict.fromkeys(("mariae himmelfahrt", "maria himmelfahrt"), "assumption"),
    **dict.fromkeys(("weltkindertag",), "children's day"),
    **dict.fromkeys(("tag der deutschen einheit", "deutsche einheit", "german unity day"), "unity day"),
    **dict.fromkeys(("reformationstag", "reformation day"), "reformation day"),
    **dict.fromkeys(("halloween",), "reformation day"),
    **dict.fromkeys(("allerheiligen", "all saints' day", "all saints day"), "all saints"),
    **dict.fromkeys(("allerseelen",), "all souls"),
    **dict.fromkeys(("martinstag", "st. martin", "sankt martin"), "st martin"),
    **dict.fromkeys(("volkstrauertag",), "mourning day"),
    **dict.fromkeys(("buss- und bettag", "buss und bettag"), "repentance day"),
    **dict.fromkeys(("totensonntag", "ewigkeitssonntag"), "dead sunday"),
    **dict.fromkeys(("nikolaus", "nikolaustag", "st. nicholas day"), "st nicholas"),
    **dict.fromkeys(("heiligabend", "heilig abend", "heiliger abend", "heiligen abend"), "christmas eve"),
    **dict.fromkeys(("christmas eve", "weihnachtsabend"), "christmas eve"),
    **dict.fromkeys(("1. weihnachtstag", "erster weihnachtstag", "ersten weihnachtstag"), "christmas day"),
    **dict.fromkeys(("1. weihnachtsfeiertag", "ersten weihnachtsfeiertag", "christmas day"), "christmas day"),
    **dict.fromkeys(("erster weihnachtsfeiertag", "weihnachtstag", "weihnachtsfeiertag"), "christmas day"),
    **dict.fromkeys(("2. weihnachtstag", "zweiter weihnachtstag", "zweiten weihnachtstag"), "boxing day"),
    **dict.fromkeys(("2. weihnachtsfeiertag", "zweiten weihnachtsfeiertag", "boxing day"), "boxing day"),
    **dict.fromkeys(("zweiter weihnachtsfeiertag", "stephanstag", "stephanitag", "stefanitag"), "boxing day"),
    **dict.fromkeys(("silvester", "sylvester", "silvesterabend", "new year's eve", "new years eve"), "new year's eve"),
    **dict.fromkeys(("altjahrabend", "altjahresabend", "altjahrestag"), "new year's eve"),
}
for _number, _ordinal in enumerate(("erst", "zweit", "dritt", "viert"), 1):
    for _form in (f"{_number}.", f"{_number}. ", f"{_ordinal}er ", f"{_ordinal}en "):
        HOLIDAYS |= dict.fromkeys((f"{_form}advent", f"{_form}adventssonntag"), f"advent {_number}")

UNITS: Final[dict[str, Unit]] = {
    **dict.fromkeys(("tag", "tage", "tagen", "tg", "tg.", "day", "days", "d"), "day"),
    **dict.fromkeys(("woche", "wochen", "week", "weeks", "wk", "wks"), "week"),
    **dict.fromkeys(("monat", "monate", "monaten", "month", "months"), "month"),
    **dict.fromkeys(("jahr", "jahre", "jahren", "year", "years"), "year"),
}

WHICH: Final[dict[str, Which]] = {
    **{f"naechste{e}": "next" for e in ("", "r", "n", "s", "m")},
    **{f"kommende{e}": "coming" for e in ("", "r", "n", "s", "m")},
    **{f"diese{e}": "this" for e in ("", "r", "n", "s", "m")},
    **{f"uebernaechste{e}": "after next" for e in ("", "r", "n", "s", "m")},
    **dict.fromkeys(("naechstn", "naechsn", "naechsen", "nexten"), "next"),
    **dict.fromkeys(("kommendn", "komenden"), "coming"),
    **dict.fromkeys(("nae", "naechst", "nxt"), "next"),
    **dict.fromkeys(("uebernae", "uebernaechst"), "after next"),
    **dict.fromkeys(("komm", "kom"), "coming"),
    "diesn": "this",
    **{f"{w}{e}": "last" for w in ("letzte", "vergangene", "vorige") for e in ("", "r", "n", "s", "m")},
    "next": "next",
    "this": "this",
    "this coming": "coming",
    "coming": "coming",
    "the coming": "coming",
    "upcoming": "coming",
    "following": "next",
    **{f"folgende{e}": "next" for e in ("r", "n", "s", "m")},
    "last": "last",
    "past": "last",
    "previous": "last",
}


def one_of(words: Iterable[str]) -> str:
    """A pattern that matches any of `words`, the longest first."""
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w))) + ")"


END: Final = r"(?![a-z0-9])"  # the end of a word
YEAR: Final = r"(?:19|2[01])\d\d(?!\d)"

FRAGMENTS: Final = {
    "wd": f"(?:{one_of(WEEKDAYS)}{END}\\.?)",
    "wdl": f"(?:{one_of(WEEKDAYS_LONG)}{END})",
    "wdls": f"(?:{one_of([f'{w}s' for w in WEEKDAYS_LONG])}{END})",
    "inyear": rf" (?:im jahre? )?({YEAR})",
    "mon": f"(?:{one_of(MONTHS_GENITIVE | MONTHS)}{END}\\.?)",
    "kw": "(?:kalenderwoche|kw|cw|calendar week|week|wk|woche)",
    "num": f"(?:\\d{{1,3}}|{one_of(NUMBERS)}{END})",
    "word": f"(?:{one_of(NUMBERS)}{END})",
    "ord": f"(?:\\d{{1,2}}(?:st|nd|rd|th|te[nrs]?){END}|\\d{{1,2}}\\.|{one_of(ORDINALS)}{END})",
    "ordword": f"(?:{one_of(ORDINALS)}{END})",
    "nth": f"(?:\\d{{1,2}}(?:st|nd|rd|th|te[nrs]?){END}|\\d{{1,2}}\\.|{one_of(ORDINALS | FROM_THE_END)}{END})",
    "which": f"(?:{one_of(WHICH)}{END})",
    "year": YEAR,
    "end": END,
    "to": r"(?: ?- ?| (?:bis(?: zum| zur| einschl\.| einschliesslich| inkl\.)?|to|untill?|til|till|thru|through) )",
}


FRAGMENT: Final = re.compile(r"(?<!\?P)<(\w+)>")  # not the name of a group


@cache
def pattern(template: str) -> re.Pattern[str]:
    """A compiled pattern; `<name>` stands for a fragment, blanks are as in the text.

    Compiled at its first use: all of them take half a second, which no start of the bot should wait for.
    """
    return re.compile(FRAGMENT.sub(lambda m: FRAGMENTS[m[1]], template), re.ASCII)


def number(text: str) -> int:
    """What a number in digits or words is worth."""
    return int(text) if text.isdecimal() else NUMBERS[text]


def ordinal(text: str) -> int:
    """What `3.`, `3rd`, `dritter` or `letzter` (-1) is worth."""
    digits = re.match(r"\d+", text)
    if digits:
        return int(digits[0])
    return ORDINALS[text] if text in ORDINALS else FROM_THE_END[text]


def weekday(text: str) -> int:
    """Monday is 0; takes the long and the short word, with or without its dot."""
    return WEEKDAYS[text.rstrip(". ")]


def month(text: str) -> int:
    """January is 1; takes the long and the short word, with or without its dot."""
    word = text.rstrip(". ")
    return MONTHS[word] if word in MONTHS else MONTHS_GENITIVE[word]


_TYPO_TARGETS: Final = {w: f"weekday {n}" for w, n in WEEKDAYS_LONG.items()} | {
    w: f"month {n}" for w, n in MONTHS.items() if len(w) > 5
}
_NO_TYPOS: Final = frozenset(
    {"montage", "dienstage", "freitage", "samstage", "sonntage", "mondays", "fridays", "sundae", "sundry", "friar"}
)


def meant(word: str) -> str | None:
    """The weekday or month that an unknown `word` of five letters or more is one slip away from, else None.

    A slip is one letter too many, too few or wrong, or two exchanged (Damerau 1964); the first letter must be right.
    """
    if len(word) < 5 or word in _NO_TYPOS or word.endswith("tage"):
        return None
    targets = _TYPO_TARGETS if len(word) > 5 else tuple(WEEKDAYS_LONG)
    found = [t for t in targets if t[0] == word[0] and _one_slip(word, t)]
    return found[0] if len({_TYPO_TARGETS[t] for t in found}) == 1 else None


def _one_slip(written: str, right: str) -> bool:
    if abs(len(written) - len(right)) > 1 or written == right:
        return False
    edits = [op for op in SequenceMatcher(None, written, right, autojunk=False).get_opcodes() if op[0] != "equal"]
    if len(edits) == 1:
        _, a, b, c, d = edits[0]
        return max(b - a, d - c) == 1
    swapped = (written[:i] + written[i + 1] + written[i] + written[i + 2 :] for i in range(len(written) - 1))
    return right in swapped
