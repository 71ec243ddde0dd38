-- Up to when the board has been told what is new: the weekly overview begins there.
CREATE TABLE digests (
    room_id TEXT PRIMARY KEY,     -- the board room
    told INTEGER NOT NULL         -- ms
) STRICT, WITHOUT ROWID;
