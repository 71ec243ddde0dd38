"""`!help` and `!ping`: what one can say here, and whether somebody listens."""

from __future__ import annotations

from commands.base import Call, Command, Group, Rest, UserError, command
from commands.base.typed import without_courtesy
from commands.base.vocabulary import Vocabulary
from commands.words import Code, Content, Reply, Text, _, bullets, lines
from storage import Store

GROUPS = (
    Group("help", ("hilfe", "commands", "befehle"), _("What one can say here")),
    Group("ping", (), _("Whether the assistant listens")),
)


@command("ping", reads=True, help=_("Says that the assistant listens."), examples=(_("`!ping`"),))
def ping(call: Call, store: Store) -> Reply:
    """Answers, which proves that the bot reads and writes this room."""
    return Reply(_("I am here and listening."))


def help_command(vocabulary: Vocabulary) -> Command:
    """`!help` over that vocabulary: the groups, or one group with its examples."""

    @command(
        "help",
        reads=True,
        help=_("Lists what one can say; with a word such as `meeting`, all about that."),
        examples=(_("`!help meeting`"),),
        takes={"topic": Rest(_("What would you like to know about?"), optional=True)},
    )
    def show_help(call: Call, store: Store, topic: str) -> Reply:
        topic = without_courtesy(topic)
        if not topic:
            return Reply(_overview(call, vocabulary))
        word = topic.split(maxsplit=1)[0].removeprefix(call.settings.prefix)
        found = vocabulary.of_group(word)
        if found is None:
            raise UserError(_("There is no help on {word}.", word=word[:60]), _("`!help`"))
        return Reply(_one_group(*found))

    return show_help


def greeting(call: Call) -> Content:
    """What is answered in a direct chat to what is no command."""
    return lines(
        _("Hello {member}. One can ask, vote and set reminders in this chat, too.", member=call.member),
        _("`!me` shows what waits for you, `!help` what one can say."),
    )


def _overview(call: Call, vocabulary: Vocabulary) -> Content:
    shown = [
        Text("{word} – {help}", {"word": Code(call.settings.prefix + _shown_word(group, call)), "help": group.help})
        for group in vocabulary.groups
    ]
    return lines(
        _("**This is what you can say here.** German and English words both work."),
        bullets(*shown),
        _("`!help meeting` shows one of them with examples."),
    )


def _shown_word(group: Group, call: Call) -> str:
    return group.words[0] if call.settings.language == "de" and group.words else group.name


def _one_group(group: Group, commands: tuple[Command, ...]) -> Content:
    shown: list[Content] = [
        lines(command.help, *(Text("{example}", {"example": example}) for example in command.examples))
        for command in commands
    ]
    return lines(Text("**{help}**", {"help": group.help}), bullets(*shown))
