"""Words that turn round, limit or leave open what is said beside them: what they stand at is done only when asked."""

from __future__ import annotations

import re
from typing import Final

from commands.patterns import regex

TURNS: Final = regex(
    r"(?<!\w)(?:(?<!vergiss )nicht(?! vergessen| zu vergessen)|nie|niemals|kein(?:e[mnrs]?)?|außer|ausser|ausgenommen"
    r"|ohne|weder|statt|bis auf|not(?! forget| to forget)|never|except|without|unless|excluding"
    r"|don'?t(?! forget)|instead|(?<=[,;–-] )(?:nein|nee|quatsch|korrektur|no)(?= \w))(?!\w|-\w)[^,;\n]*",
    re.IGNORECASE,
)
"""A word that turns round what is said, and what it may be said of; «nicht vergessen» turns nothing. Behind a comma
«nein» takes back what was said before it."""
CORRECTS: Final = regex(
    r"\A[\s,;–-]*+(?:nein|nee|quatsch|korrektur|no)(?!\w)[\s,:]*+"
    r"(?:(?:doch|lieber|besser|eher|sorry|rather|wait)(?!\w)[\s,:]*+)*+(?P<right>\S.*)",
    re.IGNORECASE,
)
"""What leads from words that are taken back to those that count, and these: «Donnerstag, nein doch Freitag»."""
UNSURE: Final = regex(
    r"(?<![\w-])(?:vielleicht|evtl\.?|eventuell|womöglich|möglicherweise|voraussichtlich|vorauss\.|vsl\.|wahrscheinlich|vermutlich"
    r"|wohl|ggf\.?|gegebenenfalls|unter vorbehalt|am liebsten|möglichst|(?:falls|wenn) möglich|vorläufig"
    r"|maybe|perhaps|possibly|probably|tentatively|presumably|ideally|preferably|if possible)(?![\w-])",
    re.IGNORECASE,
)
"""What makes unsure what is said beside it."""
_OR: Final = r"(?:oder|or|bzw\.?|beziehungsweise|respektive|wahlweise|alternativ)(?![\w-])"
EITHER: Final = regex(rf"(?<![\w-]){_OR}", re.IGNORECASE)
"""What stands between two of which one is meant."""
EITHER_HEAD: Final = regex(rf"\A[\s,;:(–—-]{{0,10}}{_OR}[^,;\n]*+", re.IGNORECASE)
"""The same at the head of what follows on something: «oder am Tag davor»."""
ELSE_HEAD: Final = regex(
    r"\A[\s,;:(–—-]{0,10}(?:sonst|ansonsten|andernfalls|ersatzweise|hilfsweise|notfalls|zur not"
    r"|otherwise|or else|failing that|alternatively)(?![\w-])[^,;\n]*+",
    re.IGNORECASE,
)
"""What is to hold where the first does not, at the head of what follows on it: «sonst 20.1.»."""
STAYS: Final = regex(
    r"\A(?:(?:der|die|das|the) )?\S{2,40} (?:bleibt|bleiben|stays?|remains?)"
    r"(?: (?:so|gleich|wie bisher|as it is|the same))?\Z",
    re.IGNORECASE,
)
"""What one says of what shall not change, and is no new name: «Titel bleibt»."""
_OF_A_FIELD: Final = regex(
    r"\A(?:(?:der|die|das|den|the) )?(?:"
    r"(?:neue[rsnm]?|new) (?:titel|title|namen?|frist|deadline|wortlaut|überschrift|text(?= ?:))"
    r"|(?:titel|title|frist|deadline|wortlaut)(?= ))(?!\w)",
    re.IGNORECASE,
)

_CALLED: Final = regex(
    r"(?<!\w)(?:heißt|heisst|lautet|is called) (?:jetzt|nun|richtig|eigentlich|künftig|now|really)(?!\w)", re.IGNORECASE
)


def is_no_name(words: str) -> bool:
    """Whether what stands where a new name is expected is none: «Titel bleibt», «neuer Titel KI», «heißt jetzt KI»."""
    return bool(STAYS.match(words) or _OF_A_FIELD.match(words) or _CALLED.search(words))


_CONDITION: Final = (
    r"(?:wenn|falls|sofern|sobald|solange|vorausgesetzt|vorbehaltlich|if|provided|once"
    r"|unter(?: dem| der)? (?:vorbehalt|bedingung|voraussetzung)|mit(?: dem)? vorbehalt|vorerst|vorläufig)(?!\w)"
)
_GOES_ON: Final = r"(?:(?:aber|allerdings|doch|jedoch|but|erst|only|nur|und|and|sowie|plus)(?!\w)|[+&](?!\w))"
LIMITS: Final = regex(rf"\A[\s,;:(–—-]{{0,10}}(?:{_CONDITION}|{_GOES_ON})", re.IGNORECASE)
"""At the head of what stands behind an answer: it holds only under a condition, or for somebody else as well."""
GOES_ON: Final = regex(rf"\A[\s,;:(–—-]{{0,10}}(?:{_GOES_ON}[\s,]*+)++", re.IGNORECASE)
"""What goes on from an answer to what limits it or, of a refusal, to its reason: «aber nur», «und»."""
