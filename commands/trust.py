"""`!trust`, and what the room is told about keys: who cannot be read, whose identity changed."""

from __future__ import annotations

from datetime import timedelta

from commands.base import Call, Group, Moment, NotAllowed, Rest, Room, UserError, Who, command, no_member, to_ms
from commands.base.names import IDENTITY_CHANGED, IDENTITY_CHANGED_IN_CLEAR, NEWCOMER_WAITS, NOT_VERIFIED
from commands.base.typed import fold
from commands.welcome import welcome
from commands.words import Accept, Code, Content, Member, Message, Reply, Said, _, _n, lines, offered_line
from storage import Store
from storage.timers import Timer, TimerKind

UNREAD_AFTER = timedelta(minutes=5)
"""How long a missing key is waited for before the room is told."""
_WHOM = _("Whom do you mean?")
_CONFIRM = _("`!trust @ben organiser`")

GROUPS = (Group("trust", ("vertrauen", "verify"), _("Whether everybody here can trust and read each other")),)


@command(
    "trust",
    help=_(
        "Shows whether the assistant's device is verified and whose devices are not; an organiser accepts a "
        "newcomer or a member's new identity, or confirms a member as an organiser."
    ),
    examples=(_("`!trust`"), _("`!trust @anna`"), _CONFIRM),
    takes={"member": Who(_WHOM, optional=True, newcomers=True), "role": Rest(_WHOM, optional=True)},
)
def trust(call: Call, store: Store, member: Member | None, role: str) -> Reply:
    """The state of trust here, or an organiser's word for a member: for a changed identity, or as an organiser."""
    if member is None:
        if role:
            raise no_member(role, call.room, _("`!trust`"))
        return Reply(_state(call))
    if role:
        return _confirm_organiser(call, store, member, role)
    if member in call.room.waiting:
        return _accept_newcomer(call, store, member)
    if not call.member.organiser:
        raise NotAllowed(
            _(
                "Only an organiser can accept a new identity. {member} can also verify the new device from an old one.",
                member=member,
            )
        )
    if member.user_id not in call.trust.changed:
        raise UserError(
            _("The identity of {member} has not changed; there is nothing to accept.", member=member), _("`!trust`")
        )
    return Reply(
        _(
            "{organiser} vouches for {member}: the new identity is accepted, and messages from {member} count again.",
            organiser=call.member,
            member=member,
        ),
        also=(Accept(member.user_id, call.trust.changed[member.user_id]),),
    )


def _accept_newcomer(call: Call, store: Store, member: Member) -> Reply:
    if not call.member.organiser:
        raise NotAllowed(_("Only an organiser can vouch for somebody new."), _("`!trust`"))
    store.members.accept(member.user_id)
    text = _(
        "{organiser} vouches for {member}, who may give orders from now on and gets the keys for what the assistant "
        "says.",
        organiser=call.member,
        member=member,
    )
    identity = call.trust.changed.get(member.user_id)
    accepted = (Accept(member.user_id, identity),) if identity else ()
    told = (Message(text, rings=(member,)),) if call.direct else ()
    return Reply(text, (*accepted, *told, *welcome(call, store, (member,))))


def _confirm_organiser(call: Call, store: Store, member: Member, role: str) -> Reply:
    """The room's state gives the power, a word from an organiser makes it count here."""
    if not any(fold(word).startswith("organis") for word in role.split()):
        raise UserError(_("A member can be confirmed as an organiser only, not as “{role}”.", role=role), _("`!trust`"))
    if not call.member.organiser:
        raise NotAllowed(_("Only an organiser can confirm another one."), _("`!trust`"))
    if member.organiser:
        raise UserError(_("{member} is an organiser already.", member=member), _("`!trust`"))
    known = next((known for known in store.members.all() if known.user_id == member.user_id), None)
    if known is None or known.organiser != "asked":
        raise UserError(
            _(
                "{member} may not moderate this room yet. First give {member} the role of a moderator in Element: "
                "room settings, roles and permissions.",
                member=member,
            ),
            _("`!trust`"),
        )
    store.members.set_organiser(member.user_id, "yes")
    text = _("{organiser} confirms {member} as an organiser.", organiser=call.member, member=member)
    return Reply(text, (Message(text, rings=(member,)),) if call.direct else ())


def _state(call: Call) -> Content:
    trust = call.trust
    names = {m.user_id: m for m in call.room.members}
    unverified = tuple(names[user] for user in trust.unverified if user in names and user not in trust.changed)
    changed = tuple(names[user] for user in trust.changed if user in names)
    return lines(
        _("The assistant's device is verified (cross-signed).")
        if trust.device_signed
        else _(
            "⚠️ The assistant's device is **not** verified. The operator can put it right: {line}.",
            line=Code("matrixbot check"),
        ),
        _("Fingerprint of its identity: {fingerprint}", fingerprint=Code(trust.fingerprint)),
        _n(
            "One member has no verified device and can neither be heard nor read this: {members}.",
            "{count} members have no verified device and can neither be heard nor read this: {members}.",
            len(unverified),
            members=unverified,
        )
        if unverified
        else _("All members have a verified device."),
        _("Their identity has changed: {members}. An organiser accepts it.", members=changed) if changed else None,
        offered_line("trust", changed[0].user_id) if changed and call.member.organiser else None,
    )


def unread_messages(moment: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Says once, for each chat, whose messages could not be read."""
    told = store.unread.tell([timer.about for timer in timers], moment.ms)
    said: list[Said] = []
    for chat in dict.fromkeys(unread.chat for unread in told):
        senders = dict.fromkeys(unread.sender for unread in told if unread.chat == chat)
        members = tuple(member for user in senders if (member := moment.room.member(user)))
        if members:
            text = _(
                "A message from {members} could not be read, because its key did not arrive. Please say it again.",
                members=members,
            )
            said.append(Message(text, rings=members, chat=chat))
    return tuple(said)


def keep_unread(call: Call, store: Store, session: str) -> None:
    """Notes a message that cannot be read yet, and the moment at which the room is told. `call.answered` is what it
    refers to: that much an encrypted event says in clear."""
    poll = store.outbox.name_of(call.chat, call.answered) if call.answered else None
    row = store.unread.keep(call.event_id, call.chat, call.member.user_id, session, poll)
    if row is not None:
        store.timers.set(TimerKind.UNREAD_MESSAGE, row, to_ms(call.now + UNREAD_AFTER))


def identity_changed(room: Room, user_id: str, identity: str) -> tuple[Message, ...]:
    """Names a member whose identity is another than before, to the organisers; and tells the member what happens next,
    in clear, because they get no keys. Nothing if they are no member."""
    member = room.member(user_id)
    if member is None:
        return ()
    organisers = tuple(m for m in room.members if m.organiser and m.user_id != user_id)
    text = lines(
        _(
            "The identity of {member} has changed: a new phone set up from scratch, or somebody else at work. Until "
            "this is clear, messages from {member} do not count and they cannot read what is said here.",
            member=member,
        ),
        _(
            "Please ask {member} in person. If all is well, an organiser says {line}.",
            member=member,
            line=offered_line("trust", user_id),
        ),
    )
    theirs = lines(
        _(
            "{member}: your identity here is a new one, so what the assistant says cannot be read by you and your "
            "messages do not count for now. Nothing needs to be done: an organiser asks you in person and accepts it.",
            member=member,
        ),
        _("This can be done by: {organisers}.", organisers=organisers) if organisers else None,
    )
    in_clear = IDENTITY_CHANGED_IN_CLEAR.of(who=user_id, identity=identity)
    return (
        Message(text, rings=organisers, name=IDENTITY_CHANGED.of(who=user_id, identity=identity)),
        Message(theirs, rings=(member,), name=in_clear, in_clear=True),
    )


def not_verified(room: Room, user_id: str) -> tuple[Message, ...]:
    """Tells a member why the bot neither hears them nor can be read: in clear, because they could not read it
    otherwise; it says nothing that the homeserver does not know."""
    member = room.member(user_id)
    if member is None:
        return ()
    text = _(
        "{member}: your device is not verified, so it receives no keys and cannot give orders here. In Element, in "
        "the browser, on the desktop and on the phone: Settings → Encryption → Verify this device, with another device "
        "or the recovery key; in older versions Settings → Sessions → Verify session.",
        member=member,
    )
    return (Message(text, rings=(member,), name=NOT_VERIFIED.of(who=user_id), in_clear=True),)


def newcomer_waits(room: Room, user_id: str, day: str) -> Message:
    """Tells one of `room.waiting` whose word is missing, by a name for each day: in clear, because they get no keys."""
    member = next(member for member in room.waiting if member.user_id == user_id)
    organisers = tuple(m for m in room.members if m.organiser)
    text = lines(
        _(
            "Welcome, {member}! You may give orders here and read what the assistant says as soon as an organiser "
            "says {line}.",
            member=member,
            line=offered_line("trust", user_id),
        ),
        _("This can be done by: {organisers}.", organisers=organisers) if organisers else None,
    )
    return Message(text, rings=(member,), name=NEWCOMER_WAITS.of(who=user_id, day=day), in_clear=True)
