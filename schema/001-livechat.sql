-- SPDX-License-Identifier: MIT
-- Livechat, schema 1: all tables.
--
-- Import this file with any MySQL or MariaDB client (phpMyAdmin too), or let "livechat-admin migrate"
-- do it. Importing it twice does no harm. The files of this folder are applied in the order of their
-- numbers; once released they are never changed.
--
-- IDs and tokens are VARBINARY because they are compared byte for byte; what people write is utf8mb4
-- text. A time is a BIGINT, the milliseconds since 1970 in UTC: FROM_UNIXTIME(ts / 1000) shows it. An
-- updated_at is the time of the last change to its row. A column named *_json holds JSON.

-- Each row is a schema file that has been applied. The last statement of a schema file enters its row.
CREATE TABLE IF NOT EXISTS schema_version (
	version INT NOT NULL PRIMARY KEY COMMENT 'The number with which the name of the file begins.',
	file VARBINARY(64) NOT NULL COMMENT 'The name of the file. Databases made before 0.9.0 lack this column.',
	applied_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Settings that were changed. A setting without a row has the default that the program knows.
-- Livechat_guest_count always has a row: the number in the username of the latest visitor.
CREATE TABLE IF NOT EXISTS settings (
	name VARBINARY(64) NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Users are the people who can log in: agents, managers, monitors and admins.
CREATE TABLE IF NOT EXISTS users (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	username VARBINARY(64) NOT NULL COMMENT 'It consists of letters, digits, dots, dashes and underscores.',
	name VARCHAR(255) NULL COMMENT 'The name that visitors see.',
	email VARCHAR(254) NULL,
	password_hash VARBINARY(255) NULL COMMENT 'A hash of crypt(3). NULL: the user cannot log in with a password.',
	roles INT NOT NULL DEFAULT 0 COMMENT 'A sum of 1 (user), 2 (agent), 4 (manager), 8 (monitor) and 16 (admin).',
	active TINYINT NOT NULL DEFAULT 1 COMMENT '0: the user is disabled and cannot log in.',
	status VARBINARY(16) NOT NULL DEFAULT 'offline' COMMENT 'The presence: online, away, busy or offline.',
	available TINYINT NOT NULL DEFAULT 0 COMMENT '1: the user is an agent who takes chats.',
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	UNIQUE KEY users_username (username)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Tokens with which users authenticate: login tokens and personal access tokens. Only their hashes are
-- stored.
CREATE TABLE IF NOT EXISTS auth_tokens (
	hash VARBINARY(44) NOT NULL PRIMARY KEY COMMENT 'The SHA-256 of the token in Base64.',
	user_id VARBINARY(64) NOT NULL,
	name VARBINARY(128) NULL COMMENT 'The name of a personal access token. NULL: it is a login token.',
	created_at BIGINT NOT NULL,
	expires_at BIGINT NULL COMMENT 'NULL: the token never expires.',
	last_part VARBINARY(8) NULL COMMENT 'The last characters of a personal access token.',
	bypass_two_factor TINYINT NOT NULL DEFAULT 0 COMMENT 'It is stored as requested; there is no two-factor authentication.',
	UNIQUE KEY auth_tokens_user_name (user_id, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Departments, which a visitor can choose from and to which a room can be forwarded.
CREATE TABLE IF NOT EXISTS departments (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	name VARCHAR(191) NOT NULL,
	description TEXT NULL,
	email VARCHAR(254) NULL COMMENT 'Offline messages for the department are mailed to this address.',
	enabled TINYINT NOT NULL DEFAULT 1,
	show_on_registration TINYINT NOT NULL DEFAULT 0 COMMENT '1: visitors can choose it in the registration form.',
	show_on_offline_form TINYINT NOT NULL DEFAULT 0 COMMENT '1: visitors can choose it in the offline form.',
	archived TINYINT NOT NULL DEFAULT 0 COMMENT '1: it is no longer used, and is listed only on request.',
	updated_at BIGINT NOT NULL,
	KEY departments_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Which agents belong to which departments.
CREATE TABLE IF NOT EXISTS department_agents (
	department_id VARBINARY(64) NOT NULL,
	user_id VARBINARY(64) NOT NULL,
	chats_order INT NOT NULL DEFAULT 0 COMMENT 'Of agents who are equally busy, the one with the smaller order gets the room.',
	chats_count INT NOT NULL DEFAULT 0 COMMENT 'The count that a manager has set; it is only shown.',
	PRIMARY KEY (department_id, user_id),
	KEY department_agents_user (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Visitors chat from a website. They have no account: whoever knows the token is the visitor.
CREATE TABLE IF NOT EXISTS visitors (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	token VARBINARY(255) NOT NULL COMMENT 'It is chosen by the client and never changes.',
	username VARCHAR(255) NOT NULL,
	name VARCHAR(255) NULL,
	email VARCHAR(254) NULL,
	phone VARCHAR(64) NULL,
	department_id VARBINARY(64) NULL COMMENT 'The department of the rooms that they open.',
	status VARBINARY(16) NOT NULL DEFAULT 'online' COMMENT 'The presence that the website reported.',
	ip VARBINARY(45) NULL COMMENT 'The client address of the registration, as are the next two.',
	user_agent VARCHAR(255) NULL COMMENT 'The User-Agent header.',
	host VARCHAR(255) NULL COMMENT 'The Host header.',
	ts BIGINT NOT NULL COMMENT 'The time of the registration.',
	updated_at BIGINT NOT NULL,
	UNIQUE KEY visitors_token (token)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Custom fields of visitors, which replies show as livechatData.
CREATE TABLE IF NOT EXISTS visitor_fields (
	visitor_id VARBINARY(64) NOT NULL,
	name VARBINARY(128) NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (visitor_id, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Rooms, one for each conversation. last_ts is the clock of the room: each change sets it to
-- GREATEST(last_ts + 1, now), so that no two changes have the same time and the order of their times
-- is the order of their commits.
CREATE TABLE IF NOT EXISTS rooms (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	visitor_id VARBINARY(64) NOT NULL,
	visitor_token VARBINARY(255) NOT NULL COMMENT 'A copy of the token, so that access is checked by reading this row alone.',
	fname VARCHAR(255) NOT NULL COMMENT 'The name of the room: that of the visitor, unless it was renamed.',
	is_open TINYINT NOT NULL DEFAULT 1,
	ts BIGINT NOT NULL COMMENT 'The time at which the room was opened.',
	last_ts BIGINT NOT NULL COMMENT 'The clock of the room: the time of its last change.',
	version BIGINT NOT NULL DEFAULT 0 COMMENT 'It grows with each change that replies show; the ETag is made of it.',
	msgs INT NOT NULL DEFAULT 0 COMMENT 'The number of messages, without those of the system.',
	listed INT NOT NULL DEFAULT 0 COMMENT 'The number of messages that messages/:rid lists: those in msgs and livechat-close.',
	lm BIGINT NULL COMMENT 'The time of the last message.',
	last_message_id VARBINARY(64) NULL,
	visitor_ts BIGINT NULL COMMENT 'The time of the last message of the visitor.',
	read_ts BIGINT NOT NULL DEFAULT 0 COMMENT 'An agent has read the messages up to this time.',
	waiting TINYINT NOT NULL DEFAULT 1 COMMENT '1: the visitor is waiting for an answer.',
	users_count INT NOT NULL DEFAULT 0 COMMENT 'The number of participants, with the visitor.',
	department_id VARBINARY(64) NULL,
	source VARBINARY(16) NOT NULL DEFAULT 'api' COMMENT 'The kind of client that opened the room: api or widget.',
	queued_at BIGINT NULL COMMENT 'The time at which the room entered the queue.',
	served_by_id VARBINARY(64) NULL COMMENT 'The agent who serves the room. NULL: nobody does.',
	served_by_username VARBINARY(64) NULL,
	served_at BIGINT NULL COMMENT 'The time at which that agent took the room.',
	agent_ts BIGINT NULL COMMENT 'The time of the last answer of an agent.',
	response_by_id VARBINARY(64) NULL COMMENT 'The agent who gave that answer.',
	response_by_username VARBINARY(64) NULL,
	responses INT NOT NULL DEFAULT 0 COMMENT 'The number of answers that a visitor was waiting for.',
	response_ms BIGINT NOT NULL DEFAULT 0 COMMENT 'How long the visitor waited for all of these together.',
	first_response_ms BIGINT NULL COMMENT 'How long the visitor waited for the first.',
	topic VARCHAR(255) NULL,
	tags_json TEXT NULL COMMENT 'An array of strings. NULL: the room has no tags.',
	survey_json TEXT NULL COMMENT 'An object with the answers to the survey. The API stores them but does not show them.',
	closed_at BIGINT NULL,
	closer VARBINARY(16) NULL COMMENT 'Who closed the room: visitor or user.',
	closed_by_id VARBINARY(64) NULL,
	closed_by_username VARCHAR(255) NULL,
	updated_at BIGINT NOT NULL,
	KEY rooms_visitor (visitor_id, is_open, ts),
	KEY rooms_agent (served_by_id, is_open),
	KEY rooms_ts (ts)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Custom fields of rooms, which replies show as livechatData.
CREATE TABLE IF NOT EXISTS room_fields (
	rid VARBINARY(64) NOT NULL,
	name VARBINARY(128) NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (rid, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Users who joined a room, besides the agent who serves it.
CREATE TABLE IF NOT EXISTS room_members (
	rid VARBINARY(64) NOT NULL,
	user_id VARBINARY(64) NOT NULL,
	joined_at BIGINT NOT NULL,
	PRIMARY KEY (rid, user_id),
	KEY room_members_user (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- The queue. An open room has one inquiry, whose status tells whether an agent has taken the room.
CREATE TABLE IF NOT EXISTS inquiries (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	rid VARBINARY(64) NOT NULL,
	name VARCHAR(255) NOT NULL COMMENT 'The name of the room.',
	status VARBINARY(16) NOT NULL COMMENT 'queued or taken.',
	department_id VARBINARY(64) NULL,
	ts BIGINT NOT NULL COMMENT 'The time at which the inquiry entered the queue.',
	updated_at BIGINT NOT NULL,
	UNIQUE KEY inquiries_rid (rid),
	KEY inquiries_status (status, ts)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Messages. The primary key begins with the room, so that a page of a history is one range of adjacent
-- rows. The key messages_changed makes the changes to a room since a given time a range, too.
CREATE TABLE IF NOT EXISTS messages (
	rid VARBINARY(64) NOT NULL,
	ts BIGINT NOT NULL COMMENT 'The time at which the message was sent, by the clock of the room.',
	id VARBINARY(64) NOT NULL,
	id_by_client TINYINT NOT NULL DEFAULT 0 COMMENT '1: the sender chose the ID.',
	type VARBINARY(48) NULL COMMENT 'The type of a system message, such as livechat-started. NULL: a person wrote the message.',
	by_visitor TINYINT NOT NULL COMMENT '1: the author is the visitor of the room.',
	u_id VARBINARY(64) NOT NULL COMMENT 'The author: ID, username and name.',
	u_username VARCHAR(255) NOT NULL,
	u_name VARCHAR(255) NULL,
	msg MEDIUMTEXT NOT NULL COMMENT 'The text.',
	updated_at BIGINT NOT NULL,
	edited_at BIGINT NULL COMMENT 'NULL: the message was never edited.',
	edited_by_id VARBINARY(64) NULL,
	edited_by_username VARCHAR(255) NULL,
	extra_json MEDIUMTEXT NULL COMMENT 'Further members, without braces: "groupable":false,"file":{...}.',
	file_upload_json TEXT NULL COMMENT 'The member fileUpload, which is shown when a single file message is read.',
	shown_json MEDIUMTEXT NOT NULL COMMENT 'What clients see, made of the columns above: members without braces, in six lines: msg; alias; u; urls, mentions, channels, md and t; editedBy; extra_json.',
	PRIMARY KEY (rid, ts),
	UNIQUE KEY messages_id (id),
	KEY messages_changed (rid, updated_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Messages as they were before they were edited or deleted. They are kept while the setting
-- Message_KeepHistory is on. The columns are those of table messages.
CREATE TABLE IF NOT EXISTS message_versions (
	id VARBINARY(64) NOT NULL PRIMARY KEY COMMENT 'The ID of this version.',
	parent_id VARBINARY(64) NOT NULL COMMENT 'The ID of the message.',
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
	extra_json MEDIUMTEXT NULL,
	file_upload_json TEXT NULL,
	shown_json MEDIUMTEXT NOT NULL,
	KEY message_versions_rid (rid, ts)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- The IDs of deleted messages, for clients that follow a room.
CREATE TABLE IF NOT EXISTS message_deletions (
	rid VARBINARY(64) NOT NULL,
	deleted_at BIGINT NOT NULL,
	id VARBINARY(64) NOT NULL,
	PRIMARY KEY (rid, deleted_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Offline messages: what visitors wrote in the form that is shown while no agent is available.
CREATE TABLE IF NOT EXISTS offline_messages (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	name VARCHAR(255) NOT NULL,
	email VARCHAR(254) NOT NULL,
	message MEDIUMTEXT NOT NULL,
	department VARCHAR(255) NULL COMMENT 'The department as the visitor named it.',
	host VARCHAR(255) NULL COMMENT 'The page on which the form was filled in.',
	ip VARBINARY(45) NULL COMMENT 'The client address.',
	ts BIGINT NOT NULL,
	KEY offline_messages_ts (ts)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Mails for the sendmail program of the host. A sent one stays here.
CREATE TABLE IF NOT EXISTS outbox (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	kind VARBINARY(16) NOT NULL COMMENT 'offline or transcript.',
	ref_id VARBINARY(64) NULL COMMENT 'The ID of the offline message, or of the room of the transcript.',
	recipient VARCHAR(254) NOT NULL,
	content MEDIUMTEXT NOT NULL COMMENT 'The whole mail: header and body.',
	state VARBINARY(16) NOT NULL COMMENT 'queued, sent or failed (no further attempt is made).',
	attempts INT NOT NULL DEFAULT 0,
	next_try_at BIGINT NOT NULL COMMENT 'No attempt is made before this time. A process that makes one postpones it first.',
	last_error VARCHAR(500) NULL,
	created_at BIGINT NOT NULL,
	sent_at BIGINT NULL,
	KEY outbox_due (state, next_try_at),
	KEY outbox_ref (ref_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- The progress of "livechat-admin reparse". There is one row while it is running or interrupted.
CREATE TABLE IF NOT EXISTS reparse (
	id TINYINT NOT NULL PRIMARY KEY COMMENT 'It is always 1.',
	run VARBINARY(17) NOT NULL COMMENT 'The process that owns the row.',
	rid VARBINARY(64) NOT NULL COMMENT 'The room of the last message that was read. Empty: none was.',
	ts BIGINT NOT NULL COMMENT 'The ts of that message.',
	seen BIGINT NOT NULL COMMENT 'The number of messages that were read.',
	changed BIGINT NOT NULL COMMENT 'The number of those that were changed.',
	started_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

INSERT IGNORE INTO settings (name, value) VALUES ('Livechat_guest_count', '1');

-- This fails in a database that was made before 0.9.0: its tables are not these.
INSERT IGNORE INTO schema_version (version, file, applied_at)
	VALUES (1, '001-livechat.sql', ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000));
