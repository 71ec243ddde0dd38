-- How many releases wait for agreement, and how many of those one member proposed, is kept beside them: to count them
-- took the longer the more there were.
CREATE VIEW listed_releases AS
    SELECT room_id AS room, 'open releases' AS list, number AS place, id AS record FROM releases WHERE state = 'open'
    UNION ALL SELECT room_id, 'open releases of ' || proposer, number, id FROM releases WHERE state = 'open';
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
INSERT INTO listed SELECT room, list, place, record FROM listed_releases;
