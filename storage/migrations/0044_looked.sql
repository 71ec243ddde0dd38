-- What of the released records was found when they were looked at last, so that only those are looked at anew that may
-- have changed since: triggers forget it with every change of what goes out of them or keeps them in the room.

ALTER TABLE released_records ADD COLUMN looked TEXT CHECK (looked IN ('goes', 'changed', 'hindered', 'gone'));
CREATE INDEX releases_decision ON releases (room_id, decision) WHERE decision IS NOT NULL;

CREATE TABLE released_looks (
    room_id TEXT PRIMARY KEY,     -- the board room
    known INTEGER NOT NULL        -- as of whom its records were looked at: a fingerprint of the members' names
) STRICT, WITHOUT ROWID;

-- What was agreed to and stands in no later release, by what was found and in the order of its short names.
CREATE VIEW listed_released AS
    SELECT f.room_id AS room, 'released ' || coalesce(r.looked, 'new') AS list, r.kind || printf('%010d', r.record) AS place,
        r.id AS record, f.id AS "release"
    FROM released_records r JOIN releases f ON f.id = r."release" WHERE f.state = 'agreed' AND r.later IS NULL;
CREATE TRIGGER listed_released_came AFTER INSERT ON released_records BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_released WHERE record = NEW.id;
END;
CREATE TRIGGER listed_released_changes BEFORE UPDATE OF looked, later ON released_records BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_released WHERE record = OLD.id);
END;
CREATE TRIGGER listed_released_changed AFTER UPDATE OF looked, later ON released_records BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_released WHERE record = NEW.id;
END;
CREATE TRIGGER listed_released_goes BEFORE DELETE ON released_records BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_released WHERE record = OLD.id);
END;
CREATE TRIGGER listed_release_changes BEFORE UPDATE OF state, room_id ON releases BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_released WHERE "release" = OLD.id);
END;
CREATE TRIGGER listed_release_changed AFTER UPDATE OF state, room_id ON releases BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_released WHERE "release" = NEW.id;
END;
CREATE TRIGGER listed_release_goes BEFORE DELETE ON releases BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_released WHERE "release" = OLD.id);
END;
INSERT INTO listed SELECT room, list, place, record FROM listed_released;

-- Where a changed record is put, to be looked at anew wherever it was released: also what `!undo` brings back, and also
-- in releases that do not count at the moment.
CREATE VIEW to_look_at AS
    SELECT f.room_id AS room, r.kind, r.record AS number FROM released_records r JOIN releases f ON f.id = r."release"
    WHERE r.looked IS NULL;
CREATE TRIGGER looked_at_no_more INSTEAD OF INSERT ON to_look_at BEGIN
    UPDATE released_records SET looked = NULL
    WHERE looked IS NOT NULL AND kind = NEW.kind AND record = NEW.number
      AND (SELECT room_id FROM releases f WHERE f.id = "release") = NEW.room;
END;
DROP INDEX released_records_of;
CREATE INDEX released_records_of ON released_records (kind, record, "release");

CREATE TRIGGER released_entry_came AFTER INSERT ON literature BEGIN
    INSERT INTO to_look_at VALUES (NEW.room_id, 'L', NEW.number);
END;
CREATE TRIGGER released_entry_changed AFTER UPDATE OF csl, address, note ON literature BEGIN
    INSERT INTO to_look_at VALUES (NEW.room_id, 'L', NEW.number);
END;
CREATE TRIGGER released_entry_gone AFTER DELETE ON literature BEGIN
    INSERT INTO to_look_at VALUES (OLD.room_id, 'L', OLD.number);
END;
CREATE TRIGGER released_tag_came AFTER INSERT ON literature_tags BEGIN
    INSERT INTO to_look_at SELECT room_id, 'L', number FROM literature WHERE id = NEW.entry;
END;
CREATE TRIGGER released_tag_changed AFTER UPDATE ON literature_tags BEGIN
    INSERT INTO to_look_at SELECT room_id, 'L', number FROM literature WHERE id = NEW.entry;
END;
CREATE TRIGGER released_tag_gone AFTER DELETE ON literature_tags BEGIN
    INSERT INTO to_look_at SELECT room_id, 'L', number FROM literature WHERE id = OLD.entry;
END;

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
CREATE TRIGGER released_move_came AFTER INSERT ON moved_dates BEGIN
    INSERT INTO to_look_at SELECT room_id, 'M', number FROM meetings WHERE id = NEW.meeting;
END;
CREATE TRIGGER released_move_changed AFTER UPDATE ON moved_dates BEGIN
    INSERT INTO to_look_at SELECT room_id, 'M', number FROM meetings WHERE id = NEW.meeting;
END;
CREATE TRIGGER released_move_gone AFTER DELETE ON moved_dates BEGIN
    INSERT INTO to_look_at SELECT room_id, 'M', number FROM meetings WHERE id = OLD.meeting;
END;
CREATE TRIGGER released_part_came AFTER INSERT ON series_parts BEGIN
    INSERT INTO to_look_at SELECT room_id, 'M', number FROM meetings WHERE id = NEW.meeting;
END;
CREATE TRIGGER released_part_changed AFTER UPDATE ON series_parts BEGIN
    INSERT INTO to_look_at SELECT room_id, 'M', number FROM meetings WHERE id = NEW.meeting;
END;
CREATE TRIGGER released_part_gone AFTER DELETE ON series_parts BEGIN
    INSERT INTO to_look_at SELECT room_id, 'M', number FROM meetings WHERE id = OLD.meeting;
END;

-- A decision goes out itself, and what it has released goes out as long as it holds.
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
