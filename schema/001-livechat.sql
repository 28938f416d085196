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
	password_hash VARBINARY(255) NULL COMMENT 'A hash of crypt(3), or of a first password: see docs/shared-host.md. NULL: the user cannot log in with a password.',
	roles INT NOT NULL DEFAULT 0 COMMENT 'A sum of 1 (user), 2 (agent), 4 (manager), 8 (monitor) and 16 (admin).',
	active TINYINT NOT NULL DEFAULT 1 COMMENT '0: the user is disabled and cannot log in.',
	status VARBINARY(16) NOT NULL DEFAULT 'offline' COMMENT 'The presence while logged in: online, away, busy or offline.',
	status_text VARCHAR(120) NULL COMMENT 'What they say about it, to other users.',
	available TINYINT NOT NULL DEFAULT 0 COMMENT '1: the user is an agent who takes chats while logged in.',
	by_program TINYINT NOT NULL DEFAULT 0 COMMENT '1: a program said so; personal access tokens count as logins.',
	seen_at BIGINT NOT NULL DEFAULT 0 COMMENT 'The time of their last request, up to 25 seconds late; updated_at does not follow it.',
	login_at BIGINT NULL COMMENT 'When they logged in last, or resumed a login. NULL: never.',
	must_change_password TINYINT NOT NULL DEFAULT 0 COMMENT '1: a login can do nothing before the user has set another password.',
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
	used_at BIGINT NULL COMMENT 'The time at which the login began or was last resumed. Personal access tokens have none, nor the next two.',
	ip VARBINARY(45) NULL COMMENT 'The client address of the login.',
	user_agent VARCHAR(255) NULL COMMENT 'The User-Agent header of the login.',
	UNIQUE KEY auth_tokens_user_name (user_id, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Signed logins that were used (POST livechat/login.signed), so that none can be used again. Rows go when their
-- time is over: then it is the time that refuses them.
CREATE TABLE IF NOT EXISTS signed_logins (
	nonce_hash VARBINARY(44) NOT NULL PRIMARY KEY COMMENT 'The SHA-256 of the nonce in Base64.',
	expires_at BIGINT NOT NULL,
	KEY signed_logins_expires (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- The browsers in which users are told that a visitor waits or has written (Web Push).
CREATE TABLE IF NOT EXISTS push_subscriptions (
	id VARBINARY(24) NOT NULL PRIMARY KEY COMMENT 'It is made of the endpoint.',
	user_id VARBINARY(64) NOT NULL,
	token_hash VARBINARY(44) NOT NULL COMMENT 'The login with which it was made. It ends with that.',
	endpoint VARBINARY(2000) NOT NULL COMMENT 'The URL of the push service to which messages for the browser are sent.',
	p256dh VARBINARY(100) NOT NULL COMMENT 'The key of the browser, in Base64url.',
	auth VARBINARY(100) NOT NULL COMMENT 'The secret of the browser, in Base64url.',
	hour_at BIGINT NOT NULL DEFAULT 0 COMMENT 'The time at which an hour began whose pushes are counted.',
	hour_count INT NOT NULL DEFAULT 0 COMMENT 'How many pushes were begun in it.',
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	KEY push_subscriptions_user (user_id, updated_at)
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
	business_hour_id VARBINARY(64) NULL COMMENT 'Its own business hour. NULL: the default one.',
	updated_at BIGINT NOT NULL,
	KEY departments_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Business hours: when departments are open. There is one default, which counts where a department has none
-- of its own. opens_at and closes_at are computed from the other columns.
CREATE TABLE IF NOT EXISTS business_hours (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	type VARBINARY(16) NOT NULL COMMENT 'default or custom.',
	name VARCHAR(191) NOT NULL,
	active TINYINT NOT NULL DEFAULT 1 COMMENT '0: it is never open.',
	timezone VARBINARY(100) NOT NULL COMMENT 'The time zone of the hours. Empty: that of the site.',
	work_hours TEXT NOT NULL COMMENT 'A line for each: Monday 08:00 20:00 open (or closed).',
	days_off TEXT NOT NULL COMMENT 'Dates on which it is closed, separated by commas: 2026-12-25.',
	ts BIGINT NOT NULL COMMENT 'The time at which it was made.',
	updated_at BIGINT NOT NULL,
	opens_at BIGINT NOT NULL DEFAULT 0 COMMENT 'The opening of now, or else the next. 0: it never opens.',
	closes_at BIGINT NOT NULL DEFAULT 0 COMMENT 'When that ends.',
	next_check_at BIGINT NOT NULL DEFAULT 0 COMMENT 'From this time on the two have to be computed again.'
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

-- How long agents were available. It grows with their requests, of which one in 25 seconds at most counts, so it is
-- behind by as much.
CREATE TABLE IF NOT EXISTS agent_days (
	day INT NOT NULL COMMENT 'In days since 1970, in the time zone of the site.',
	user_id VARBINARY(64) NOT NULL,
	available_ms BIGINT NOT NULL COMMENT 'How long the agent took chats on that day, in milliseconds.',
	PRIMARY KEY (day, user_id),
	KEY agent_days_user (user_id)
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
	status VARBINARY(16) NOT NULL DEFAULT 'online' COMMENT 'The presence that the website reported. It holds while the visitor is seen.',
	seen_at BIGINT NOT NULL DEFAULT 0 COMMENT 'When the visitor sent a request last; up to half a minute older than that.',
	ip VARBINARY(45) NULL COMMENT 'The client address of the registration, as are the next two.',
	user_agent VARCHAR(255) NULL COMMENT 'The User-Agent header.',
	host VARCHAR(255) NULL COMMENT 'The Host header.',
	ts BIGINT NOT NULL COMMENT 'The time of the registration.',
	updated_at BIGINT NOT NULL,
	UNIQUE KEY visitors_token (token),
	KEY visitors_department (department_id),
	KEY visitors_updated (updated_at),
	KEY visitors_email (email(191)),
	KEY visitors_phone (phone)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Custom fields of visitors, which replies show as livechatData.
CREATE TABLE IF NOT EXISTS visitor_fields (
	visitor_id VARBINARY(64) NOT NULL,
	name VARBINARY(128) NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (visitor_id, name),
	KEY visitor_fields_value (name, value(100))
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
	notes_ts BIGINT NOT NULL DEFAULT 0 COMMENT 'The time of the newest note. 0: there is none.',
	version BIGINT NOT NULL DEFAULT 0 COMMENT 'It grows with each change that replies show; the ETag is made of it.',
	msgs INT NOT NULL DEFAULT 0 COMMENT 'The number of messages, without those of the system.',
	listed INT NOT NULL DEFAULT 0 COMMENT 'The number of messages that messages/:rid lists: those in msgs and livechat-close.',
	lm BIGINT NULL COMMENT 'The time of the last message.',
	last_message_id VARBINARY(64) NULL,
	visitor_ts BIGINT NULL COMMENT 'The time of the last message of the visitor.',
	question_ts BIGINT NULL COMMENT 'The time from which the visitor waited for an answer. NULL: visitor_ts.',
	read_ts BIGINT NOT NULL DEFAULT 0 COMMENT 'An agent has read the messages up to this time.',
	visitor_read_ts BIGINT NOT NULL DEFAULT 0 COMMENT 'The visitor has read the messages up to this time. It moves no version of the room.',
	waiting TINYINT NOT NULL DEFAULT 1 COMMENT '1: the visitor is waiting for an answer.',
	visitor_seen_ts BIGINT NOT NULL DEFAULT 0 COMMENT 'The visitor''s client has fetched the messages up to this time. It is only kept while visitors are told of answers by mail.',
	visitor_told_ts BIGINT NOT NULL DEFAULT 0 COMMENT 'A mail has told the visitor of the answers up to this time.',
	agent_told_ts BIGINT NOT NULL DEFAULT 0 COMMENT 'A push has told the agent of the visitor''s messages up to this time.',
	users_count INT NOT NULL DEFAULT 0 COMMENT 'The number of participants, with the visitor.',
	department_id VARBINARY(64) NULL,
	source VARBINARY(16) NOT NULL DEFAULT 'api' COMMENT 'The kind of client that opened the room: api or widget.',
	queued_at BIGINT NULL COMMENT 'The time at which the room entered the queue.',
	served_by_id VARBINARY(64) NULL COMMENT 'The agent who serves the room. NULL: nobody does.',
	served_by_username VARBINARY(64) NULL,
	served_at BIGINT NULL COMMENT 'The time at which that agent took the room.',
	agent_ts BIGINT NULL COMMENT 'The time of the last message of an agent that the visitor was waiting for.',
	response_by_id VARBINARY(64) NULL COMMENT 'The agent who gave the first answer.',
	response_by_username VARBINARY(64) NULL,
	responses INT NOT NULL DEFAULT 0 COMMENT 'The number of answers that a visitor was waiting for.',
	response_ms BIGINT NOT NULL DEFAULT 0 COMMENT 'How long the visitor waited for all of these together.',
	first_response_ms BIGINT NULL COMMENT 'How long the visitor waited for the first.',
	reaction_ms BIGINT NULL COMMENT 'How long the agent had served the room when an agent first wrote.',
	agent_msgs INT NOT NULL DEFAULT 0 COMMENT 'The number of messages of agents, of those in msgs.',
	agent_lm BIGINT NULL COMMENT 'The time of the last message of an agent.',
	topic VARCHAR(255) NULL,
	tags_json TEXT NULL COMMENT 'An array of strings. NULL: the room has no tags.',
	inbox_version BIGINT NOT NULL DEFAULT 0 COMMENT 'The version of the agent''s inbox when the room was changed last.',
	survey_json TEXT NULL COMMENT 'An object with the answers to the survey. The API stores them but does not show them.',
	closed_at BIGINT NULL,
	closer VARBINARY(16) NULL COMMENT 'Who closed the room: visitor or user.',
	closed_by_id VARBINARY(64) NULL,
	closed_by_username VARCHAR(255) NULL,
	erase_at BIGINT NULL COMMENT 'The time at which somebody began to erase the room: what is left of it goes, too. 0: it goes with others.',
	updated_at BIGINT NOT NULL,
	KEY rooms_visitor (visitor_id, is_open, ts),
	KEY rooms_agent (served_by_id, is_open),
	KEY rooms_department (department_id, is_open),
	KEY rooms_ts (ts),
	KEY rooms_closed (closed_at),
	KEY rooms_source (source),
	KEY rooms_erase (erase_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Custom fields of rooms, which replies show as livechatData.
CREATE TABLE IF NOT EXISTS room_fields (
	rid VARBINARY(64) NOT NULL,
	name VARBINARY(128) NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (rid, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Contacts: the people whom agents know. A visitor is a browser, or another client with a token; a contact is who
-- sits there, with all their visitors.
CREATE TABLE IF NOT EXISTS contacts (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	name VARCHAR(255) NOT NULL,
	manager_id VARBINARY(64) NULL COMMENT 'The agent who looks after them. NULL: nobody does.',
	is_unknown TINYINT NOT NULL COMMENT '1: it was made when a visitor opened a room, and nobody has edited it.',
	pre_registered TINYINT NOT NULL DEFAULT 0 COMMENT '1: a user made it, and no visitor of theirs has opened a room yet.',
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	KEY contacts_name (is_unknown, name)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4;

-- Which visitors are the same person. A visitor gets a contact with their first room.
CREATE TABLE IF NOT EXISTS contact_visitors (
	visitor_id VARBINARY(64) NOT NULL PRIMARY KEY,
	contact_id VARBINARY(64) NOT NULL,
	KEY contact_visitors_contact (contact_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- On what ways a contact has come: one row for each visitor and source of rooms.
CREATE TABLE IF NOT EXISTS contact_channels (
	visitor_id VARBINARY(64) NOT NULL,
	source VARBINARY(16) NOT NULL COMMENT 'As in table rooms.',
	contact_id VARBINARY(64) NOT NULL COMMENT 'A copy: that of the visitor.',
	rid VARBINARY(64) NULL COMMENT 'The last room. NULL: it was erased.',
	last_ts BIGINT NOT NULL COMMENT 'When that was opened.',
	PRIMARY KEY (visitor_id, source),
	KEY contact_channels_contact (contact_id, last_ts),
	KEY contact_channels_rid (rid)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- E-mail addresses and phone numbers of contacts.
CREATE TABLE IF NOT EXISTS contact_addresses (
	contact_id VARBINARY(64) NOT NULL,
	kind VARBINARY(8) NOT NULL COMMENT 'email or phone.',
	position INT NOT NULL COMMENT 'The order in which they are shown.',
	value VARCHAR(254) NOT NULL,
	sought VARBINARY(1016) NOT NULL COMMENT 'The same in small letters.',
	PRIMARY KEY (contact_id, kind, position),
	KEY contact_addresses_sought (kind, sought(190))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Custom fields of contacts.
CREATE TABLE IF NOT EXISTS contact_fields (
	contact_id VARBINARY(64) NOT NULL,
	name VARBINARY(128) NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (contact_id, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- What a visitor said of themselves, and is not what is known of the contact.
CREATE TABLE IF NOT EXISTS contact_conflicts (
	contact_id VARBINARY(64) NOT NULL,
	field VARBINARY(144) NOT NULL COMMENT 'name, or customFields. and the name of one.',
	hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the value.',
	value TEXT NOT NULL,
	PRIMARY KEY (contact_id, field, hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Users who joined a room, besides the agent who serves it.
CREATE TABLE IF NOT EXISTS room_members (
	rid VARBINARY(64) NOT NULL,
	user_id VARBINARY(64) NOT NULL,
	joined_at BIGINT NOT NULL,
	is_open TINYINT NOT NULL DEFAULT 1 COMMENT 'A copy: 0 once the room is closed.',
	PRIMARY KEY (rid, user_id),
	KEY room_members_user (user_id, is_open)
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
	KEY inquiries_status (status, ts, department_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- What tells an agent's page whether anything has changed, without a look at each room. A change of a
-- room writes the row of the agent who serves it, whoever else sees the room.
CREATE TABLE IF NOT EXISTS inboxes (
	user_id VARBINARY(64) NOT NULL PRIMARY KEY COMMENT 'An agent who has asked for changes before.',
	version BIGINT NOT NULL DEFAULT 0 COMMENT 'It grows with each change of a room that the agent serves.',
	rooms_version BIGINT NOT NULL DEFAULT 0 COMMENT 'It grows when a room comes to the agent or leaves.',
	departments_version BIGINT NOT NULL DEFAULT 0 COMMENT 'It grows when the agent joins or leaves a department.',
	lapse_at BIGINT NOT NULL DEFAULT 0 COMMENT 'Before this time no visitor of the agent is offline who was shown as online.'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- The same of the queue of each department.
CREATE TABLE IF NOT EXISTS queues (
	department_id VARBINARY(64) NOT NULL PRIMARY KEY COMMENT 'Empty: rooms without a department.',
	version BIGINT NOT NULL DEFAULT 0 COMMENT 'It grows when a room enters or leaves the queue, or is renamed there.'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Rooms that have left an agent, because they were closed, forwarded or put back into the queue, for
-- clients that ask by date. Rows go after a month.
CREATE TABLE IF NOT EXISTS room_departures (
	user_id VARBINARY(64) NOT NULL,
	left_at BIGINT NOT NULL,
	rid VARBINARY(64) NOT NULL,
	PRIMARY KEY (user_id, left_at, rid),
	KEY room_departures_left (left_at)
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
	shown_json MEDIUMTEXT NOT NULL COMMENT 'What clients see, made of the columns above: members without braces, in six lines: msg; alias; u; urls, mentions, channels, md and t; editedBy; extra_json, which with a file precedes alias, or with msg u.',
	PRIMARY KEY (rid, ts),
	UNIQUE KEY messages_id (id),
	KEY messages_changed (rid, updated_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- What agents note about a chat among themselves. Notes are kept apart from the messages, so that
-- nothing that is made of messages can show one to a visitor: only what agents read joins the two. Times
-- come from the clock of the room, which they do not move: ts is above last_ts and notes_ts, and later
-- messages are above ts.
CREATE TABLE IF NOT EXISTS notes (
	rid VARBINARY(64) NOT NULL,
	ts BIGINT NOT NULL,
	id VARBINARY(64) NOT NULL,
	u_id VARBINARY(64) NOT NULL COMMENT 'The author: ID, username and name.',
	u_username VARCHAR(255) NOT NULL,
	u_name VARCHAR(255) NULL,
	msg MEDIUMTEXT NOT NULL,
	shown_json MEDIUMTEXT NOT NULL COMMENT 'As in table messages.',
	PRIMARY KEY (rid, ts),
	UNIQUE KEY notes_id (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Files that people have sent. Their bytes are in the folder of files, which the setting
-- FileUpload_FileSystemPath names. A row whose expires_at has passed is removed together with its bytes, and
-- nobody gets the file any more.
CREATE TABLE IF NOT EXISTS uploads (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	rid VARBINARY(64) NOT NULL,
	message_id VARBINARY(64) NULL COMMENT 'NULL: an agent has sent the file, and not yet the message.',
	original_id VARBINARY(64) NULL COMMENT 'Of a thumbnail: the ID of the picture.',
	by_visitor TINYINT NOT NULL COMMENT '1: the visitor of the room sent it.',
	user_id VARBINARY(64) NOT NULL COMMENT 'Who sent it.',
	name VARCHAR(255) NOT NULL,
	media_type VARBINARY(127) NOT NULL,
	size BIGINT NOT NULL COMMENT 'In bytes, as stored.',
	sha256 VARBINARY(64) NOT NULL COMMENT 'Of the bytes as stored, in hexadecimal.',
	width INT NULL COMMENT 'Of a picture, as it is seen.',
	height INT NULL,
	preview VARBINARY(6000) NULL COMMENT 'A tiny picture, in base64, for the message that is yet to be sent.',
	path VARBINARY(64) NOT NULL COMMENT 'Below the folder of files.',
	uploaded_at BIGINT NOT NULL,
	expires_at BIGINT NULL COMMENT 'When it is to be removed. NULL: its message or room decides.',
	hidden TINYINT NOT NULL DEFAULT 0 COMMENT '1: its message was deleted, and is kept as an earlier version.',
	UNIQUE KEY uploads_path (path),
	KEY uploads_rid (rid, uploaded_at),
	KEY uploads_message (message_id),
	KEY uploads_original (original_id),
	KEY uploads_expiry (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- How much all of them are, so that nobody has to count. There is one row once a file was sent.
CREATE TABLE IF NOT EXISTS upload_totals (
	id TINYINT NOT NULL PRIMARY KEY COMMENT 'It is always 1.',
	files BIGINT NOT NULL,
	bytes BIGINT NOT NULL,
	mark VARBINARY(17) NULL COMMENT 'What the folder of files has in its file "mark", so that nothing is removed from one of another database.'
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

-- The IDs of deleted messages, for clients that follow a room: while it is open, and for three months.
CREATE TABLE IF NOT EXISTS message_deletions (
	rid VARBINARY(64) NOT NULL,
	deleted_at BIGINT NOT NULL,
	id VARBINARY(64) NOT NULL,
	PRIMARY KEY (rid, deleted_at),
	KEY message_deletions_at (deleted_at)
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

-- Mails for the sendmail program of the host. A sent one stays here for a while.
CREATE TABLE IF NOT EXISTS outbox (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	kind VARBINARY(16) NOT NULL COMMENT 'offline, transcript, waiting or answered.',
	ref_id VARBINARY(64) NULL COMMENT 'The ID of the offline message, or of the room.',
	recipient VARCHAR(254) NOT NULL,
	content MEDIUMTEXT NOT NULL COMMENT 'The whole mail: header and body.',
	state VARBINARY(16) NOT NULL COMMENT 'queued, sent or failed (no further attempt is made).',
	attempts INT NOT NULL DEFAULT 0 COMMENT 'How many have ended. A queued mail has a duty, which says when the next one is made.',
	last_error VARCHAR(500) NULL,
	created_at BIGINT NOT NULL,
	sent_at BIGINT NULL,
	KEY outbox_state (state, created_at),
	KEY outbox_kind (kind, created_at),
	KEY outbox_ref (ref_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Transcripts that are to be mailed when a room is closed. Closing the room makes a duty of the row, and the
-- mail removes both.
CREATE TABLE IF NOT EXISTS transcript_requests (
	rid VARBINARY(64) NOT NULL PRIMARY KEY,
	email VARCHAR(254) NOT NULL,
	subject VARCHAR(255) NOT NULL COMMENT 'Empty: that of the settings.',
	user_id VARBINARY(64) NOT NULL COMMENT 'The user who wants it: ID, username and name.',
	username VARCHAR(255) NOT NULL,
	name VARCHAR(255) NULL,
	ts BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Addresses that were told of an answer by mail, with the key by which that is stopped. They are known by a
-- hash: one that is stopped stays so when its visitor is erased.
CREATE TABLE IF NOT EXISTS mail_stops (
	address VARBINARY(64) NOT NULL PRIMARY KEY COMMENT 'The SHA-256 of the address in small letters, in hexadecimal digits.',
	stop_key VARBINARY(64) NOT NULL COMMENT 'It is a part of the link in the mails.',
	stopped_at BIGINT NULL COMMENT 'NULL: it may be told again.',
	UNIQUE KEY mail_stops_key (stop_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Blocks: visitors, addresses and networks whose requests store nothing.
CREATE TABLE IF NOT EXISTS blocks (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	kind VARBINARY(16) NOT NULL COMMENT 'visitor, email or network.',
	value VARBINARY(255) NOT NULL COMMENT 'The id of the visitor, the address, or the network, such as 192.0.2.0/24.',
	token VARBINARY(255) NULL COMMENT 'Of the visitor; requests have it.',
	ends_at BIGINT NULL COMMENT 'NULL: it never ends.',
	reason VARCHAR(255) NOT NULL,
	blocked_by VARBINARY(255) NULL COMMENT 'The username of who did it. NULL: livechat-admin.',
	created_at BIGINT NOT NULL,
	UNIQUE KEY blocks_value (kind, value)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Triggers: what a website's chat does on its own when something happens on the page, such as to greet.
CREATE TABLE IF NOT EXISTS triggers (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	number BIGINT NOT NULL AUTO_INCREMENT COMMENT 'The order in which they were made, and in which clients get them.',
	name VARCHAR(191) NOT NULL,
	description TEXT NOT NULL,
	enabled TINYINT NOT NULL,
	run_once TINYINT NOT NULL COMMENT '1: at most once in a browser.',
	conditions_json MEDIUMTEXT NOT NULL COMMENT 'When it fires: an array of objects with name and value.',
	actions_json MEDIUMTEXT NOT NULL COMMENT 'What it does: an array of objects with name and params.',
	only_external TINYINT NOT NULL DEFAULT 0 COMMENT '1: all its actions ask another service, which this program does not do.',
	updated_at BIGINT NOT NULL,
	UNIQUE KEY triggers_number (number)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- What custom fields there are. While there is no row, visitors and rooms may have fields of any name and value.
CREATE TABLE IF NOT EXISTS field_definitions (
	id VARBINARY(64) NOT NULL PRIMARY KEY COMMENT 'The name of the field.',
	number BIGINT NOT NULL AUTO_INCREMENT COMMENT 'The order in which they were made, and in which clients get them.',
	label VARCHAR(191) NOT NULL COMMENT 'What people read.',
	scope VARBINARY(16) NOT NULL COMMENT 'What has the field: visitor or room.',
	visibility VARCHAR(64) NOT NULL COMMENT 'visible, hidden or another word; only visible ones are shown to visitors.',
	type VARCHAR(64) NULL COMMENT 'input or select.',
	`regexp` VARCHAR(256) NULL COMMENT 'What a value must match.',
	required TINYINT NOT NULL,
	default_value TEXT NULL,
	options TEXT NULL COMMENT 'The values of a select, separated by commas.',
	is_public TINYINT NOT NULL COMMENT '1: a client asks the visitor.',
	searchable TINYINT NOT NULL COMMENT 'Only stored.',
	updated_at BIGINT NOT NULL,
	UNIQUE KEY field_definitions_number (number)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Canned responses: texts that agents send again and again.
CREATE TABLE IF NOT EXISTS canned_responses (
	id VARBINARY(64) NOT NULL PRIMARY KEY,
	shortcut VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'What an agent types, without the exclamation mark before it.',
	text TEXT NOT NULL COMMENT 'It may have placeholders such as {{contact.name}}.',
	scope VARBINARY(16) NOT NULL COMMENT 'Whose it is: user, department or global.',
	user_id VARBINARY(64) NULL COMMENT 'The owner, with the scope user.',
	department_id VARBINARY(64) NULL COMMENT 'The department, with the scope department.',
	tags_json TEXT NOT NULL COMMENT 'An array of strings.',
	created_by_id VARBINARY(64) NOT NULL,
	created_by_username VARBINARY(64) NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	UNIQUE KEY canned_responses_shortcut (shortcut)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Duties: what is to be done at a time, by whichever process has just answered a request, or by
-- "livechat-admin jobs run". A row is removed when its work is done.
CREATE TABLE IF NOT EXISTS duties (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	kind VARBINARY(32) NOT NULL COMMENT 'What is to be done: mail (the outbox), or waiting (tell agents by mail that a visitor waits), alert (tell them in their browsers: makes a push for each), unread (the same for the agent of a room, of a message), push, transcript (mail it), answered (tell a visitor by mail of an answer), files (remove files that have expired, and what is left of others), or tidy (remove and close what is old; the last two stay).',
	ref VARBINARY(128) NOT NULL COMMENT 'What it is about: the ID in the outbox, or of the room; those of the push subscription and the room; empty: nothing.',
	due_at BIGINT NOT NULL COMMENT 'Nobody begins before this time. A process that begins postpones it, for the case that it dies.',
	lease VARBINARY(17) NOT NULL DEFAULT '' COMMENT 'The process that has begun. Empty: none has.',
	attempts INT NOT NULL DEFAULT 0 COMMENT 'How many have begun.',
	last_error VARCHAR(500) NULL,
	UNIQUE KEY duties_of (kind, ref),
	KEY duties_due (due_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- The last errors of the log, for admins who cannot read it.
CREATE TABLE IF NOT EXISTS logged_errors (
	hash BINARY(32) NOT NULL PRIMARY KEY COMMENT 'SHA-256 of the text.',
	text VARCHAR(1000) NOT NULL,
	request_id VARBINARY(64) NOT NULL COMMENT 'The request that was being served the last time. Empty: none was.',
	first_at BIGINT NOT NULL,
	last_at BIGINT NOT NULL,
	times BIGINT NOT NULL COMMENT 'How often it was logged.'
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

INSERT IGNORE INTO duties (kind, ref, due_at) VALUES ('tidy', '', 0);

INSERT IGNORE INTO settings (name, value) VALUES ('Livechat_guest_count', '1');

-- Visitors who have had a room and have no contact, because their tables were made before there were contacts,
-- get one, whose id is theirs. What says that they have one comes last.
INSERT IGNORE INTO contacts (id, name, is_unknown, created_at, updated_at)
	SELECT v.id, COALESCE(v.name, v.username), 1, v.ts, v.updated_at FROM visitors v
	WHERE EXISTS (SELECT 1 FROM rooms r WHERE r.visitor_id = v.id)
	AND NOT EXISTS (SELECT 1 FROM contact_visitors l WHERE l.visitor_id = v.id);
INSERT IGNORE INTO contact_addresses (contact_id, kind, position, value, sought)
	SELECT v.id, 'email', 0, v.email, CAST(LOWER(v.email) AS BINARY)
	FROM contacts c JOIN visitors v ON v.id = c.id WHERE v.email IS NOT NULL
	AND NOT EXISTS (SELECT 1 FROM contact_visitors l WHERE l.visitor_id = v.id);
INSERT IGNORE INTO contact_addresses (contact_id, kind, position, value, sought)
	SELECT v.id, 'phone', 0, v.phone, CAST(LOWER(v.phone) AS BINARY)
	FROM contacts c JOIN visitors v ON v.id = c.id WHERE v.phone IS NOT NULL
	AND NOT EXISTS (SELECT 1 FROM contact_visitors l WHERE l.visitor_id = v.id);
INSERT IGNORE INTO contact_fields (contact_id, name, value)
	SELECT f.visitor_id, f.name, f.value FROM contacts c JOIN visitor_fields f ON f.visitor_id = c.id
	WHERE NOT EXISTS (SELECT 1 FROM contact_visitors l WHERE l.visitor_id = c.id);
INSERT IGNORE INTO contact_channels (visitor_id, source, contact_id, rid, last_ts)
	SELECT r.visitor_id, r.source, c.id, (SELECT o.id FROM rooms o WHERE o.visitor_id = r.visitor_id
		AND o.source = r.source ORDER BY o.ts DESC, o.id LIMIT 1), MAX(r.ts)
	FROM contacts c JOIN rooms r ON r.visitor_id = c.id
	WHERE NOT EXISTS (SELECT 1 FROM contact_visitors l WHERE l.visitor_id = c.id)
	GROUP BY r.visitor_id, r.source, c.id;
INSERT IGNORE INTO contact_visitors (visitor_id, contact_id)
	SELECT v.id, v.id FROM contacts c JOIN visitors v ON v.id = c.id;

INSERT IGNORE INTO business_hours (id, type, name, timezone, work_hours, days_off, ts, updated_at) VALUES
	('64c8b6000000000000000001', 'default', '', '',
	CONCAT('Monday 08:00 20:00 open\nTuesday 08:00 20:00 open\nWednesday 08:00 20:00 open\n',
		'Thursday 08:00 20:00 open\nFriday 08:00 20:00 open\nSaturday 08:00 20:00 closed\n',
		'Sunday 08:00 20:00 closed'), '',
	UNIX_TIMESTAMP() * 1000, UNIX_TIMESTAMP() * 1000);

-- This fails in a database that was made before 0.9.0: its tables are not these.
INSERT IGNORE INTO schema_version (version, file, applied_at)
	VALUES (1, '001-livechat.sql', ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000));
