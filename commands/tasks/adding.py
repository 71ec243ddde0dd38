"""New tasks: one, or a list of them, with who is asked to take them on."""

from __future__ import annotations

import re

from commands.base import Call, Claims, Option, UserError, Words, command
from commands.base.people import claim_people_behind, claim_row, named_in_row, no_member
from commands.base.typed import fold, without_courtesy
from commands.doubts import first_sentence
from commands.listed import MOST_ROWS, asked_together, listed
from commands.patterns import regex
from commands.tasks.changes import PLACES, read_note, read_places
from commands.tasks.claims import ask_to_take_on
from commands.tasks.due import Due, add_line, claim_due_date, claim_rule_date, date_in_title, read_due
from commands.tasks.line import claim_title, claim_to, together
from commands.tasks.repeating import rule_of, set_rule
from commands.tasks.sentences import of
from commands.tasks.timers import arrange
from commands.words import Content, Member, Reply, Text, _, _n, lines, offered_line
from storage import Store
from storage.tasks import Task

_ADD = _("`!task add Draft the position paper by 15.1.`")
_ADD_AGAIN = _("`!task add Write the newsletter every first Monday of the month`")
_FOR = regex(r"(?<!\w)(?:für|fuer|for|mit|with|von|by)$", re.IGNORECASE)
"""Behind which a person may be a part of the title: «Geschenk für @anna»."""
_ADD_SHARED = _("`!task add Prepare the spring meeting --places 2`")


DUE = Option("due", ("due", "deadline", "frist", "fällig", "bis"))
NOTE = Option("note", ("note", "notiz"))
WHO = Option("who", ("who", "wer", "zuständig", "verantwortlich", "assignee"))


@command(
    "task add",
    de=("neu", "hinzufügen", "anlegen", "erstellen", "new", "create"),
    help=_("Adds a task; `by 15.1.` is its due date, by `every Monday` it comes again, `Places: 2` is for two."),
    examples=(_ADD, _ADD_AGAIN, _ADD_SHARED),
    takes={"said": Words(_("What is to be done?"))},
    options=(PLACES, DUE, NOTE, WHO),
    public=True,
)
def add(
    call: Call, store: Store, said: Claims, places: str = "1", due: str = "", note: str = "", who: str = ""
) -> Reply:
    """A new task that nobody holds yet; who is named at its end is asked to take it on. A list is several tasks."""
    entries = listed(said)
    if not entries:
        return together(_add(call, store, said, places, due, note, who))
    if len(entries) > MOST_ROWS:
        raise UserError(_("These are {n} tasks; {most} at once are the most.", n=len(entries), most=MOST_ROWS))
    said.take_rest()
    replies = [reply for entry in entries for reply in _add(call, store, entry, places, due, note, who)]
    if call.confirmed is None:
        question = _n(
            "Nothing was done yet. Is {count} task meant?",
            "Nothing was done yet. Are {count} tasks meant?",
            len(entries),
        )
        raise asked_together(entries, question, [first_sentence(reply.text) for reply in replies])
    return together(replies)


def _add(call: Call, store: Store, said: Claims, places: str, due: str, note: str, who: str) -> list[Reply]:
    """The answer for the new task, and for each who is asked to take it on."""
    asked = _named(call, who) if who else _claim_people(call, said)
    rule = claim_rule_date(call, said)
    asked = asked or _claim_people(call, said)
    line = add_line(call)(said.first_row().strip())
    found = read_due(call, due, line) if due else claim_due_date(call, said, add_line(call))
    if rule and found:
        raise UserError(_("A task has one due date."), line)
    found = rule or found
    asked = asked or _claim_people(call, said)
    if asked:
        said.doubt("".join(_FOR.findall(said.rest())))
    elif said.words(said.head).startswith("@") and (first := named_in_row(said.text, call, said.head.start)):
        said.doubt(said.words(first))  # «@cem …»: is he to do it, or a part of the title?
    quoted = said.quoted(said.head_row)
    name = claim_title(said, _ADD)
    when = found.when if found else None
    folded = fold(name)
    same = next((t for t in store.tasks.same(name) if t.due == when and fold(t.title) == folded), None)
    if same:
        raise UserError(
            _("“{title}” is on the list already, as {key}.", **of(same)),
            offered_line("task show", same.key),
        )
    parts = (without_courtesy(said.take_rest()), note)
    notes = read_note("\n".join(part for part in parts if re.search(r"[^\W_]", part)))
    count = read_places(places, _ADD_SHARED)
    task = store.tasks.add(name, call.ms, creator=call.member.user_id, due=when, places=count)
    if notes:
        store.tasks.add_note(task, call.member.user_id, notes, call.ms)
    if found:
        task = set_rule(store, task, found)
    arrange(call, store, task)
    kept = _("Note: {note}", note=notes) if notes else None
    requests = [ask_to_take_on(call, store, task, member) for member in asked]
    return [Reply(_added(call, task, found, kept, bool(asked), quoted), about=task.key), *requests]


def _named(call: Call, who: str) -> tuple[Member, ...]:
    """Those whom the option names, and nobody else."""
    named = Claims(who)
    members = claim_row(named, call)
    if not members or named.left():
        raise no_member(named.words(named.head) or who, call.room, _ADD)
    return members


def _claim_people(call: Call, said: Claims) -> tuple[Member, ...]:
    """Claims those who are named where the first line ends now, with the word that leads to them."""
    asked = claim_people_behind(said, call, until=said.first_end)
    if asked:
        claim_to(said)
    return asked


def _added(call: Call, task: Task, due: Due | None, note: Text | None, asked: bool, quoted: bool) -> Content:
    """`quoted`: all of its title was, and so nothing in it is a date."""
    on_list = (
        _("“{title}” is on the list as {key}, due on {due}.", **of(task), due=task.due)
        if task.due
        else _("“{title}” is on the list as {key}.", **of(task))
    )
    return lines(
        on_list,
        _("It comes again: {rule}.", rule=rule_of(task)) if task.repeat else None,
        _n("One member can take it on.", "{count} members can share it.", task.places) if task.places > 1 else None,
        note,
        due.other(task.key) if due else None if quoted else date_in_title(call, task.title, task.key),
        None if asked else _("{line} takes it on.", line=offered_line("task claim", task.key)),
    )
