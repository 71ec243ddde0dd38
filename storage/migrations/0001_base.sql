-- What every feature stands on: the place in the sync stream, what was heard, what is to be said, numbers, timers.

CREATE TABLE place (              -- one row: where the sync stream was read to
    only INTEGER PRIMARY KEY CHECK (only = 1),
    token TEXT NOT NULL,
    time INTEGER NOT NULL         -- ms: when that was
) STRICT;

CREATE TABLE inbox (              -- every event that asked for something, once
    event_id TEXT PRIMARY KEY,
    room_id TEXT NOT NULL,        -- where it was said
    sender TEXT NOT NULL,
    time INTEGER NOT NULL,        -- origin_server_ts, ms
    outcome TEXT NOT NULL CHECK (outcome IN ('done', 'failed', 'told')),  -- told: «an edit changes nothing» was said
    answer INTEGER REFERENCES outbox (id) ON DELETE SET NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_time ON inbox (time);

CREATE TABLE outbox (             -- what is to be said, and what was
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat TEXT NOT NULL,           -- the Matrix room it goes to
    kind TEXT NOT NULL CHECK (kind IN ('event', 'edit', 'file', 'clear', 'accept')),
    type TEXT NOT NULL,           -- Matrix event type
    content TEXT CHECK (content IS NULL OR json_valid(content)),  -- wiped when delivered
    attachment BLOB,              -- wiped when delivered
    thumbnail BLOB,               -- of a picture; wiped when delivered
    transaction_id TEXT NOT NULL UNIQUE,  -- random: a row number would recur after a restored backup
    name TEXT,                    -- by which the message is found again
    target INTEGER REFERENCES outbox (id) ON DELETE CASCADE,  -- the message this one edits or refers to
    asker TEXT,                   -- words to one asker keep their order
    about TEXT,                   -- words about one record keep their order
    not_before INTEGER NOT NULL DEFAULT 0,  -- ms
    created INTEGER NOT NULL,     -- ms
    sent INTEGER,                 -- ms
    event_id TEXT,
    refused TEXT,                 -- the homeserver's errcode if it will never take it
    CHECK (sent IS NULL OR refused IS NULL)
) STRICT;
CREATE UNIQUE INDEX outbox_name ON outbox (chat, name) WHERE name IS NOT NULL;
CREATE INDEX outbox_waiting ON outbox (id) WHERE sent IS NULL AND refused IS NULL;
CREATE INDEX outbox_event ON outbox (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX outbox_unasked ON outbox (sent) WHERE asker IS NULL;
CREATE INDEX outbox_target ON outbox (target) WHERE target IS NOT NULL;

CREATE TABLE numbers (            -- the last number given out, per board room and kind (M3, T4)
    room_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (room_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE timers (             -- what is to be done at a moment: reminders, deadlines, nudges
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,        -- the board room
    kind TEXT NOT NULL,           -- which notice is due: 'meeting reminder', 'poll deadline', …
    about INTEGER NOT NULL,       -- the record's id
    tag TEXT NOT NULL DEFAULT '', -- tells timers of one kind apart: '7d'
    due INTEGER NOT NULL,         -- ms
    UNIQUE (room_id, kind, about, tag)
) STRICT;
CREATE INDEX timers_due ON timers (due);
