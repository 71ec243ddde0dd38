"""Days and weeks that have a name; `days.feasts` knows when they are."""

from __future__ import annotations

from typing import Final, Literal

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

FEASTS: Final = {
    **dict.fromkeys(("ostern", "easter"), "easter days"),
    **dict.fromkeys(("weihnachten", "christmas"), "christmas days"),
    **dict.fromkeys(("pfingsten", "pentecost"), "pentecost days"),
}

FEAST_WEEKS: Final[dict[str, tuple[str, Literal[-1, 0]]]] = {
    **dict.fromkeys(("karwoche", "holy week"), ("easter days", -1)),
    **dict.fromkeys(("osterwoche", "easter week"), ("easter days", 0)),
    **dict.fromkeys(("pfingstwoche",), ("pentecost days", 0)),
    **dict.fromkeys(("weihnachtswoche", "christmas week"), ("christmas days", 0)),
}
