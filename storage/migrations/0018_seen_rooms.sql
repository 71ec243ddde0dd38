-- Only at the first sight of a room are its members taken as they are; never again, though all have left meanwhile.
CREATE TABLE seen_rooms (            -- the board rooms whose members were looked at
    room_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO seen_rooms SELECT DISTINCT room_id FROM members;
