-- Meetings: the poll that finds a date, every vote that was ever cast in it, the date, who comes.
-- Times of day are local to `zone`, so that no interval drifts over a clock change; `begins` and `over` are the same in ms.

CREATE TABLE meetings (
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,               -- the board room
    number INTEGER NOT NULL,             -- M3
    title TEXT NOT NULL,
    proposer TEXT NOT NULL,              -- user id
    state TEXT NOT NULL CHECK (state IN ('voting', 'fixed', 'cancelled')),
    place TEXT,
    link TEXT,
    deadline INTEGER,                    -- ms: answers later than this do not count
    auto INTEGER NOT NULL DEFAULT 0 CHECK (auto IN (0, 1)),  -- fix the best slot without being asked
    minutes INTEGER,                     -- how long it lasts where a slot does not say
    ended INTEGER,                       -- ms: the poll was ended; answers later than this do not count
    asked_to_fix INTEGER NOT NULL DEFAULT 0 CHECK (asked_to_fix IN (0, 1)),  -- the proposer was rung: all have voted
    start TEXT,                          -- the fixed date: 2026-12-08T14:00:00, or 2026-12-08 for whole days
    "end" TEXT,                          -- the moment it ends, or the last day; NULL where nobody said
    zone TEXT,                           -- IANA
    rule TEXT,                           -- RFC 5545, without RRULE:
    skipped TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(skipped)),  -- starts that fall out of the rule
    begins INTEGER,                      -- ms
    over INTEGER,                        -- ms; far away for a rule without an end
    asked INTEGER NOT NULL DEFAULT 0,    -- how often it was asked who comes: a move asks anew
    done INTEGER,                        -- ms: who was there is recorded
    uid TEXT NOT NULL UNIQUE,            -- of the calendar file, for life
    sequence INTEGER NOT NULL DEFAULT 0, -- of the calendar file, rising
    created INTEGER NOT NULL,            -- ms
    changed INTEGER NOT NULL,            -- ms
    UNIQUE (room_id, number),
    CHECK (state != 'fixed' OR start IS NOT NULL),
    CHECK ((start IS NULL) = (zone IS NULL) AND (start IS NULL) = (begins IS NULL) AND (start IS NULL) = (over IS NULL))
) STRICT;
CREATE INDEX meetings_state ON meetings (room_id, state, over);

CREATE TABLE slots (                     -- the dates a poll asks about; a number is never given twice in one poll
    id INTEGER PRIMARY KEY,
    meeting INTEGER NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    start TEXT NOT NULL,
    "end" TEXT,
    zone TEXT NOT NULL,
    begins INTEGER NOT NULL,
    over INTEGER NOT NULL,
    dropped INTEGER,                     -- ms
    UNIQUE (meeting, number)
) STRICT;

CREATE TABLE votes (                     -- every answer, whichever way it came; the latest one that is not redacted counts
    id INTEGER PRIMARY KEY,              -- in the order in which they were read
    slot INTEGER NOT NULL REFERENCES slots (id) ON DELETE CASCADE,
    voter TEXT NOT NULL,                 -- whose vote it is
    caster TEXT NOT NULL,                -- who said it
    source TEXT NOT NULL CHECK (source IN ('poll', 'typed', 'reaction')),
    value TEXT NOT NULL CHECK (value IN ('yes', 'maybe', 'no', 'none', 'spoilt')),  -- none: taken back
    event_id TEXT NOT NULL,
    time INTEGER NOT NULL,               -- origin_server_ts, ms
    redacted INTEGER NOT NULL DEFAULT 0 CHECK (redacted IN (0, 1)),
    UNIQUE (slot, voter, event_id)
) STRICT;
CREATE INDEX votes_event ON votes (event_id);
CREATE INDEX votes_voter ON votes (voter);

CREATE TABLE mutes (                     -- who does not want to be asked for this poll again
    meeting INTEGER NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    PRIMARY KEY (meeting, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE attendance (                -- every answer to «who comes», like votes; only those to the latest asking count
    id INTEGER PRIMARY KEY,
    meeting INTEGER NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    asked INTEGER NOT NULL,
    user_id TEXT NOT NULL,
    value TEXT NOT NULL CHECK (value IN ('onsite', 'online', 'no', 'none', 'spoilt')),
    event_id TEXT NOT NULL,
    time INTEGER NOT NULL,               -- ms
    redacted INTEGER NOT NULL DEFAULT 0 CHECK (redacted IN (0, 1)),
    UNIQUE (meeting, user_id, event_id)
) STRICT;
CREATE INDEX attendance_event ON attendance (event_id);

CREATE TABLE attended (                  -- who was there
    meeting INTEGER NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    PRIMARY KEY (meeting, user_id)
) STRICT, WITHOUT ROWID;
