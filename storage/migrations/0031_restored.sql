-- Records that come from a backup: each board room is told once, and what was due meanwhile rings nobody.

CREATE TABLE restored (
    room_id TEXT PRIMARY KEY,     -- the board room
    made INTEGER NOT NULL,        -- ms: when the backup was made
    time INTEGER NOT NULL,        -- ms: when it was put back
    missed INTEGER,               -- messages in between that nobody has read; NULL where that is not known
    told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1))
) STRICT, WITHOUT ROWID;
