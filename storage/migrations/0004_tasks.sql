-- Tasks and standing duties, who holds them, who was asked to, and notes on them.

CREATE TABLE tasks (
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,
    number INTEGER NOT NULL,      -- T4
    key TEXT,                     -- a duty's name in the configuration; NULL for any other task
    title TEXT NOT NULL CHECK (title <> ''),
    places INTEGER NOT NULL DEFAULT 1 CHECK (places BETWEEN 1 AND 50),  -- how many members may share it
    due TEXT CHECK (due IS NULL OR key IS NULL),  -- ISO 8601: a day, or a moment with its offset
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'dropped')),
    creator TEXT,                 -- user id; NULL for a duty
    created INTEGER NOT NULL,     -- ms
    closer TEXT,                  -- user id of the one who finished or dropped it
    closed INTEGER,               -- ms
    UNIQUE (room_id, number),
    UNIQUE (room_id, key),
    CHECK ((state = 'open') = (closed IS NULL))
) STRICT;
CREATE INDEX tasks_state ON tasks (room_id, state);

CREATE TABLE task_owners (        -- who has taken it on; a place is held by one member only
    task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    place INTEGER NOT NULL CHECK (place >= 1),
    user_id TEXT NOT NULL,
    since INTEGER NOT NULL,       -- ms
    until TEXT,                   -- the last day of a duty's term, ISO 8601
    confirmed INTEGER NOT NULL,   -- ms, when the owner last said that they hold it
    asked INTEGER,                -- ms, when the bot asked whether they still do; NULL once answered
    PRIMARY KEY (task_id, place),
    UNIQUE (task_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_owners_user ON task_owners (user_id);

CREATE TABLE task_offers (        -- somebody was asked to take it on and has not answered
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- part of the message's name, so never given twice
    task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    asked TEXT NOT NULL,          -- user id
    asker TEXT NOT NULL,          -- user id
    giver TEXT,                   -- the owner whose place it is about, NULL for a free one
    time INTEGER NOT NULL,        -- ms
    UNIQUE (task_id, asked)
) STRICT;

CREATE TABLE task_notes (
    id INTEGER PRIMARY KEY,
    task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    author TEXT NOT NULL,         -- user id
    time INTEGER NOT NULL,        -- ms
    text TEXT NOT NULL CHECK (text <> '')
) STRICT;
CREATE INDEX task_notes_task ON task_notes (task_id);
