# SPDX-License-Identifier: MIT
"""POST /livechat/page.visited: which pages a visitor looks at."""

import pytest

from harness.checks import invalid, plain, result, to_ms
from harness.data import new_id, now_ms

HREF = "https://shop.example/cart?a=1&b=<2>#x"


def info(change="url", title="The cart", href=HREF):
    return {"change": change, "title": title, "location": {"href": href}}


def visit(api, token, rid=None, **page):
    more = {} if rid is None else {"rid": rid}
    return api.post("page.visited", token=token, pageInfo=info(**page), **more)


def page_of(token, **page):
    page = info(**page)
    return 200, {"page": {"msg": f"{page['title']} - {page['location']['href']}",
                          "navigation": {"page": page, "token": token}}, "success": True}


def noted(db, room):
    return db.rows("SELECT * FROM messages WHERE rid = %s AND type = 'livechat_navigation_history'", room.id)


def test_a_visitor_need_not_be_registered_to_report_a_page(api, db):
    token = new_id(43)
    assert result(visit(api, token)) == page_of(token)
    assert result(visit(api, token, rid="")) == page_of(token)
    assert result(api.post("page.visited", token=token, rid=None, pageInfo=info())) == page_of(token)
    assert api.get(f"visitor/{token}").status == 400


def test_a_visit_that_is_not_recorded_is_accepted_and_dropped(api, db):
    room = db.room()
    for change in ("title", "", "x", "URL"):
        assert result(visit(api, room.visitor.token, room.id, change=change)) == (200, {"success": True})
    assert noted(db, room) == []


def test_the_admin_decides_which_visits_are_recorded(instant):
    instant.set(Livechat_history_monitor_type="title")
    token = new_id()
    assert result(visit(instant.api, token)) == (200, {"success": True})
    assert result(visit(instant.api, token, change="title")) == page_of(token, change="title")


def test_in_a_room_a_visit_becomes_a_message_that_clients_do_not_see(api, db):
    room = db.room(agent=db.agent())
    last = db.message(room, "look at this")
    before = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    assert result(visit(api, room.visitor.token, room.id)) == page_of(room.visitor.token)
    (message,) = noted(db, room)
    assert message["msg"] == f"The cart - {HREF}"
    assert (message["u_id"], message["u_username"], message["u_name"], message["by_visitor"]) == (
        room.visitor.id, room.visitor.username, room.visitor.name, 1)
    assert room.visitor.token not in message["extra_json"]
    history = api.get(f"messages.history/{room.id}", token=room.visitor.token).json["messages"]
    assert [m.get("t") for m in history] == [None, "livechat-started"]
    listed = api.get(f"messages/{room.id}", user=db.manager()).json
    assert [m["_id"] for m in listed["messages"]] == [last] and listed["total"] == 1
    after = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    assert after["last_ts"] == message["ts"] > before["last_ts"]
    for column in ("msgs", "listed", "lm", "last_message_id", "visitor_ts", "waiting"):
        assert after[column] == before[column], column


def test_the_admin_may_have_visits_shown_in_histories(instant):
    instant.set(Livechat_Visitor_navigation_as_a_message="true")
    api, room = instant.api, instant.db.room()
    before = now_ms()
    visit(api, room.visitor.token, room.id)
    shown = api.get(f"messages.history/{room.id}", token=room.visitor.token).json["messages"][0]
    assert shown["t"] == "livechat_navigation_history" and shown["msg"] == f"The cart - {HREF}"
    assert shown["navigation"] == {"page": info()} and shown["groupable"] is False
    assert before <= to_ms(shown["ts"]) <= now_ms() + 1000
    instant.set(Hide_System_Messages="livechat-started")
    types = [m.get("t") for m in
             api.get(f"messages.history/{room.id}", token=room.visitor.token).json["messages"]]
    assert types == ["livechat_navigation_history"]
    instant.set(Livechat_Visitor_navigation_as_a_message="false")
    assert api.get(f"messages.history/{room.id}", token=room.visitor.token).json["messages"] == []


def test_pages_keep_their_order_with_messages(instant):
    instant.set(Livechat_Visitor_navigation_as_a_message="true")
    api, room = instant.api, instant.db.room()
    for i in range(3):
        visit(api, room.visitor.token, room.id, title=f"page {i}", href="/")
        api.post("message", token=room.visitor.token, rid=room.id, msg=f"message {i}")
    history = api.get(f"messages.history/{room.id}", token=room.visitor.token).json["messages"]
    assert [m["msg"] for m in history][::-1] == ["", "page 0 - /", "message 0", "page 1 - /", "message 1",
                                                 "page 2 - /", "message 2"]
    assert len({m["ts"] for m in history}) == 7


def test_markup_and_quotes_survive_as_text(api, db):
    room = db.room()
    page = {"title": "\"</script>\\\n世😀", "href": "javascript:alert('x')"}
    assert result(visit(api, room.visitor.token, room.id, **page)) == page_of(room.visitor.token, **page)
    assert noted(db, room)[0]["msg"] == f"{page['title']} - {page['href']}"


def test_a_visit_is_stored_only_in_the_visitors_own_room(api, db):
    room, other = db.room(), db.room()
    assert result(visit(api, new_id(), room.id)) == plain("invalid-token")
    assert result(visit(api, other.visitor.token, room.id)) == plain("invalid-room")
    assert result(visit(api, room.visitor.token, new_id())) == plain("invalid-room")
    assert noted(db, room) == noted(db, other) == []


def test_a_closed_room_stays_as_it_is(api, db):
    room = db.room(closed=True)
    before = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    assert result(visit(api, room.visitor.token, room.id)) == page_of(room.visitor.token)
    assert noted(db, room) == [] and db.row("SELECT * FROM rooms WHERE id = %s", room.id) == before


@pytest.mark.parametrize("body,text", [
    ({}, "must have required property 'token'"),
    ({"token": "a"}, "must have required property 'pageInfo'"),
    ({"token": "a", "pageInfo": "x"}, "must be object"),
    ({"token": "a", "pageInfo": {}}, "must have required property 'title'"),
    ({"token": "a", "pageInfo": {"title": "a"}}, "must have required property 'change'"),
    ({"token": "a", "pageInfo": {"title": "a", "change": "url"}}, "must have required property 'location'"),
    ({"token": "a", "pageInfo": {"title": "a", "change": "url", "location": {}}},
     "must have required property 'href'"),
    ({"token": "a", "pageInfo": {"title": [], "change": "url", "location": {"href": "x"}}}, "must be string"),
    ({"token": "a", "pageInfo": {**info(), "x": 1}}, "must NOT have additional properties"),
    ({"token": "a", "pageInfo": info(), "x": 1}, "must NOT have additional properties")])
def test_an_invalid_visit_is_refused(api, body, text):
    assert result(api.post("page.visited", json=body)) == invalid(text)


def test_visits_are_limited(instant):
    instant.set(Livechat_limit_update_per_minute="2")
    token = new_id()
    assert [visit(instant.api, token).status for _ in range(3)] == [200, 200, 429]


def test_what_becomes_a_message_is_bounded(api, db):
    room = db.room()
    token = room.visitor.token
    long = [dict(title="x" * 5001), dict(title="😀" * 2501), dict(href="https://x/" + "x" * 8000)]
    for page in long:
        most = 8000 if "href" in page else 5000
        assert result(visit(api, token, room.id, **page)) == invalid(f"must NOT have more than {most} characters")
    assert visit(api, token, room.id, title="x" * 5000, href="x" * 8000).status == 200


def pages(api, room, user, **query):
    return api.get(f"visitors.pagesVisited/{room.id}", user=user, **query)


def test_an_agent_reads_which_pages_a_visitor_saw(api, db):
    agent = db.agent()
    room, other = db.room(agent=agent), db.room(agent=agent)
    assert pages(api, room, agent).json == {"pages": [], "count": 0, "offset": 0, "total": 0, "success": True}
    for title in ("One", "Two", "Three"):
        assert visit(api, room.visitor.token, room.id, title=title).status == 200
    visit(api, other.visitor.token, other.id)
    db.message(room, "a text")
    answer = pages(api, room, agent)
    assert [page["navigation"]["page"]["title"] for page in answer.json["pages"]] == ["Three", "Two", "One"]
    assert (answer.json["count"], answer.json["offset"], answer.json["total"]) == (3, 0, 3)
    first = answer.json["pages"][0]
    assert (first["t"], first["rid"], first["msg"], first["groupable"]) == (
        "livechat_navigation_history", room.id, f"Three - {HREF}", False)
    assert room.visitor.token not in answer.text
    part = pages(api, room, agent, count=1, offset=1, sort='{"ts":1}').json
    assert [page["navigation"]["page"]["title"] for page in part["pages"]] == ["Two"]
    assert (part["count"], part["offset"], part["total"]) == (1, 1, 3)


def test_pages_of_a_room_that_is_nobodys_business(api, db):
    agent, room = db.agent(), db.room(agent=db.agent())
    visit(api, room.visitor.token, room.id)
    answer = pages(api, room, agent)
    assert answer.status == 400 and "navigation" not in answer.text, answer
    assert pages(api, room, db.manager()).json["total"] == 1
    assert result(api.get(f"visitors.pagesVisited/{new_id()}", user=agent)) == plain("invalid-room")
    assert pages(api, room, None).status == 401
    assert pages(api, room, db.manager(), text="x").status == 400
