-- Lines that were understood but not carried out yet, because a date in them can be meant in two ways.

CREATE TABLE confirmations (   -- the latest such line of each member in each chat
    room_id TEXT NOT NULL,     -- the board room that is meant
    chat TEXT NOT NULL,        -- where it was said
    user_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    line TEXT NOT NULL,        -- all of it behind the prefix
    asked INTEGER NOT NULL,    -- ms: as of then its dates were read
    PRIMARY KEY (room_id, chat, user_id)
) STRICT, WITHOUT ROWID;
