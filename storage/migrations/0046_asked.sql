-- Who is asked to host is found without looking at all meetings of the room.
CREATE INDEX host_requests_asked ON host_requests (user_id);
