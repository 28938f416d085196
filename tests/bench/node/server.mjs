// SPDX-License-Identifier: MIT
// The jobs of the benchmark in a straightforward way: fastify, mysql2 and one process for each worker.
//
//   node server.mjs PORT WORKERS      DB_SOCKET, DB_USER, DB_PASSWORD, DB_NAME in the environment
import cluster from "node:cluster";
import { createHash, randomBytes } from "node:crypto";
import fastify from "fastify";
import mysql from "mysql2/promise";

const [port, workers] = process.argv.slice(2).map(Number);

class Refusal extends Error {
	constructor(error, statusCode = 400) {
		super(error);
		this.statusCode = statusCode;
	}
}

const refuse = (error, status) => { throw new Refusal(error, status); };
const iso = (ms) => new Date(ms).toISOString();
const newId = () => randomBytes(15).toString("base64").replace(/[+/]/g, "a").slice(0, 17);
const strings = (...names) => ({
	type: "object", required: names, properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
});

function serve() {
	const app = fastify();
	const pool = mysql.createPool({
		socketPath: process.env.DB_SOCKET, user: process.env.DB_USER, password: process.env.DB_PASSWORD,
		database: process.env.DB_NAME, charset: "utf8mb4", connectionLimit: 4,
		typeCast: (field, next) => (field.type === "VAR_STRING" || field.type === "BLOB" ? field.string("utf8") : next()),
	});
	const rows = async (sql, ...values) => (await pool.execute(sql, values))[0];
	const row = async (...args) => (await rows(...args))[0];

	async function visitorRoom(token, rid) {
		const visitor = await row("SELECT * FROM visitors WHERE token = ?", token) ?? refuse("invalid-token");
		const room = await row("SELECT * FROM rooms WHERE id = ? AND visitor_id = ?", rid, visitor.id) ?? refuse("invalid-room");
		return [visitor, room];
	}

	async function agent(request) {
		const hash = createHash("sha256").update(request.headers["x-auth-token"] ?? "").digest("base64");
		const user = await row("SELECT u.*, t.expires_at FROM auth_tokens t JOIN users u ON u.id = t.user_id WHERE t.hash = ?", hash);
		if (!user || user.id !== request.headers["x-user-id"] || !user.active)
			refuse("You must be logged in to do this.", 401);
		return user;
	}

	const list = (json) => (json === null || json === undefined ? [] : JSON.parse(json));
	const document = (m, token) => ({
		_id: m.id, rid: m.rid, msg: m.msg, ...(m.by_visitor ? { token, alias: m.u_name } : {}), ts: iso(m.ts),
		u: { _id: m.u_id, username: m.u_username, name: m.u_name }, _updatedAt: iso(m.updated_at),
		urls: list(m.urls_json), mentions: list(m.mentions_json), channels: [],
		...(m.md_json ? { md: JSON.parse(m.md_json) } : {}),
	});

	function notModified(request, reply, room) {
		const etag = `"${room.version}"`;
		reply.headers({ etag, "cache-control": "private, no-cache" });
		return request.headers["if-none-match"] === etag;
	}

	// Stores texts as messages of the visitor in one transaction; returns their rows.
	async function store(visitor, rid, texts) {
		const connection = await pool.getConnection();
		try {
			await connection.beginTransaction();
			const [[room]] = await connection.execute("SELECT last_ts FROM rooms WHERE id = ? AND is_open = 1 FOR UPDATE", [rid]);
			if (!room)
				refuse("room-closed");
			const ts = Math.max(room.last_ts + 1, Date.now());
			const stored = texts.map((msg, i) => ({
				rid, ts: ts + i, id: newId(), by_visitor: 1, u_id: visitor.id, u_username: visitor.username, u_name: visitor.name,
				msg, updated_at: ts + i,
				md_json: JSON.stringify([{ type: "PARAGRAPH", value: [{ type: "PLAIN_TEXT", value: msg }] }]),
			}));
			for (const m of stored)
				await connection.execute("INSERT INTO plain_messages (rid, ts, id, by_visitor, u_id, u_username, u_name, msg, "
					+ "updated_at, md_json) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", Object.values(m));
			const last = stored.at(-1);
			await connection.execute("UPDATE rooms SET last_ts = ?, version = version + 1, msgs = msgs + ?, listed = listed + ?, "
				+ "lm = ?, last_message_id = ?, waiting = 1, visitor_ts = ?, updated_at = ? WHERE id = ?",
			[last.ts, texts.length, texts.length, last.ts, last.id, last.ts, last.ts, rid]);
			await connection.commit();
			return stored;
		} catch (error) {
			await connection.rollback();
			throw error;
		} finally {
			connection.release();
		}
	}

	app.setErrorHandler((error, request, reply) => {
		reply.code(error.statusCode ?? 500).send({ success: false, error: error.message });
	});
	app.get("/api/info", async () => ({ success: true }));
	app.get("/api/v1/livechat/message/:id", { schema: { querystring: strings("token", "rid") } }, async ({ query, params }) => {
		const [visitor, room] = await visitorRoom(query.token, query.rid);
		const m = await row("SELECT * FROM plain_messages WHERE id = ? AND rid = ?", params.id, room.id) ?? refuse("invalid-message");
		return { message: document(m, visitor.token), success: true };
	});
	app.post("/api/v1/livechat/message", { schema: { body: strings("token", "rid", "msg") } }, async ({ body }) => {
		const [visitor, room] = await visitorRoom(body.token, body.rid);
		const [m] = await store(visitor, room.id, [body.msg]);
		return { message: document(m, visitor.token), success: true };
	});
	app.post("/api/v1/livechat/messages", { schema: { body: {
		type: "object", required: ["visitor", "messages"],
		properties: { visitor: strings("token"), messages: { type: "array", minItems: 1, items: strings("msg") } },
	} } }, async (request) => {
		await agent(request);
		const visitor = await row("SELECT * FROM visitors WHERE token = ?", request.body.visitor.token) ?? refuse("invalid-token");
		const room = await row("SELECT * FROM rooms WHERE visitor_id = ? AND is_open = 1 ORDER BY ts LIMIT 1", visitor.id)
			?? refuse("invalid-room");
		const stored = await store(visitor, room.id, request.body.messages.map((each) => each.msg));
		return { messages: stored.map((m) => ({ username: visitor.username, msg: m.msg, ts: iso(m.ts) })), success: true };
	});
	app.get("/api/v1/livechat/messages.history/:rid", { schema: { querystring: strings("token") } }, async (request, reply) => {
		const { token, limit = "20", ts } = request.query;
		const [visitor, room] = await visitorRoom(token, request.params.rid);
		if (notModified(request, reply, room))
			return reply.code(304).send();
		const found = await rows("SELECT * FROM plain_messages WHERE rid = ? AND ts >= ? ORDER BY ts DESC LIMIT ?",
			room.id, ts ? Date.parse(ts) : 0, String(Math.min(Number(limit), 100)));
		return { messages: found.map((m) => document(m, visitor.token)), unreadNotLoaded: 0, success: true };
	});
	app.get("/api/v1/livechat/messages/:rid", async (request, reply) => {
		const user = await agent(request);
		const room = await row("SELECT r.*, v.token FROM rooms r JOIN visitors v ON v.id = r.visitor_id WHERE r.id = ?",
			request.params.rid) ?? refuse("invalid-room");
		if (!(user.roles & (4 | 16)) && room.served_by_id !== user.id)
			refuse("not-allowed");
		if (notModified(request, reply, room))
			return reply.code(304).send();
		const count = Number(request.query.count ?? 50);
		const found = await rows("SELECT * FROM plain_messages WHERE rid = ? AND (type IS NULL OR type = 'livechat-close') "
			+ "ORDER BY ts DESC LIMIT ?", room.id, String(count));
		return { messages: found.map((m) => document(m, room.token)), offset: 0, count, total: room.listed, success: true };
	});
	app.listen({ port, host: "127.0.0.1" });
}

if (cluster.isPrimary)
	for (let i = 0; i < workers; i++)
		cluster.fork();
else
	serve();
