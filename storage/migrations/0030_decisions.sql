-- Decisions: what is voted on, who may vote (frozen when the vote opens), every ballot, whichever way it came.

CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,               -- the board room
    number INTEGER NOT NULL,             -- B4
    text TEXT NOT NULL,
    proposer TEXT NOT NULL,              -- user id
    meeting INTEGER,                     -- M3 by its number: a decision stays when its meeting is forgotten
    point INTEGER,                       -- and which point of its agenda
    majority TEXT NOT NULL CHECK (majority IN ('simple', 'two thirds', 'consent')),
    eligible INTEGER NOT NULL CHECK (eligible > 0),          -- how many may vote
    needed INTEGER NOT NULL CHECK (needed BETWEEN 1 AND eligible),  -- so many ballots are a quorum
    share TEXT NOT NULL,                 -- the quorum as it was asked for, '50 %' or '12'
    state TEXT NOT NULL DEFAULT 'voting' CHECK (state IN ('voting', 'accepted', 'rejected', 'inquorate', 'withdrawn')),
    yes INTEGER,                         -- the figures of the result
    no INTEGER,
    abstain INTEGER,
    deadline INTEGER,                    -- ms: ballots later than this do not count
    ended INTEGER,                       -- ms: the vote was ended; ballots later than this do not count
    task TEXT,                           -- the title of the task that it becomes once it is accepted
    assignee TEXT,                       -- the user id of whoever is asked to take that on
    due TEXT,                            -- and when it is due, 2027-02-01 or an aware moment
    became INTEGER,                      -- the number of the task that it has become
    successor INTEGER REFERENCES decisions (id) ON DELETE SET NULL,  -- what was decided or is voted on in its place
    repealed INTEGER,                    -- ms: it holds no more, the successor does
    rounds INTEGER NOT NULL DEFAULT 0,   -- how often its native poll was posted anew
    opened INTEGER NOT NULL,             -- ms
    UNIQUE (room_id, number),
    CHECK ((state IN ('accepted', 'rejected', 'inquorate')) = (yes IS NOT NULL AND no IS NOT NULL AND abstain IS NOT NULL)),
    CHECK ((state = 'voting') = (ended IS NULL)),
    CHECK (successor IS NULL OR successor <> id)
) STRICT;
CREATE INDEX decisions_state ON decisions (room_id, state, number);

CREATE TABLE decision_voters (           -- who may vote: the members of the room when the vote was opened
    id INTEGER PRIMARY KEY,
    decision INTEGER NOT NULL REFERENCES decisions (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    UNIQUE (decision, user_id)
) STRICT;
CREATE INDEX decision_voters_user ON decision_voters (user_id);

CREATE TABLE decision_ballots (          -- every ballot; the latest of a voter that is not redacted counts
    id INTEGER PRIMARY KEY,              -- in the order in which they were read
    voter INTEGER NOT NULL REFERENCES decision_voters (id) ON DELETE CASCADE,
    caster TEXT NOT NULL,                -- who said it
    source TEXT NOT NULL CHECK (source IN ('poll', 'typed', 'reaction')),
    value TEXT NOT NULL CHECK (value IN ('yes', 'no', 'abstain', 'none', 'spoilt')),  -- none: taken back
    reason TEXT,
    event_id TEXT,                       -- NULL of a former member
    time INTEGER NOT NULL,               -- origin_server_ts, ms
    redacted INTEGER NOT NULL DEFAULT 0 CHECK (redacted IN (0, 1)),
    UNIQUE (voter, event_id)
) STRICT;
CREATE INDEX decision_ballots_event ON decision_ballots (event_id);

-- The full text, with umlauts once more written out; triggers keep it, also where a decision is taken back.
CREATE VIRTUAL TABLE decisions_words USING fts5 (
    text, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3 4 5 6'
);
CREATE TRIGGER decision_indexed AFTER INSERT ON decisions BEGIN
    INSERT INTO decisions_words (rowid, text) VALUES (NEW.id, NEW.text || char(10) || replace(replace(replace(replace(
        replace(replace(replace(NEW.text, 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ß', 'ss'), 'Ä', 'Ae'), 'Ö', 'Oe'), 'Ü', 'Ue'));
END;
CREATE TRIGGER decision_indexed_anew AFTER UPDATE OF text ON decisions BEGIN
    UPDATE decisions_words SET text = NEW.text || char(10) || replace(replace(replace(replace(
        replace(replace(replace(NEW.text, 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ß', 'ss'), 'Ä', 'Ae'), 'Ö', 'Oe'), 'Ü', 'Ue')
    WHERE rowid = NEW.id;
END;
CREATE TRIGGER decision_gone AFTER DELETE ON decisions BEGIN
    DELETE FROM decisions_words WHERE rowid = OLD.id;
END;
