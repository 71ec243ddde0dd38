-- What must be fetched from the homeserver before it can be answered: a file, or the words of another message.
CREATE TABLE errands (
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,         -- the board room
    chat TEXT NOT NULL,            -- where it was asked
    user_id TEXT NOT NULL,         -- who asked
    event_id TEXT NOT NULL,        -- what is answered
    thread TEXT,                   -- in which thread
    answer INTEGER,                -- outbox row that is edited into the answer
    kind TEXT NOT NULL,
    target TEXT NOT NULL,          -- the event that is fetched
    confirmed INTEGER,             -- ms
    asked INTEGER NOT NULL,        -- ms
    not_before INTEGER NOT NULL,   -- ms
    tries INTEGER NOT NULL DEFAULT 0,
    UNIQUE (chat, event_id, kind, target)
) STRICT;
