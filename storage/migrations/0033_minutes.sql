CREATE TABLE minutes_notes (
    id INTEGER PRIMARY KEY,
    meeting INTEGER NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    occasion TEXT NOT NULL DEFAULT '',
    topic INTEGER REFERENCES topics (id) ON DELETE SET NULL,  -- null: about the meeting as a whole
    author TEXT NOT NULL,
    time INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX minutes_notes_of ON minutes_notes (meeting, occasion, time);
CREATE INDEX minutes_notes_topic ON minutes_notes (topic);

CREATE TABLE minutes_present (
    meeting INTEGER NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    occasion TEXT NOT NULL DEFAULT '',
    user_id TEXT NOT NULL,
    PRIMARY KEY (meeting, occasion, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE minutes_versions (  -- what was approved: it stays when its meeting is forgotten
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,
    meeting INTEGER REFERENCES meetings (id) ON DELETE SET NULL,
    sitting INTEGER NOT NULL,  -- the meeting's number
    occasion TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL,
    content TEXT NOT NULL,  -- canonical JSON, of which `hash` is the SHA-256
    hash TEXT NOT NULL,
    changes TEXT NOT NULL DEFAULT '[]',  -- JSON: what is different from the version before
    approver TEXT NOT NULL,
    approved INTEGER NOT NULL,
    UNIQUE (room_id, sitting, occasion, version)
) STRICT;
