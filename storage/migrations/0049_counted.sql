-- How many decisions are voted on, and how many releases there are, is kept: to count them took the longer the more there were.
CREATE TRIGGER decision_opened AFTER INSERT ON decisions BEGIN
    INSERT INTO lengths (room_id, list, length) VALUES (NEW.room_id, 'voting', NEW.state = 'voting')
    ON CONFLICT (room_id, list) DO UPDATE SET length = length + excluded.length;
END;
CREATE TRIGGER decision_ended AFTER UPDATE OF state ON decisions WHEN (OLD.state = 'voting') <> (NEW.state = 'voting') BEGIN
    UPDATE lengths SET length = length + (NEW.state = 'voting') - (OLD.state = 'voting')
    WHERE room_id = NEW.room_id AND list = 'voting';
END;
CREATE TRIGGER decision_open_gone AFTER DELETE ON decisions WHEN OLD.state = 'voting' BEGIN
    UPDATE lengths SET length = length - 1 WHERE room_id = OLD.room_id AND list = 'voting';
END;
CREATE TRIGGER release_counted AFTER INSERT ON releases BEGIN
    INSERT INTO lengths (room_id, list, length) VALUES (NEW.room_id, 'releases', 1)
    ON CONFLICT (room_id, list) DO UPDATE SET length = length + 1;
END;
CREATE TRIGGER release_gone AFTER DELETE ON releases BEGIN
    UPDATE lengths SET length = length - 1 WHERE room_id = OLD.room_id AND list = 'releases';
END;
INSERT INTO lengths (room_id, list, length) SELECT room_id, 'voting', sum(state = 'voting') FROM decisions GROUP BY room_id;
INSERT INTO lengths (room_id, list, length) SELECT room_id, 'releases', count(*) FROM releases GROUP BY room_id;
-- Who may vote is looked for by member alone only when somebody is forgotten; this held each of them a third time.
DROP INDEX decision_voters_user;
