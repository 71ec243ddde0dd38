CREATE TABLE members (            -- who is or was in the board room, as the records know it
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- part of a message's name, so never given twice
    room_id TEXT NOT NULL,        -- the board room
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,           -- as they were called when they were seen last
    organiser TEXT NOT NULL CHECK (organiser IN ('no', 'asked', 'yes')),  -- asked: the room's state says so, nobody else
    gone INTEGER,                 -- ms: since when they are not in the room; what they hold is freed a day later
    UNIQUE (room_id, user_id)
) STRICT;
