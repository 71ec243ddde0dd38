-- What members asked to be reminded of. The moment it rings stands in `timers` as well ('reminder').

CREATE TABLE reminders (
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,           -- the board room
    number INTEGER NOT NULL,         -- R5
    text TEXT NOT NULL,
    creator TEXT NOT NULL,           -- user id
    direct TEXT,                     -- the direct chat in which it was set and rings; NULL is the board room
    everyone INTEGER NOT NULL CHECK (everyone IN (0, 1)),  -- rings the whole room
    due INTEGER NOT NULL,            -- ms: when it rings next, or rang last
    rule TEXT,                       -- RFC 5545, without RRULE:
    first TEXT,                      -- local time at which the rule begins: 2026-11-30T08:30:00
    zone TEXT,                       -- and the IANA zone it is local in
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'rang', 'done', 'cancelled')),
    rang_in TEXT,                    -- name of the message in which it rang last
    origin INTEGER REFERENCES reminders (id) ON DELETE SET NULL,  -- a member's own copy of one that rang for several
    created INTEGER NOT NULL,        -- ms
    UNIQUE (room_id, number),
    CHECK ((rule IS NULL) = (first IS NULL) AND (rule IS NULL) = (zone IS NULL))
) STRICT;
CREATE INDEX reminders_waiting ON reminders (room_id, due) WHERE state = 'waiting';
CREATE INDEX reminders_rang_in ON reminders (rang_in) WHERE rang_in IS NOT NULL;
CREATE INDEX reminders_origin ON reminders (origin, creator) WHERE origin IS NOT NULL;

CREATE TABLE reminder_members (      -- whom it rings
    reminder INTEGER NOT NULL REFERENCES reminders (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    reaction TEXT,                   -- the 👍 by which the member joined in
    PRIMARY KEY (reminder, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_members_reaction ON reminder_members (reaction) WHERE reaction IS NOT NULL;
