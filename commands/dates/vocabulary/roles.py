"""Words around a date, each once and with its roles: to be passed over, or making it another date or none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

WordRole: TypeAlias = Literal[
    "filler",  # is passed over anywhere
    "leading",  # leads to a day: `am`, `the`
    "talk",  # conversation, which may as well belong to a title
    "counted",  # what `3. Sitzung` counts
    "thing",  # what `12 Personen` counts
    "deadline",  # the date behind it is a limit beside that of the meeting
    "admission",  # the time behind it is not that of the meeting
    "break",  # neither is that of a break
    "letter",  # what has a date of its own: `Ihr Schreiben vom 3.11.`
    "negation",
    "exception",
    "called off",
    "without",  # an exception, but harmless where no date follows: `ohne mich`
    "instead",  # harmless where no date follows: `findet am Dienstag statt`
    "vague",  # harmless where no date follows
    "counting",  # days are counted from what follows: `2 Tage vor`
    "later",  # the time that follows is the earliest
    "sooner",  # the time that follows is the latest
    "shifted",  # the day is another one than the one that is named: `eine Woche später`
    "each",  # a rule that does not say which
    "length",  # a length without a number
    "zone",  # a zone that is not read
]

_SAID: Final[tuple[tuple[tuple[WordRole, ...], str], ...]] = (
    (("filler",), "also an beim dann das des die exakt for fuer genau im in nur of only vom zum zur"),
    (("filler", "leading"), "am dem den der on the"),
    (
        ("talk",),
        """
        aber abgeben all anfangs anmelden antworten appointment are auch auf auswahl be beginn bei besten
        bitte blocken but can could da danke date datum dauer dauert day dich dir doch does dort du einfach
        einladung einreichen einreichung eintragen either entweder erbeten erinnere erinnern erinnerung es
        euch eventuell evtl exactly feier fest festhalten finden findet fine fix fixe folgende free frei
        freihalten ganz geht gehts geplant geplante gern gerne ginge gingen good gruesse gruss gut habe haben
        habt hallo halt hast hat hello hey hi hier how how's i i'm ich if ihr is ist it ja jour jourfixe kann
        kannst klappen klappt koennen koennt koennte koennten lass lassen lasst latest let let's lets liebe
        lieben lieber liebsten los losgehts mache machen man
        maybe me meet mein meine melden merk merken merkt mich mir mit
        moechte moechten moeglich moegliche moeglicher moeglichkeiten moin my naechster naechstes naemlich
        neue neuen neuer noch notieren ok okay okey online optionen ortszeit our passe passen passend
        passt passte perfekt perhaps please prima probably propose reden remind reminder reply rueckmelden
        rueckmeldung save schedule scheduled schlage schlagen schon see sehen sein servus shall should sie
        sind soll sollen sollte sollten spaetestens sprechen start starts stattfinden stehen stuende suggest
        suggestion super telefonieren telko tentative tentatively termindatum termine terminvorschlaege
        terminvorschlag thanks that then there time treffe trefft uhrzeit uns unser unsere us veranstaltung
        vermutlich versammlung videokonferenz vielleicht vorauss voraussichtl voraussichtlich vorgeschlagen
        vormerken vorschlaege vsl waer's waere waeren waers wahrscheinlich wann we well werden what when wie
        wieder will wir wird wohl wollen wollt work works would wuerde wuerden wuerdest you your zeit
        zeitpunkt zeitraum zurueckmelden zusagen
        """,
    ),
    (("talk", "counted"), "besprechung call meeting sitzung tag termin treffen vorschlag"),
    (("talk", "counted", "thing"), "mal"),
    (("talk", "thing"), "tage"),
    (("deadline",), "abgabe abgabetermin anmeldung meldeschluss registration rsvp stichtag"),
    (
        ("admission",),
        """
        abfahrt admission ankunft anreise aufbau check-in doors einlass saaloeffnung soundcheck technikcheck
        treffpunkt
        """,
    ),
    (("break",), "break kaffeepause mittagspause pause"),
    (
        ("letter",),
        "anfrage antrag beschluss bescheid brief e-mail email mail nachricht protokoll rundschreiben schreiben vermerk",
    ),
    (
        ("negation",),
        """
        can't cannot cant doesn't doesnt don't dont isn't kein keine keinem keinen keiner keines keinesfalls
        neither never nicht nichts nie niemals no nor not weder won't wont
        """,
    ),
    (("exception",), "ausgenommen ausser except excluding unless"),
    (
        ("called off",),
        """
        abgeblasen abgesagt aufgehoben ausfall ausfallen ausgefallen canceled cancelled entfaellt entfallen
        gecancelt gestrichen hinfaellig platzt postponed rescheduled storniert ungern unmoeglich verhindert
        verlegt verschiebe verschieben verschiebt verschoben vertagt
        """,
    ),
    (("without",), "ohne without"),
    (("instead",), "anstatt anstelle instead statt"),
    (("vague",), "bevor kurz nachdem past seit since waehrend"),
    (("vague", "counting", "later"), "after nach"),
    (("vague", "counting", "sooner"), "before vor"),
    (("vague", "later"), "earliest fruehestens"),
    (
        ("shifted",),
        """
        abwechselnd afterwards alternating beforehand danach darauf darauffolgende darauffolgendem
        darauffolgenden darauffolgender davor drauf earlier even ferien folgejahr folgejahres folgemonat
        folgemonats folgetag folgewoche following frueher gerade geraden gerader later nachfolgende
        nachfolgenden odd regelmaessig schulferien semesterferien spaeter turnus turnusmaessig ungerade
        ungeraden ungerader vorausgehenden vorher vorhergehenden vormonat vormonats vortag vorwoche wechsel
        zuvor
        """,
    ),
    (
        ("each",),
        """
        every hourly jede jedem jeden jeder jedes monatsrhythmus monatstakt recurring repeatedly repeating
        repeats serie serientermin series stuendlich terminserie wiederholend wiederholt wiederkehrend
        wiederkehrende wochenrhythmus wochentakt zweiwochenrhythmus zweiwochentakt
        """,
    ),
    (("length",), "hour hours minuetchen minute minutes stuendchen stunde"),
    (("length", "thing"), "minuten stunden"),
    (
        ("zone",),
        """
        aedt aest akst bst cdt cst edt eest eet est hkt hst jst mdt msk mst nzst oesz oez pdt pst sgt wesz wez
        """,
    ),
    (("counted",), "etage runde stock teil"),
    (
        ("thing",),
        """
        eur euro gaeste h leute min mitglieder people pers person personen persons plaetze seiten std
        teilnehmende teilnehmer teilnehmerinnen tn uhr wochen x
        """,
    ),
)
ROLES: Final[Mapping[str, frozenset[WordRole]]] = {
    word: frozenset(roles) for roles, words in _SAID for word in words.split()
}
LIMIT_ENDINGS: Final = (  # how a word for a deadline ends
    *("frist", "meldeschluss", "sendeschluss", "abgabeschluss", "annahmeschluss", "bewerbungsschluss"),
    "redaktionsschluss",
)
FRACTIONS: Final = frozenset(["1/2", "1/3", "2/3", "1/4", "3/4", "24/7", "9/11", "08/15"])  # and what is said like one


def with_role(role: WordRole) -> frozenset[str]:
    """The words that can be that."""
    return frozenset(word for word, roles in ROLES.items() if role in roles)


def names_limit(word: str) -> bool:
    """Whether the word, folded, names a deadline or an admission: «Abgabe», «Förderfrist»."""
    return (
        bool(ROLES.get(word, frozenset()) & {"deadline", "admission"})
        or word == "deadline"
        or word.endswith(LIMIT_ENDINGS)
    )


COUNTED: Final = with_role("counted")
FILLERS: Final = with_role("filler")
FOREIGN_ZONES: Final = with_role("zone")
THINGS: Final = with_role("thing")
