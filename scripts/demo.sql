-- SPDX-License-Identifier: MIT
-- The demo data of `make run`: the people, rooms and messages in the examples of Rocket.Chat's API.
--
-- It is loaded at each start. Rows that exist stay; rows that were deleted or closed are restored.
-- The agent's password is the one that scripts/run prints.

SET NAMES utf8mb4;
SET @now = ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000);

INSERT IGNORE INTO users (id, username, name, email, roles, created_at, updated_at) VALUES
	('rbAPXnMktTFbNpwtJ', 'lisa', 'Lisa Miller', 'lisa@example.com', 1 | 2 | 4, @now, @now),
	('C38WSSzrGd2NCjzqJ', 'test.cat', 'Test Cat', NULL, 1 | 2, @now, @now);
UPDATE users SET active = 1, available = 1, status = 'online', by_program = 1,
	password_hash = '$y$j9T$08NpKiBLXns7Qo6RPP6Lh/$BodwNZJrQy/kX0fo6q0OWmDQsTIk0MrOG0qKB0Q.wo8'
	WHERE id = 'rbAPXnMktTFbNpwtJ';

-- Lisa's personal access token, of which only the hash is stored.
INSERT IGNORE INTO auth_tokens (hash, user_id, name, created_at) VALUES
	(TO_BASE64(UNHEX(SHA2('RScctEHSmLGZGywfIhWyRpyofhKOiMoUIpimhvheU3f', 256))),
	'rbAPXnMktTFbNpwtJ', 'demo', @now);

INSERT IGNORE INTO visitors (id, token, username, name, ts, updated_at) VALUES
	('YgEoq2djbGdjjZnsL', 'iNKE8a6k6cjbqWhWd', 'guest-4', 'Livechat Visitor', 1536829920000, @now),
	('TqnK3cFbWmZ4xS9dR', '54fc5544030bcecda053311cb6b98920b', 'guest-35', NULL, 1698741660000, @now),
	('68f0d41001e202fefed836af', '2c9035b72dec31be7e9ccbb3cbd9952394ea41c1517b76c528d403c00a3fccf9',
	'guest-49', 'swayyy', 1760613392000, @now),
	('47Dajwh9DjpnTAugW', '8s7e9ony6ctl27e1qf8kue', 'guest-165', 'Mary', 1626193220000, @now);
UPDATE settings SET value = '165'
	WHERE name = 'Livechat_guest_count' AND CAST(value AS SIGNED) < 165;

INSERT IGNORE INTO rooms (id, visitor_id, visitor_token, fname, ts, last_ts, updated_at) VALUES
	('KuACMJ5MpN6SfAFWg', 'YgEoq2djbGdjjZnsL', 'iNKE8a6k6cjbqWhWd', 'Livechat Visitor', 1536829924118, 0, @now),
	('zRAeTszXor8CCPceB', 'YgEoq2djbGdjjZnsL', 'iNKE8a6k6cjbqWhWd', 'Livechat Visitor', 1536931790000, 0, @now),
	('mmqCzYgiL8fzRYfuY', '47Dajwh9DjpnTAugW', '8s7e9ony6ctl27e1qf8kue', 'Mary', 1626193225980, 0, @now),
	('dCBiZX3XPWyPsa6pt', '68f0d41001e202fefed836af',
	'2c9035b72dec31be7e9ccbb3cbd9952394ea41c1517b76c528d403c00a3fccf9', 'swayyy', 1760613396300, 0, @now);

-- A message that is restored must not be listed as deleted as well.
DELETE FROM message_deletions WHERE rid IN ('KuACMJ5MpN6SfAFWg', 'zRAeTszXor8CCPceB',
	'mmqCzYgiL8fzRYfuY', 'dCBiZX3XPWyPsa6pt') AND id IN (
	'Q2mTn8PfWxYb5KcRd', 'hZ6vJ3sLq9BtEwXoA', 'yR7dKp4NcGm2FuSzT', 'gW5xHn9CrLbQ3vMeY',
	'aK8tSf2ZpJd6wRyBi', 'eX4mVq7DhTn9cGuLs', 'n3FyWb8RkZs5PvTqC', 'u9GcLx2MjKe6SdHtA',
	'p5TnQw7BvYr3XmZfE', 'd6KsJh4GcNz8LbRyW', 'ZKWP8LfGnRHQ3ozWa', 'c7YtXm2PbHs9KvQnL',
	'AgRFdj96mbHDPrTHq', 'w4ZrNk8TqFy6CxJdS', 'CfD55oXeSvvC3jmZS', 'b2LsGv5XnWm9RtKhP',
	'6j9hrchZBHwZHpsF2', 'hmnQoYcnSJp7c9f2v');
DELETE FROM messages WHERE type = 'rm' AND rid IN ('KuACMJ5MpN6SfAFWg', 'zRAeTszXor8CCPceB',
	'mmqCzYgiL8fzRYfuY', 'dCBiZX3XPWyPsa6pt');
INSERT IGNORE INTO messages (rid, ts, id, type, by_visitor, u_id, u_username, u_name, msg, updated_at,
	edited_at, edited_by_id, edited_by_username, extra_json, shown_json) VALUES
	('KuACMJ5MpN6SfAFWg', 1536829924118, 'Q2mTn8PfWxYb5KcRd', 'livechat-started', 1, 'YgEoq2djbGdjjZnsL', 'guest-4', 'Livechat Visitor', '', 1536829924118, NULL, NULL, NULL, '"groupable":false', ''),
	('KuACMJ5MpN6SfAFWg', 1536829925002, 'hZ6vJ3sLq9BtEwXoA', NULL, 1, 'YgEoq2djbGdjjZnsL', 'guest-4', 'Livechat Visitor', 'Do you ship to Iceland?', 1536829925002, NULL, NULL, NULL, NULL, ''),
	('KuACMJ5MpN6SfAFWg', 1536830000417, 'yR7dKp4NcGm2FuSzT', 'command', 0, 'rbAPXnMktTFbNpwtJ', 'lisa', 'Lisa Miller', 'connected', 1536830000417, NULL, NULL, NULL, '"groupable":false', ''),
	('KuACMJ5MpN6SfAFWg', 1536830021730, 'gW5xHn9CrLbQ3vMeY', NULL, 0, 'rbAPXnMktTFbNpwtJ', 'lisa', 'Lisa Miller', 'We do, it takes about a week.', 1536830021730, NULL, NULL, NULL, NULL, ''),
	('KuACMJ5MpN6SfAFWg', 1536830042201, 'aK8tSf2ZpJd6wRyBi', NULL, 1, 'YgEoq2djbGdjjZnsL', 'guest-4', 'Livechat Visitor', 'Great, thank you!', 1536830049365, 1536830049365, 'YgEoq2djbGdjjZnsL', 'guest-4', NULL, ''),
	('KuACMJ5MpN6SfAFWg', 1536830110900, 'eX4mVq7DhTn9cGuLs', 'livechat-close', 0, 'rbAPXnMktTFbNpwtJ', 'lisa', 'Lisa Miller', 'Closed by the agent', 1536830110900, NULL, NULL, NULL, '"groupable":false', ''),
	('zRAeTszXor8CCPceB', 1536931790000, 'n3FyWb8RkZs5PvTqC', 'livechat-started', 1, 'YgEoq2djbGdjjZnsL', 'guest-4', 'Livechat Visitor', '', 1536931790000, NULL, NULL, NULL, '"groupable":false', ''),
	('zRAeTszXor8CCPceB', 1536931791310, 'u9GcLx2MjKe6SdHtA', NULL, 1, 'YgEoq2djbGdjjZnsL', 'guest-4', 'Livechat Visitor', 'Hello, is anybody there?', 1536931791310, NULL, NULL, NULL, NULL, ''),
	('zRAeTszXor8CCPceB', 1536931830422, 'p5TnQw7BvYr3XmZfE', 'command', 0, 'rbAPXnMktTFbNpwtJ', 'lisa', 'Lisa Miller', 'connected', 1536931830422, NULL, NULL, NULL, '"groupable":false', ''),
	('zRAeTszXor8CCPceB', 1536931844905, 'd6KsJh4GcNz8LbRyW', NULL, 0, 'rbAPXnMktTFbNpwtJ', 'lisa', 'Lisa Miller', 'Hi! How can I help?', 1536931844905, NULL, NULL, NULL, NULL, ''),
	('zRAeTszXor8CCPceB', 1536931893201, 'ZKWP8LfGnRHQ3ozWa', NULL, 1, 'YgEoq2djbGdjjZnsL', 'guest-4', 'Livechat Visitor', 'sending livechat message..', 1536931893201, NULL, NULL, NULL, NULL, ''),
	('mmqCzYgiL8fzRYfuY', 1626193225980, 'c7YtXm2PbHs9KvQnL', 'livechat-started', 1, '47Dajwh9DjpnTAugW', 'guest-165', 'Mary', '', 1626193225980, NULL, NULL, NULL, '"groupable":false', ''),
	('mmqCzYgiL8fzRYfuY', 1626193226672, 'AgRFdj96mbHDPrTHq', NULL, 1, '47Dajwh9DjpnTAugW', 'guest-165', 'Mary', 'hi', 1626193226776, NULL, NULL, NULL, NULL, ''),
	('dCBiZX3XPWyPsa6pt', 1760613396300, 'w4ZrNk8TqFy6CxJdS', 'livechat-started', 1, '68f0d41001e202fefed836af', 'guest-49', 'swayyy', '', 1760613396300, NULL, NULL, NULL, '"groupable":false', ''),
	('dCBiZX3XPWyPsa6pt', 1760613396406, 'CfD55oXeSvvC3jmZS', NULL, 1, '68f0d41001e202fefed836af', 'guest-49', 'swayyy', 'hello', 1760613396447, NULL, NULL, NULL, NULL, ''),
	('dCBiZX3XPWyPsa6pt', 1760613407012, 'b2LsGv5XnWm9RtKhP', 'command', 0, 'C38WSSzrGd2NCjzqJ', 'test.cat', 'Test Cat', 'connected', 1760613407012, NULL, NULL, NULL, '"groupable":false', ''),
	('dCBiZX3XPWyPsa6pt', 1760613418948, '6j9hrchZBHwZHpsF2', NULL, 0, 'C38WSSzrGd2NCjzqJ', 'test.cat', 'Test Cat', 'hello', 1762943084420, NULL, NULL, NULL, NULL, ''),
	('dCBiZX3XPWyPsa6pt', 1760613427068, 'hmnQoYcnSJp7c9f2v', NULL, 0, 'C38WSSzrGd2NCjzqJ', 'test.cat', 'Test Cat', '', 1762943084420, NULL, NULL, NULL, '"groupable":false,"file":{"_id":"68f0d43201e202fefed836cf","name":"video-designs (1).png","type":"image/png","size":17466,"format":"png"},"files":[{"_id":"68f0d43201e202fefed836cf","name":"video-designs (1).png","type":"image/png","size":17466,"format":"png"},{"_id":"68f0d43301e202fefed836d1","name":"thumb-video-designs (1).png","type":"image/png","size":14848,"format":"png"}],"attachments":[{"title":"video-designs (1).png","title_link":"/file-upload/68f0d43201e202fefed836cf/video-designs%20(1).png","title_link_download":true,"image_dimensions":{"width":480,"height":301},"image_preview":"/9j/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8tMC0oMCUoKSj/2wBDAQcHBwoIChMKChMoGhYaKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCj/wAARCAAUACADASIAAhEBAxEB/8QAGQABAAMBAQAAAAAAAAAAAAAAAAIDBAUI/8QAHRAAAgIDAAMAAAAAAAAAAAAAAQIAAwQRMQUhIv/EABUBAQEAAAAAAAAAAAAAAAAAAAAB/8QAFxEBAQEBAAAAAAAAAAAAAAAAAAERQf/aAAwDAQACEQMRAD8A8qqCzAKNk8EtbGvW4VNUwsPF17kKXNVquvVO5vt8pdZnpklvpRoHUszqXWNca5rjUKmNg6uvcqYFWIYaI6J0a/KXJnvkhvthrepgusNtrO3WOzFzhLUIiJFIiIH/2Q==","image_url":"/file-upload/68f0d43301e202fefed836d1/video-designs%20(1).png","image_type":"image/png","image_size":17466,"type":"file","description":""}]', '');
-- The documents of the messages as clients see them; all texts are plain.
UPDATE messages SET shown_json = CONCAT_WS(CHAR(10 USING utf8mb4), CONCAT('"msg":', JSON_QUOTE(msg)),
	IF(by_visitor, CONCAT('"alias":', JSON_QUOTE(u_name)), ''),
	CONCAT('"u":{"_id":"', CONVERT(u_id USING utf8mb4), '","username":', JSON_QUOTE(u_username), ',"name":', JSON_QUOTE(u_name), '}'),
	CONCAT('"urls":[],"mentions":[],"channels":[]',
		IF(msg = '', '', CONCAT(',"md":[{"type":"PARAGRAPH","value":[{"type":"PLAIN_TEXT","value":', JSON_QUOTE(msg), '}]}]')),
		IF(type IS NULL, '', CONCAT(',"t":"', CONVERT(type USING utf8mb4), '"'))),
	IF(edited_by_id IS NULL, '', CONCAT('"editedBy":{"_id":"', CONVERT(edited_by_id USING utf8mb4), '","username":',
		JSON_QUOTE(edited_by_username), '}')),
	COALESCE(extra_json, ''))
	WHERE shown_json = '';

-- One room is closed, the others are open and have an agent. The counters must match the messages.
UPDATE rooms SET is_open = 0, closer = 'user', closed_by_id = 'rbAPXnMktTFbNpwtJ',
	closed_by_username = 'lisa', closed_at = 1536830110900
	WHERE id = 'KuACMJ5MpN6SfAFWg' AND closed_at IS NULL;
UPDATE rooms SET is_open = 1, closer = NULL, closed_by_id = NULL, closed_by_username = NULL,
	closed_at = NULL
	WHERE id IN ('zRAeTszXor8CCPceB', 'mmqCzYgiL8fzRYfuY', 'dCBiZX3XPWyPsa6pt');
UPDATE rooms SET served_by_id = 'rbAPXnMktTFbNpwtJ', served_by_username = 'lisa', served_at = ts,
	users_count = 2, waiting = 0
	WHERE id IN ('KuACMJ5MpN6SfAFWg', 'zRAeTszXor8CCPceB', 'mmqCzYgiL8fzRYfuY')
	AND served_by_id IS NULL;
UPDATE rooms SET served_by_id = 'C38WSSzrGd2NCjzqJ', served_by_username = 'test.cat', served_at = ts,
	users_count = 2, waiting = 0
	WHERE id = 'dCBiZX3XPWyPsa6pt' AND served_by_id IS NULL;
INSERT IGNORE INTO inquiries (id, rid, name, status, ts, updated_at) VALUES
	('kV3nXc8QdWy5TmLsB', 'zRAeTszXor8CCPceB', 'Livechat Visitor', 'taken', 1536931790000, @now),
	('rF9hZp2JgKt7SbNxE', 'mmqCzYgiL8fzRYfuY', 'Mary', 'taken', 1626193225980, @now),
	('mY6wLq4DvGs8CkRuH', 'dCBiZX3XPWyPsa6pt', 'swayyy', 'taken', 1760613396300, @now);
UPDATE rooms r JOIN (
	SELECT rid, SUM(type IS NULL) AS msgs, SUM(type IS NULL OR type = 'livechat-close') AS listed,
		MAX(GREATEST(ts, updated_at)) AS last_ts, MAX(IF(type IS NULL, ts, NULL)) AS lm,
		MAX(IF(type IS NULL AND by_visitor, ts, NULL)) AS visitor_ts
	FROM messages GROUP BY rid
) m ON m.rid = r.id
SET r.msgs = m.msgs, r.listed = m.listed, r.last_ts = GREATEST(r.last_ts, m.last_ts), r.lm = m.lm,
	r.visitor_ts = m.visitor_ts, r.version = r.version + 1,
	r.last_message_id = (SELECT id FROM messages WHERE rid = r.id AND ts = m.lm)
WHERE r.id IN ('KuACMJ5MpN6SfAFWg', 'zRAeTszXor8CCPceB', 'mmqCzYgiL8fzRYfuY', 'dCBiZX3XPWyPsa6pt');
