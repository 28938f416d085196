-- Livechat, schema 1: everything a conversation needs.
--
-- Import with any MySQL or MariaDB client (phpMyAdmin too), or let "livechat-admin migrate" do
-- it. Importing it twice does no harm. Files of this folder are applied in the order of their
-- numbers and are never changed once released.
--
-- Conventions: ids and tokens are VARBINARY, because they are compared byte for byte; text for
-- people is utf8mb4; a point in time is BIGINT, milliseconds since 1970 UTC (FROM_UNIXTIME(ts/1000)
-- shows it); a column named *_json holds JSON as it goes to the client, never looked into.

CREATE TABLE IF NOT EXISTS schema_version (
	version INT NOT NULL PRIMARY KEY COMMENT 'the number of an applied file',
	applied_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- What an admin changed; a setting without a row has the default built into the program.
CREATE TABLE IF NOT EXISTS settings (
	name VARBINARY(64) NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- People who log in: agents, managers, monitors, admins.
CREATE TABLE IF NOT EXISTS users (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	username VARBINARY(64) NOT NULL COMMENT 'letters, digits, dot, dash, underscore',
	name VARCHAR(255) NULL,
	email VARCHAR(254) NULL,
	password_hash VARBINARY(255) NULL COMMENT 'crypt(3); NULL: cannot log in with a password',
	roles INT NOT NULL DEFAULT 0 COMMENT 'bits: 1 user, 2 agent, 4 manager, 8 monitor, 16 admin',
	active TINYINT NOT NULL DEFAULT 1,
	status VARBINARY(16) NOT NULL DEFAULT 'offline' COMMENT 'online, away, busy, offline',
	available TINYINT NOT NULL DEFAULT 0 COMMENT 'an agent who takes chats',
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	UNIQUE KEY users_username (username)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Login and personal access tokens; only their hash is kept.
CREATE TABLE IF NOT EXISTS auth_tokens (
	hash VARBINARY(44) NOT NULL PRIMARY KEY COMMENT 'base64 of the SHA-256 of the token',
	user_id VARBINARY(64) NOT NULL,
	name VARBINARY(128) NULL COMMENT 'of a personal access token; NULL: made by a login',
	created_at BIGINT NOT NULL,
	expires_at BIGINT NULL COMMENT 'NULL: never',
	last_part VARBINARY(8) NULL COMMENT 'the last characters of a personal access token',
	bypass_two_factor TINYINT NOT NULL DEFAULT 0 COMMENT 'as asked for; there is no second factor',
	UNIQUE KEY auth_tokens_user_name (user_id, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE IF NOT EXISTS departments (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	name VARCHAR(191) NOT NULL,
	description TEXT NULL,
	email VARCHAR(254) NULL COMMENT 'where offline messages for it go',
	enabled TINYINT NOT NULL DEFAULT 1,
	show_on_registration TINYINT NOT NULL DEFAULT 0 COMMENT 'a visitor may choose it',
	show_on_offline_form TINYINT NOT NULL DEFAULT 0,
	archived TINYINT NOT NULL DEFAULT 0 COMMENT 'out of use, and out of sight',
	updated_at BIGINT NOT NULL,
	KEY departments_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE IF NOT EXISTS department_agents (
	department_id VARBINARY(64) NOT NULL,
	user_id VARBINARY(64) NOT NULL,
	chats_order INT NOT NULL DEFAULT 0 COMMENT 'the smaller is asked first',
	chats_count INT NOT NULL DEFAULT 0 COMMENT 'chats given to him',
	PRIMARY KEY (department_id, user_id),
	KEY department_agents_user (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- People who chat from a website. The token is their whole credential.
CREATE TABLE IF NOT EXISTS visitors (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	token VARBINARY(255) NOT NULL,
	username VARCHAR(255) NOT NULL,
	name VARCHAR(255) NULL,
	email VARCHAR(254) NULL,
	phone VARCHAR(64) NULL,
	department_id VARBINARY(64) NULL,
	status VARBINARY(16) NOT NULL DEFAULT 'online',
	ip VARBINARY(45) NULL,
	user_agent VARCHAR(255) NULL,
	host VARCHAR(255) NULL,
	ts BIGINT NOT NULL COMMENT 'registered',
	updated_at BIGINT NOT NULL,
	UNIQUE KEY visitors_token (token)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- What a website tells of its visitors: custom fields, shown as livechatData.
CREATE TABLE IF NOT EXISTS visitor_fields (
	visitor_id VARBINARY(64) NOT NULL,
	name VARBINARY(128) NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (visitor_id, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Conversations. last_ts is the room's clock: each change takes GREATEST(last_ts + 1, now), so
-- that no two of them share a point in time and their order is the order of the commits.
CREATE TABLE IF NOT EXISTS rooms (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	visitor_id VARBINARY(64) NOT NULL,
	fname VARCHAR(255) NOT NULL COMMENT 'the name shown: that of the visitor',
	is_open TINYINT NOT NULL DEFAULT 1,
	ts BIGINT NOT NULL COMMENT 'opened',
	last_ts BIGINT NOT NULL,
	version BIGINT NOT NULL DEFAULT 0 COMMENT 'plus one on every change',
	msgs INT NOT NULL DEFAULT 0 COMMENT 'messages, without those the server wrote',
	listed INT NOT NULL DEFAULT 0 COMMENT 'messages that messages/{rid} lists',
	lm BIGINT NULL COMMENT 'time of the last message',
	last_message_id VARBINARY(64) NULL,
	visitor_ts BIGINT NULL COMMENT 'time of the last message of the visitor',
	read_ts BIGINT NOT NULL DEFAULT 0 COMMENT 'an agent has read up to here',
	waiting TINYINT NOT NULL DEFAULT 1 COMMENT 'the visitor waits for an answer',
	users_count INT NOT NULL DEFAULT 0,
	department_id VARBINARY(64) NULL,
	source VARBINARY(16) NOT NULL DEFAULT 'api' COMMENT 'api, widget',
	queued_at BIGINT NULL,
	served_by_id VARBINARY(64) NULL,
	served_by_username VARBINARY(64) NULL,
	served_at BIGINT NULL,
	agent_ts BIGINT NULL COMMENT 'time of the last answer of an agent',
	response_by_id VARBINARY(64) NULL COMMENT 'who gave it',
	response_by_username VARBINARY(64) NULL,
	responses INT NOT NULL DEFAULT 0 COMMENT 'answers to a waiting visitor',
	response_ms BIGINT NOT NULL DEFAULT 0 COMMENT 'how long he waited for them, in all',
	first_response_ms BIGINT NULL COMMENT 'how long for the first',
	topic VARCHAR(255) NULL,
	tags_json TEXT NULL COMMENT 'array of strings; NULL: none',
	survey_json TEXT NULL COMMENT 'what the visitor answered when he was asked how it was',
	closed_at BIGINT NULL,
	closer VARBINARY(16) NULL COMMENT 'visitor, user',
	closed_by_id VARBINARY(64) NULL,
	closed_by_username VARCHAR(255) NULL,
	updated_at BIGINT NOT NULL,
	KEY rooms_visitor (visitor_id, is_open, ts),
	KEY rooms_agent (served_by_id, is_open),
	KEY rooms_ts (ts)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- What agents note about a conversation: custom fields, shown as livechatData.
CREATE TABLE IF NOT EXISTS room_fields (
	rid VARBINARY(64) NOT NULL,
	name VARBINARY(128) NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (rid, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Who takes part in a conversation besides the agent who serves it.
CREATE TABLE IF NOT EXISTS room_members (
	rid VARBINARY(64) NOT NULL,
	user_id VARBINARY(64) NOT NULL,
	joined_at BIGINT NOT NULL,
	PRIMARY KEY (rid, user_id),
	KEY room_members_user (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- The queue: one row a room that waits for an agent or was taken by one.
CREATE TABLE IF NOT EXISTS inquiries (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	rid VARBINARY(64) NOT NULL,
	name VARCHAR(255) NOT NULL,
	status VARBINARY(16) NOT NULL COMMENT 'queued, taken',
	department_id VARBINARY(64) NULL,
	ts BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	UNIQUE KEY inquiries_rid (rid),
	KEY inquiries_status (status, ts)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Messages. The room leads the primary key, so a page of history is one range of adjacent rows.
CREATE TABLE IF NOT EXISTS messages (
	rid VARBINARY(64) NOT NULL,
	ts BIGINT NOT NULL,
	id VARBINARY(64) NOT NULL,
	id_by_client TINYINT NOT NULL DEFAULT 0 COMMENT 'the sender chose the id',
	type VARBINARY(48) NULL COMMENT 'of a message the server wrote: livechat-started, ...',
	by_visitor TINYINT NOT NULL COMMENT 'written by, or in the name of, the room''s visitor',
	u_id VARBINARY(64) NOT NULL,
	u_username VARCHAR(255) NOT NULL,
	u_name VARCHAR(255) NULL,
	msg MEDIUMTEXT NOT NULL,
	updated_at BIGINT NOT NULL,
	edited_at BIGINT NULL,
	edited_by_id VARBINARY(64) NULL,
	edited_by_username VARCHAR(255) NULL,
	md_json MEDIUMTEXT NULL,
	urls_json MEDIUMTEXT NULL COMMENT 'NULL: none; so are the next two',
	mentions_json MEDIUMTEXT NULL,
	channels_json MEDIUMTEXT NULL,
	extra_json MEDIUMTEXT NULL COMMENT 'further members of the message: "groupable":false,"file":{...}',
	file_upload_json TEXT NULL COMMENT 'fileUpload, shown where a single file message is read',
	PRIMARY KEY (rid, ts),
	UNIQUE KEY messages_id (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Earlier versions of edited messages and deleted ones, kept under Message_KeepHistory.
CREATE TABLE IF NOT EXISTS message_versions (
	id VARBINARY(64) NOT NULL PRIMARY KEY COMMENT 'of the copy',
	parent_id VARBINARY(64) NOT NULL COMMENT 'the message it is a version of',
	rid VARBINARY(64) NOT NULL,
	ts BIGINT NOT NULL,
	type VARBINARY(48) NULL,
	by_visitor TINYINT NOT NULL,
	u_id VARBINARY(64) NOT NULL,
	u_username VARCHAR(255) NOT NULL,
	u_name VARCHAR(255) NULL,
	msg MEDIUMTEXT NOT NULL,
	updated_at BIGINT NOT NULL,
	edited_at BIGINT NULL,
	edited_by_id VARBINARY(64) NULL,
	edited_by_username VARCHAR(255) NULL,
	md_json MEDIUMTEXT NULL,
	urls_json MEDIUMTEXT NULL,
	mentions_json MEDIUMTEXT NULL,
	channels_json MEDIUMTEXT NULL,
	extra_json MEDIUMTEXT NULL,
	file_upload_json TEXT NULL,
	KEY message_versions_rid (rid, ts)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Which messages were deleted, for clients that follow a room.
CREATE TABLE IF NOT EXISTS message_deletions (
	rid VARBINARY(64) NOT NULL,
	deleted_at BIGINT NOT NULL,
	id VARBINARY(64) NOT NULL,
	PRIMARY KEY (rid, deleted_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- What visitors wrote while nobody was there.
CREATE TABLE IF NOT EXISTS offline_messages (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	name VARCHAR(255) NOT NULL,
	email VARCHAR(254) NOT NULL,
	message MEDIUMTEXT NOT NULL,
	department VARCHAR(255) NULL COMMENT 'as asked for',
	host VARCHAR(255) NULL COMMENT 'the page it was written on',
	ip VARBINARY(45) NULL,
	ts BIGINT NOT NULL,
	KEY offline_messages_ts (ts)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Mail to be handed to the host's sendmail program.
CREATE TABLE IF NOT EXISTS outbox (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	kind VARBINARY(16) NOT NULL COMMENT 'offline, transcript',
	ref_id VARBINARY(64) NULL COMMENT 'the offline message or room it is about',
	recipient VARCHAR(254) NOT NULL,
	content MEDIUMTEXT NOT NULL COMMENT 'the whole mail, headers and body',
	state VARBINARY(16) NOT NULL COMMENT 'queued, sent, failed (given up)',
	attempts INT NOT NULL DEFAULT 0,
	next_try_at BIGINT NOT NULL COMMENT 'also the end of a claim by the process that sends it',
	last_error VARCHAR(500) NULL,
	created_at BIGINT NOT NULL,
	sent_at BIGINT NULL,
	KEY outbox_due (state, next_try_at),
	KEY outbox_ref (ref_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- How far "livechat-admin reparse" has come; no row: it is not under way.
CREATE TABLE IF NOT EXISTS reparse (
	id TINYINT NOT NULL PRIMARY KEY COMMENT 'always 1',
	run VARBINARY(17) NOT NULL COMMENT 'which process is at it',
	rid VARBINARY(64) NOT NULL COMMENT 'the last message it has seen; empty: none yet',
	ts BIGINT NOT NULL,
	seen BIGINT NOT NULL COMMENT 'messages so far',
	changed BIGINT NOT NULL,
	started_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

INSERT IGNORE INTO settings (name, value) VALUES ('Livechat_guest_count', '1');
INSERT IGNORE INTO schema_version (version, applied_at) VALUES (1, ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000));
