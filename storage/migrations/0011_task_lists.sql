-- Each list of tasks in its order, so that a page of it costs the same however long the list is.
DROP INDEX tasks_state;
CREATE INDEX tasks_open ON tasks (room_id, due IS NULL, due, number) WHERE state = 'open';
CREATE INDEX tasks_done ON tasks (room_id, closed, number) WHERE state = 'done';
