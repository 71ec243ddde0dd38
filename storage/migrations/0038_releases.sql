-- What the board gives to others: proposed by one, agreed to by another or by a decision, with what was shown of it.

CREATE TABLE releases (
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,               -- the board room
    number INTEGER NOT NULL,             -- F2
    proposer TEXT NOT NULL,              -- user id
    proposed INTEGER NOT NULL,           -- ms
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'agreed', 'rejected', 'withdrawn')),
    agreer TEXT,                         -- user id of who agreed, or named the decision that did
    agreed INTEGER,                      -- ms
    decision INTEGER,                    -- B9 by its number, where that agreed
    closer TEXT,                         -- user id of who rejected or withdrew it
    closed INTEGER,                      -- ms
    reason TEXT,
    UNIQUE (room_id, number),
    CHECK ((agreer IS NULL) = (agreed IS NULL)),
    CHECK ((closer IS NULL) = (closed IS NULL)),
    CHECK (state <> 'agreed' OR agreed IS NOT NULL),
    CHECK ((state IN ('rejected', 'withdrawn')) = (closed IS NOT NULL))
) STRICT;
CREATE INDEX releases_state ON releases (room_id, state, number);

CREATE TABLE released_records (          -- what a release is about
    id INTEGER PRIMARY KEY,
    release INTEGER NOT NULL REFERENCES releases (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('B', 'L', 'M')),
    record INTEGER NOT NULL,             -- and its number: L17
    hash TEXT NOT NULL,                  -- SHA-256 of the fields that were shown
    later INTEGER,                       -- F5 by its number: the record stands in that one instead
    UNIQUE (release, kind, record)
) STRICT;
CREATE INDEX released_records_of ON released_records (kind, record, release) WHERE later IS NULL;
