"""What is put in order at every start: the standing duties of the configuration."""

from __future__ import annotations

from commands.base import Moment
from commands.words import Said
from storage import Store


def make_duties(moment: Moment, store: Store) -> tuple[Said, ...]:
    """Each duty of the configuration is a task under its key; a changed title or number of places follows."""
    settings = moment.settings
    for duty in settings.duties:
        title = duty.titles.get(settings.language) or next(iter(duty.titles.values()))
        task = store.tasks.of_duty(duty.key)
        if task is None:
            store.tasks.add(title, moment.ms, duty=duty.key, places=duty.places)
        elif (task.title, task.places) != (title, duty.places):
            store.tasks.change(task, title=title, places=duty.places, due=None)
    return ()
