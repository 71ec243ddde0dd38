-- What the index of titles is made of, as a view: so it can be made anew from the records (`storage/traces.py`).

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

DROP TABLE names;
CREATE VIRTUAL TABLE names USING fts5 (
    name, tokenize = 'trigram', detail = none, content = 'named', content_rowid = 'id'
);
INSERT INTO names (names) VALUES ('rebuild');
