"""`!language`: in which language the assistant speaks with a member alone."""

from __future__ import annotations

from commands.base import Call, Group, Rest, UserError, command
from commands.base.typed import fold, without_courtesy
from commands.words import Reply, Text, _
from storage import Store

GROUPS = (Group("language", ("sprache", "lang"), _("Which language the assistant speaks with you in a direct chat")),)

_NAMES: dict[str, Text] = {"de": _("German"), "en": _("English")}
_WORDS = {
    "de": frozenset({"de", "deutsch", "german", "auf deutsch", "in german"}),
    "en": frozenset({"en", "englisch", "english", "auf englisch", "in english"}),
}


@command(
    "language",
    help=_("Shows or chooses the language of your direct chat with the assistant; the board room keeps its own."),
    examples=(_("`!language en`"), _("`!language`")),
    takes={"wanted": Rest(_("Which language is meant?"), optional=True)},
)
def language(call: Call, store: Store, wanted: str) -> Reply:
    """The member's own choice, which holds wherever they are spoken with alone."""
    board = _NAMES[call.settings.language]
    if not wanted:
        spoken = store.languages.of(call.member.user_id) or call.settings.language
        text = _(
            "In a direct chat with you the assistant speaks {language}, in the board room {board}. Another one: {line}",
            language=_NAMES[spoken],
            board=board,
            line=_("`!language de`") if spoken == "en" else _("`!language en`"),
        )
        return Reply(text)
    said = fold(without_courtesy(wanted))
    chosen = next((code for code, words in _WORDS.items() if said in words), None)
    if chosen is None:
        text = _("The assistant speaks German and English; {word} is neither.", word=wanted)
        raise UserError(text, _("`!language en`"))
    store.languages.choose(call.member.user_id, chosen)
    text = _(
        "In a direct chat with you the assistant speaks {language} from now on; in the board room it stays {board}.",
        language=_NAMES[chosen],
        board=board,
    )
    return Reply(text)
