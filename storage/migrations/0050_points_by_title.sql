-- A point of the backlog that is named by its title: to find it, all that wait for a meeting were read.
CREATE INDEX topics_by_title ON topics (room_id, title COLLATE NOCASE) WHERE meeting IS NULL;
