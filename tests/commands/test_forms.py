"""How what is said is drawn: no empty line beside a list, and one's own name is no alarm."""

from __future__ import annotations

from commands.words import Closed, Member, Text, bullets, lines
from commands.words.render import Style, render

ANNA, BEN = Member("@anna:board.test", "Anna"), Member("@ben:board.test", "Ben")
STYLE = Style("de", "Europe/Berlin")


def test_a_list_breaks_the_line_itself_wherever_it_stands() -> None:
    part = lines(Text("head"), bullets(Text("one")))
    assert render(lines(part, part, Text("end")), STYLE).html == (
        "head<ul><li>one</li></ul>head<ul><li>one</li></ul>end"
    )
    folded = Closed(Text("more"), bullets(Text("two")))
    assert render(lines(part, lines(folded), Text("end"), Text("again")), STYLE).html == (
        "head<ul><li>one</li></ul><details><summary>more</summary><ul><li>two</li></ul></details>end<br>again"
    )


def test_what_a_member_typed_is_no_list() -> None:
    typed = Text("{words}", {"words": "<ul>"})
    assert render(lines(typed, typed), STYLE).html == "&lt;ul&gt;<br>&lt;ul&gt;"


def test_the_own_name_is_plain_and_others_are_links() -> None:
    text = Text("{members}", {"members": (ANNA, BEN)})
    shown = render(text, Style("de", "Europe/Berlin", reader=ANNA.user_id))
    assert shown.html == 'Anna und <a href="https://matrix.to/#/@ben:board.test">Ben</a>'
    assert shown.body == "Anna und Ben"
