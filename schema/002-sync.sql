-- Livechat, schema 2: what has changed in a room since a point in time is one range of an index.
--
-- Not every server knows ADD KEY IF NOT EXISTS, so the statement is put together.

SET @add_key = IF(
	(SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE()
		AND table_name = 'messages' AND index_name = 'messages_changed') = 0,
	'ALTER TABLE messages ADD KEY messages_changed (rid, updated_at)', 'DO 0');
PREPARE add_key FROM @add_key;
EXECUTE add_key;
DEALLOCATE PREPARE add_key;

INSERT IGNORE INTO schema_version (version, applied_at) VALUES (2, ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000));
