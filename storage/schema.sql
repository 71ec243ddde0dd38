-- The database as the newest migration leaves it, for readers: python -m storage.schema > storage/schema.sql

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

CREATE TABLE changes (            -- each row that a deed has changed; written by triggers alone
    id INTEGER PRIMARY KEY,       -- in the order in which it happened
    deed INTEGER NOT NULL REFERENCES deeds (id) ON DELETE CASCADE,
    record TEXT NOT NULL,         -- the table
    key TEXT NOT NULL CHECK (json_valid(key)),
    before TEXT CHECK (before IS NULL OR json_valid(before)),  -- the row as it was; NULL if it was not there
    after TEXT CHECK (after IS NULL OR json_valid(after))      -- and as it is since; NULL if it is gone
) STRICT;

CREATE INDEX changes_deed ON changes (deed);

CREATE INDEX changes_row ON changes (record, key);

CREATE TABLE chats (
    chat TEXT PRIMARY KEY,
    room_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ciphertext_blocks (
    block INTEGER PRIMARY KEY,    -- fingerprint of the sender, of the megolm session and of which sixty-four it is
    done INTEGER NOT NULL         -- a bit for each
) STRICT;

CREATE TABLE "ciphertexts" (
    fingerprint INTEGER PRIMARY KEY  -- of the sender and of the message's megolm session and index
) STRICT;

CREATE TABLE confirmations (   -- the latest such line of each member in each chat
    room_id TEXT NOT NULL,     -- the board room that is meant
    chat TEXT NOT NULL,        -- where it was said
    user_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    line TEXT NOT NULL,        -- all of it behind the prefix
    asked INTEGER NOT NULL,    -- ms: as of then its dates were read
    PRIMARY KEY (room_id, chat, user_id)
) STRICT, WITHOUT ROWID;

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

CREATE TRIGGER listed_ballot_came AFTER INSERT ON decision_ballots BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT d.room_id, 'asked ' || v.user_id, coalesce(d.deadline, 9007199254740991), d.id
        FROM decision_voters v JOIN decisions d ON d.id = v.decision WHERE v.id = NEW.voter);
    INSERT INTO listed SELECT room, list, place, record FROM listed_decisions
    WHERE record = (SELECT decision FROM decision_voters WHERE id = NEW.voter) AND voter = NEW.voter;
END;

CREATE TRIGGER listed_ballot_changed AFTER UPDATE OF value, redacted, time ON decision_ballots BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT d.room_id, 'asked ' || v.user_id, coalesce(d.deadline, 9007199254740991), d.id
        FROM decision_voters v JOIN decisions d ON d.id = v.decision WHERE v.id = NEW.voter);
    INSERT INTO listed SELECT room, list, place, record FROM listed_decisions
    WHERE record = (SELECT decision FROM decision_voters WHERE id = NEW.voter) AND voter = NEW.voter;
END;

CREATE TRIGGER listed_ballot_gone AFTER DELETE ON decision_ballots BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT d.room_id, 'asked ' || v.user_id, coalesce(d.deadline, 9007199254740991), d.id
        FROM decision_voters v JOIN decisions d ON d.id = v.decision WHERE v.id = OLD.voter);
    INSERT INTO listed SELECT room, list, place, record FROM listed_decisions
    WHERE record = (SELECT decision FROM decision_voters WHERE id = OLD.voter) AND voter = OLD.voter;
END;

CREATE TABLE decision_voters (           -- who may vote: the members of the room when the vote was opened
    id INTEGER PRIMARY KEY,
    decision INTEGER NOT NULL REFERENCES decisions (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    UNIQUE (decision, user_id)
) STRICT;

CREATE TRIGGER listed_voter_came AFTER INSERT ON decision_voters BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_decisions WHERE record = NEW.decision AND voter = NEW.id;
END;

CREATE TRIGGER listed_voter_changed AFTER UPDATE OF user_id ON decision_voters BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_decisions WHERE record = NEW.decision AND voter = NEW.id;
END;

CREATE TRIGGER listed_voter_changes BEFORE UPDATE OF user_id ON decision_voters BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_decisions WHERE record = OLD.decision AND voter = OLD.id);
END;

CREATE TRIGGER listed_voter_goes BEFORE DELETE ON decision_voters BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_decisions WHERE record = OLD.decision AND voter = OLD.id);
END;

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
    opened INTEGER NOT NULL, topic INTEGER REFERENCES topics (id) ON DELETE SET NULL,             -- ms
    UNIQUE (room_id, number),
    CHECK ((state IN ('accepted', 'rejected', 'inquorate')) = (yes IS NOT NULL AND no IS NOT NULL AND abstain IS NOT NULL)),
    CHECK ((state = 'voting') = (ended IS NULL)),
    CHECK (successor IS NULL OR successor <> id)
) STRICT;

CREATE TRIGGER decision_ended AFTER UPDATE OF state ON decisions WHEN (OLD.state = 'voting') <> (NEW.state = 'voting') BEGIN
    UPDATE lengths SET length = length + (NEW.state = 'voting') - (OLD.state = 'voting')
    WHERE room_id = NEW.room_id AND list = 'voting';
END;

CREATE TRIGGER decision_gone AFTER DELETE ON decisions BEGIN
    DELETE FROM decisions_words WHERE rowid = (SELECT number FROM name_rooms WHERE room = OLD.room_id) << 36 | OLD.id;
    UPDATE lengths SET length = length - 1 WHERE room_id = OLD.room_id AND list = 'decisions';
END;

CREATE TRIGGER decision_indexed AFTER INSERT ON decisions BEGIN
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO decisions_words (rowid, text) VALUES ((SELECT number FROM name_rooms WHERE room = NEW.room_id) << 36 | NEW.id, NEW.text || char(10) || replace(replace(replace(replace(replace(replace(replace(NEW.text, 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ß', 'ss'), 'Ä', 'Ae'), 'Ö', 'Oe'), 'Ü', 'Ue'));
    INSERT INTO lengths (room_id, list, length) VALUES (NEW.room_id, 'decisions', 1)
    ON CONFLICT (room_id, list) DO UPDATE SET length = length + 1;
END;

CREATE TRIGGER decision_indexed_anew AFTER UPDATE OF text ON decisions BEGIN
    UPDATE decisions_words SET text = NEW.text || char(10) || replace(replace(replace(replace(replace(replace(replace(NEW.text, 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ß', 'ss'), 'Ä', 'Ae'), 'Ö', 'Oe'), 'Ü', 'Ue') WHERE rowid = (SELECT number FROM name_rooms WHERE room = NEW.room_id) << 36 | NEW.id;
END;

CREATE TRIGGER decision_moved AFTER UPDATE OF room_id ON decisions WHEN OLD.room_id <> NEW.room_id BEGIN
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    UPDATE decisions_words SET rowid = (SELECT number FROM name_rooms WHERE room = NEW.room_id) << 36 | NEW.id WHERE rowid = (SELECT number FROM name_rooms WHERE room = OLD.room_id) << 36 | OLD.id;
END;

CREATE TRIGGER decision_name_gone AFTER DELETE ON decisions BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (7 << 32) | (4294967295 - OLD.number), OLD.text FROM name_rooms WHERE room = OLD.room_id AND TRUE;
END;

CREATE TRIGGER decision_named AFTER INSERT ON decisions BEGIN
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (7 << 32) | (4294967295 - NEW.number), NEW.text FROM name_rooms WHERE room = NEW.room_id AND TRUE;
END;

CREATE TRIGGER decision_named_anew AFTER UPDATE OF text, number, room_id ON decisions
WHEN (OLD.text, TRUE, OLD.number, OLD.room_id) IS NOT (NEW.text, TRUE, NEW.number, NEW.room_id) BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (7 << 32) | (4294967295 - OLD.number), OLD.text FROM name_rooms WHERE room = OLD.room_id AND TRUE;
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (7 << 32) | (4294967295 - NEW.number), NEW.text FROM name_rooms WHERE room = NEW.room_id AND TRUE;
END;

CREATE TRIGGER decision_open_gone AFTER DELETE ON decisions WHEN OLD.state = 'voting' BEGIN
    UPDATE lengths SET length = length - 1 WHERE room_id = OLD.room_id AND list = 'voting';
END;

CREATE TRIGGER decision_opened AFTER INSERT ON decisions BEGIN
    INSERT INTO lengths (room_id, list, length) VALUES (NEW.room_id, 'voting', NEW.state = 'voting')
    ON CONFLICT (room_id, list) DO UPDATE SET length = length + excluded.length;
END;

CREATE INDEX decisions_by_text ON decisions (room_id, text COLLATE NOCASE);

CREATE INDEX decisions_of_meeting ON decisions (room_id, meeting) WHERE meeting IS NOT NULL;

CREATE INDEX decisions_of_topic ON decisions (topic) WHERE topic IS NOT NULL;

CREATE INDEX decisions_state ON decisions (room_id, state, number);

CREATE INDEX decisions_successor ON decisions (successor) WHERE successor IS NOT NULL;

CREATE TRIGGER listed_decision_changed AFTER UPDATE OF state, deadline, ended, room_id ON decisions BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_decisions WHERE record = NEW.id;
END;

CREATE TRIGGER listed_decision_changes BEFORE UPDATE OF state, deadline, ended, room_id ON decisions BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_decisions WHERE record = OLD.id);
END;

CREATE TRIGGER listed_decision_goes BEFORE DELETE ON decisions BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_decisions WHERE record = OLD.id);
END;

CREATE TRIGGER released_decision_came AFTER INSERT ON decisions BEGIN
    INSERT INTO to_look_at SELECT NEW.room_id, 'B', NEW.number UNION
        SELECT f.room_id, r.kind, r.record FROM releases f JOIN released_records r ON r."release" = f.id
        WHERE f.room_id = NEW.room_id AND f.decision = NEW.number;
END;

CREATE TRIGGER released_decision_changed AFTER UPDATE OF text, majority, eligible, needed, state, yes, no, abstain, ended,
    successor, repealed ON decisions BEGIN
    INSERT INTO to_look_at SELECT NEW.room_id, 'B', NEW.number UNION
        SELECT f.room_id, r.kind, r.record FROM releases f JOIN released_records r ON r."release" = f.id
        WHERE f.room_id = NEW.room_id AND f.decision = NEW.number;
END;

CREATE TRIGGER released_decision_gone AFTER DELETE ON decisions BEGIN
    INSERT INTO to_look_at SELECT OLD.room_id, 'B', OLD.number UNION
        SELECT f.room_id, r.kind, r.record FROM releases f JOIN released_records r ON r."release" = f.id
        WHERE f.room_id = OLD.room_id AND f.decision = OLD.number;
END;

CREATE VIRTUAL TABLE decisions_words USING fts5 (
    text, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3 4 5 6'
);

CREATE TABLE deeds (              -- what a member has changed by one message, kept for a day so that it can be taken back
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- part of the names of messages that were set aside, so never given twice
    room_id TEXT NOT NULL,        -- the board room
    chat TEXT NOT NULL,           -- where it was said
    user_id TEXT NOT NULL,
    event_id TEXT NOT NULL UNIQUE,
    what TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(what)),  -- names of the commands, or 'reaction', 'answer'
    rung TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(rung)),  -- user ids of those who were rung by it
    time INTEGER NOT NULL         -- ms
) STRICT;

CREATE INDEX deeds_of ON deeds (room_id, chat, user_id, id);

CREATE INDEX deeds_time ON deeds (time);

CREATE TABLE digests (
    room_id TEXT PRIMARY KEY,     -- the board room
    told INTEGER NOT NULL         -- ms
) STRICT, WITHOUT ROWID;

CREATE TABLE errands (
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,         -- the board room
    chat TEXT NOT NULL,            -- where it was asked
    user_id TEXT NOT NULL,         -- who asked
    event_id TEXT NOT NULL,        -- what is answered
    thread TEXT,                   -- in which thread
    answer INTEGER,                -- outbox row that is edited into the answer
    kind TEXT NOT NULL,
    target TEXT NOT NULL,          -- the event that is fetched
    confirmed INTEGER,             -- ms
    asked INTEGER NOT NULL,        -- ms
    not_before INTEGER NOT NULL,   -- ms
    tries INTEGER NOT NULL DEFAULT 0,
    UNIQUE (chat, event_id, kind, target)
) STRICT;

CREATE TABLE host_choices (       -- a meeting takes place at one offer
    meeting INTEGER PRIMARY KEY REFERENCES meetings (id) ON DELETE CASCADE,
    offer INTEGER NOT NULL REFERENCES host_offers (id) ON DELETE CASCADE,
    place TEXT NOT NULL,          -- as it was written into the meeting: another place there ends the choice
    time INTEGER NOT NULL         -- ms
) STRICT;

CREATE INDEX host_choices_offer ON host_choices (offer);

CREATE TRIGGER listed_choice_came AFTER INSERT ON host_choices BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_hosts WHERE record = NEW.meeting;
END;

CREATE TRIGGER listed_choice_changed AFTER UPDATE OF offer, meeting ON host_choices BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_hosts WHERE record = NEW.meeting;
END;

CREATE TRIGGER listed_choice_changes BEFORE UPDATE OF offer, meeting ON host_choices BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_hosts WHERE record = OLD.meeting);
END;

CREATE TRIGGER listed_choice_goes BEFORE DELETE ON host_choices BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_hosts WHERE record = OLD.meeting);
END;

CREATE TABLE host_free (          -- meetings that need no host
    meeting INTEGER PRIMARY KEY REFERENCES meetings (id) ON DELETE CASCADE
) STRICT;

CREATE TABLE host_offers (
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,        -- the board room
    number INTEGER NOT NULL,      -- H2
    host TEXT NOT NULL,           -- user id
    place TEXT NOT NULL CHECK (place <> ''),
    dates TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(dates)),  -- [first day, last day or null], ISO 8601; [] is any day
    seats INTEGER CHECK (seats > 0),  -- how many people it holds, NULL where nobody said
    details TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details)),  -- room, address, equipment, access, note
    created INTEGER NOT NULL,     -- ms
    withdrawn INTEGER, without TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(without)),            -- ms
    UNIQUE (room_id, number)
) STRICT;

CREATE INDEX host_offers_by_place ON host_offers (room_id, place COLLATE NOCASE);

CREATE INDEX host_offers_of ON host_offers (host, room_id, number) WHERE withdrawn IS NULL;

CREATE INDEX host_offers_standing ON host_offers (room_id, number) WHERE withdrawn IS NULL;

CREATE TRIGGER listed_offer_changed AFTER UPDATE OF host ON host_offers WHEN OLD.host <> NEW.host BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_hosts WHERE offer = NEW.id;
END;

CREATE TRIGGER listed_offer_changes BEFORE UPDATE OF host ON host_offers WHEN OLD.host <> NEW.host BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_hosts WHERE offer = OLD.id);
END;

CREATE TRIGGER listed_offer_goes BEFORE DELETE ON host_offers BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_hosts WHERE offer = OLD.id);
END;

CREATE TRIGGER listed_standing_came AFTER INSERT ON host_offers BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_offers WHERE record = NEW.id;
END;

CREATE TRIGGER listed_standing_changed AFTER UPDATE OF withdrawn, number, room_id ON host_offers BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_offers WHERE record = NEW.id;
END;

CREATE TRIGGER listed_standing_changes BEFORE UPDATE OF withdrawn, number, room_id ON host_offers BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_offers WHERE record = OLD.id);
END;

CREATE TRIGGER listed_standing_goes BEFORE DELETE ON host_offers BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_offers WHERE record = OLD.id);
END;

CREATE TRIGGER offer_name_gone AFTER DELETE ON host_offers BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (5 << 32) | (4294967295 - OLD.number), OLD.place FROM name_rooms WHERE room = OLD.room_id AND OLD.withdrawn IS NULL;
END;

CREATE TRIGGER offer_named AFTER INSERT ON host_offers BEGIN
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (5 << 32) | (4294967295 - NEW.number), NEW.place FROM name_rooms WHERE room = NEW.room_id AND NEW.withdrawn IS NULL;
END;

CREATE TRIGGER offer_named_anew AFTER UPDATE OF place, withdrawn, number, room_id ON host_offers
WHEN (OLD.place, OLD.withdrawn IS NULL, OLD.number, OLD.room_id) IS NOT (NEW.place, NEW.withdrawn IS NULL, NEW.number, NEW.room_id) BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (5 << 32) | (4294967295 - OLD.number), OLD.place FROM name_rooms WHERE room = OLD.room_id AND OLD.withdrawn IS NULL;
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (5 << 32) | (4294967295 - NEW.number), NEW.place FROM name_rooms WHERE room = NEW.room_id AND NEW.withdrawn IS NULL;
END;

CREATE TABLE host_requests (
    meeting INTEGER PRIMARY KEY REFERENCES meetings (id) ON DELETE CASCADE,
    offer INTEGER REFERENCES host_offers (id) ON DELETE CASCADE,  -- whether it can be that one; NULL: any
    user_id TEXT,                 -- who is asked; NULL: everybody
    time INTEGER NOT NULL,        -- ms
    CHECK (offer IS NULL OR user_id IS NOT NULL)
) STRICT;

CREATE INDEX host_requests_asked ON host_requests (user_id);

CREATE INDEX host_requests_offer ON host_requests (offer) WHERE offer IS NOT NULL;

CREATE TABLE host_skips (         -- members passed over until the next offer is accepted
    room_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE impulse_steps (             -- how it came to that
    id INTEGER PRIMARY KEY,
    impulse INTEGER NOT NULL REFERENCES impulses (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('idea', 'asked', 'confirmed', 'declined', 'held', 'dropped')),
    member TEXT NOT NULL,                -- the user id of whoever said it
    time INTEGER NOT NULL,
    note TEXT NOT NULL DEFAULT ''        -- a reason, a meeting (M4) or a day (2027-01-15)
) STRICT;

CREATE INDEX impulse_steps_of ON impulse_steps (impulse);

CREATE TABLE impulse_wishes (            -- who would like to hear it: the latest of a member counts
    id INTEGER PRIMARY KEY,
    impulse INTEGER NOT NULL REFERENCES impulses (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    value INTEGER NOT NULL CHECK (value IN (0, 1)),
    event_id TEXT NOT NULL,
    time INTEGER NOT NULL,               -- origin_server_ts, ms
    message TEXT NOT NULL DEFAULT '',    -- the name of the message on which it stands, as a reaction
    UNIQUE (impulse, event_id)
) STRICT;

CREATE INDEX impulse_wishes_event ON impulse_wishes (event_id);

CREATE INDEX impulse_wishes_latest ON impulse_wishes (impulse, user_id, time, id);

CREATE TRIGGER listed_wish_came AFTER INSERT ON impulse_wishes BEGIN
    -- One wish more or less moves it by one place at most.
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT l.room, l.list, l.place + step.value, l.record FROM listed_impulses l, json_each('[-1, 0, 1]') AS step
        WHERE l.record = NEW.impulse);
    INSERT INTO listed SELECT room, list, place, record FROM listed_impulses WHERE record = NEW.impulse;
END;

CREATE TRIGGER listed_wish_changed AFTER UPDATE OF value, user_id, time ON impulse_wishes BEGIN
    -- One wish more or less moves it by one place at most.
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT l.room, l.list, l.place + step.value, l.record FROM listed_impulses l, json_each('[-1, 0, 1]') AS step
        WHERE l.record = NEW.impulse);
    INSERT INTO listed SELECT room, list, place, record FROM listed_impulses WHERE record = NEW.impulse;
END;

CREATE TRIGGER listed_wish_gone AFTER DELETE ON impulse_wishes BEGIN
    -- One wish more or less moves it by one place at most.
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT l.room, l.list, l.place + step.value, l.record FROM listed_impulses l, json_each('[-1, 0, 1]') AS step
        WHERE l.record = OLD.impulse);
    INSERT INTO listed SELECT room, list, place, record FROM listed_impulses WHERE record = OLD.impulse;
END;

CREATE TABLE impulses (
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,               -- the board room
    number INTEGER NOT NULL,             -- I5
    topic TEXT NOT NULL DEFAULT '',
    person TEXT NOT NULL DEFAULT '',     -- the name of whoever is to speak
    office TEXT NOT NULL DEFAULT '',     -- and where they are from
    state TEXT NOT NULL DEFAULT 'idea'
        CHECK (state IN ('idea', 'asked', 'confirmed', 'declined', 'held', 'dropped')),
    author TEXT NOT NULL,                -- user id
    contact TEXT,                        -- the user id of whoever keeps the contact
    asker TEXT,                          -- the user id of whoever has asked
    until INTEGER,                       -- ms: an answer is expected by then
    point INTEGER REFERENCES topics (id) ON DELETE SET NULL,  -- of which agenda, or in the backlog
    told TEXT NOT NULL DEFAULT '',       -- JSON: the date and place that the contact was told last
    ended INTEGER,                       -- ms: declined, dropped or held since then
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    UNIQUE (room_id, number),
    CHECK (topic <> '' OR person <> '' OR office <> ''),
    CHECK ((state IN ('declined', 'held', 'dropped')) = (ended IS NOT NULL)),
    CHECK (state <> 'asked' OR asker IS NOT NULL)
) STRICT;

CREATE INDEX impulses_by_person ON impulses (room_id, person COLLATE NOCASE);

CREATE INDEX impulses_point ON impulses (point) WHERE point IS NOT NULL;

CREATE INDEX impulses_state ON impulses (room_id, state, number);

CREATE TRIGGER listed_impulse_came AFTER INSERT ON impulses BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_impulses WHERE record = NEW.id;
END;

CREATE TRIGGER listed_impulse_changed AFTER UPDATE OF state, ended, contact, asker, room_id ON impulses BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_impulses WHERE record = NEW.id;
END;

CREATE TRIGGER listed_impulse_changes BEFORE UPDATE OF state, ended, contact, asker, room_id ON impulses BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_impulses WHERE record = OLD.id);
END;

CREATE TRIGGER listed_impulse_goes BEFORE DELETE ON impulses BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_impulses WHERE record = OLD.id);
END;

CREATE TRIGGER speaker_name_gone AFTER DELETE ON impulses BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (6 << 32) | (4294967295 - OLD.number), OLD.person FROM name_rooms WHERE room = OLD.room_id AND OLD.person <> '';
END;

CREATE TRIGGER speaker_named AFTER INSERT ON impulses BEGIN
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (6 << 32) | (4294967295 - NEW.number), NEW.person FROM name_rooms WHERE room = NEW.room_id AND NEW.person <> '';
END;

CREATE TRIGGER speaker_named_anew AFTER UPDATE OF person, number, room_id ON impulses
WHEN (OLD.person, OLD.person <> '', OLD.number, OLD.room_id) IS NOT (NEW.person, NEW.person <> '', NEW.number, NEW.room_id) BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (6 << 32) | (4294967295 - OLD.number), OLD.person FROM name_rooms WHERE room = OLD.room_id AND OLD.person <> '';
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (6 << 32) | (4294967295 - NEW.number), NEW.person FROM name_rooms WHERE room = NEW.room_id AND NEW.person <> '';
END;

CREATE TABLE inbox (              -- every event that asked for something, once
    event_id TEXT PRIMARY KEY,
    room_id TEXT NOT NULL,        -- where it was said
    sender TEXT NOT NULL,
    time INTEGER NOT NULL,        -- origin_server_ts, ms
    outcome TEXT NOT NULL CHECK (outcome IN ('done', 'failed', 'told')),  -- told: «an edit changes nothing» was said
    answer INTEGER REFERENCES outbox (id) ON DELETE SET NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX inbox_answer ON inbox (answer) WHERE answer IS NOT NULL;

CREATE INDEX inbox_time ON inbox (time);

CREATE TABLE languages (          -- in which language the assistant speaks with a member alone, where they chose one
    user_id TEXT PRIMARY KEY,
    language TEXT NOT NULL CHECK (language IN ('de', 'en'))
) STRICT;

CREATE TABLE lengths (            -- how many entries a list has; kept by triggers alone
    room_id TEXT NOT NULL,
    list TEXT NOT NULL,           -- 'open', 'free' and 'done' tasks, 'literature'
    length INTEGER NOT NULL CHECK (length >= 0),
    PRIMARY KEY (room_id, list)
) STRICT, WITHOUT ROWID;

CREATE TABLE listed (
    room TEXT NOT NULL,           -- the board room; not `room_id`, as triggers follow an upgrade too
    list TEXT NOT NULL,           -- 'held @anna:…', 'tag netz', 'in !chat:…'
    place ANY NOT NULL,           -- what the list is ordered by
    record INTEGER NOT NULL,      -- row id
    PRIMARY KEY (room, list, place, record)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER listed_day_longer AFTER INSERT ON listed WHEN NEW.list GLOB 'by day *' BEGIN
    INSERT INTO listed_days (room, list, day, length) SELECT NEW.room, NEW.list, NEW.place / 86400000, 0
    WHERE NOT EXISTS (SELECT 1 FROM listed_days WHERE room = NEW.room AND list = NEW.list AND day = NEW.place / 86400000);
    UPDATE listed_days SET length = length + 1 WHERE room = NEW.room AND list = NEW.list AND day = NEW.place / 86400000;
END;

CREATE TRIGGER listed_day_shorter AFTER DELETE ON listed WHEN OLD.list GLOB 'by day *' BEGIN
    UPDATE listed_days SET length = length - 1 WHERE room = OLD.room AND list = OLD.list AND day = OLD.place / 86400000;
    DELETE FROM listed_days WHERE room = OLD.room AND list = OLD.list AND day = OLD.place / 86400000 AND length = 0;
END;

CREATE TRIGGER listed_longer AFTER INSERT ON listed BEGIN
    INSERT INTO listed_lengths (room, list, length) SELECT NEW.room, NEW.list, 0
    WHERE NOT EXISTS (SELECT 1 FROM listed_lengths WHERE room = NEW.room AND list = NEW.list);
    UPDATE listed_lengths SET length = length + 1 WHERE room = NEW.room AND list = NEW.list;
END;

CREATE TRIGGER listed_shorter AFTER DELETE ON listed BEGIN
    UPDATE listed_lengths SET length = length - 1 WHERE room = OLD.room AND list = OLD.list;
    DELETE FROM listed_lengths WHERE room = OLD.room AND list = OLD.list AND length = 0;
END;

CREATE TABLE listed_days (
    room TEXT NOT NULL,
    list TEXT NOT NULL,
    day INTEGER NOT NULL,         -- since 1970, UTC
    length INTEGER NOT NULL CHECK (length >= 0),
    PRIMARY KEY (room, list, day)
) STRICT, WITHOUT ROWID;

CREATE VIEW listed_decisions AS
    SELECT d.room_id AS room, 'asked ' || v.user_id AS list, coalesce(d.deadline, 9007199254740991) AS place, d.id AS record, v.id AS voter
    FROM decisions d JOIN decision_voters v ON v.decision = d.id
    WHERE d.state = 'voting' AND coalesce((
        SELECT b.value FROM decision_ballots b
        WHERE b.voter = v.id AND NOT b.redacted AND b.time <= coalesce(d.ended, d.deadline, b.time)
        ORDER BY b.time DESC, b.id DESC LIMIT 1), 'none') IN ('none', 'spoilt');

CREATE VIEW listed_due AS
    SELECT room_id AS room, iif(length(due) = 10, 'by day due', 'by day due at') AS list, unixepoch(due) * 1000 AS place,
        id AS record
    FROM tasks WHERE state = 'open' AND unixepoch(due) IS NOT NULL;

CREATE VIEW listed_entries AS
    SELECT room_id AS room, 'by day added' AS list, added AS place, id AS record, NULL AS tag FROM literature
    UNION ALL SELECT room_id, 'by day added ' || adder, added, id, NULL FROM literature
    UNION ALL SELECT l.room_id, 'by day tag ' || t.folded, l.added, l.id, t.folded
    FROM literature l JOIN literature_tags t ON t.entry = l.id
    UNION ALL SELECT l.room_id, 'by day tag ' || t.folded || ' added ' || l.adder, l.added, l.id, t.folded
    FROM literature l JOIN literature_tags t ON t.entry = l.id;

CREATE VIEW listed_hosts AS
    SELECT m.room_id AS room, 'by day hosted' AS list, m.begins AS place, m.id AS record, c.offer
    FROM host_choices c JOIN meetings m ON m.id = c.meeting WHERE m.state = 'fixed'
    UNION ALL
    SELECT m.room_id, 'at ' || c.offer, m.over, m.id, c.offer
    FROM host_choices c JOIN meetings m ON m.id = c.meeting WHERE m.state = 'fixed'
    UNION ALL
    SELECT m.room_id, 'hosted ' || o.host, m.begins, m.id, c.offer
    FROM host_choices c JOIN meetings m ON m.id = c.meeting JOIN host_offers o ON o.id = c.offer WHERE m.state = 'fixed';

CREATE VIEW listed_impulses AS
    SELECT room_id AS room, 'impulses ' || state AS list,
        coalesce(-ended, -(SELECT count(*) FROM impulse_wishes w WHERE w.impulse = i.id AND w.value = 1 AND NOT EXISTS (
            SELECT 1 FROM impulse_wishes later WHERE later.impulse = w.impulse AND later.user_id = w.user_id
              AND (later.time, later.id) > (w.time, w.id)))) AS place, id AS record
    FROM impulses i
    UNION ALL
    SELECT room_id, 'impulses of ' || contact, id, id FROM impulses WHERE ended IS NULL AND contact IS NOT NULL
    UNION ALL
    SELECT room_id, 'impulses of ' || asker, id, id FROM impulses WHERE ended IS NULL AND asker IS NOT NULL AND asker IS NOT contact;

CREATE TABLE listed_lengths (
    room TEXT NOT NULL,
    list TEXT NOT NULL,
    length INTEGER NOT NULL CHECK (length >= 0),
    PRIMARY KEY (room, list)
) STRICT, WITHOUT ROWID;

CREATE VIEW listed_meetings AS
    SELECT room_id AS room, 'by day over' AS list, over AS place, id AS record FROM meetings WHERE state = 'fixed';

CREATE VIEW listed_offers AS
    SELECT room_id AS room, 'offers' AS list, number AS place, id AS record FROM host_offers WHERE withdrawn IS NULL;

CREATE VIEW listed_released AS
    SELECT f.room_id AS room, 'released ' || coalesce(r.looked, 'new') AS list, r.kind || printf('%010d', r.record) AS place,
        r.id AS record, f.id AS "release"
    FROM released_records r JOIN releases f ON f.id = r."release" WHERE f.state = 'agreed' AND r.later IS NULL;

CREATE VIEW listed_releases AS
    SELECT room_id AS room, 'open releases' AS list, number AS place, id AS record FROM releases WHERE state = 'open'
    UNION ALL SELECT room_id, 'open releases of ' || proposer, number, id FROM releases WHERE state = 'open';

CREATE VIEW listed_reminders AS
    SELECT room_id AS room, 'in ' || coalesce(direct, room_id) AS list, due AS place, id AS record, NULL AS member
    FROM reminders WHERE state = 'waiting'
    UNION ALL
    SELECT r.room_id, 'for ' || m.user_id, r.due, r.id, m.user_id
    FROM reminders r JOIN reminder_members m ON m.reminder = r.id WHERE r.state = 'waiting'
    UNION ALL
    SELECT r.room_id, 'for ' || m.user_id || ' in ' || coalesce(r.direct, r.room_id), r.due, r.id, m.user_id
    FROM reminders r JOIN reminder_members m ON m.reminder = r.id WHERE r.state = 'waiting';

CREATE VIEW listed_tasks AS
    SELECT t.room_id AS room, 'held ' || o.user_id AS list, coalesce(t.due, '~') AS place, t.id AS record, o.user_id AS member
    FROM tasks t JOIN task_owners o ON o.task_id = t.id WHERE t.state = 'open';

CREATE VIEW listed_topics AS
    SELECT room_id AS room, 'backlog' AS list, position AS place, id AS record FROM topics WHERE meeting IS NULL AND state = 'open';

CREATE TABLE literature (
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,
    number INTEGER NOT NULL,      -- L17
    key TEXT,                     -- what makes two addresses the same: normalised, or doi:, arxiv:, isbn:
    address TEXT,                 -- as it was posted
    csl TEXT NOT NULL CHECK (json_valid(csl)),  -- title, authors and so on as CSL-JSON
    note TEXT NOT NULL DEFAULT '',
    adder TEXT NOT NULL,          -- user id
    added INTEGER NOT NULL,       -- ms
    UNIQUE (room_id, number)
) STRICT;

CREATE TRIGGER entry_name_gone AFTER DELETE ON literature BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (3 << 32) | (4294967295 - OLD.number), json_extract(OLD.csl, '$.title')
    FROM name_rooms WHERE room = OLD.room_id AND json_extract(OLD.csl, '$.title') IS NOT NULL;
END;

CREATE TRIGGER entry_named AFTER INSERT ON literature BEGIN
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (3 << 32) | (4294967295 - NEW.number), json_extract(NEW.csl, '$.title')
    FROM name_rooms WHERE room = NEW.room_id AND json_extract(NEW.csl, '$.title') IS NOT NULL;
END;

CREATE TRIGGER entry_named_anew AFTER UPDATE OF csl, number, room_id ON literature
WHEN (json_extract(OLD.csl, '$.title'), OLD.number, OLD.room_id) IS NOT (json_extract(NEW.csl, '$.title'), NEW.number, NEW.room_id) BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (3 << 32) | (4294967295 - OLD.number), json_extract(OLD.csl, '$.title')
    FROM name_rooms WHERE room = OLD.room_id AND json_extract(OLD.csl, '$.title') IS NOT NULL;
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (3 << 32) | (4294967295 - NEW.number), json_extract(NEW.csl, '$.title')
    FROM name_rooms WHERE room = NEW.room_id AND json_extract(NEW.csl, '$.title') IS NOT NULL;
END;

CREATE TRIGGER entry_words_moved AFTER UPDATE OF room_id ON literature WHEN OLD.room_id <> NEW.room_id BEGIN
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    UPDATE literature_words SET rowid = (SELECT number FROM name_rooms WHERE room = NEW.room_id) << 36 | NEW.id WHERE rowid = (SELECT number FROM name_rooms WHERE room = OLD.room_id) << 36 | OLD.id;
END;

CREATE TRIGGER listed_entry_came AFTER INSERT ON literature BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_entries WHERE record = NEW.id;
END;

CREATE TRIGGER listed_entry_changed AFTER UPDATE OF adder, added, room_id ON literature BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_entries WHERE record = NEW.id;
END;

CREATE TRIGGER listed_entry_changes BEFORE UPDATE OF adder, added, room_id ON literature BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_entries WHERE record = OLD.id);
END;

CREATE TRIGGER listed_entry_goes BEFORE DELETE ON literature BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_entries WHERE record = OLD.id);
END;

CREATE INDEX literature_by_title ON literature (room_id, json_extract(csl, '$.title') COLLATE NOCASE);

CREATE UNIQUE INDEX literature_key ON literature (room_id, key) WHERE key IS NOT NULL;

CREATE TRIGGER released_entry_came AFTER INSERT ON literature BEGIN
    INSERT INTO to_look_at VALUES (NEW.room_id, 'L', NEW.number);
END;

CREATE TRIGGER released_entry_changed AFTER UPDATE OF csl, address, note ON literature BEGIN
    INSERT INTO to_look_at VALUES (NEW.room_id, 'L', NEW.number);
END;

CREATE TRIGGER released_entry_gone AFTER DELETE ON literature BEGIN
    INSERT INTO to_look_at VALUES (OLD.room_id, 'L', OLD.number);
END;

CREATE TABLE literature_read (
    entry INTEGER NOT NULL REFERENCES literature (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    time INTEGER NOT NULL,        -- ms
    PRIMARY KEY (entry, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE literature_tags (
    entry INTEGER NOT NULL REFERENCES literature (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,            -- as it was first written, without #
    folded TEXT NOT NULL,         -- as it is compared
    PRIMARY KEY (entry, folded)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER listed_tag_came AFTER INSERT ON literature_tags BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_entries WHERE record = NEW.entry AND tag = NEW.folded;
END;

CREATE TRIGGER listed_tag_changed AFTER UPDATE OF folded, entry ON literature_tags BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_entries WHERE record = NEW.entry AND tag = NEW.folded;
END;

CREATE TRIGGER listed_tag_changes BEFORE UPDATE OF folded, entry ON literature_tags BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_entries WHERE record = OLD.entry AND tag = OLD.folded);
END;

CREATE TRIGGER listed_tag_goes BEFORE DELETE ON literature_tags BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_entries WHERE record = OLD.entry AND tag = OLD.folded);
END;

CREATE INDEX literature_tags_folded ON literature_tags (folded, entry);

CREATE TRIGGER released_tag_came AFTER INSERT ON literature_tags BEGIN
    INSERT INTO to_look_at SELECT room_id, 'L', number FROM literature WHERE id = NEW.entry;
END;

CREATE TRIGGER released_tag_changed AFTER UPDATE ON literature_tags BEGIN
    INSERT INTO to_look_at SELECT room_id, 'L', number FROM literature WHERE id = NEW.entry;
END;

CREATE TRIGGER released_tag_gone AFTER DELETE ON literature_tags BEGIN
    INSERT INTO to_look_at SELECT room_id, 'L', number FROM literature WHERE id = OLD.entry;
END;

CREATE VIRTUAL TABLE "literature_words" USING fts5 (
    title, tags, authors, note, address, tokenize = "unicode61 remove_diacritics 2",
    prefix = '2 3 4 5 6 7 8 9 10 11 12'
);

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
    changed INTEGER NOT NULL, description TEXT, rounds INTEGER NOT NULL DEFAULT 0, asked_for TEXT,            -- ms
    UNIQUE (room_id, number),
    CHECK (state != 'fixed' OR start IS NOT NULL),
    CHECK ((start IS NULL) = (zone IS NULL) AND (start IS NULL) = (begins IS NULL) AND (start IS NULL) = (over IS NULL))
) STRICT;

CREATE TRIGGER listed_fixed_came AFTER INSERT ON meetings BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_meetings WHERE record = NEW.id;
END;

CREATE TRIGGER listed_fixed_changed AFTER UPDATE OF state, over, room_id ON meetings BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_meetings WHERE record = NEW.id;
END;

CREATE TRIGGER listed_fixed_changes BEFORE UPDATE OF state, over, room_id ON meetings BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_meetings WHERE record = OLD.id);
END;

CREATE TRIGGER listed_fixed_goes BEFORE DELETE ON meetings BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_meetings WHERE record = OLD.id);
END;

CREATE TRIGGER listed_meeting_changed AFTER UPDATE OF state, begins, over, room_id ON meetings BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_hosts WHERE record = NEW.id;
END;

CREATE TRIGGER listed_meeting_changes BEFORE UPDATE OF state, begins, over, room_id ON meetings BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_hosts WHERE record = OLD.id);
END;

CREATE TRIGGER listed_meeting_goes BEFORE DELETE ON meetings BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_hosts WHERE record = OLD.id);
END;

CREATE TRIGGER meeting_name_gone AFTER DELETE ON meetings BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (4 << 32) | (4294967295 - OLD.number), OLD.title FROM name_rooms WHERE room = OLD.room_id AND OLD.state <> 'cancelled';
END;

CREATE TRIGGER meeting_named AFTER INSERT ON meetings BEGIN
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (4 << 32) | (4294967295 - NEW.number), NEW.title FROM name_rooms WHERE room = NEW.room_id AND NEW.state <> 'cancelled';
END;

CREATE TRIGGER meeting_named_anew AFTER UPDATE OF title, state, number, room_id ON meetings
WHEN (OLD.title, OLD.state <> 'cancelled', OLD.number, OLD.room_id) IS NOT (NEW.title, NEW.state <> 'cancelled', NEW.number, NEW.room_id) BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (4 << 32) | (4294967295 - OLD.number), OLD.title FROM name_rooms WHERE room = OLD.room_id AND OLD.state <> 'cancelled';
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (4 << 32) | (4294967295 - NEW.number), NEW.title FROM name_rooms WHERE room = NEW.room_id AND NEW.state <> 'cancelled';
END;

CREATE INDEX meetings_by_title ON meetings (room_id, title COLLATE NOCASE);

CREATE INDEX meetings_long ON meetings (room_id, over) WHERE state = 'fixed' AND (rule IS NOT NULL OR over - begins > 172800000);

CREATE INDEX meetings_short ON meetings (room_id, begins, id)
    WHERE state = 'fixed' AND rule IS NULL AND over - begins <= 172800000;

CREATE INDEX meetings_state ON meetings (room_id, state, over);

CREATE TRIGGER released_meeting_came AFTER INSERT ON meetings BEGIN
    INSERT INTO to_look_at VALUES (NEW.room_id, 'M', NEW.number);
END;

CREATE TRIGGER released_meeting_changed AFTER UPDATE OF title, state, place, description, start, "end", zone, rule, skipped
ON meetings BEGIN
    INSERT INTO to_look_at VALUES (NEW.room_id, 'M', NEW.number);
END;

CREATE TRIGGER released_meeting_gone AFTER DELETE ON meetings BEGIN
    INSERT INTO to_look_at VALUES (OLD.room_id, 'M', OLD.number);
END;

CREATE TABLE members (            -- who is or was in the board room, as the records know it
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- part of a message's name, so never given twice
    room_id TEXT NOT NULL,        -- the board room
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,           -- as they were called when they were seen last
    organiser TEXT NOT NULL CHECK (organiser IN ('no', 'asked', 'yes')),  -- asked: the room's state says so, nobody else
    gone INTEGER, accepted INTEGER NOT NULL DEFAULT 1 CHECK (accepted IN (0, 1)), forgotten INTEGER,                 -- ms: since when they are not in the room; what they hold is freed a day later
    UNIQUE (room_id, user_id)
) STRICT;

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

CREATE INDEX minutes_versions_meeting ON minutes_versions (meeting) WHERE meeting IS NOT NULL;

CREATE TABLE moved_dates (               -- single dates of a series that take place at another time than its rule says
    meeting INTEGER NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    origin TEXT NOT NULL,                -- the start by the rule, local; RECURRENCE-ID in the calendar file
    start TEXT NOT NULL,
    "end" TEXT,
    PRIMARY KEY (meeting, origin),
    UNIQUE (meeting, start)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER released_move_came AFTER INSERT ON moved_dates BEGIN
    INSERT INTO to_look_at SELECT room_id, 'M', number FROM meetings WHERE id = NEW.meeting;
END;

CREATE TRIGGER released_move_changed AFTER UPDATE ON moved_dates BEGIN
    INSERT INTO to_look_at SELECT room_id, 'M', number FROM meetings WHERE id = NEW.meeting;
END;

CREATE TRIGGER released_move_gone AFTER DELETE ON moved_dates BEGIN
    INSERT INTO to_look_at SELECT room_id, 'M', number FROM meetings WHERE id = OLD.meeting;
END;

CREATE TABLE mutes (                     -- who does not want to be asked for this poll again
    meeting INTEGER NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    PRIMARY KEY (meeting, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE name_rooms (number INTEGER PRIMARY KEY, room TEXT NOT NULL UNIQUE) STRICT;

CREATE VIEW named AS
    SELECT (r.number << 36) | ((t.state <> 'open') << 32) | (4294967295 - t.number) AS id, t.title AS name
    FROM tasks t JOIN name_rooms r ON r.room = t.room_id
    UNION ALL SELECT (r.number << 36) | (2 << 32) | (4294967295 - t.number), t.text
    FROM reminders t JOIN name_rooms r ON r.room = t.room_id WHERE t.state = 'waiting'
    UNION ALL SELECT (r.number << 36) | (3 << 32) | (4294967295 - t.number), json_extract(t.csl, '$.title')
    FROM literature t JOIN name_rooms r ON r.room = t.room_id WHERE json_extract(t.csl, '$.title') IS NOT NULL
    UNION ALL SELECT (r.number << 36) | (4 << 32) | (4294967295 - t.number), t.title
    FROM meetings t JOIN name_rooms r ON r.room = t.room_id WHERE t.state <> 'cancelled'
    UNION ALL SELECT (r.number << 36) | (5 << 32) | (4294967295 - t.number), t.place
    FROM host_offers t JOIN name_rooms r ON r.room = t.room_id WHERE t.withdrawn IS NULL
    UNION ALL SELECT (r.number << 36) | (6 << 32) | (4294967295 - t.number), t.person
    FROM impulses t JOIN name_rooms r ON r.room = t.room_id WHERE t.person <> ''
    UNION ALL SELECT (r.number << 36) | (7 << 32) | (4294967295 - t.number), t.text
    FROM decisions t JOIN name_rooms r ON r.room = t.room_id;

CREATE VIRTUAL TABLE names USING fts5 (
    name, tokenize = 'trigram', detail = none, content = 'named', content_rowid = 'id'
);

CREATE TABLE numbers (            -- the last number given out, per board room and kind (M3, T4)
    room_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (room_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (             -- what is to be said, and what was
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat TEXT NOT NULL,           -- the Matrix room it goes to
    kind TEXT NOT NULL CHECK (kind IN ('event', 'edit', 'file', 'clear', 'accept')),
    type TEXT NOT NULL,           -- Matrix event type
    content TEXT CHECK (content IS NULL OR json_valid(content)),  -- wiped when delivered
    attachment BLOB,              -- wiped when delivered
    thumbnail BLOB,               -- of a picture; wiped when delivered
    transaction_id TEXT NOT NULL UNIQUE,  -- random: a row number would recur after a restored backup
    name TEXT,                    -- by which the message is found again
    target INTEGER REFERENCES outbox (id) ON DELETE CASCADE,  -- the message this one edits or refers to
    asker TEXT,                   -- words to one asker keep their order
    about TEXT,                   -- words about one record keep their order
    not_before INTEGER NOT NULL DEFAULT 0,  -- ms
    created INTEGER NOT NULL,     -- ms
    sent INTEGER,                 -- ms
    event_id TEXT,
    refused TEXT, instead INTEGER NOT NULL DEFAULT 0 CHECK (instead IN (0, 1)), forbidden INTEGER,                 -- the homeserver's errcode if it will never take it
    CHECK (sent IS NULL OR refused IS NULL)
) STRICT;

CREATE INDEX outbox_about ON outbox (about, id) WHERE sent IS NULL AND refused IS NULL AND about IS NOT NULL;

CREATE INDEX outbox_askers ON outbox (chat, coalesce(asker, ''), id) WHERE sent IS NULL AND refused IS NULL;

CREATE INDEX outbox_event ON outbox (event_id) WHERE event_id IS NOT NULL;

CREATE UNIQUE INDEX outbox_name ON outbox (chat, name) WHERE name IS NOT NULL;

CREATE INDEX outbox_target ON outbox (target) WHERE target IS NOT NULL;

CREATE INDEX outbox_unasked ON outbox (sent) WHERE asker IS NULL;

CREATE INDEX outbox_waiting ON outbox (id) WHERE sent IS NULL AND refused IS NULL;

CREATE TABLE place (              -- one row: where the sync stream was read to
    only INTEGER PRIMARY KEY CHECK (only = 1),
    token TEXT NOT NULL,
    time INTEGER NOT NULL         -- ms: when that was
) STRICT;

CREATE TABLE released_looks (
    room_id TEXT PRIMARY KEY,     -- the board room
    known INTEGER NOT NULL        -- as of whom its records were looked at: a fingerprint of the members' names
) STRICT, WITHOUT ROWID;

CREATE TABLE released_records (          -- what a release is about
    id INTEGER PRIMARY KEY,
    release INTEGER NOT NULL REFERENCES releases (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('B', 'L', 'M')),
    record INTEGER NOT NULL,             -- and its number: L17
    hash TEXT NOT NULL,                  -- SHA-256 of the fields that were shown
    later INTEGER, looked TEXT CHECK (looked IN ('goes', 'changed', 'hindered', 'gone')),                       -- F5 by its number: the record stands in that one instead
    UNIQUE (release, kind, record)
) STRICT;

CREATE TRIGGER listed_released_came AFTER INSERT ON released_records BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_released WHERE record = NEW.id;
END;

CREATE TRIGGER listed_released_changed AFTER UPDATE OF looked, later ON released_records BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_released WHERE record = NEW.id;
END;

CREATE TRIGGER listed_released_changes BEFORE UPDATE OF looked, later ON released_records BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_released WHERE record = OLD.id);
END;

CREATE TRIGGER listed_released_goes BEFORE DELETE ON released_records BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_released WHERE record = OLD.id);
END;

CREATE INDEX released_records_of ON released_records (kind, record, "release");

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

CREATE TRIGGER listed_open_release_came AFTER INSERT ON releases BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_releases WHERE record = NEW.id;
END;

CREATE TRIGGER listed_open_release_changed AFTER UPDATE OF state, room_id, proposer ON releases BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_releases WHERE record = NEW.id;
END;

CREATE TRIGGER listed_open_release_changes BEFORE UPDATE OF state, room_id, proposer ON releases BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_releases WHERE record = OLD.id);
END;

CREATE TRIGGER listed_open_release_goes BEFORE DELETE ON releases BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_releases WHERE record = OLD.id);
END;

CREATE TRIGGER listed_release_changed AFTER UPDATE OF state, room_id ON releases BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_released WHERE "release" = NEW.id;
END;

CREATE TRIGGER listed_release_changes BEFORE UPDATE OF state, room_id ON releases BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_released WHERE "release" = OLD.id);
END;

CREATE TRIGGER listed_release_goes BEFORE DELETE ON releases BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_released WHERE "release" = OLD.id);
END;

CREATE TRIGGER release_counted AFTER INSERT ON releases BEGIN
    INSERT INTO lengths (room_id, list, length) VALUES (NEW.room_id, 'releases', 1)
    ON CONFLICT (room_id, list) DO UPDATE SET length = length + 1;
END;

CREATE TRIGGER release_gone AFTER DELETE ON releases BEGIN
    UPDATE lengths SET length = length - 1 WHERE room_id = OLD.room_id AND list = 'releases';
END;

CREATE INDEX releases_decision ON releases (room_id, decision) WHERE decision IS NOT NULL;

CREATE INDEX releases_state ON releases (room_id, state, number, proposer);

CREATE TABLE reminder_members (      -- whom it rings
    reminder INTEGER NOT NULL REFERENCES reminders (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    reaction TEXT,                   -- the 👍 by which the member joined in
    PRIMARY KEY (reminder, user_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER listed_rung_came AFTER INSERT ON reminder_members BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_reminders WHERE record = NEW.reminder AND member = NEW.user_id;
END;

CREATE TRIGGER listed_rung_changed AFTER UPDATE OF user_id, reminder ON reminder_members BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_reminders WHERE record = NEW.reminder AND member = NEW.user_id;
END;

CREATE TRIGGER listed_rung_changes BEFORE UPDATE OF user_id, reminder ON reminder_members BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_reminders WHERE record = OLD.reminder AND member = OLD.user_id);
END;

CREATE TRIGGER listed_rung_goes BEFORE DELETE ON reminder_members BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_reminders WHERE record = OLD.reminder AND member = OLD.user_id);
END;

CREATE INDEX reminder_members_reaction ON reminder_members (reaction) WHERE reaction IS NOT NULL;

CREATE TABLE reminders (
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,           -- the board room
    number INTEGER NOT NULL,         -- R5
    text TEXT NOT NULL,
    creator TEXT NOT NULL,           -- user id
    direct TEXT,                     -- the direct chat in which it was set and rings; NULL is the board room
    everyone INTEGER NOT NULL CHECK (everyone IN (0, 1)),  -- rings the whole room
    due INTEGER NOT NULL,            -- ms: when it rings next, or rang last
    rule TEXT,                       -- RFC 5545, without RRULE:
    first TEXT,                      -- local time at which the rule begins: 2026-11-30T08:30:00
    zone TEXT,                       -- and the IANA zone it is local in
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'rang', 'done', 'cancelled')),
    rang_in TEXT,                    -- name of the message in which it rang last
    origin INTEGER REFERENCES reminders (id) ON DELETE SET NULL,  -- a member's own copy of one that rang for several
    created INTEGER NOT NULL, rang INTEGER, "offset" INTEGER, clock TEXT, anchor INTEGER REFERENCES meetings (id) ON DELETE CASCADE, resting INTEGER NOT NULL DEFAULT 0, message TEXT,        -- ms
    UNIQUE (room_id, number),
    CHECK ((rule IS NULL) = (first IS NULL) AND (rule IS NULL) = (zone IS NULL))
) STRICT;

CREATE TRIGGER listed_reminder_came AFTER INSERT ON reminders BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_reminders WHERE record = NEW.id;
END;

CREATE TRIGGER listed_reminder_changed AFTER UPDATE OF state, due, direct, room_id ON reminders BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_reminders WHERE record = NEW.id;
END;

CREATE TRIGGER listed_reminder_changes BEFORE UPDATE OF state, due, direct, room_id ON reminders BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_reminders WHERE record = OLD.id);
END;

CREATE TRIGGER listed_reminder_goes BEFORE DELETE ON reminders BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_reminders WHERE record = OLD.id);
END;

CREATE TRIGGER reminder_name_gone AFTER DELETE ON reminders BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (2 << 32) | (4294967295 - OLD.number), OLD.text
    FROM name_rooms WHERE room = OLD.room_id AND OLD.state = 'waiting';
END;

CREATE TRIGGER reminder_named AFTER INSERT ON reminders BEGIN
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (2 << 32) | (4294967295 - NEW.number), NEW.text
    FROM name_rooms WHERE room = NEW.room_id AND NEW.state = 'waiting';
END;

CREATE TRIGGER reminder_named_anew AFTER UPDATE OF text, state, number, room_id ON reminders
WHEN (OLD.text, OLD.state = 'waiting', OLD.number, OLD.room_id) IS NOT (NEW.text, NEW.state = 'waiting', NEW.number, NEW.room_id) BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (2 << 32) | (4294967295 - OLD.number), OLD.text
    FROM name_rooms WHERE room = OLD.room_id AND OLD.state = 'waiting';
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (2 << 32) | (4294967295 - NEW.number), NEW.text
    FROM name_rooms WHERE room = NEW.room_id AND NEW.state = 'waiting';
END;

CREATE INDEX reminders_anchor ON reminders (anchor) WHERE anchor IS NOT NULL;

CREATE INDEX reminders_by_text ON reminders (room_id, text COLLATE NOCASE);

CREATE INDEX reminders_counted ON reminders (room_id, anchor) WHERE "offset" IS NOT NULL;

CREATE INDEX reminders_origin ON reminders (origin, creator) WHERE origin IS NOT NULL;

CREATE INDEX reminders_rang ON reminders (rang) WHERE rang IS NOT NULL AND rule IS NOT NULL;

CREATE INDEX reminders_rang_in ON reminders (rang_in) WHERE rang_in IS NOT NULL;

CREATE INDEX reminders_waiting ON reminders (room_id, due) WHERE state = 'waiting';

CREATE TABLE restored (
    room_id TEXT PRIMARY KEY,     -- the board room
    made INTEGER NOT NULL,        -- ms: when the backup was made
    time INTEGER NOT NULL,        -- ms: when it was put back
    missed INTEGER,               -- messages in between that nobody has read; NULL where that is not known
    told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE seen_rooms (            -- the board rooms whose members were looked at
    room_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE series_parts (              -- the rules that follow the first one of a series, each from its start on
    meeting INTEGER NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    start TEXT NOT NULL,
    "end" TEXT,
    rule TEXT NOT NULL,                  -- RFC 5545, without RRULE:
    PRIMARY KEY (meeting, start)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER released_part_came AFTER INSERT ON series_parts BEGIN
    INSERT INTO to_look_at SELECT room_id, 'M', number FROM meetings WHERE id = NEW.meeting;
END;

CREATE TRIGGER released_part_changed AFTER UPDATE ON series_parts BEGIN
    INSERT INTO to_look_at SELECT room_id, 'M', number FROM meetings WHERE id = NEW.meeting;
END;

CREATE TRIGGER released_part_gone AFTER DELETE ON series_parts BEGIN
    INSERT INTO to_look_at SELECT room_id, 'M', number FROM meetings WHERE id = OLD.meeting;
END;

CREATE TABLE slots (                     -- the dates a poll asks about; a number is never given twice in one poll
    id INTEGER PRIMARY KEY,
    meeting INTEGER NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    start TEXT NOT NULL,
    "end" TEXT,
    zone TEXT NOT NULL,
    begins INTEGER NOT NULL,
    over INTEGER NOT NULL,
    dropped INTEGER, place TEXT CHECK (place <> ''), offer INTEGER REFERENCES host_offers (id) ON DELETE SET NULL,                     -- ms
    UNIQUE (meeting, number)
) STRICT;

CREATE INDEX slots_offer ON slots (offer) WHERE offer IS NOT NULL;

CREATE TABLE task_notes (
    id INTEGER PRIMARY KEY,
    task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    author TEXT NOT NULL,         -- user id
    time INTEGER NOT NULL,        -- ms
    text TEXT NOT NULL CHECK (text <> '')
) STRICT;

CREATE INDEX task_notes_task ON task_notes (task_id);

CREATE TABLE task_offers (        -- somebody was asked to take it on and has not answered
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- part of the message's name, so never given twice
    task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    asked TEXT NOT NULL,          -- user id
    asker TEXT NOT NULL,          -- user id
    giver TEXT,                   -- the owner whose place it is about, NULL for a free one
    time INTEGER NOT NULL,        -- ms
    UNIQUE (task_id, asked)
) STRICT;

CREATE INDEX task_offers_asked ON task_offers (asked);

CREATE TABLE task_owners (        -- who has taken it on; a place is held by one member only
    task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    place INTEGER NOT NULL CHECK (place >= 1),
    user_id TEXT NOT NULL,
    since INTEGER NOT NULL,       -- ms
    until TEXT,                   -- the last day of a duty's term, ISO 8601
    confirmed INTEGER NOT NULL,   -- ms, when the owner last said that they hold it
    asked INTEGER,                -- ms, when the bot asked whether they still do; NULL once answered
    PRIMARY KEY (task_id, place),
    UNIQUE (task_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER listed_owner_came AFTER INSERT ON task_owners BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_tasks WHERE record = NEW.task_id AND member = NEW.user_id;
END;

CREATE TRIGGER listed_owner_changed AFTER UPDATE OF user_id, task_id ON task_owners BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_tasks WHERE record = NEW.task_id AND member = NEW.user_id;
END;

CREATE TRIGGER listed_owner_changes BEFORE UPDATE OF user_id, task_id ON task_owners BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_tasks WHERE record = OLD.task_id AND member = OLD.user_id);
END;

CREATE TRIGGER listed_owner_goes BEFORE DELETE ON task_owners BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_tasks WHERE record = OLD.task_id AND member = OLD.user_id);
END;

CREATE INDEX task_owners_asked ON task_owners (user_id) WHERE asked IS NOT NULL OR until IS NOT NULL;

CREATE INDEX task_owners_user ON task_owners (user_id);

CREATE TRIGGER task_place_left AFTER DELETE ON task_owners BEGIN
    UPDATE tasks SET taken = taken - 1 WHERE id = OLD.task_id;
END;

CREATE TRIGGER task_place_taken AFTER INSERT ON task_owners BEGIN
    UPDATE tasks SET taken = taken + 1 WHERE id = NEW.task_id;
END;

CREATE TABLE tasks (
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,
    number INTEGER NOT NULL,      -- T4
    key TEXT,                     -- a duty's name in the configuration; NULL for any other task
    title TEXT NOT NULL CHECK (title <> ''),
    places INTEGER NOT NULL DEFAULT 1 CHECK (places BETWEEN 1 AND 50),  -- how many members may share it
    due TEXT CHECK (due IS NULL OR key IS NULL),  -- ISO 8601: a day, or a moment with its offset
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'dropped')),
    creator TEXT,                 -- user id; NULL for a duty
    created INTEGER NOT NULL,     -- ms
    closer TEXT,                  -- user id of the one who finished or dropped it
    closed INTEGER, taken INTEGER NOT NULL DEFAULT 0, rule TEXT, first TEXT, zone TEXT, turn TEXT      -- which of the rule's dates this one is for, as `due`, wherever that was moved
    CHECK ((rule IS NULL) = (first IS NULL) AND (rule IS NULL) = (zone IS NULL) AND (rule IS NULL) = (turn IS NULL)
           AND (rule IS NULL OR key IS NULL)), follows INTEGER REFERENCES tasks (id) ON DELETE SET NULL,               -- ms
    UNIQUE (room_id, number),
    UNIQUE (room_id, key),
    CHECK ((state = 'open') = (closed IS NULL))
) STRICT;

CREATE TRIGGER listed_due_came AFTER INSERT ON tasks BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_due WHERE record = NEW.id;
END;

CREATE TRIGGER listed_due_changed AFTER UPDATE OF state, due, room_id ON tasks BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_due WHERE record = NEW.id;
END;

CREATE TRIGGER listed_due_changes BEFORE UPDATE OF state, due, room_id ON tasks BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_due WHERE record = OLD.id);
END;

CREATE TRIGGER listed_due_goes BEFORE DELETE ON tasks BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_due WHERE record = OLD.id);
END;

CREATE TRIGGER listed_task_changed AFTER UPDATE OF state, due, room_id ON tasks BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_tasks WHERE record = NEW.id;
END;

CREATE TRIGGER listed_task_changes BEFORE UPDATE OF state, due, room_id ON tasks BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_tasks WHERE record = OLD.id);
END;

CREATE TRIGGER listed_task_goes BEFORE DELETE ON tasks BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_tasks WHERE record = OLD.id);
END;

CREATE TRIGGER task_gone AFTER DELETE ON tasks BEGIN
    UPDATE lengths SET length = length - CASE list
        WHEN 'open' THEN OLD.state = 'open'
        WHEN 'free' THEN OLD.state = 'open' AND OLD.taken < OLD.places
        WHEN 'done' THEN OLD.state = 'done'
        ELSE 0 END
    WHERE room_id = OLD.room_id;
END;

CREATE TRIGGER task_listed AFTER INSERT ON tasks BEGIN
    INSERT INTO lengths (room_id, list, length)
    VALUES (NEW.room_id, 'open', NEW.state = 'open'),
        (NEW.room_id, 'free', NEW.state = 'open' AND NEW.taken < NEW.places),
        (NEW.room_id, 'done', NEW.state = 'done')
    ON CONFLICT (room_id, list) DO UPDATE SET length = length + excluded.length;
END;

CREATE TRIGGER task_listed_anew AFTER UPDATE OF state, taken, places ON tasks BEGIN
    UPDATE lengths SET length = length + CASE list
        WHEN 'open' THEN (NEW.state = 'open') - (OLD.state = 'open')
        WHEN 'free' THEN (NEW.state = 'open' AND NEW.taken < NEW.places)
            - (OLD.state = 'open' AND OLD.taken < OLD.places)
        WHEN 'done' THEN (NEW.state = 'done') - (OLD.state = 'done')
        ELSE 0 END
    WHERE room_id = NEW.room_id;
END;

CREATE TRIGGER task_name_gone AFTER DELETE ON tasks BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | ((OLD.state <> 'open') << 32) | (4294967295 - OLD.number), OLD.title
    FROM name_rooms WHERE room = OLD.room_id;
END;

CREATE TRIGGER task_named AFTER INSERT ON tasks BEGIN
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | ((NEW.state <> 'open') << 32) | (4294967295 - NEW.number), NEW.title
    FROM name_rooms WHERE room = NEW.room_id;
END;

CREATE TRIGGER task_named_anew AFTER UPDATE OF title, state, number, room_id ON tasks
WHEN (OLD.title, OLD.state <> 'open', OLD.number, OLD.room_id) IS NOT (NEW.title, NEW.state <> 'open', NEW.number, NEW.room_id) BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | ((OLD.state <> 'open') << 32) | (4294967295 - OLD.number), OLD.title
    FROM name_rooms WHERE room = OLD.room_id;
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | ((NEW.state <> 'open') << 32) | (4294967295 - NEW.number), NEW.title
    FROM name_rooms WHERE room = NEW.room_id;
END;

CREATE INDEX tasks_by_title ON tasks (room_id, title COLLATE NOCASE);

CREATE INDEX tasks_created ON tasks (room_id, created);

CREATE INDEX tasks_done ON tasks (room_id, closed, number) WHERE state = 'done';

CREATE INDEX tasks_follows ON tasks (follows) WHERE follows IS NOT NULL;

CREATE INDEX tasks_free ON tasks (room_id, due IS NULL, due, number) WHERE state = 'open' AND taken < places;

CREATE INDEX tasks_open ON tasks (room_id, due IS NULL, due, number) WHERE state = 'open';

CREATE TABLE tentative_files (
    meeting INTEGER NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    chat TEXT NOT NULL,
    reader TEXT,                   -- whom the chat is with; NULL in the board room
    PRIMARY KEY (meeting, chat)
) STRICT;

CREATE TABLE timers (             -- what is to be done at a moment: reminders, deadlines, nudges
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,        -- the board room
    kind TEXT NOT NULL,           -- which notice is due: 'meeting reminder', 'poll deadline', …
    about INTEGER NOT NULL,       -- the record's id
    tag TEXT NOT NULL DEFAULT '', -- tells timers of one kind apart: '7d'
    due INTEGER NOT NULL, faults INTEGER NOT NULL DEFAULT 0,         -- ms
    UNIQUE (room_id, kind, about, tag)
) STRICT;

CREATE INDEX timers_due ON timers (due);

CREATE VIEW to_look_at AS
    SELECT f.room_id AS room, r.kind, r.record AS number FROM released_records r JOIN releases f ON f.id = r."release"
    WHERE r.looked IS NULL;

CREATE TRIGGER looked_at_no_more INSTEAD OF INSERT ON to_look_at BEGIN
    UPDATE released_records SET looked = NULL
    WHERE looked IS NOT NULL AND kind = NEW.kind AND record = NEW.number
      AND (SELECT room_id FROM releases f WHERE f.id = "release") = NEW.room;
END;

CREATE TABLE topic_speakers (
    topic INTEGER NOT NULL REFERENCES topics (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    place INTEGER NOT NULL,  -- in the order in which they were named
    PRIMARY KEY (topic, user_id)
) STRICT, WITHOUT ROWID;

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

CREATE TRIGGER listed_topic_came AFTER INSERT ON topics BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_topics WHERE record = NEW.id;
END;

CREATE TRIGGER listed_topic_changed AFTER UPDATE OF meeting, state, position, room_id ON topics BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_topics WHERE record = NEW.id;
END;

CREATE TRIGGER listed_topic_changes BEFORE UPDATE OF meeting, state, position, room_id ON topics BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_topics WHERE record = OLD.id);
END;

CREATE TRIGGER listed_topic_goes BEFORE DELETE ON topics BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_topics WHERE record = OLD.id);
END;

CREATE INDEX topics_by_title ON topics (room_id, title COLLATE NOCASE) WHERE meeting IS NULL;

CREATE INDEX topics_in_backlog ON topics (room_id, position) WHERE meeting IS NULL;

CREATE INDEX topics_of_meeting ON topics (meeting, position);

CREATE INDEX topics_successor ON topics (successor) WHERE successor IS NOT NULL;

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

CREATE TABLE upgrades (
    old TEXT PRIMARY KEY,
    new TEXT NOT NULL
) STRICT, WITHOUT ROWID;

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
