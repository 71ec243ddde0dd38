CREATE TABLE deeds (              -- what a member has changed by one message, kept for a day so that it can be taken back
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- part of the names of messages that were set aside, so never given twice
    room_id TEXT NOT NULL,        -- the board room
    chat TEXT NOT NULL,           -- where it was said
    user_id TEXT NOT NULL,
    event_id TEXT NOT NULL UNIQUE,
    what TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(what)),  -- names of the commands, or 'reaction', 'answer'
    rung TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(rung)),  -- user ids of those who were rung by it
    time INTEGER NOT NULL         -- ms
) STRICT;

CREATE INDEX deeds_of ON deeds (room_id, chat, user_id, id);

CREATE INDEX deeds_time ON deeds (time);

CREATE TABLE changes (            -- each row that a deed has changed; written by triggers alone
    id INTEGER PRIMARY KEY,       -- in the order in which it happened
    deed INTEGER NOT NULL REFERENCES deeds (id) ON DELETE CASCADE,
    record TEXT NOT NULL,         -- the table
    key TEXT NOT NULL CHECK (json_valid(key)),
    before TEXT CHECK (before IS NULL OR json_valid(before)),  -- the row as it was; NULL if it was not there
    after TEXT CHECK (after IS NULL OR json_valid(after))      -- and as it is since; NULL if it is gone
) STRICT;

CREATE INDEX changes_deed ON changes (deed);

CREATE INDEX changes_row ON changes (record, key);
