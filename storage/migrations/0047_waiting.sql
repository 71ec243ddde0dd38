-- How many releases wait for agreement, and those of others than one member, is known without looking at each.
DROP INDEX releases_state;
CREATE INDEX releases_state ON releases (room_id, state, number, proposer);
