-- What could not be read: the bot says so once if the key does not come in time.

CREATE TABLE unread (
    id INTEGER PRIMARY KEY,
    event_id TEXT NOT NULL UNIQUE,
    room_id TEXT NOT NULL,        -- the board room
    chat TEXT NOT NULL,           -- where it was said
    sender TEXT NOT NULL,
    session TEXT NOT NULL,        -- the megolm session whose key is missing
    poll TEXT,                    -- name of the bot's poll that it answers, as its relation says in clear
    told INTEGER                  -- ms: when the room was told
) STRICT;
CREATE INDEX unread_poll ON unread (poll) WHERE poll IS NOT NULL;
CREATE INDEX unread_session ON unread (sender, session);
