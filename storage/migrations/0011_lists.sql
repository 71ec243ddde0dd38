-- Every list in its order, and how long it is: a page of a list and its heading cost the same however long it is.

ALTER TABLE tasks ADD COLUMN taken INTEGER NOT NULL DEFAULT 0;  -- how many places are held
UPDATE tasks SET taken = (SELECT count(*) FROM task_owners WHERE task_id = tasks.id);

DROP INDEX tasks_state;
CREATE INDEX tasks_open ON tasks (room_id, due IS NULL, due, number) WHERE state = 'open';
CREATE INDEX tasks_free ON tasks (room_id, due IS NULL, due, number) WHERE state = 'open' AND taken < places;
CREATE INDEX tasks_done ON tasks (room_id, closed, number) WHERE state = 'done';

CREATE TABLE lengths (            -- how many entries a list has; kept by triggers alone
    room_id TEXT NOT NULL,
    list TEXT NOT NULL,           -- 'open', 'free' and 'done' tasks, 'literature'
    length INTEGER NOT NULL CHECK (length >= 0),
    PRIMARY KEY (room_id, list)
) STRICT, WITHOUT ROWID;

INSERT INTO lengths SELECT room_id, 'open', sum(state = 'open') FROM tasks GROUP BY room_id;
INSERT INTO lengths SELECT room_id, 'free', sum(state = 'open' AND taken < places) FROM tasks GROUP BY room_id;
INSERT INTO lengths SELECT room_id, 'done', sum(state = 'done') FROM tasks GROUP BY room_id;
INSERT INTO lengths SELECT room_id, 'literature', count(*) FROM literature GROUP BY room_id;

CREATE TRIGGER task_place_taken AFTER INSERT ON task_owners BEGIN
    UPDATE tasks SET taken = taken + 1 WHERE id = NEW.task_id;
END;
CREATE TRIGGER task_place_left AFTER DELETE ON task_owners BEGIN
    UPDATE tasks SET taken = taken - 1 WHERE id = OLD.task_id;
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
CREATE TRIGGER task_gone AFTER DELETE ON tasks BEGIN
    UPDATE lengths SET length = length - CASE list
        WHEN 'open' THEN OLD.state = 'open'
        WHEN 'free' THEN OLD.state = 'open' AND OLD.taken < OLD.places
        WHEN 'done' THEN OLD.state = 'done'
        ELSE 0 END
    WHERE room_id = OLD.room_id;
END;

CREATE TRIGGER entry_listed AFTER INSERT ON literature BEGIN
    INSERT INTO lengths (room_id, list, length) VALUES (NEW.room_id, 'literature', 1)
    ON CONFLICT (room_id, list) DO UPDATE SET length = length + 1;
END;
CREATE TRIGGER entry_gone AFTER DELETE ON literature BEGIN
    UPDATE lengths SET length = length - 1 WHERE room_id = OLD.room_id AND list = 'literature';
END;

-- The beginnings of words up to twelve letters stand in the index: a beginning that many entries have is found at once.
CREATE VIRTUAL TABLE literature_words_12 USING fts5 (
    title, tags, authors, note, address, tokenize = "unicode61 remove_diacritics 2",
    prefix = '2 3 4 5 6 7 8 9 10 11 12'
);
INSERT INTO literature_words_12 (rowid, title, tags, authors, note, address)
SELECT rowid, title, tags, authors, note, address FROM literature_words;
DROP TABLE literature_words;
ALTER TABLE literature_words_12 RENAME TO literature_words;
