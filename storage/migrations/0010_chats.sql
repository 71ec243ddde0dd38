-- Which board room a direct chat speaks of, where its member is in several.

CREATE TABLE chats (
    chat TEXT PRIMARY KEY,
    room_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
