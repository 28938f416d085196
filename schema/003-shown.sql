-- Livechat, schema 3: what clients see of a message is one column.
--
-- shown_json has the members that never change by themselves, as they go to the client, in six
-- lines between which the others go: msg; alias; u; urls, mentions, channels, md and t; editedBy;
-- what extra_json adds. It is made from the other columns when the message is written or edited, so
-- the columns that held what only clients look at are gone. A large database takes a while: each
-- message is written once.
--
-- Not every server knows ADD COLUMN IF NOT EXISTS, so the statements are put together. One of the
-- columns that go is renamed first: an older program that still runs fails from then on, where
-- what it changed would be lost otherwise.

SET SESSION sql_mode = CONCAT_WS(',', NULLIF(@@SESSION.sql_mode, ''), 'STRICT_ALL_TABLES');

SET @begin = 'ADD COLUMN shown_json MEDIUMTEXT NULL COMMENT ''members of the message, in six lines'',
	CHANGE COLUMN md_json old_md_json MEDIUMTEXT NULL';
SET @fill = 'SET shown_json = CONCAT_WS(CHAR(10 USING utf8mb4),
	CONCAT(''"msg":'', JSON_QUOTE(msg)),
	IF(by_visitor AND u_name IS NOT NULL, CONCAT(''"alias":'', JSON_QUOTE(u_name)), ''''),
	CONCAT(''"u":{"_id":"'', CONVERT(u_id USING utf8mb4), ''","username":'', JSON_QUOTE(u_username),
		IF(u_name IS NULL, '''', CONCAT('',"name":'', JSON_QUOTE(u_name))), ''}''),
	CONCAT(''"urls":'', COALESCE(urls_json, ''[]''), '',"mentions":'', COALESCE(mentions_json, ''[]''),
		'',"channels":'', COALESCE(channels_json, ''[]''),
		IF(old_md_json IS NULL, '''', CONCAT('',"md":'', old_md_json)),
		IF(type IS NULL, '''', CONCAT('',"t":"'', CONVERT(type USING utf8mb4), ''"''))),
	IF(edited_by_id IS NULL, '''', CONCAT(''"editedBy":{"_id":"'', CONVERT(edited_by_id USING utf8mb4),
		''","username":'', JSON_QUOTE(edited_by_username), ''}'')),
	COALESCE(extra_json, ''''))
	WHERE shown_json IS NULL';
SET @end = 'MODIFY COLUMN shown_json MEDIUMTEXT NOT NULL COMMENT ''members of the message, in six lines'',
	DROP COLUMN old_md_json, DROP COLUMN urls_json, DROP COLUMN mentions_json, DROP COLUMN channels_json';

SET @statement = IF(
	(SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()
		AND table_name = 'messages' AND column_name = 'md_json') = 1,
	CONCAT('ALTER TABLE messages ', @begin), 'DO 0');
PREPARE statement FROM @statement;
EXECUTE statement;
SET @statement = IF(
	(SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()
		AND table_name = 'messages' AND column_name = 'old_md_json') = 1,
	CONCAT('UPDATE messages ', @fill), 'DO 0');
PREPARE statement FROM @statement;
EXECUTE statement;
SET @statement = IF(
	(SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()
		AND table_name = 'messages' AND column_name = 'old_md_json') = 1,
	CONCAT('ALTER TABLE messages ', @end), 'DO 0');
PREPARE statement FROM @statement;
EXECUTE statement;
SET @statement = IF(
	(SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()
		AND table_name = 'message_versions' AND column_name = 'md_json') = 1,
	CONCAT('ALTER TABLE message_versions ', @begin), 'DO 0');
PREPARE statement FROM @statement;
EXECUTE statement;
SET @statement = IF(
	(SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()
		AND table_name = 'message_versions' AND column_name = 'old_md_json') = 1,
	CONCAT('UPDATE message_versions ', @fill), 'DO 0');
PREPARE statement FROM @statement;
EXECUTE statement;
SET @statement = IF(
	(SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()
		AND table_name = 'message_versions' AND column_name = 'old_md_json') = 1,
	CONCAT('ALTER TABLE message_versions ', @end), 'DO 0');
PREPARE statement FROM @statement;
EXECUTE statement;
DEALLOCATE PREPARE statement;

INSERT IGNORE INTO schema_version (version, applied_at) VALUES (3, ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000));
