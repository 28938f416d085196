-- SPDX-License-Identifier: MIT
-- For the tests of migration: what the file before has made is copied into the table it has made.

INSERT IGNORE INTO moods (rid, mood) SELECT id, mood FROM rooms;

INSERT IGNORE INTO schema_version (version, file, applied_at)
	VALUES (802, '802-moods.sql', ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000));
