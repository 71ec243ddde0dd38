"""What is put in order at every start: the standing duties of the configuration, and members who are gone."""

from __future__ import annotations

from commands.base import Moment
from commands.tasks.reminding import free_those_of
from commands.words import Said
from storage import Store


def make_duties(moment: Moment, store: Store) -> tuple[Said, ...]:
    """Each duty of the configuration is a task under its key; a changed title or number of places follows."""
    settings = moment.settings
    for duty in settings.duties:
        title = duty.titles.get(settings.language) or next(iter(duty.titles.values()))
        task = store.tasks.of_key(duty.key)
        if task is None:
            store.tasks.add(title, moment.ms, key=duty.key, places=duty.places)
        elif (task.title, task.places) != (title, duty.places):
            store.tasks.change(task, title=title, places=duty.places, due=None)
    return ()


def free_the_gone(moment: Moment, store: Store) -> tuple[Said, ...]:
    """Who left while the bot was away frees theirs now."""
    gone = [user_id for user_id in store.tasks.owner_ids() if moment.room.member(user_id) is None]
    return tuple(said for user_id in gone for said in free_those_of(moment, store, moment.room.named(user_id)))
