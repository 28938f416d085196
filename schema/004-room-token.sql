-- Livechat, schema 4: a room knows the token of its visitor, which never changes. So reading a
-- room takes that one row to see whether who asks may.
--
-- Not every server knows ADD COLUMN IF NOT EXISTS, so the statement is put together.

SET @add_column = IF(
	(SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()
		AND table_name = 'rooms' AND column_name = 'visitor_token') = 0,
	'ALTER TABLE rooms ADD COLUMN visitor_token VARBINARY(255) NULL COMMENT ''NULL: not reachable by a visitor''
		AFTER visitor_id', 'DO 0');
PREPARE add_column FROM @add_column;
EXECUTE add_column;
DEALLOCATE PREPARE add_column;

UPDATE rooms r JOIN visitors v ON v.id = r.visitor_id SET r.visitor_token = v.token
	WHERE r.visitor_token IS NULL;

INSERT IGNORE INTO schema_version (version, applied_at) VALUES (4, ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000));
