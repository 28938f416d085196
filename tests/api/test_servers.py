# SPDX-License-Identifier: MIT
"""Every way to run Livechat that the examples and docs/admin.md describe behaves the same. The tests use the
shipped configurations."""

import concurrent.futures
import json
import os
import signal
from urllib.parse import quote

import pytest

import servers
from harness.checks import PATIENCE_S, wait_for
from harness.client import PREFIX
from harness.data import Data
from harness.site import SITES

NOT_FOUND = {"status": "error", "message": "API endpoint does not exist"}
TOO_LARGE = {"success": False, "errorType": "error-body-too-large",
             "error": "Request body is larger than 131072 bytes [error-body-too-large]"}
PATH = "/api/v1/livechat/message/"

# Apache answers some invalid requests before it has read an .htaccess file.
APACHE_WITHOUT_ROOT = ("htaccess", "htaccess-cgi", "htaccess-scriptalias")


def is_api_error(answer):
    return (answer.headers["Content-Type"] == "application/json"
            and answer.headers["X-Content-Type-Options"] == "nosniff"
            and answer.headers["Access-Control-Allow-Origin"] == "*"
            and isinstance(answer.json, dict))


# --- ordinary use ------------------------------------------------------------------------------

def test_conversation(every_site, room):
    """Sends, edits, reads, lists and deletes through this server: all methods, with bodies."""
    client, token = every_site.client, room.visitor.token
    sent = client.post("message", token=token, rid=room.id, msg="Grüße 😀")
    assert sent.status == 200, sent
    message = sent.json["message"]
    assert message["msg"] == "Grüße 😀"
    edited = client.put(f"message/{message['_id']}", token=token, rid=room.id, msg="changed")
    assert edited.status == 200, edited
    read = client.get(f"message/{message['_id']}", token=token, rid=room.id)
    assert read.json["message"]["msg"] == "changed", read
    history = client.get(f"messages.history/{room.id}", token=token)
    assert [m["msg"] for m in history.json["messages"]] == ["changed", ""]
    deleted = client.delete(f"message/{message['_id']}", token=token, rid=room.id)
    assert deleted.status == 200, deleted
    history = client.get(f"messages.history/{room.id}", token=token)
    assert [m["msg"] for m in history.json["messages"]] == [""]


def test_login_headers_arrive(every_site, db):
    agent = db.agent()
    room = db.room(agent=agent)
    assert every_site.client.get(f"messages/{room.id}").status == 401
    listed = every_site.client.get(f"messages/{room.id}", user=agent)
    assert listed.status == 200, listed


def test_visitor_token_header_arrives(every_site, room):
    answer = every_site.client.get(f"messages.history/{room.id}",
                                   headers={"X-Visitor-Token": room.visitor.token})
    assert answer.status == 200, answer


def test_headers_of_answers(every_site, room):
    """The headers of an answer reach the client unchanged."""
    client = every_site.client
    path = f"messages.history/{room.id}"
    answer = client.get(path, token=room.visitor.token)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Length" not in answer.headers.get("Vary", "")
    head = client.request("HEAD", path, query={"token": room.visitor.token})
    assert (head.status, head.body) == (200, b"")
    preflight = client.request("OPTIONS", path, headers={
        "Origin": "http://example.com", "Access-Control-Request-Method": "GET"})
    assert (preflight.status, preflight.body) == (204, b"")


def test_not_modified(every_site, db, room):
    """The condition reaches the program, and the 304 with its headers reaches the client; the web server does
    not answer itself."""
    agent = db.agent()
    client, token = every_site.client, room.visitor.token
    _id = db.message(room)
    db.execute("UPDATE rooms SET served_by_id = %s, served_by_username = %s WHERE id = %s", agent.id,
               agent.username, room.id)
    for path, query, user in ((f"messages.history/{room.id}", {"token": token}, None),
                              (f"message/{_id}", {"token": token, "rid": room.id}, None),
                              (f"messages/{room.id}", {}, agent)):
        first = client.get(path, query=query, user=user)
        tag = first.headers["ETag"]
        for method in ("GET", "HEAD"):
            for known in (tag, f'"x", W/{tag}', "*"):
                answer = client.request(method, path, query=query, user=user,
                                        headers={"If-None-Match": known})
                assert (answer.status, answer.body) == (304, b""), (method, known)
                assert answer.headers["ETag"] == tag
                assert answer.headers["Cache-Control"] == "private, no-cache"
                assert answer.headers["X-Poll-Interval"] == first.headers["X-Poll-Interval"]
                assert answer.headers["Access-Control-Allow-Origin"] == "*"
                assert "X-Poll-Interval" in answer.headers["Access-Control-Expose-Headers"]
            answer = client.request(method, path, query=query, user=user,
                                    headers={"If-None-Match": '"x"'})
            assert (answer.status, answer.headers["ETag"]) == (200, tag)
        answer = client.get(path, query={**query, "bogus": 1}, user=user, headers={"If-None-Match": tag})
        assert answer.status == 400, answer
        assert answer.headers["Cache-Control"] == "no-store"
    client.post("message", token=token, rid=room.id, msg="news")
    answer = client.get(f"messages.history/{room.id}", token=token, headers={"If-None-Match": tag})
    assert answer.status == 200 and answer.json["messages"][0]["msg"] == "news"


class ApacheCompressing(SITES["apache"]):
    """Apache with compression, as many hosts have it."""

    modules = (*SITES["apache"].modules, "filter", "deflate")

    def host(self):
        return super().host() + "AddOutputFilterByType DEFLATE application/json\n"


def test_not_modified_where_answers_are_compressed(new_site, config, room, monkeypatch):
    """The server changes the tag of an answer that it compresses, and the client sends the changed tag
    back."""
    monkeypatch.setitem(SITES, "compressing", ApacheCompressing)
    client = new_site("compressing", config, label="compressing").client
    path, gzip = f"messages.history/{room.id}", {"Accept-Encoding": "gzip"}
    for n in range(10):
        client.post("message", token=room.visitor.token, rid=room.id, msg=f"number {n} " + "x" * 100)
    answer = client.get(path, token=room.visitor.token, headers=gzip)
    assert answer.headers["Content-Encoding"] == "gzip"
    for known in (answer.headers["ETag"], "W/" + answer.headers["ETag"]):
        again = client.get(path, token=room.visitor.token, headers={**gzip, "If-None-Match": known})
        assert (again.status, again.body) == (304, b""), (known, again.headers)
        assert again.headers["Cache-Control"] == "private, no-cache"
        assert again.headers["X-Poll-Interval"] == "2"
    client.post("message", token=room.visitor.token, rid=room.id, msg="news")
    again = client.get(path, token=room.visitor.token, headers={**gzip, "If-None-Match": known})
    assert again.json["messages"][0]["msg"] == "news"


def test_ranges_are_ignored(every_site, room):
    """A part of an answer is not JSON. Only .htaccess files cannot switch ranges off."""
    if "htaccess" in every_site.name:
        return
    answer = every_site.client.get(f"messages.history/{room.id}", token=room.visitor.token,
                                   headers={"Range": "bytes=0-9"})
    assert answer.status == 200 and answer.json["success"] is True


def test_many_requests_at_the_same_time(every_site, room):
    """When there are more requests than processes, the requests wait."""
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(
            lambda n: every_site.client.post("message", token=room.visitor.token, rid=room.id,
                                             msg=f"number {n}"), range(24)))
    assert {answer.status for answer in answers} == {200}
    history = every_site.client.get(f"messages.history/{room.id}", token=room.visitor.token,
                                    limit=100)
    assert {m["msg"] for m in history.json["messages"]} == {"", *(f"number {n}" for n in range(24))}


# --- paths -------------------------------------------------------------------------------------

# A client may choose these ids. A server that decodes twice, or not at all, gets them wrong.
TRICKY_IDS = ["a%41b", "a%2541b", "a%25b", "a+b", "a;b", "a?b=c", "a#b", "a&b", "a=b", "a%2Fb", "..a",
              "a\\b", "a'b", 'a"b', "a<b>", "{a}", "a|b", "~a", "%00", "%0A"]


def test_ids_in_a_path_are_decoded_once(every_site, room, db):
    answers = {}
    for tricky in TRICKY_IDS:
        own = db.message(room, f"I am {tricky}", id=f"{room.id}{tricky}", id_by_client=1)
        path = PATH + quote(own, safe="")
        answer = every_site.client.raw(
            "GET", f"{path}?token={room.visitor.token}&rid={room.id}")
        answers[tricky] = answer.json and answer.json.get("message", {}).get("msg")
    assert answers == {tricky: f"I am {tricky}" for tricky in TRICKY_IDS}


REFUSED = ["a%2Fb", "a%00b", "a%0Ab", "a%1fb", "a%7fb", "a%ffb", "a%c0%afb", "a%ed%a0%80b", "a//b",
           "a/../b", "../x", "..%2Fx", "%2e%2e/x", "a/b"]


@pytest.mark.parametrize("segment", REFUSED)
def test_refused_paths(every_site, segment):
    answer = every_site.client.raw("GET", PATH + segment)
    assert answer.status == 404, answer
    if every_site.name in APACHE_WITHOUT_ROOT and ("%2F" in segment or "%00" in segment):
        return  # Apache refuses it before it has read any .htaccess, in HTML.
    assert answer.json == NOT_FOUND
    assert is_api_error(answer)


@pytest.mark.parametrize("segment", ["%zz", "a%", "a%2"])
def test_broken_percent_signs(every_site, segment):
    """Apache refuses these itself; lighttpd passes them on to Livechat."""
    answer = every_site.client.raw("GET", PATH + segment)
    if every_site.server == "apache":
        assert answer.status == 400
    else:
        assert (answer.status, answer.json) == (404, NOT_FOUND)


@pytest.mark.parametrize("path", [
    "/api/v1/livechat/messageX", "/api/v1/livechat/message.fcgi", "/api/v1/livechat/messages_history/x",
    "/api/v1/livechat/.htaccess", "/api/v1/livechat/", "/api/v1/", "/api/", "/api", "/apix", "/other",
    "/avatar/", "/livechat.cnf", "/.htaccess", "/livechat-error", "/API/info", "/api/V1/info", "//api/info",
    "/api//info", "/api/../api/info"])
def test_other_paths_are_answered_404_in_json(every_site, path):
    answer = every_site.client.raw("GET", path)
    if path == "/.htaccess" and every_site.server == "apache":
        assert answer.status in (403, 404)
        return
    assert answer.status == 404, answer
    assert answer.json == NOT_FOUND
    assert is_api_error(answer)


@pytest.mark.parametrize("query", ["", "?x=1"])
def test_the_url_of_the_program_leads_to_the_inbox(every_site, query):
    """Where it has one: most web servers pass on paths of the API and the pages only."""
    answer = every_site.client.raw("GET", f"/cgi-bin/livechat.fcgi{query}")
    if every_site.name in APACHE_WITHOUT_ROOT:
        assert (answer.status, answer.headers["Location"]) == (307, "livechat.fcgi/livechat/inbox"), answer
    else:
        assert (answer.status, answer.json) == (404, NOT_FOUND)


def test_a_websocket_is_refused_at_once(every_site):
    """Clients that try a WebSocket wait for this answer before they show anything."""
    answer = every_site.client.request("GET", "/websocket", headers={
        "Connection": "Upgrade", "Upgrade": "websocket", "Origin": "http://shop.example",
        "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="})
    assert (answer.status, answer.json) == (404, NOT_FOUND)
    assert is_api_error(answer), answer


def test_without_rewriting(sites, room):
    """Where a host allows no RewriteRule, the program's own URL is the base of the API."""
    answer = sites("htaccess").client.get(
        f"/cgi-bin/livechat.fcgi/api/v1/livechat/messages.history/{room.id}", token=room.visitor.token)
    assert answer.status == 200, answer


def test_root_is_json_too(every_site):
    answer = every_site.client.raw("GET", "/")
    assert answer.status in (403, 404)
    assert is_api_error(answer), answer


def test_long_path(every_site):
    answer = every_site.client.raw("GET", PATH + "x" * 4000)
    assert answer.status in (400, 403, 404, 414)
    assert "x" * 100 not in answer.text


@pytest.mark.parametrize("path", ["/livechat.cnf", "/cgi-bin/livechat.cnf", "/cgi-bin/.htaccess"])
def test_nothing_secret_is_served(every_site, path):
    if every_site.name in APACHE_WITHOUT_ROOT:
        for folder in ("htdocs", "htdocs/cgi-bin"):
            target = every_site.path(folder, "livechat.cnf")
            if not os.path.exists(target):
                servers.write_file(target, "[livechat]\npassword = secret\n")
    answer = every_site.client.raw("GET", path)
    assert answer.status in (403, 404), answer
    assert "secret" not in answer.text


# --- methods -----------------------------------------------------------------------------------

@pytest.mark.parametrize("method", ["PATCH", "FOO", "get", "PROPFIND", "TRACE"])
def test_other_methods(every_site, method):
    answer = every_site.client.raw(method, PATH + "x")
    if method == "TRACE" and every_site.name in APACHE_WITHOUT_ROOT:
        assert answer.status == 200  # Apache answers it; only its main configuration could change that.
        return
    assert answer.status == 405, answer
    assert is_api_error(answer), answer


def test_allow(every_site):
    answer = every_site.client.raw("PATCH", PATH + "x")
    assert {m.strip() for m in answer.headers["Allow"].split(",")} >= {"GET", "PUT", "DELETE"}


# --- bodies ------------------------------------------------------------------------------------

def body_of(size, room):
    head = json.dumps({"token": room.visitor.token, "rid": room.id, "msg": ""})[:-2]
    return (head + "x" * (size - len(head) - 2) + '"}').encode()


def post(site, body, headers=()):
    return site.client.raw("POST", "/api/v1/livechat/message",
                           [("Content-Type", "application/json"), *headers], body)


def test_largest_body(every_site, room):
    body = body_of(131072, room)
    answer = post(every_site, body)
    assert len(body) == 131072
    assert answer.status == 200, answer
    assert len(answer.json["message"]["msg"]) > 130000


@pytest.mark.parametrize("size", [131073, 200_000, 10_000_000, 17_000_000])
def test_larger_bodies(every_site, room, size):
    answer = post(every_site, body_of(size, room))
    assert answer.status == 413, answer
    assert answer.json == TOO_LARGE
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def chunked(body, size=30000):
    parts = [body[i:i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def test_chunked_body(every_site, room):
    answer = post(every_site, chunked(body_of(100_000, room)), [("Transfer-Encoding", "chunked")])
    assert answer.status == 200, answer


def test_large_chunked_body(every_site, room):
    answer = post(every_site, chunked(body_of(200_000, room)), [("Transfer-Encoding", "chunked")])
    # mod_fcgid answers this way, and a customer cannot change its limit. It does not invite to send it again.
    assert answer.status == (500 if every_site.name == "htaccess" else 413), answer
    assert "Retry-After" not in answer.headers
    assert is_api_error(answer), answer


def test_body_shorter_than_said(every_site, room):
    """When the client disconnects in the middle, nothing is stored, and the next request is served."""
    body = body_of(5000, room)
    with pytest.raises(OSError):
        head = (f"POST /api/v1/livechat/message HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}"
                "\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n")
        every_site.client.raw_bytes(head.encode() + body[:2500], timeout=0.5)
    history = every_site.client.get(f"messages.history/{room.id}", token=room.visitor.token)
    assert [m["msg"] for m in history.json["messages"]] == [""]


def test_broken_request(every_site):
    answer = every_site.client.raw_bytes(
        b"GET /api/info HTTP/1.1\r\nConnection: close\r\n\r\n")  # without Host
    assert answer.status == 400
    if every_site.name not in APACHE_WITHOUT_ROOT:
        assert is_api_error(answer), answer


# --- operation ---------------------------------------------------------------------------------

def test_tokens_stay_out_of_logs(sites, room):
    site = sites("lighttpd")
    assert site.client.get(f"messages.history/{room.id}", token=room.visitor.token).status == 200
    site.client.get(f"messages.history/{room.id}/{room.visitor.token}x", token=room.visitor.token)

    def accesses_of_room():
        """lighttpd writes its access log every few seconds."""
        with open(site.path("access.log")) as file:
            accesses = file.read()
        return f"messages.history/{room.id}/" in accesses and accesses
    accesses = wait_for(accesses_of_room, pause=0.2)
    assert f'"GET /api/v1/livechat/messages.history/{room.id} HTTP/1.1" 200' in accesses
    assert f"token={room.visitor.token}" not in accesses + site.log()


@pytest.mark.parametrize("name", ["lighttpd", "multiwatch", "apache"])
def test_a_dead_process_is_replaced(name, sites, room):
    site = sites(name)
    assert site.client.get("/api/info").status == 200  # Apache ends idle processes.
    marks = servers.processes_with(site.path()) + servers.processes_with(f"LIVECHAT_LIMITS={site.limits}")
    programs = {pid for pid in marks if comm(pid) == "livechat.fcgi"}
    assert programs
    os.kill(min(programs), signal.SIGTERM)
    wait_for(lambda: not runs(min(programs)))
    for n in range(8):
        answer = site.client.post("message", token=room.visitor.token, rid=room.id, msg=f"{n}")
        assert answer.status == 200, answer


def runs(pid):
    """A zombie does not: Apache looks for its dead children when it likes."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def comm(pid):
    try:
        with open(f"/proc/{pid}/comm") as file:
            return file.read().strip()
    except OSError:
        return ""


@pytest.mark.parametrize("name", ["spawn-fcgi", "apache", "apache-proxy", "htaccess", "htaccess-cgi"])
def test_program_that_cannot_run(name, new_site, config, monkeypatch, folder):
    """A program takes its place that ends at once: the answer is still an error in JSON, except that Apache
    answers in HTML where it has asked the program in vain for an error page."""
    programs = os.path.join(folder, f"dying-{name}-programs")
    os.makedirs(programs)
    os.symlink("/bin/false", os.path.join(programs, "livechat.fcgi"))
    monkeypatch.setattr(servers, "CGI_BIN", programs)
    site = new_site(name, config, label=f"dying-{name}", ready=lambda status: status in (500, 503))
    for _ in range(3):
        # mod_fcgid starts a program again and again, more and more rarely, before it gives up.
        answer = site.client.request("GET", PREFIX + "messages.history/x?token=y", timeout=4 * PATIENCE_S)
        assert answer.status in (500, 503)
        if name in APACHE_WITHOUT_ROOT:
            assert answer.headers["Content-Type"].startswith("text/html")
        else:
            assert answer.json["success"] is False, answer
            assert answer.headers["Content-Type"] == "application/json"
        if site.server == "apache":
            assert answer.headers["Retry-After"] == "2"
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["lighttpd", "apache", "lighttpd-cgi", "htaccess-cgi"])
def test_without_configuration(name, new_site, folder):
    """Without the option file the answer is a 503 that discloses nothing, and the log has a line for the
    admin."""
    config = os.path.join(folder, f"missing-{name}.cnf")
    open(config, "w").close()
    site = new_site(name, config, label=f"missing-{name}")
    os.unlink(site.config)
    answer = site.client.get("messages.history/x", token="y")
    assert answer.status == 503, answer
    assert is_api_error(answer)
    assert int(answer.headers["Retry-After"]) >= 1
    assert site.config not in answer.text
    wait_for(lambda: site.config in site.log())


@pytest.fixture(scope="module")
def damaged(new_database):
    """The option file of a database whose messages cannot be read, and a room."""
    config = new_database("damaged")
    db = Data(config)
    db.lift_limits()
    room = db.room()
    columns = ", ".join(row["Field"] for row in db.rows("SHOW COLUMNS FROM messages")).replace(
        "shown_json", "(SELECT 1 UNION SELECT 2) AS shown_json")
    db.execute("RENAME TABLE messages TO messages_away")
    db.execute(f"CREATE VIEW messages AS SELECT {columns} FROM messages_away")
    return config, room


@pytest.mark.parametrize("name", ["magnet", "lighttpd-cgi", "apache", "apache-proxy", "htaccess", "htaccess-cgi"])
def test_a_500_of_livechat_itself_is_final(name, new_site, damaged):
    """The web server passes it on as it is: nobody is told to try again what cannot succeed."""
    config, room = damaged
    site = new_site(name, config, label=f"damaged-{name}")
    answer = site.client.get(f"messages.history/{room.id}", token=room.visitor.token)
    assert (answer.status, answer.json) == (500, {"success": False, "error": "Internal server error"}), answer
    assert "Retry-After" not in answer.headers and answer.headers["X-Request-Id"]
    assert is_api_error(answer)
