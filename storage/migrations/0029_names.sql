-- Titles by three letters at a time, so that the nearest to a name are found without reading the list: of tasks, of
-- reminders that are to come, and of literature.
--
-- A row is known by its room, by what it is, and by its number, in one integer, the newest first: so the index itself
-- keeps rooms and kinds apart (0 an open task, 1 a finished one, 2 a reminder, 3 an entry). It holds no text of its own; triggers keep it, also
-- where `!undo` puts rows back.

CREATE TABLE name_rooms (number INTEGER PRIMARY KEY, room TEXT NOT NULL UNIQUE) STRICT;

CREATE VIRTUAL TABLE names USING fts5 (name, tokenize = 'trigram', detail = none, content = '');

CREATE INDEX tasks_by_title ON tasks (room_id, title COLLATE NOCASE);
CREATE INDEX reminders_by_text ON reminders (room_id, text COLLATE NOCASE);
CREATE INDEX literature_by_title ON literature (room_id, json_extract(csl, '$.title') COLLATE NOCASE);

CREATE TRIGGER task_named AFTER INSERT ON tasks BEGIN
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | ((NEW.state <> 'open') << 32) | (4294967295 - NEW.number), NEW.title
    FROM name_rooms WHERE room = NEW.room_id;
END;

CREATE TRIGGER task_name_gone AFTER DELETE ON tasks BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | ((OLD.state <> 'open') << 32) | (4294967295 - OLD.number), OLD.title
    FROM name_rooms WHERE room = OLD.room_id;
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

CREATE TRIGGER reminder_named AFTER INSERT ON reminders BEGIN
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (2 << 32) | (4294967295 - NEW.number), NEW.text
    FROM name_rooms WHERE room = NEW.room_id AND NEW.state = 'waiting';
END;

CREATE TRIGGER reminder_name_gone AFTER DELETE ON reminders BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (2 << 32) | (4294967295 - OLD.number), OLD.text
    FROM name_rooms WHERE room = OLD.room_id AND OLD.state = 'waiting';
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

CREATE TRIGGER entry_named AFTER INSERT ON literature BEGIN
    INSERT INTO name_rooms (room) VALUES (NEW.room_id) ON CONFLICT DO NOTHING;
    INSERT INTO names (rowid, name)
    SELECT (name_rooms.number << 36) | (3 << 32) | (4294967295 - NEW.number), json_extract(NEW.csl, '$.title')
    FROM name_rooms WHERE room = NEW.room_id AND json_extract(NEW.csl, '$.title') IS NOT NULL;
END;

CREATE TRIGGER entry_name_gone AFTER DELETE ON literature BEGIN
    INSERT INTO names (names, rowid, name)
    SELECT 'delete', (name_rooms.number << 36) | (3 << 32) | (4294967295 - OLD.number), json_extract(OLD.csl, '$.title')
    FROM name_rooms WHERE room = OLD.room_id AND json_extract(OLD.csl, '$.title') IS NOT NULL;
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

INSERT INTO name_rooms (room) SELECT room_id FROM tasks UNION SELECT room_id FROM reminders UNION SELECT room_id FROM literature;
INSERT INTO names (rowid, name) SELECT (r.number << 36) | ((t.state <> 'open') << 32) | (4294967295 - t.number), t.title
    FROM tasks t JOIN name_rooms r ON r.room = t.room_id;
INSERT INTO names (rowid, name) SELECT (r.number << 36) | (2 << 32) | (4294967295 - t.number), t.text
    FROM reminders t JOIN name_rooms r ON r.room = t.room_id WHERE t.state = 'waiting';
INSERT INTO names (rowid, name) SELECT (r.number << 36) | (3 << 32) | (4294967295 - t.number), json_extract(t.csl, '$.title')
    FROM literature t JOIN name_rooms r ON r.room = t.room_id WHERE json_extract(t.csl, '$.title') IS NOT NULL;

-- What stands is found without what once stood.
CREATE INDEX host_offers_standing ON host_offers (room_id, number) WHERE withdrawn IS NULL;
CREATE INDEX host_offers_of ON host_offers (host, room_id) WHERE withdrawn IS NULL;
