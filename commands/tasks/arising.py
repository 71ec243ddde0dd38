"""Tasks that follow from what the board has decided."""

from __future__ import annotations

from commands.base import Moment
from commands.quiet import PAUSE
from commands.tasks.claims import request_to
from commands.tasks.sentences import taken_on
from commands.tasks.timers import arrange
from commands.words import Message, Said
from storage import Store
from storage.tasks import Task
from storage.timers import Pause, Timer


def arisen(moment: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Their reminders are set; who is named is asked to take them on, and has it at once who asked for it."""
    said: list[Said] = []
    for timer in timers:
        task = store.tasks.find(timer.about)
        if task is None or task.state != "open":
            continue
        said += _asked(moment, store, task, timer.tag)
        arrange(moment, store, store.tasks.get(task.id))
    return tuple(said)


def _asked(moment: Moment, store: Store, task: Task, user_id: str) -> tuple[Message, ...]:
    member = moment.room.member(user_id)
    if member is None or task.owner(user_id) or not task.free:
        return ()
    if task.creator in (None, user_id):
        store.tasks.claim(task, user_id, moment.ms)
        return (Message(taken_on(member, store.tasks.get(task.id)), about=task.key),)
    offer = store.task_offers.make(task.id, user_id, task.creator or user_id, None, moment.ms)
    store.timers.pause(Pause.TASK_OFFERED, task.id, moment.ms + PAUSE, user_id)
    return (request_to(member, moment.room.named(offer.asker), task, offer, (member,)),)
