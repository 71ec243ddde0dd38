CREATE TABLE topics (
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,
    number INTEGER NOT NULL,  -- kept wherever the point goes; members say its place on the agenda
    meeting INTEGER REFERENCES meetings (id) ON DELETE CASCADE,  -- null in the backlog
    occasion TEXT NOT NULL DEFAULT '',  -- of a series, where its rule has the date
    position REAL NOT NULL,
    title TEXT NOT NULL,
    minutes INTEGER CHECK (minutes BETWEEN 1 AND 720),
    material TEXT NOT NULL DEFAULT '[]',  -- JSON: short names and addresses
    standing INTEGER NOT NULL DEFAULT 0 CHECK (standing IN (0, 1)),
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'deferred', 'dropped')),
    successor INTEGER REFERENCES topics (id) ON DELETE SET NULL,  -- the same point where it was carried over to
    home INTEGER,  -- the meeting that was called off under it
    home_occasion TEXT NOT NULL DEFAULT '',
    home_position REAL,
    author TEXT NOT NULL,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    UNIQUE (room_id, number)
) STRICT;
CREATE INDEX topics_of_meeting ON topics (meeting, position);
CREATE INDEX topics_in_backlog ON topics (room_id, position) WHERE meeting IS NULL;
CREATE INDEX topics_successor ON topics (successor) WHERE successor IS NOT NULL;

CREATE TABLE topic_speakers (
    topic INTEGER NOT NULL REFERENCES topics (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    place INTEGER NOT NULL,  -- in the order in which they were named
    PRIMARY KEY (topic, user_id)
) STRICT, WITHOUT ROWID;
