"""Weekdays, months, weeks and other stretches of days, and how far they are."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

Which: TypeAlias = Literal["this", "coming", "next", "after next", "last"]

Unit: TypeAlias = Literal["day", "week", "month", "year"]

BlockKind: TypeAlias = Literal["week", "weekend", "month", "quarter", "year"]

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

WeekRole: TypeAlias = Literal[
    "named",  # `die Woche nach Ostern`
    "numbered",  # `KW 50`
    "distant",  # `nächste Woche`, `nächste KW`
    "unit",  # `in zwei Wochen`
    "length",  # `für zwei Wochen`
    "end",  # `am Wochenende`
]
WEEKS: Final[dict[str, tuple[WeekRole, ...]]] = {  # every word for a week
    "woche": ("named", "numbered", "distant", "unit", "length"),
    "week": ("named", "numbered", "distant", "unit", "length"),
    **dict.fromkeys(("wochen", "weeks"), ("unit", "length")),
    "wk": ("numbered", "unit"),
    "wks": ("unit",),
    **dict.fromkeys(("kw", "kalenderwoche"), ("numbered", "distant")),
    **dict.fromkeys(("cw", "calendar week"), ("numbered",)),
    **dict.fromkeys(("wo", "wo."), ("distant",)),
    **dict.fromkeys(("wochenende", "weekend", "week-end"), ("end",)),
}


def weeks(role: WeekRole) -> tuple[str, ...]:
    """The words for a week that can be that."""
    return tuple(word for word, roles in WEEKS.items() if role in roles)


UNITS: Final[dict[str, Unit]] = {
    **dict.fromkeys(("tag", "tage", "tagen", "tg", "tg.", "day", "days", "d"), "day"),
    **dict.fromkeys(weeks("unit"), "week"),
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

DAY_WORDS: Final = {
    **dict.fromkeys(("heute", "heut", "heit", "today", "heutigen tages"), 0),
    **dict.fromkeys(
        ("morgen", "morgn", "tomorrow", "tomorow", "tommorow", "tommorrow", "tmrw", "tmr", "morgigen tag"), 1
    ),
    **dict.fromkeys(("uebermorgen", "uebermorgn", "the day after tomorrow", "day after tomorrow", "overmorrow"), 2),
    **dict.fromkeys(("ueberuebermorgen",), 3),
    **dict.fromkeys(("gestern", "yesterday"), -1),
    **dict.fromkeys(("vorgestern", "the day before yesterday", "day before yesterday"), -2),
}

_DISTANCES: Final[dict[str, int]] = {"last": -1, "this": 0, "next": 1, "coming": 1, "after next": 2}

AHEAD_WORDS: Final = {word: _DISTANCES[which] for word, which in WHICH.items()} | {
    **dict.fromkeys(("laufende", "aktuelle", "current", "ganze", "gesamte"), 0),
    **dict.fromkeys(("folgende", "the next"), 1),
}

BLOCKS: Final[dict[str, BlockKind]] = {
    **dict.fromkeys(weeks("distant"), "week"),
    **dict.fromkeys(("monat", "monats", "month"), "month"),
    **dict.fromkeys(("quartal", "quartals", "quarter"), "quarter"),
    **dict.fromkeys(("jahr", "jahres", "year"), "year"),
}
BLOCK_LETTERS: Final[dict[str, BlockKind]] = {"w": "week", "m": "month", "q": "quarter", "y": "year"}  # `EOW`

THIRDS = {"anfang": 0, "mitte": 1, "ende": 2, "beginning of": 0, "start of": 0, "early": 0, "early in": 0}

THIRDS |= {"mid": 1, "mid-": 1, "middle of": 1, "end of": 2, "late": 2, "late in": 2, "the end of": 2, "eo": 2}
