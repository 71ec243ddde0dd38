-- What one member, one tag or one chat has, each list in its order, and how long it is: a page and a heading cost the
-- same however long the list is. Triggers keep both, also where `!undo` puts rows back. What a record stands in says a
-- view: before a row changes, what the view says of it is taken out; afterwards what it says then is put in.

CREATE TABLE listed (
    room TEXT NOT NULL,           -- the board room; not `room_id`, as triggers follow an upgrade too
    list TEXT NOT NULL,           -- 'held @anna:…', 'tag netz', 'in !chat:…'
    place ANY NOT NULL,           -- what the list is ordered by
    record INTEGER NOT NULL,      -- row id
    PRIMARY KEY (room, list, place, record)
) STRICT, WITHOUT ROWID;

CREATE TABLE listed_lengths (
    room TEXT NOT NULL,
    list TEXT NOT NULL,
    length INTEGER NOT NULL CHECK (length >= 0),
    PRIMARY KEY (room, list)
) STRICT, WITHOUT ROWID;

-- No ON CONFLICT: that of the statement whose triggers run would count instead (sqlite.org/lang_createtrigger.html).
CREATE TRIGGER listed_longer AFTER INSERT ON listed BEGIN
    INSERT INTO listed_lengths (room, list, length) SELECT NEW.room, NEW.list, 0
    WHERE NOT EXISTS (SELECT 1 FROM listed_lengths WHERE room = NEW.room AND list = NEW.list);
    UPDATE listed_lengths SET length = length + 1 WHERE room = NEW.room AND list = NEW.list;
END;
CREATE TRIGGER listed_shorter AFTER DELETE ON listed BEGIN
    UPDATE listed_lengths SET length = length - 1 WHERE room = OLD.room AND list = OLD.list;
    DELETE FROM listed_lengths WHERE room = OLD.room AND list = OLD.list AND length = 0;
END;

-- Open tasks by who holds them, by when they are due.
CREATE VIEW listed_tasks AS
    SELECT t.room_id AS room, 'held ' || o.user_id AS list, coalesce(t.due, '~') AS place, t.id AS record, o.user_id AS member
    FROM tasks t JOIN task_owners o ON o.task_id = t.id WHERE t.state = 'open';
CREATE TRIGGER listed_task_changes BEFORE UPDATE OF state, due, room_id ON tasks BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_tasks WHERE record = OLD.id);
END;
CREATE TRIGGER listed_task_changed AFTER UPDATE OF state, due, room_id ON tasks BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_tasks WHERE record = NEW.id;
END;
CREATE TRIGGER listed_task_goes BEFORE DELETE ON tasks BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_tasks WHERE record = OLD.id);
END;
CREATE TRIGGER listed_owner_came AFTER INSERT ON task_owners BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_tasks WHERE record = NEW.task_id AND member = NEW.user_id;
END;
CREATE TRIGGER listed_owner_changes BEFORE UPDATE OF user_id, task_id ON task_owners BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_tasks WHERE record = OLD.task_id AND member = OLD.user_id);
END;
CREATE TRIGGER listed_owner_changed AFTER UPDATE OF user_id, task_id ON task_owners BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_tasks WHERE record = NEW.task_id AND member = NEW.user_id;
END;
CREATE TRIGGER listed_owner_goes BEFORE DELETE ON task_owners BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_tasks WHERE record = OLD.task_id AND member = OLD.user_id);
END;
CREATE INDEX task_owners_asked ON task_owners (user_id) WHERE asked IS NOT NULL OR until IS NOT NULL;

-- Entries by who added them and by tag, by their numbers.
CREATE VIEW listed_entries AS
    SELECT room_id AS room, 'added ' || adder AS list, number AS place, id AS record, NULL AS tag FROM literature
    UNION ALL
    SELECT l.room_id, 'tag ' || t.folded, l.number, l.id, t.folded FROM literature l JOIN literature_tags t ON t.entry = l.id;
CREATE TRIGGER listed_entry_came AFTER INSERT ON literature BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_entries WHERE record = NEW.id;
END;
CREATE TRIGGER listed_entry_changes BEFORE UPDATE OF adder, number, room_id ON literature BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_entries WHERE record = OLD.id);
END;
CREATE TRIGGER listed_entry_changed AFTER UPDATE OF adder, number, room_id ON literature BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_entries WHERE record = NEW.id;
END;
CREATE TRIGGER listed_entry_goes BEFORE DELETE ON literature BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_entries WHERE record = OLD.id);
END;
CREATE TRIGGER listed_tag_came AFTER INSERT ON literature_tags BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_entries WHERE record = NEW.entry AND tag = NEW.folded;
END;
CREATE TRIGGER listed_tag_changes BEFORE UPDATE OF folded, entry ON literature_tags BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_entries WHERE record = OLD.entry AND tag = OLD.folded);
END;
CREATE TRIGGER listed_tag_changed AFTER UPDATE OF folded, entry ON literature_tags BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_entries WHERE record = NEW.entry AND tag = NEW.folded;
END;
CREATE TRIGGER listed_tag_goes BEFORE DELETE ON literature_tags BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_entries WHERE record = OLD.entry AND tag = OLD.folded);
END;
DROP INDEX literature_adder;

-- Reminders to come by chat, by whom they ring, and by both, by when they ring.
CREATE VIEW listed_reminders AS
    SELECT room_id AS room, 'in ' || coalesce(direct, room_id) AS list, due AS place, id AS record, NULL AS member
    FROM reminders WHERE state = 'waiting'
    UNION ALL
    SELECT r.room_id, 'for ' || m.user_id, r.due, r.id, m.user_id
    FROM reminders r JOIN reminder_members m ON m.reminder = r.id WHERE r.state = 'waiting'
    UNION ALL
    SELECT r.room_id, 'for ' || m.user_id || ' in ' || coalesce(r.direct, r.room_id), r.due, r.id, m.user_id
    FROM reminders r JOIN reminder_members m ON m.reminder = r.id WHERE r.state = 'waiting';
CREATE TRIGGER listed_reminder_came AFTER INSERT ON reminders BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_reminders WHERE record = NEW.id;
END;
CREATE TRIGGER listed_reminder_changes BEFORE UPDATE OF state, due, direct, room_id ON reminders BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_reminders WHERE record = OLD.id);
END;
CREATE TRIGGER listed_reminder_changed AFTER UPDATE OF state, due, direct, room_id ON reminders BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_reminders WHERE record = NEW.id;
END;
CREATE TRIGGER listed_reminder_goes BEFORE DELETE ON reminders BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_reminders WHERE record = OLD.id);
END;
CREATE TRIGGER listed_rung_came AFTER INSERT ON reminder_members BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_reminders WHERE record = NEW.reminder AND member = NEW.user_id;
END;
CREATE TRIGGER listed_rung_changes BEFORE UPDATE OF user_id, reminder ON reminder_members BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_reminders WHERE record = OLD.reminder AND member = OLD.user_id);
END;
CREATE TRIGGER listed_rung_changed AFTER UPDATE OF user_id, reminder ON reminder_members BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_reminders WHERE record = NEW.reminder AND member = NEW.user_id;
END;
CREATE TRIGGER listed_rung_goes BEFORE DELETE ON reminder_members BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (
        SELECT room, list, place, record FROM listed_reminders WHERE record = OLD.reminder AND member = OLD.user_id);
END;

-- Meetings with a date that were or will be at a member's, all of them and by member, by when they begin; and by offer,
-- by when they are over.
CREATE VIEW listed_hosts AS
    SELECT m.room_id AS room, 'hosted' AS list, m.begins AS place, m.id AS record, c.offer
    FROM host_choices c JOIN meetings m ON m.id = c.meeting WHERE m.state = 'fixed'
    UNION ALL
    SELECT m.room_id, 'at ' || c.offer, m.over, m.id, c.offer
    FROM host_choices c JOIN meetings m ON m.id = c.meeting WHERE m.state = 'fixed'
    UNION ALL
    SELECT m.room_id, 'hosted ' || o.host, m.begins, m.id, c.offer
    FROM host_choices c JOIN meetings m ON m.id = c.meeting JOIN host_offers o ON o.id = c.offer WHERE m.state = 'fixed';
CREATE TRIGGER listed_choice_came AFTER INSERT ON host_choices BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_hosts WHERE record = NEW.meeting;
END;
CREATE TRIGGER listed_choice_changes BEFORE UPDATE OF offer, meeting ON host_choices BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_hosts WHERE record = OLD.meeting);
END;
CREATE TRIGGER listed_choice_changed AFTER UPDATE OF offer, meeting ON host_choices BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_hosts WHERE record = NEW.meeting;
END;
CREATE TRIGGER listed_choice_goes BEFORE DELETE ON host_choices BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_hosts WHERE record = OLD.meeting);
END;
CREATE TRIGGER listed_meeting_changes BEFORE UPDATE OF state, begins, over, room_id ON meetings BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_hosts WHERE record = OLD.id);
END;
CREATE TRIGGER listed_meeting_changed AFTER UPDATE OF state, begins, over, room_id ON meetings BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_hosts WHERE record = NEW.id;
END;
CREATE TRIGGER listed_meeting_goes BEFORE DELETE ON meetings BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_hosts WHERE record = OLD.id);
END;
CREATE TRIGGER listed_offer_changes BEFORE UPDATE OF host ON host_offers WHEN OLD.host <> NEW.host BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_hosts WHERE offer = OLD.id);
END;
CREATE TRIGGER listed_offer_changed AFTER UPDATE OF host ON host_offers WHEN OLD.host <> NEW.host BEGIN
    INSERT INTO listed SELECT room, list, place, record FROM listed_hosts WHERE offer = NEW.id;
END;
CREATE TRIGGER listed_offer_goes BEFORE DELETE ON host_offers BEGIN
    DELETE FROM listed WHERE (room, list, place, record) IN (SELECT room, list, place, record FROM listed_hosts WHERE offer = OLD.id);
END;
-- Of one host, too, the first by number is found at once.
DROP INDEX host_offers_of;
CREATE INDEX host_offers_of ON host_offers (host, room_id, number) WHERE withdrawn IS NULL;

INSERT INTO listed SELECT room, list, place, record FROM listed_tasks;
INSERT INTO listed SELECT room, list, place, record FROM listed_entries;
INSERT INTO listed SELECT room, list, place, record FROM listed_reminders;
INSERT INTO listed SELECT room, list, place, record FROM listed_hosts;
