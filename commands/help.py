"""`!help` and `!ping`: what one can say here, and whether somebody listens."""

from __future__ import annotations

from commands.base import Call, Command, Group, Rest, UserError, command
from commands.base.typed import fold, without_courtesy
from commands.base.vocabulary import Vocabulary
from commands.words import Bilingual, Closed, Code, Content, Reply, Text, _, _n, bullets, lines, offered_line
from storage import Store

GROUPS = (
    Group("help", ("hilfe", "commands", "befehle"), _("What one can say here")),
    Group("ping", (), _("Whether the assistant listens")),
)

_ALL = frozenset({"all", "alle", "alles", "everything", "ganz"})
_ABOUT = frozenset({"about", "for", "mit", "on", "with", "zu", "zum", "zur"})


@command("ping", reads=True, help=_("Says that the assistant listens."), examples=(_("`!ping`"),))
def ping(call: Call, store: Store) -> Reply:
    """Answers, which proves that the bot reads and writes this room."""
    return Reply(_("The board assistant is here and listening."))


def help_command(vocabulary: Vocabulary) -> Command:
    """`!help` over that vocabulary: the groups, one of them, or one command with its examples. In the board room it is
    five lines and how to see the rest, in a direct chat all of it."""

    @command(
        "help",
        reads=True,
        help=_("Lists what one can say; with a word such as `meeting`, all about that."),
        examples=(_("`!help meeting`"), _("`!help meeting all`"), _("`!help meeting move`")),
        takes={"topic": Rest(_("What would you like to know about?"), optional=True)},
    )
    def show_help(call: Call, store: Store, topic: str) -> Reply:
        said = without_courtesy(topic).removeprefix(call.settings.prefix).split()
        words = [word for word in said if fold(word) not in _ALL | _ABOUT]
        whole = call.direct or not _ALL.isdisjoint(map(fold, said))
        if not words:
            return Reply(_overview(vocabulary, whole=whole))
        found = vocabulary.of_group(words[0])
        group = found[0] if found else None
        meant = vocabulary.of_verb(words[-1], group) if len(words) == (2 if group else 1) else ()
        if found and len(words) == 1:
            usual = [] if whole else [vocabulary.commands[name] for name in found[0].usual]
            return Reply(_one_group(*found, usual, words[0]))
        if not meant:
            near = words[0] if group else vocabulary.near_group(words[0])
            line = offered_line("help", near) if near else _("`!help`")
            raise UserError(_("There is no help on {word}.", word=" ".join(words)[:60]), line)
        return Reply(lines(*map(_one_command, meant)))

    return show_help


def greeting(call: Call) -> Content:
    """What is answered to what is no command, in a direct chat or where the bot was called by its name."""
    hello = _("Hello {member}. One can ask, vote and set reminders in this chat, too.", member=call.member)
    return lines(
        hello if call.direct else None,
        _("`!me` shows what waits for you, `!help` what one can say."),
        _("Auf Deutsch: `!sprache de`") if call.direct else None,
    )


def _overview(vocabulary: Vocabulary, *, whole: bool) -> Content:
    groups = vocabulary.groups
    first = [group for group in groups if group.usual and not whole]
    others = [group for group in groups if group not in first]
    return lines(
        _("**This is what you can say here.** German and English words both work."),
        bullets(*(_group_line(group) for group in first or others)),
        _folded([_group_line(group) for group in others]) if first else None,
        _("`!help meeting` shows one of them with examples, `!help all` the whole list.")
        if first
        else _("`!help meeting` shows one of them with examples."),
    )


def _group_line(group: Group) -> Text:
    english, german = (Code("!" + word) for word in (group.name, (*group.words, group.name)[0]))
    return Text("{word} – {help}", {"word": Bilingual(english, german), "help": group.help})


def _one_group(group: Group, commands: tuple[Command, ...], usual: list[Command], word: str) -> Content:
    head = Text("**{help}**", {"help": group.help})
    if not usual:
        return lines(head, bullets(*map(_one_command, commands)))
    others = [command for command in commands if command not in usual]
    return lines(
        head,
        bullets(*map(_command_line, usual)),
        _folded([_command_line(command) for command in others]),
        _("All of it with examples: {line}", line=offered_line("help", word, _("all"))),
    )


def _folded(others: list[Text]) -> Closed:
    return Closed(_n("One more", "{count} more", len(others)), bullets(*others))


def _command_line(command: Command) -> Text:
    return Text("{line} – {help}", {"line": command.examples[0], "help": command.help})


def _one_command(command: Command) -> Content:
    return lines(_command_line(command), *command.examples[1:])
