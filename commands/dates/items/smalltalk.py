"""Words around a date: those that may be passed over, and those that make it another date or none."""

from __future__ import annotations

from typing import Final, Literal


def word_set(text: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(text.split())


FILLERS: Final = word_set(
    "am an im in der die das den dem des zum zur vom beim fuer on the of for also dann genau exakt"
)
LEADING_TO_DAY: Final = word_set("am den dem der on the")
TALK: Final = word_set(
    """
    dauer dauert
    datum uhrzeit tag tage termin termine terminvorschlag terminvorschlaege termindatum sitzung treffen meeting
    besprechung start beginn spaetestens zeitraum zeitpunkt
    passt passen passte passend passe geht gehts ginge gingen ok okay okey klappt klappen koennen koennte koennten
    kann kannst koennt wir uns ihr euch ich du sie es man mir dir mich dich bei lass lasst lassen bitte danke gerne gern
    lieber besten vielleicht evtl eventuell wohl mal doch noch schon ja aber but gut super prima perfekt auch nur wann
    wieder hallo hi moin servus liebe lieben gruss gruesse wie waere waers wuerde wuerden wuerdest treffe trefft sehen
    sprechen reden telefonieren liebsten
    vorschlag vorschlaege schlage schlagen vorgeschlagen haben habe hat hast habt zeit ist
    sind sein findet finden stattfinden halt einfach auf fest festhalten fix machen mache wollen wollt will moechte
    moechten soll sollen sollte sollten dort hier da wird werden geplant geplante ganz jour fixe jourfixe
    online ortszeit telko videokonferenz call erinnere erinnern erinnerung anfangs entweder either naemlich frei neuer
    neue moegliche moeglicher moeglich moeglichkeiten auswahl stehen stuende waeren folgende optionen
    rueckmeldung erbeten anmelden einreichung merken merkt merk
    vormerken notieren antworten melden zurueckmelden rueckmelden einreichen abgeben zusagen freihalten blocken
    eintragen voraussichtlich voraussichtl vsl vorauss wahrscheinlich vermutlich tentative tentatively probably reply
    neuen naechster naechstes mein meine unser unsere
    date time day when start starts meet meeting let's lets us let we i you it is are does that work works
    ok okay fine good how what please thanks can could shall should would maybe perhaps me my our your be there see
    call appointment remind reminder scheduled schedule then well also hey hello latest exactly suggest
    suggestion propose if i'm free save all mit waer's how's einladung veranstaltung los losgehts versammlung feier
    """
)
DEADLINES: Final = word_set(
    """
    abgabe anmeldung abgabetermin
    meldeschluss stichtag rsvp registration
    """
)
LIMITS: Final = (  # how a word for a deadline ends
    *("frist", "meldeschluss", "sendeschluss", "abgabeschluss", "annahmeschluss", "bewerbungsschluss"),
    "redaktionsschluss",
)
BREAKS: Final = word_set("pause mittagspause kaffeepause break")
LETTERS: Final = word_set(  # «Ihr Schreiben vom 3.11.»: what has a date of its own
    "schreiben brief mail e-mail email nachricht protokoll beschluss antrag bescheid vermerk anfrage rundschreiben"
)
ADMISSIONS: Final = word_set(
    "einlass ankunft anreise aufbau saaloeffnung treffpunkt abfahrt technikcheck soundcheck doors admission check-in"
)
NEGATIONS: Final = word_set(
    """
    nicht kein keine keinen keinem keiner keines keinesfalls nie niemals nichts weder
    not no never don't dont doesn't doesnt can't cant cannot won't wont isn't neither nor
    """
)
EXCEPTIONS: Final = word_set("ausser ausgenommen except excluding unless")
CALLED_OFF: Final = word_set(
    """
    abgesagt entfaellt entfallen ausfallen ausfall ausgefallen gecancelt gestrichen storniert aufgehoben abgeblasen
    hinfaellig platzt ungern unmoeglich verhindert cancelled canceled
    vertagt verlegt verschoben verschiebt verschiebe verschieben postponed rescheduled
    """
)
WITHOUT: Final = word_set("ohne without")  # «ohne mich» is harmless
INSTEAD: Final = word_set("statt anstatt anstelle instead")  # «findet am Dienstag statt» is harmless
VAGUE_BEFORE: Final = word_set("vor nach kurz seit after before since past fruehestens earliest waehrend nachdem bevor")
SIDES: Final[dict[str, Literal[-1, 1]]] = {
    **dict.fromkeys(("nach", "after", "fruehestens", "earliest"), 1),
    **dict.fromkeys(("vor", "before"), -1),
}
COUNTING: Final = word_set("nach vor after before")
SHIFTED: Final = (
    word_set(  # «eine Woche später», «in geraden Wochen»: the day is another one than the one that is named
        """
    spaeter frueher danach davor vorher zuvor drauf darauf folgetag vortag later earlier following afterwards beforehand
    gerade geraden gerader ungerade ungeraden ungerader abwechselnd wechsel turnus turnusmaessig regelmaessig even odd
    folgewoche folgemonat folgemonats folgejahr folgejahres vorwoche vormonat vormonats darauffolgende darauffolgenden
    darauffolgender darauffolgendem nachfolgenden nachfolgende vorausgehenden vorhergehenden
    alternating ferien schulferien semesterferien
    """
    )
)
EACH: Final = word_set(
    """
    jede jeder jeden jedes jedem every stuendlich hourly
    wiederholt wiederholend wiederkehrend wiederkehrende serie serientermin terminserie wochentakt zweiwochentakt
    monatstakt zweiwochenrhythmus wochenrhythmus monatsrhythmus recurring repeats repeating repeatedly series
    """
)
LENGTHS: Final = word_set("stunde stunden stuendchen minute minuten minuetchen hour hours minutes")  # without a number
FOREIGN_ZONES: Final = word_set(
    "est edt pst pdt cst cdt mst mdt jst msk eet eest wez wesz oez oesz bst hst akst aest aedt nzst sgt hkt"
)
COUNTED: Final = word_set("sitzung treffen termin meeting besprechung call vorschlag mal teil runde tag etage stock")
FRACTIONS: Final = word_set("1/2 1/3 2/3 1/4 3/4 24/7 9/11 08/15")  # and what is said like one
HOURS: Final = word_set(
    """
    eins ein zwei zwo drei vier fuenf sechs sieben acht neun zehn elf zwoelf dreizehn vierzehn fuenfzehn sechzehn
    siebzehn achtzehn neunzehn zwanzig einundzwanzig zweiundzwanzig dreiundzwanzig
    one two three four five six seven eight nine ten eleven twelve
    """
)
THINGS: Final = word_set(
    "person personen pers leute teilnehmer teilnehmende teilnehmerinnen people persons mitglieder gaeste plaetze tn "
    "euro eur min std h stunden minuten tage wochen mal x uhr seiten"
)
