<?php
// SPDX-License-Identifier: MIT
// The jobs of the benchmark in a straightforward way: mysqli, prepared statements and json_encode().

mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
$db = new mysqli('p:localhost', getenv('DB_USER'), getenv('DB_PASSWORD'), getenv('DB_NAME'), 0, getenv('DB_SOCKET'));
$db->set_charset('utf8mb4');

function answer(array $document, int $status = 200): never
{
	http_response_code($status);
	header('Content-Type: application/json');
	echo json_encode($document, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
	exit;
}

function refuse(string $error, int $status = 400): never
{
	answer(['success' => false, 'error' => $error], $status);
}

function row(string $sql, ...$values): ?array
{
	global $db;
	return $db->execute_query($sql, $values)->fetch_assoc();
}

function text(array $from, string $name): string
{
	if (!isset($from[$name]))
		refuse("must have required property '$name' [invalid-params]");
	if (!is_string($from[$name]))
		refuse('must be string [invalid-params]');
	return $from[$name];
}

function iso(int $ms): string
{
	return gmdate('Y-m-d\TH:i:s', intdiv($ms, 1000)) . sprintf('.%03dZ', $ms % 1000);
}

function new_id(): string
{
	return substr(strtr(base64_encode(random_bytes(15)), '+/', 'ab'), 0, 17);
}

function visitor_room(string $token, string $rid): array
{
	$visitor = row('SELECT * FROM visitors WHERE token = ?', $token) ?? refuse('invalid-token');
	$room = row('SELECT * FROM rooms WHERE id = ? AND visitor_id = ?', $rid, $visitor['id']) ?? refuse('invalid-room');
	return [$visitor, $room];
}

function agent(): array
{
	$hash = base64_encode(hash('sha256', $_SERVER['HTTP_X_AUTH_TOKEN'] ?? '', true));
	$user = row('SELECT u.*, t.expires_at FROM auth_tokens t JOIN users u ON u.id = t.user_id WHERE t.hash = ?', $hash);
	if (!$user || $user['id'] !== ($_SERVER['HTTP_X_USER_ID'] ?? '') || !$user['active'])
		refuse('You must be logged in to do this.', 401);
	return $user;
}

function document(array $m, string $token): array
{
	$document = ['_id' => $m['id'], 'rid' => $m['rid'], 'msg' => $m['msg']];
	if ($m['by_visitor'])
		$document += ['token' => $token, 'alias' => $m['u_name']];
	$document += ['ts' => iso($m['ts']),
		'u' => ['_id' => $m['u_id'], 'username' => $m['u_username'], 'name' => $m['u_name']],
		'_updatedAt' => iso($m['updated_at']),
		'urls' => json_decode($m['urls_json'] ?? '[]'),
		'mentions' => json_decode($m['mentions_json'] ?? '[]'),
		'channels' => []];
	if ($m['md_json'] !== null)
		$document['md'] = json_decode($m['md_json']);
	return $document;
}

function documents(mysqli_result $rows, string $token): array
{
	$documents = [];
	foreach ($rows as $m)
		$documents[] = document($m, $token);
	return $documents;
}

function not_modified(array $room): void
{
	header('ETag: "' . $room['version'] . '"');
	header('Cache-Control: private, no-cache');
	if (($_SERVER['HTTP_IF_NONE_MATCH'] ?? '') === '"' . $room['version'] . '"') {
		http_response_code(304);
		exit;
	}
}

// Stores texts as messages of the visitor in one transaction; returns their rows.
function store(array $visitor, string $rid, array $texts): array
{
	global $db;
	$db->begin_transaction();
	$room = row('SELECT last_ts FROM rooms WHERE id = ? AND is_open = 1 FOR UPDATE', $rid) ?? refuse('room-closed');
	$ts = max($room['last_ts'] + 1, (int) (microtime(true) * 1000));
	$rows = [];
	foreach ($texts as $msg) {
		$md = json_encode([['type' => 'PARAGRAPH', 'value' => [['type' => 'PLAIN_TEXT', 'value' => $msg]]]],
			JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
		$m = ['rid' => $rid, 'ts' => $ts + count($rows), 'id' => new_id(), 'by_visitor' => 1, 'u_id' => $visitor['id'],
			'u_username' => $visitor['username'], 'u_name' => $visitor['name'], 'msg' => $msg,
			'updated_at' => $ts + count($rows), 'md_json' => $md];
		$db->execute_query('INSERT INTO plain_messages (rid, ts, id, by_visitor, u_id, u_username, u_name, msg, updated_at, md_json)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', array_values($m));
		$rows[] = $m;
	}
	$count = count($rows);
	$db->execute_query('UPDATE rooms SET last_ts = ?, version = version + 1, msgs = msgs + ?, listed = listed + ?, lm = ?,
		last_message_id = ?, waiting = 1, visitor_ts = ?, updated_at = ? WHERE id = ?',
		[$m['ts'], $count, $count, $m['ts'], $m['id'], $m['ts'], $m['ts'], $rid]);
	$db->commit();
	return $rows;
}

$parts = explode('/', substr(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH), strlen('/api/v1/livechat/')));
$body = $_SERVER['REQUEST_METHOD'] === 'POST' ? json_decode(file_get_contents('php://input'), true) : null;
if ($_SERVER['REQUEST_METHOD'] === 'POST' && !is_array($body))
	refuse('must be object [invalid-params]');

switch ($_SERVER['REQUEST_METHOD'] . ' ' . $parts[0]) {
case 'GET message':
	[$visitor, $room] = visitor_room(text($_GET, 'token'), text($_GET, 'rid'));
	$m = row('SELECT * FROM plain_messages WHERE id = ? AND rid = ?', $parts[1], $room['id']) ?? refuse('invalid-message');
	answer(['message' => document($m, $visitor['token']), 'success' => true]);
case 'POST message':
	[$visitor, $room] = visitor_room(text($body, 'token'), text($body, 'rid'));
	[$m] = store($visitor, $room['id'], [text($body, 'msg')]);
	answer(['message' => document($m, $visitor['token']), 'success' => true]);
case 'POST messages':
	agent();
	$visitor = row('SELECT * FROM visitors WHERE token = ?', text($body['visitor'] ?? [], 'token')) ?? refuse('invalid-token');
	$room = row('SELECT * FROM rooms WHERE visitor_id = ? AND is_open = 1 ORDER BY ts LIMIT 1', $visitor['id']) ?? refuse('invalid-room');
	$texts = array_map(fn ($each) => text($each, 'msg'), $body['messages'] ?? []);
	$stored = store($visitor, $room['id'], $texts);
	answer(['messages' => array_map(fn ($m) => ['username' => $visitor['username'], 'msg' => $m['msg'], 'ts' => iso($m['ts'])],
		$stored), 'success' => true]);
case 'GET messages.history':
	[$visitor, $room] = visitor_room(text($_GET, 'token'), $parts[1]);
	not_modified($room);
	$limit = min((int) ($_GET['limit'] ?? 20), 100);
	$from = isset($_GET['ts']) ? (int) (new DateTime($_GET['ts']))->format('Uv') : 0;
	$rows = $db->execute_query('SELECT * FROM plain_messages WHERE rid = ? AND ts >= ? ORDER BY ts DESC LIMIT ?',
		[$room['id'], $from, $limit]);
	answer(['messages' => documents($rows, $visitor['token']), 'unreadNotLoaded' => 0, 'success' => true]);
case 'GET messages':
	$user = agent();
	$room = row('SELECT r.*, v.token FROM rooms r JOIN visitors v ON v.id = r.visitor_id WHERE r.id = ?', $parts[1])
		?? refuse('invalid-room');
	if (!($user['roles'] & (4 | 16)) && $room['served_by_id'] !== $user['id'])
		refuse('not-allowed');
	not_modified($room);
	$count = (int) ($_GET['count'] ?? 50);
	$rows = $db->execute_query("SELECT * FROM plain_messages WHERE rid = ? AND (type IS NULL OR type = 'livechat-close')
		ORDER BY ts DESC LIMIT ?", [$room['id'], $count]);
	answer(['messages' => documents($rows, $room['token']), 'offset' => 0, 'count' => $count,
		'total' => $room['listed'], 'success' => true]);
}
refuse('API endpoint does not exist', 404);
