-- More lists that are read a page at a time (see the migration before): the backlog, who is asked to vote on a decision,
-- impulses by state and by member. And searches that read no hit of another room.

-- The words of entries and decisions stand under a row id that begins with the room's number, as titles do in `names`.
CREATE VIRTUAL TABLE literature_words_of_rooms USING fts5 (
    title, tags, authors, note, address, tokenize = "unicode61 remove_diacritics 2",
    prefix = '2 3 4 5 6 7 8 9 10 11 12'
);
INSERT INTO name_rooms (room) SELECT room_id FROM literature UNION SELECT room_id FROM decisions WHERE TRUE ON CONFLICT DO NOTHING;
INSERT INTO literature_words_of_rooms (rowid, title, tags, authors, note, address)
SELECT r.number << 36 | l.id, w.title, w.tags, w.authors, w.note, w.address
FROM literature l JOIN name_rooms r ON r.room = l.room_id JOIN literature_words w ON w.rowid = l.id ORDER BY 1;
DROP TABLE literature_words;
ALTER TABLE literature_words_of_rooms RENAME TO literature_words;
CREATE TRIGGER entry_words_moved AFTER UPDATE OF room_id ON literature WHEN OLD.room_id <> NEW.room_id BEGIN
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    UPDATE literature_words SET rowid = (SELECT number FROM name_rooms WHERE room = NEW.room_id) << 36 | NEW.id WHERE rowid = (SELECT number FROM name_rooms WHERE room = OLD.room_id) << 36 | OLD.id;
END;

DROP TRIGGER decision_indexed;
DROP TRIGGER decision_indexed_anew;
DROP TRIGGER decision_gone;
DELETE FROM decisions_words;
INSERT INTO decisions_words (rowid, text) SELECT r.number << 36 | d.id, d.text || char(10) || replace(replace(replace(replace(replace(replace(replace(d.text, 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ß', 'ss'), 'Ä', 'Ae'), 'Ö', 'Oe'), 'Ü', 'Ue')
FROM decisions d JOIN name_rooms r ON r.room = d.room_id ORDER BY 1;
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
CREATE TRIGGER decision_gone AFTER DELETE ON decisions BEGIN
    DELETE FROM decisions_words WHERE rowid = (SELECT number FROM name_rooms WHERE room = OLD.room_id) << 36 | OLD.id;
    UPDATE lengths SET length = length - 1 WHERE room_id = OLD.room_id AND list = 'decisions';
END;
INSERT INTO lengths SELECT room_id, 'decisions', count(*) FROM decisions GROUP BY room_id;

-- The backlog, in its order.
CREATE VIEW listed_topics AS
    SELECT room_id AS room, 'backlog' AS list, position AS place, id AS record FROM topics WHERE meeting IS NULL AND state = 'open';
CREATE TRIGGER listed_topic_came AFTER INSERT ON topics BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_topics WHERE record = NEW.id;
END;
CREATE TRIGGER listed_topic_changes BEFORE UPDATE OF meeting, state, position, room_id ON topics BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_topics WHERE record = OLD.id);
END;
CREATE TRIGGER listed_topic_changed AFTER UPDATE OF meeting, state, position, room_id ON topics BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_topics WHERE record = NEW.id;
END;
CREATE TRIGGER listed_topic_goes BEFORE DELETE ON topics BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_topics WHERE record = OLD.id);
END;

-- Decisions that are voted on by who has not voted yet, by their deadline.
CREATE VIEW listed_decisions AS
    SELECT d.room_id AS room, 'asked ' || v.user_id AS list, coalesce(d.deadline, 9007199254740991) AS place, d.id AS record, v.id AS voter
    FROM decisions d JOIN decision_voters v ON v.decision = d.id
    WHERE d.state = 'voting' AND coalesce((
        SELECT b.value FROM decision_ballots b
        WHERE b.voter = v.id AND NOT b.redacted AND b.time <= coalesce(d.ended, d.deadline, b.time)
        ORDER BY b.time DESC, b.id DESC LIMIT 1), 'none') IN ('none', 'spoilt');
CREATE TRIGGER listed_decision_changes BEFORE UPDATE OF state, deadline, ended, room_id ON decisions BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_decisions WHERE record = OLD.id);
END;
CREATE TRIGGER listed_decision_changed AFTER UPDATE OF state, deadline, ended, room_id ON decisions BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_decisions WHERE record = NEW.id;
END;
CREATE TRIGGER listed_decision_goes BEFORE DELETE ON decisions BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_decisions WHERE record = OLD.id);
END;
CREATE TRIGGER listed_voter_came AFTER INSERT ON decision_voters BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_decisions WHERE record = NEW.decision AND voter = NEW.id;
END;
CREATE TRIGGER listed_voter_changes BEFORE UPDATE OF user_id ON decision_voters BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_decisions WHERE record = OLD.decision AND voter = OLD.id);
END;
CREATE TRIGGER listed_voter_changed AFTER UPDATE OF user_id ON decision_voters BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_decisions WHERE record = NEW.decision AND voter = NEW.id;
END;
CREATE TRIGGER listed_voter_goes BEFORE DELETE ON decision_voters BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_decisions WHERE record = OLD.decision AND voter = OLD.id);
END;
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

-- Impulses by state, ideas by how many would like to hear them; and the open ones by whose they are.
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
CREATE TRIGGER listed_impulse_came AFTER INSERT ON impulses BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_impulses WHERE record = NEW.id;
END;
CREATE TRIGGER listed_impulse_changes BEFORE UPDATE OF state, ended, contact, asker, room_id ON impulses BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_impulses WHERE record = OLD.id);
END;
CREATE TRIGGER listed_impulse_changed AFTER UPDATE OF state, ended, contact, asker, room_id ON impulses BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_impulses WHERE record = NEW.id;
END;
CREATE TRIGGER listed_impulse_goes BEFORE DELETE ON impulses BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_impulses WHERE record = OLD.id);
END;
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

-- How many of a list lie behind a moment, without counting them: of those whose place is a moment (ms) it is kept how
-- many lie on each day.
CREATE TABLE listed_days (
    room TEXT NOT NULL,
    list TEXT NOT NULL,
    day INTEGER NOT NULL,         -- since 1970, UTC
    length INTEGER NOT NULL CHECK (length >= 0),
    PRIMARY KEY (room, list, day)
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

-- Entries by when they were added: all, by member, by tag, and by both.
DROP TRIGGER entry_listed;
DROP TRIGGER entry_gone;
DELETE FROM lengths WHERE list = 'literature';
DELETE FROM listed WHERE list GLOB 'added *' OR list GLOB 'tag *' OR list = 'hosted' OR list GLOB 'hosted *';
DROP VIEW listed_entries;
CREATE VIEW listed_entries AS
    SELECT room_id AS room, 'by day added' AS list, added AS place, id AS record, NULL AS tag FROM literature
    UNION ALL SELECT room_id, 'by day added ' || adder, added, id, NULL FROM literature
    UNION ALL SELECT l.room_id, 'by day tag ' || t.folded, l.added, l.id, t.folded
    FROM literature l JOIN literature_tags t ON t.entry = l.id
    UNION ALL SELECT l.room_id, 'by day tag ' || t.folded || ' added ' || l.adder, l.added, l.id, t.folded
    FROM literature l JOIN literature_tags t ON t.entry = l.id;
DROP TRIGGER listed_entry_changes;
DROP TRIGGER listed_entry_changed;
CREATE TRIGGER listed_entry_changes BEFORE UPDATE OF adder, added, room_id ON literature BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_entries WHERE record = OLD.id);
END;
CREATE TRIGGER listed_entry_changed AFTER UPDATE OF adder, added, room_id ON literature BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_entries WHERE record = NEW.id;
END;

-- Meetings with a date by when they are over, and those at a member's as before.
DROP VIEW listed_hosts;
CREATE VIEW listed_hosts AS
    SELECT m.room_id AS room, 'by day hosted' AS list, m.begins AS place, m.id AS record, c.offer
    FROM host_choices c JOIN meetings m ON m.id = c.meeting WHERE m.state = 'fixed'
    UNION ALL
    SELECT m.room_id, 'at ' || c.offer, m.over, m.id, c.offer
    FROM host_choices c JOIN meetings m ON m.id = c.meeting WHERE m.state = 'fixed'
    UNION ALL
    SELECT m.room_id, 'hosted ' || o.host, m.begins, m.id, c.offer
    FROM host_choices c JOIN meetings m ON m.id = c.meeting JOIN host_offers o ON o.id = c.offer WHERE m.state = 'fixed';
CREATE VIEW listed_meetings AS
    SELECT room_id AS room, 'by day over' AS list, over AS place, id AS record FROM meetings WHERE state = 'fixed';
CREATE TRIGGER listed_fixed_came AFTER INSERT ON meetings BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_meetings WHERE record = NEW.id;
END;
CREATE TRIGGER listed_fixed_changes BEFORE UPDATE OF state, over, room_id ON meetings BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_meetings WHERE record = OLD.id);
END;
CREATE TRIGGER listed_fixed_changed AFTER UPDATE OF state, over, room_id ON meetings BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_meetings WHERE record = NEW.id;
END;
CREATE TRIGGER listed_fixed_goes BEFORE DELETE ON meetings BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_meetings WHERE record = OLD.id);
END;
-- Those to come, the next first: series and what lasts for days are few, and stand apart.
CREATE INDEX meetings_short ON meetings (room_id, begins, id)
    WHERE state = 'fixed' AND rule IS NULL AND over - begins <= 172800000;
CREATE INDEX meetings_long ON meetings (room_id, over) WHERE state = 'fixed' AND (rule IS NOT NULL OR over - begins > 172800000);

-- Open tasks by when they are due: those of a whole day, and those of a moment.
CREATE VIEW listed_due AS
    SELECT room_id AS room, iif(length(due) = 10, 'by day due', 'by day due at') AS list, unixepoch(due) * 1000 AS place,
        id AS record
    FROM tasks WHERE state = 'open' AND unixepoch(due) IS NOT NULL;
CREATE TRIGGER listed_due_came AFTER INSERT ON tasks BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_due WHERE record = NEW.id;
END;
CREATE TRIGGER listed_due_changes BEFORE UPDATE OF state, due, room_id ON tasks BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_due WHERE record = OLD.id);
END;
CREATE TRIGGER listed_due_changed AFTER UPDATE OF state, due, room_id ON tasks BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_due WHERE record = NEW.id;
END;
CREATE TRIGGER listed_due_goes BEFORE DELETE ON tasks BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_due WHERE record = OLD.id);
END;

-- Offers that stand.
CREATE VIEW listed_offers AS
    SELECT room_id AS room, 'offers' AS list, number AS place, id AS record FROM host_offers WHERE withdrawn IS NULL;
CREATE TRIGGER listed_standing_came AFTER INSERT ON host_offers BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_offers WHERE record = NEW.id;
END;
CREATE TRIGGER listed_standing_changes BEFORE UPDATE OF withdrawn, number, room_id ON host_offers BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_offers WHERE record = OLD.id);
END;
CREATE TRIGGER listed_standing_changed AFTER UPDATE OF withdrawn, number, room_id ON host_offers BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_offers WHERE record = NEW.id;
END;
CREATE TRIGGER listed_standing_goes BEFORE DELETE ON host_offers BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_offers WHERE record = OLD.id);
END;

-- Meetings that were not cancelled, offers that stand and persons from outside are found by their names, too.

CREATE TRIGGER meeting_named AFTER INSERT ON meetings BEGIN
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (4 << 32) | (4294967295 - NEW.number), NEW.title FROM name_rooms WHERE room = NEW.room_id AND NEW.state <> 'cancelled';
END;
CREATE TRIGGER meeting_name_gone AFTER DELETE ON meetings BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (4 << 32) | (4294967295 - OLD.number), OLD.title FROM name_rooms WHERE room = OLD.room_id AND OLD.state <> 'cancelled';
END;
CREATE TRIGGER meeting_named_anew AFTER UPDATE OF title, state, number, room_id ON meetings
WHEN (OLD.title, OLD.state <> 'cancelled', OLD.number, OLD.room_id) IS NOT (NEW.title, NEW.state <> 'cancelled', NEW.number, NEW.room_id) BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (4 << 32) | (4294967295 - OLD.number), OLD.title FROM name_rooms WHERE room = OLD.room_id AND OLD.state <> 'cancelled';
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (4 << 32) | (4294967295 - NEW.number), NEW.title FROM name_rooms WHERE room = NEW.room_id AND NEW.state <> 'cancelled';
END;
INSERT INTO name_rooms (room) SELECT DISTINCT room_id FROM meetings WHERE TRUE ON CONFLICT DO NOTHING;
INSERT INTO names (rowid, name) SELECT (name_rooms.number << 36) | (4 << 32) | (4294967295 - t.number), t.title FROM meetings t JOIN name_rooms ON room = t.room_id WHERE t.state <> 'cancelled';
CREATE INDEX meetings_by_title ON meetings (room_id, title COLLATE NOCASE);

CREATE TRIGGER offer_named AFTER INSERT ON host_offers BEGIN
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (5 << 32) | (4294967295 - NEW.number), NEW.place FROM name_rooms WHERE room = NEW.room_id AND NEW.withdrawn IS NULL;
END;
CREATE TRIGGER offer_name_gone AFTER DELETE ON host_offers BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (5 << 32) | (4294967295 - OLD.number), OLD.place FROM name_rooms WHERE room = OLD.room_id AND OLD.withdrawn IS NULL;
END;
CREATE TRIGGER offer_named_anew AFTER UPDATE OF place, withdrawn, number, room_id ON host_offers
WHEN (OLD.place, OLD.withdrawn IS NULL, OLD.number, OLD.room_id) IS NOT (NEW.place, NEW.withdrawn IS NULL, NEW.number, NEW.room_id) BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (5 << 32) | (4294967295 - OLD.number), OLD.place FROM name_rooms WHERE room = OLD.room_id AND OLD.withdrawn IS NULL;
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (5 << 32) | (4294967295 - NEW.number), NEW.place FROM name_rooms WHERE room = NEW.room_id AND NEW.withdrawn IS NULL;
END;
INSERT INTO name_rooms (room) SELECT DISTINCT room_id FROM host_offers WHERE TRUE ON CONFLICT DO NOTHING;
INSERT INTO names (rowid, name) SELECT (name_rooms.number << 36) | (5 << 32) | (4294967295 - t.number), t.place FROM host_offers t JOIN name_rooms ON room = t.room_id WHERE t.withdrawn IS NULL;
CREATE INDEX host_offers_by_place ON host_offers (room_id, place COLLATE NOCASE);

CREATE TRIGGER speaker_named AFTER INSERT ON impulses BEGIN
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (6 << 32) | (4294967295 - NEW.number), NEW.person FROM name_rooms WHERE room = NEW.room_id AND NEW.person <> '';
END;
CREATE TRIGGER speaker_name_gone AFTER DELETE ON impulses BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (6 << 32) | (4294967295 - OLD.number), OLD.person FROM name_rooms WHERE room = OLD.room_id AND OLD.person <> '';
END;
CREATE TRIGGER speaker_named_anew AFTER UPDATE OF person, number, room_id ON impulses
WHEN (OLD.person, OLD.person <> '', OLD.number, OLD.room_id) IS NOT (NEW.person, NEW.person <> '', NEW.number, NEW.room_id) BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (6 << 32) | (4294967295 - OLD.number), OLD.person FROM name_rooms WHERE room = OLD.room_id AND OLD.person <> '';
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (6 << 32) | (4294967295 - NEW.number), NEW.person FROM name_rooms WHERE room = NEW.room_id AND NEW.person <> '';
END;
INSERT INTO name_rooms (room) SELECT DISTINCT room_id FROM impulses WHERE TRUE ON CONFLICT DO NOTHING;
INSERT INTO names (rowid, name) SELECT (name_rooms.number << 36) | (6 << 32) | (4294967295 - t.number), t.person FROM impulses t JOIN name_rooms ON room = t.room_id WHERE t.person <> '';
CREATE INDEX impulses_by_person ON impulses (room_id, person COLLATE NOCASE);

CREATE TRIGGER decision_named AFTER INSERT ON decisions BEGIN
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (7 << 32) | (4294967295 - NEW.number), NEW.text FROM name_rooms WHERE room = NEW.room_id AND TRUE;
END;
CREATE TRIGGER decision_name_gone AFTER DELETE ON decisions BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (7 << 32) | (4294967295 - OLD.number), OLD.text FROM name_rooms WHERE room = OLD.room_id AND TRUE;
END;
CREATE TRIGGER decision_named_anew AFTER UPDATE OF text, number, room_id ON decisions
WHEN (OLD.text, TRUE, OLD.number, OLD.room_id) IS NOT (NEW.text, TRUE, NEW.number, NEW.room_id) BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (7 << 32) | (4294967295 - OLD.number), OLD.text FROM name_rooms WHERE room = OLD.room_id AND TRUE;
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (7 << 32) | (4294967295 - NEW.number), NEW.text FROM name_rooms WHERE room = NEW.room_id AND TRUE;
END;
INSERT INTO name_rooms (room) SELECT DISTINCT room_id FROM decisions WHERE TRUE ON CONFLICT DO NOTHING;
INSERT INTO names (rowid, name) SELECT (name_rooms.number << 36) | (7 << 32) | (4294967295 - t.number), t.text FROM decisions t JOIN name_rooms ON room = t.room_id WHERE TRUE;
CREATE INDEX decisions_by_text ON decisions (room_id, text COLLATE NOCASE);


INSERT INTO listed SELECT room, list, place, record FROM listed_topics;
INSERT INTO listed SELECT room, list, place, record FROM listed_decisions;
INSERT INTO listed SELECT room, list, place, record FROM listed_impulses;
INSERT INTO listed SELECT room, list, place, record FROM listed_entries;
INSERT INTO listed SELECT room, list, place, record FROM listed_hosts WHERE list NOT GLOB 'at *';
INSERT INTO listed SELECT room, list, place, record FROM listed_meetings;
INSERT INTO listed SELECT room, list, place, record FROM listed_due;
INSERT INTO listed SELECT room, list, place, record FROM listed_offers;
