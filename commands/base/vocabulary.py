"""From a line to a command: aliases in both languages, near misses, lines without a verb."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import cache
from typing import TypeVar

from commands.base.command import Command, Group
from commands.base.errors import UsageError, more_than_taken, too_long
from commands.base.line import LONGEST, Line, split_word
from commands.base.typed import BECOMES, PLEASE, fold
from commands.base.verbs import BESIDE, NEGATIONS, find_apart
from commands.words import Code, OfferedLine, Quoted, Text, _, offered_line
from storage.values import frozen

K = TypeVar("K")
V = TypeVar("V")

_ARTICLES = frozenset({"eine", "einen", "einem", "einer", "eines"})
"""Words that begin a length of time and are no slip of a verb: «einen Tag vor M1»."""
_NEAR = 0.72
"""difflib's likeness from which a word is taken for a slip of another."""
_LONGEST_WORD = 60
"""Characters of a word that are compared with the known ones."""
_POLITE = frozenset(word + sign for word in PLEASE for sign in ("", ","))
_LONG_VERB = 5
"""Letters of a verb that is told from other bots' commands without its group."""
_MOST_SMALL = 8
_LONGEST_OFFERED = 160
"""Characters behind the verb of a line that is offered."""
_SMALL = frozenset((
    "ich", "wir", "mir", "mich", "das", "die", "den", "ist", "sind", "mal", "jetzt", "gern", "gerne", "bitte", "kann",
    "will", "moechte", "werde", "auch", "nun", "und", "i", "we", "ll", "i'll", "can", "is", "the", "please", "now",
))  # fmt: skip
"""Words of a sentence around a verb and a record, which say nothing more."""
_QUESTIONS = frozenset({"wer", "was", "wann", "wo", "wie", "welche", "welcher", "who", "what", "when", "where", "how"})
_ALL = frozenset({"alle", "alles", "all", "everything"})


@frozen
class Asked:
    """The command a line means, and the text behind its verb.

    `named`: it is meant only if the line names a record of the command, and says more of it; `alone` is meant if it
    says no more.
    `meant` is the whole line that is taken to be meant where another one was typed: its sender is asked first, and told
    `otherwise` if that line says nothing that works either, or that is meant then.
    """

    command: Command
    rest: str
    meant: OfferedLine | None = None
    otherwise: UsageError | Asked | None = None
    named: bool = False
    alone: Command | None = None


class Vocabulary:
    """All commands by every word that means them. Refuses to be built from words that mean two things."""

    def __init__(self, groups: Iterable[Group], commands: Iterable[Command]) -> None:
        self.groups = tuple(groups)
        self.commands = {command.name: command for command in commands}
        self._groups: dict[str, Group] = {}
        self._verbs: dict[tuple[str, str], Command] = {}
        self._written: dict[str, str] = {}
        for group in self.groups:
            for word in (group.name, *group.words):
                _once(self._groups, fold(word), group)
                self._written[fold(word)] = word
        for command in self.commands.values():
            for word in (command.verb, *command.words) if command.verb else ():
                _once(self._verbs, (command.group, fold(word)), command)
                self._written[fold(word)] = word

    def resolve(self, line: Line) -> Asked | None:
        """The command that is meant, or None for a line that is not for the bot.

        Raises UsageError naming the likely command for a near miss, and the verbs for an unknown one.
        """
        group = self._groups.get(line.group)
        if group is None:
            if found := self._groupless(line):
                return found
            near = self.near_group(line.group)
            if near and len(line.group) > 2:
                typed = line.typed.split()[0]
                raise UsageError(_("There is no command {word}.", word=Quoted(typed)), self._mended(near, line.rest))
            return None
        if len(line.rest) > LONGEST:
            raise too_long(LONGEST)
        if group.name in self.commands:
            return Asked(self.commands[group.name], line.rest)
        return self._verb(group, line)

    def _groupless(self, line: Line) -> Asked | None:
        """`!teilnahme M1 online`: a verb without its group, if only one group has it or its record is named."""
        word, rest = line.group, line.rest.strip()
        groups = [group for group in self.groups if (group.name, word) in self._verbs] if rest else []
        named = [group for group in groups if group.letter and _key(group.letter).match(rest)]
        meant = named[:1] or (groups if len(groups) == 1 and len(word) >= _LONG_VERB else [])
        for group in meant:
            command = self._verbs[group.name, word]
            return Asked(command, rest, command.offer(rest))
        return None

    def _mended(self, group: str, rest: str) -> Text:
        """The line with that word for the group, which was misspelt."""
        verb, words = Line(group, rest.strip()).first()
        known = (self._groups[group].name, verb) in self._verbs
        written = self._written[group]
        return _offered(f"{written} {self._written[verb]}", words) if known else _offered(written, rest)

    def knows(self, line: Line) -> bool:
        """Whether the line begins with a word that means a group of commands."""
        return line.group in self._groups

    def of_group(self, name: str) -> tuple[Group, tuple[Command, ...]] | None:
        """A group by any of its words, and its commands in the order of their declaration."""
        group = self._groups.get(fold(name))
        if group is None:
            return None
        return group, tuple(c for c in self.commands.values() if c.group == group.name)

    def of_verb(self, word: str, group: Group | None = None) -> tuple[Command, ...]:
        """The commands of that verb, of one group or of all."""
        groups = (group,) if group else self.groups
        return tuple(c for one in groups if (c := self._verbs.get((one.name, fold(word)))))

    def near_group(self, word: str) -> str | None:
        """The word for a group of which that is a slip."""
        return next(iter(difflib.get_close_matches(fold(word)[:_LONGEST_WORD], self._groups, n=1, cutoff=_NEAR)), None)

    def _verb(self, group: Group, line: Line) -> Asked:
        line = Line(line.group, line.rest.strip())
        word, rest = line.first()
        while word in _POLITE:
            line = Line(line.group, rest)
            word, rest = line.first()
        word = word.rstrip(".,:;!?") or word
        if not word and group.default:
            return Asked(self.commands[group.default], "")
        found = self._verbs.get((group.name, word))
        if found:
            return self._noun_first(group, found, Line(line.group, rest)) or Asked(found, rest)
        if re.fullmatch(_named(group, rest), word) and (group.name, "show") in self._verbs:
            return self._verb_behind(group, line) or self._shown(group, line)
        if word in NEGATIONS and (group.name, fold(split_word(rest)[0]).rstrip(".,:;!?")) in self._verbs:
            raise _not_to_be_done(line)
        if inside := self._field_first(group, line) or self._verb_inside(group, line) or self._asked_about(group, line):
            return inside
        near = self._near(group, word)
        if word.isalpha() and _key(group.letter).match(rest):
            raise self._unknown(group, line, near)
        if group.otherwise and not (near and len(word) > 4):
            chosen = group.otherwise if isinstance(group.otherwise, str) else group.otherwise(line.rest)
            taken = Asked(self.commands[chosen], line.rest)
            return self._verb_last(group, line, taken) or taken
        if group.suggests and not near:
            return self._suggested(group, self.commands[group.suggests], line)
        raise self._unknown(group, line, near)

    def _suggested(self, group: Group, command: Command, line: Line) -> Asked:
        """`Rundmail erledigt`, `Vorstand auf 15 Uhr`, or something new of that kind: `Protokoll schreiben`."""
        otherwise = self._unknown(group, line, None)
        if amid := self._verb_amid(group, line, otherwise):
            return amid
        suggested = Asked(command, line.rest, command.offer(line.rest), otherwise)
        if group.moves:
            moved = self.commands[group.moves]
            show = self._verbs.get((group.name, "show"))
            suggested = Asked(moved, line.rest, moved.offer(line.rest), suggested, named=True, alone=show)
        return self._verb_last(group, line, suggested) or self._verb_apart(group, line, suggested) or suggested

    def _verb_behind(self, group: Group, line: Line) -> Asked | None:
        """`T5 erledigt`: the verb behind the record."""
        key, rest = split_word(line.rest)
        word, behind = split_word(rest)
        if fold(word) in ("ist", "is", "sind", "are"):  # «T5 ist erledigt»
            word, behind = split_word(behind)
        found = self._verbs.get((group.name, fold(word).rstrip(".,:;!?")))
        asks = "?" if word.endswith("?") else ""  # «M1 absagen?» is no order
        return Asked(found, f"{key} {behind}{asks}".strip()) if found and word else None

    def _noun_first(self, group: Group, found: Command, line: Line) -> Asked | None:
        """`Angebot H1 annehmen`: the word for the record, which means a new one as well, before its key and a verb."""
        if found.name != group.suggests or not _key(group.letter).match(line.rest):
            return None
        meant = self._verb_behind(group, line)
        if meant is None or not meant.command.words:
            return None
        return Asked(meant.command, meant.rest, meant.command.offer(meant.rest))

    def _field_first(self, group: Group, line: Line) -> Asked | None:
        """`Frist M1 Fr 12 Uhr`: what of a record shall change, before its key; with a word between them it is asked."""
        edit = self._verbs.get((group.name, "edit"))
        field, behind = split_word(line.rest)
        named = _key(group.letter).search(behind) if group.letter else None
        words = {fold(word) for option in edit.options for word in option.words} if edit else set()
        if edit is None or named is None or fold(field).rstrip(":") not in words:
            return None
        between, value = behind[: named.start()].strip(" :,"), behind[named.end() :].strip(" :,")
        if not value or len(between.split()) > 1:
            return None
        becomes = BECOMES.match(value)
        rest = f"{named[0]} {field.rstrip(':')}: {value[becomes.end() if becomes else 0 :]}"
        return Asked(edit, rest, edit.offer(rest) if between else None)

    def _shown(self, group: Group, line: Line) -> Asked:
        """`M1`, `M1 2`; with words behind it the verb at their end is meant, or what a date says of the record."""
        show = self._verbs[group.name, "show"]
        key, behind = split_word(line.rest)
        if not behind or behind.isdecimal():
            return Asked(show, line.rest)
        otherwise = more_than_taken(behind, Text("{line}", {"line": show.offer(key)}))
        if said := self._verb_last(group, line, otherwise) or self._verb_apart(group, line, otherwise):
            return said
        if group.moves is None:
            return Asked(show, line.rest)
        moved = self.commands[group.moves]
        return Asked(moved, line.rest, moved.offer(line.rest), otherwise)

    def _verb_last(self, group: Group, line: Line, otherwise: Asked | UsageError) -> Asked | None:
        """`Rundmail erledigt`, `M1 am 8.12. fällt aus`: the verb behind a title or a record, if there is such a one."""
        asks = "?" if line.rest.rstrip().endswith("?") else ""
        words = line.rest.rstrip(" .!?").split(" ")
        words = [*words[:-3], *(word for word in words[-3:] if fold(word) not in BESIDE)]  # «fällt leider aus»
        if len(words) > 2 and fold(words[-1]) in ("ich", "wir"):  # «Budget übernehme ich»
            found = self._conjugated(group, fold(words[-2]))
            title = " ".join(words[:-2])
            if found and found.words and "\n" not in line.rest:
                return Asked(found, title, found.offer(title), otherwise)
        for count in (2, 1):
            verb, title = " ".join(words[-count:]), " ".join(words[:-count]) + asks
            found = self._verbs.get((group.name, fold(verb)))
            if found and title and "\n" not in line.rest and not found.reads:
                meant = found.offer(title)
                return Asked(found, title, meant, None if fold(title) in _ALL else otherwise)
        return None

    def _verb_apart(self, group: Group, line: Line, otherwise: Asked | UsageError) -> Asked | None:
        """`M2 fällt am 8.12. aus wegen Streik`: a verb of two words behind a record, and more that is said of it."""
        verbs = [verb for (name, verb), found in self._verbs.items() if name == group.name and not found.reads]
        said = find_apart(line.rest, verbs)
        if said is None:
            return None
        if said.turned:
            raise _not_to_be_done(line)
        found = self._verbs[group.name, said.verb]
        return Asked(found, said.rest, found.offer(said.rest), otherwise, named=True)

    def _verb_inside(self, group: Group, line: Line) -> Asked | None:
        """`ich übernehme T6`: a verb in some form and a record, and nothing else but small words around them."""
        words = [word.strip(".,!") for word in line.rest.split()]
        if not group.letter or len(words) > _MOST_SMALL:
            return None
        keys = [word for word in words if _key(group.letter).fullmatch(word)]
        others = [fold(word) for word in words if word not in keys and fold(word) not in _SMALL]
        verbs = [word for word in others if word not in NEGATIONS]
        found = self._conjugated(group, verbs[0]) if keys and len(verbs) == 1 else None
        if found is None or not found.words:
            return None
        if verbs != others:
            raise _not_to_be_done(line)
        rest = ", ".join(keys)
        return Asked(found, rest, found.offer(rest))

    def _verb_amid(self, group: Group, line: Line, otherwise: UsageError) -> Asked | None:
        """`für Cem ja B1`: one verb beside one record among other words; never a new record of that name."""
        words = [word.strip(".,:!") for word in line.rest.split(" ")]
        verbs = [n for n, word in enumerate(words) if (group.name, fold(word)) in self._verbs]
        keys = [n for n, word in enumerate(words) if _key(group.letter).fullmatch(word)]
        if "\n" in line.rest or len(verbs) != 1 or len(keys) != 1 or abs(verbs[0] - keys[0]) != 1:
            return None
        found = self._verbs[group.name, fold(words[verbs[0]])]
        rest = " ".join(line.rest.split(" ")[: verbs[0]] + line.rest.split(" ")[verbs[0] + 1 :])
        return Asked(found, rest, found.offer(rest), otherwise)

    def _asked_about(self, group: Group, line: Line) -> Asked | None:
        """`wer macht T6`: a question about a record is answered by showing it."""
        keys = _key(group.letter).findall(line.rest)
        if fold(split_word(line.rest)[0]) in _QUESTIONS and len(keys) == 1 and (group.name, "show") in self._verbs:
            return Asked(self._verbs[group.name, "show"], keys[0])
        return None

    def _conjugated(self, group: Group, word: str) -> Command | None:
        """The command of which that is a form of the verb: `übernehme`, `mach`."""
        if exact := self._verbs.get((group.name, word)):
            return exact
        verbs = ((verb, command) for (name, verb), command in self._verbs.items() if name == group.name)
        forms = (c for verb, c in verbs if len(verb) > len(word) > len(verb) - 3 and verb.startswith(word))
        return next((command for command in forms if not command.reads), None)

    def _near(self, group: Group, word: str) -> str | None:
        """The verb of which the word is a slip; one that differs at its head is another word (`uncancel`)."""
        if word in _ARTICLES:
            return None
        verbs = [verb for name, verb in self._verbs if name == group.name and set(verb[:2]) & set(word[:1])]
        return next(iter(difflib.get_close_matches(word[:_LONGEST_WORD], verbs, n=1, cutoff=_NEAR)), None)

    def _unknown(self, group: Group, line: Line, near: str | None) -> UsageError:
        typed = split_word(line.rest)[0][:40]
        text = _("{word} is not something one can do with {group}.", word=typed, group=Code("!" + line.group))
        if near is None:
            return UsageError(text, offered_line("help", line.group))
        written = self._written.get(line.group, line.group)
        return UsageError(text, _offered(f"{written} {self._written[near]}", line.first()[1]))


@cache
def _key(letter: str) -> re.Pattern[str]:
    """The short name of a record of that group, `T5` or `t#5`; nothing where the group has no records."""
    return re.compile(rf"(?<!\w){letter}#?\d{{1,7}}(?!\w)" if letter else r"(?!)", re.IGNORECASE)


def _named(group: Group, rest: str) -> str:
    """How the record looks that a line of the group begins with, if `rest` follows on it."""
    if not group.otherwise:
        return r"(?:[a-z]|#)?\d{1,7}"
    # `!remind 8 Uhr …` is a time, `!remind M1 vorbereiten morgen` a text about a meeting
    return rf"[{group.letter.lower()}#]\d{{1,7}}" if rest else r"(?:[a-z]|#)\d{1,7}"


def _not_to_be_done(line: Line) -> UsageError:
    text = _("That says what shall not be done; nothing was done.")
    return UsageError(text, offered_line("help", line.group))


def _offered(command: str, words: str) -> Text:
    """The line that was typed with a slip put right; help where it is longer than anybody types again."""
    if len(words) > _LONGEST_OFFERED:
        return offered_line("help", command.split(" ", maxsplit=1)[0])
    return Text("{line}", {"line": OfferedLine(command, (words,))})


def _once(words: dict[K, V], key: K, value: V) -> None:
    if words.setdefault(key, value) is not value:
        raise ValueError(f"{key} means two things")
