# SPDX-License-Identifier: MIT
"""How every route reads a request: the body and its size, the visitor's token, ids."""

import gzip
import json
import re

import pytest

from harness.checks import BODY_MAX, JSON_TYPE, coded, invalid, plain, result



# --- reading bodies -----------------------------------------------------------------------------

BODY_ROUTES = [("POST", "message"), ("PUT", "message/abc"), ("DELETE", "message/abc"),
               ("POST", "offline.message")]


@pytest.mark.parametrize("method,path", BODY_ROUTES)
def test_malformed_json_is_refused_and_the_byte_named(api, method, path):
    for body, byte in ((b"{", 2), (b'{"token":}', 10), (b'{"token":"a",}', 14), (b'{"token" 1}', 10),
                       (b'{"token":"a"} x', 15), (b'{"token":01}', 12), (b'{"token":"a" "b":1}', 14),
                       (b'{token:1}', 2), (b'{"token":"\\x"}', 12), (b'{"token":tru}', 13), (b"}", 1),
                       (b'{"token":"a"}{}', 14), (b'// x\n{}', 1), (b"\xef\xbb\xbf{}", 1), (b'{"x":\xc3\xa9}', 6)):
        answer = api.request(method, path, data=body, headers=JSON_TYPE)
        assert answer.status == 400 and answer.json["errorType"] == "invalid-params", (body, answer)
        assert answer.json["error"].endswith(" [invalid-params]"), (body, answer)
        assert f"byte {byte}" in answer.json["error"], (body, answer)
        assert set(answer.json) == {"success", "error", "errorType"}


@pytest.mark.parametrize("body", [
    b'{"token":"\xff"}', b'{"token":"\xc0\xaf"}', b'{"token":"\xed\xa0\x80"}',
    b'{"token":"\xf4\x90\x80\x80"}', b'{"token":"\xe2\x82"}', b'{"\xff":1}'])
def test_invalid_utf8_is_refused_and_the_byte_named(api, body):
    answer = api.post("message", data=body, headers=JSON_TYPE)
    assert answer.status == 400 and answer.json["errorType"] == "invalid-params", answer
    assert re.search(r"byte \d+", answer.json["error"]), answer


@pytest.mark.parametrize("text,stored", [
    (r'"\ud800"', "\ufffd"), (r'"\udc00"', "\ufffd"), (r'"\ud800x"', "\ufffdx"),
    (r'"\ud800\ud800"', "\ufffd\ufffd"), (r'"\udc00\ud800"', "\ufffd\ufffd")])
def test_a_lone_surrogate_is_replaced(api, room, text, stored):
    body = f'{{"token":"{room.visitor.token}","rid":"{room.id}","msg":{text}}}'
    answer = api.post("message", data=body, headers=JSON_TYPE)
    assert answer.json["message"]["msg"] == stored, answer


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "18446744073709551616", "9" * 400,
                                    "-9223372036854775809"])
@pytest.mark.parametrize("member", ['"token":%s', '"x":[%s]', '"agent":{"agentId":%s}'])
def test_invalid_numbers_are_refused_everywhere_in_a_body(api, number, member):
    answer = api.post("message", data="{" + member % number + "}", headers=JSON_TYPE)
    assert result(answer) == invalid("must be number")


def test_a_pair_of_surrogates_is_one_character(api, room):
    body = f'{{"token":"{room.visitor.token}","rid":"{room.id}","msg":"\\ud83d\\ude00"}}'
    assert api.post("message", data=body, headers=JSON_TYPE).json["message"]["msg"] == "😀"


@pytest.mark.parametrize("msg", [b'"a\\u0000b"', b'"a\x00b"', b'"a\\\\\\u0000"', b'"x","msg\\u0000":"y"'])
def test_nul_is_refused(api, db, room, msg):
    before = db.value("SELECT COUNT(*) FROM messages WHERE rid = %s", room.id)
    body = b'{"token":"%s","rid":"%s","msg":%s}' % (room.visitor.token.encode(), room.id.encode(), msg)
    answer = api.post("message", data=body, headers=JSON_TYPE)
    assert answer.status == 400 and answer.json["errorType"] == "invalid-params", answer
    assert re.search(r"byte \d+: U\+0000 is not allowed", answer.json["error"]), answer
    assert db.value("SELECT COUNT(*) FROM messages WHERE rid = %s", room.id) == before


def test_a_backslash_before_u0000_is_text(api, room):
    body = f'{{"token":"{room.visitor.token}","rid":"{room.id}","msg":"\\\\u0000"}}'
    assert api.post("message", data=body, headers=JSON_TYPE).json["message"]["msg"] == r"\u0000"


@pytest.mark.parametrize("method,path", BODY_ROUTES)
@pytest.mark.parametrize("body", ["[]", "null", "1", '"x"', "true", '[{"token":"a"}]'])
def test_json_must_be_an_object(api, method, path, body):
    answer = api.request(method, path, data=body, headers=JSON_TYPE)
    assert result(answer) == invalid("must be object")


@pytest.mark.parametrize("msg", ['"a","msg":"last"', '["x"],"msg":"last"', '{"msg":"a"},"m\\u0073g":"last"'])
def test_of_a_name_given_twice_the_last_counts(api, room, msg):
    body = f'{{"token":"{room.visitor.token}","msg":{msg},"rid":"x","rid":"{room.id}"}}'
    answer = api.post("message", data=body, headers=JSON_TYPE)
    assert answer.json["message"]["msg"] == "last", answer
    body = f'{{"msg":"a","token":"{room.visitor.token}","rid":"{room.id}","msg":{{}}}}'
    assert result(api.post("message", data=body, headers=JSON_TYPE)) == invalid("must be string")


def test_the_same_name_in_two_objects_names_two_things(api, db):
    answer = api.post("messages", user=db.agent(), json={
        "visitor": {"token": db.visitor().token}, "messages": [{"msg": "a"}, {"msg": "b"}]})
    assert answer.status == 200


@pytest.mark.parametrize("body", [b"", b" ", b"\r\n\t "])
def test_an_empty_or_blank_body_is_an_empty_object(api, body):
    for headers in (JSON_TYPE, {"Content-Type": "text/plain"}, {}):
        answer = api.post("message", data=body, headers=headers)
        assert result(answer) == invalid("must have required property 'token'"), headers


@pytest.mark.parametrize("content_type", [
    "application/json", "application/json; charset=utf-8", "Application/JSON",
    "application/json;charset=UTF-8"])
def test_the_content_type_of_json_may_be_written_in_any_case(api, room, content_type):
    body = json.dumps({"token": room.visitor.token, "rid": room.id, "msg": "x"})
    answer = api.post("message", data=body, headers={"Content-Type": content_type})
    assert answer.status == 200, answer


@pytest.mark.parametrize("content_type", ["text/plain", "text/json", "application/xml", "*/*",
                                          "application/octet-stream", "application/x-www-form-urlencoded"])
def test_json_with_another_content_type_is_refused_and_the_right_one_named(api, room, content_type):
    body = json.dumps({"token": room.visitor.token, "rid": room.id, "msg": "x"})
    answer = api.post("message", data=body, headers={"Content-Type": content_type})
    assert result(answer) == invalid("Content-Type must be application/json")


def unsupported(text):
    return (415, {"success": False, "error": f"{text} [error-unsupported-media-type]",
                  "errorType": "error-unsupported-media-type"})


@pytest.mark.parametrize("method,path", BODY_ROUTES)
@pytest.mark.parametrize("header,named", [
    ("gzip", "gzip"), ("GZIP", "GZIP"), ("x-gzip", "x-gzip"), ("br", "br"), ("identity, deflate", "deflate"),
    ("zstd,identity", "zstd"), ("aws-chunked", "aws-chunked"), ("\xe4\"b", "?\"b"), ("x" * 900, "x" * 64)])
def test_a_body_with_a_content_encoding_is_refused_and_the_encoding_named(api, method, path, header, named):
    answer = api.request(method, path, data=gzip.compress(b'{"token":"a"}'),
                         headers={**JSON_TYPE, "Content-Encoding": header.encode("latin-1")})
    assert result(answer) == unsupported(f"Content-Encoding must be identity, not {named}")
    assert answer.headers["Accept-Encoding"] == "identity"


def test_a_content_encoding_that_changes_nothing_is_accepted(api, room):
    body = {"token": room.visitor.token, "rid": room.id, "msg": "x"}
    for encoding in ("identity", "Identity", "identity, identity", ""):
        assert api.post("message", json=body, headers={"Content-Encoding": encoding}).status == 200
    answer = api.post("message", data=b"", headers={"Content-Encoding": "gzip"})
    assert result(answer) == invalid("must have required property 'token'")
    assert api.get(f"messages.history/{room.id}", token=room.visitor.token,
                   headers={"Content-Encoding": "gzip"}).status == 200


@pytest.mark.parametrize("kind,body,charset", [
    ("application/json", '{"msg":"\u00fc"}', "iso-8859-1"), ("application/json", '{"msg":"x"}', "utf-16"),
    ("application/json", '{"msg":"x"}', '"UTF-16LE"'), ("application/x-www-form-urlencoded", "a=%E4", "latin1")])
def test_a_body_in_another_charset_is_refused_and_the_charset_named(api, kind, body, charset):
    name = charset.strip('"')
    answer = api.post("message", data=body.encode(name),
                      headers={"Content-Type": f"{kind}; charset={charset}"})
    assert result(answer) == unsupported(f"charset must be utf-8, not {name}")


def test_a_charset_is_of_no_consequence_where_the_body_is_utf_8(api, room):
    """JSON is always UTF-8 (RFC 8259, 8.1), and many libraries name the charset of their platform."""
    body = json.dumps({"token": room.visitor.token, "rid": room.id, "msg": "ü"}, ensure_ascii=False)
    for charset in ("iso-8859-1", "utf8", "US-ASCII"):
        answer = api.post("message", data=body.encode(),
                          headers={"Content-Type": f"application/json; charset={charset}"})
        assert answer.json["message"]["msg"] == "ü", answer
    answer = api.post("message", data=b"{", headers={"Content-Type": "application/json; charset=utf-8"})
    assert answer.status == 400


def test_a_form_is_read_as_flat_text(api, db):
    room = db.room()
    answer = api.post("message", data=f"token={room.visitor.token}&rid={room.id}"
                      "&msg=a+b%20c%2B%26%3D%C3%BC%0A", headers={
                          "Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status == 200, answer
    assert answer.json["message"]["msg"] == "a b c+&=ü\n"
    assert db.value("SELECT msg FROM messages WHERE id = %s", answer.json["message"]["_id"]) \
        == "a b c+&=ü\n"


def test_a_form_is_validated_like_json(api):
    form = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    post = lambda body: result(api.post("message", data=body, headers=form))  # noqa: E731
    assert post("token=a&rid=b") == invalid("must have required property 'msg'")
    assert post("token=a&rid=b&msg=c&x=1") == invalid("must NOT have additional properties")
    assert post("token=a&token=b&rid=b&msg=c") == invalid("must be string")
    assert post("token[a]=a&rid=b&msg=c") == invalid("must be string")
    assert post("token=a&rid=b&msg=c") == plain("invalid-token")


@pytest.mark.parametrize("query", ["token=%ff&rid=a", "token=a&rid=%00", "token=%c0%af&rid=a",
                                   "token=%zz&rid=a", "token=%&rid=a", "token=a&rid=b&%ff=1"])
def test_an_invalid_query_is_a_400_with_the_reason(api, query):
    answer = api.raw("GET", f"/api/v1/livechat/message/abc?{query}")
    assert answer.status == 400 and answer.json["success"] is False, answer


def test_nesting_and_many_members_do_no_harm(api):
    for body in (b"[" * 60000, b'{"a":' * 20000, b'{"token":' + b"[" * 50000 + b"]" * 50000 + b"}",
                 b"{" + b",".join(b'"%d":1' % i for i in range(9000)) + b"}"):
        answer = api.post("message", data=body, headers=JSON_TYPE)
        assert answer.status == 400 and answer.json["errorType"] == "invalid-params", answer
    assert api.get("/api/info").status == 200


# --- the size of a body -------------------------------------------------------------------------

def sized_body(room, size):
    start = f'{{"token":"{room.visitor.token}","rid":"{room.id}","msg":"'
    return (start + "x" * (size - len(start) - 2) + '"}').encode()


TOO_LARGE = (413, {"success": False, "errorType": "error-body-too-large",
                   "error": "Request body is larger than 131072 bytes [error-body-too-large]"})


def test_a_body_of_131072_bytes_is_accepted_and_one_byte_more_refused(api, db):
    room = db.room()
    largest = sized_body(room, BODY_MAX)
    assert len(largest) == BODY_MAX
    answer = api.post("message", data=largest, headers=JSON_TYPE)
    assert answer.status == 200
    stored = db.value("SELECT msg FROM messages WHERE id = %s", answer.json["message"]["_id"])
    assert stored == answer.json["message"]["msg"] == "x" * len(stored) and len(stored) > 130000
    assert result(api.post("message", data=sized_body(room, BODY_MAX + 1), headers=JSON_TYPE)) == TOO_LARGE
    assert result(api.put("message/abc", data=sized_body(room, BODY_MAX + 1), headers=JSON_TYPE)) == TOO_LARGE
    assert db.value("SELECT msgs FROM rooms WHERE id = %s", room.id) == 1


def test_a_body_without_content_length_is_limited_as_well(api, db):
    room = db.room()
    answer = api.post("message", data=iter([sized_body(room, 1000)]), headers=JSON_TYPE)
    assert answer.status == 200, answer
    answer = api.post("message", data=iter([sized_body(room, BODY_MAX + 1)]), headers=JSON_TYPE)
    assert result(answer) == TOO_LARGE


# --- the visitor's token in a header -------------------------------------------------------------

def test_the_header_x_visitor_token_replaces_the_token(api, db):
    room = db.room()
    header = {"X-Visitor-Token": room.visitor.token}
    sent = api.post("message", rid=room.id, msg="x", headers=header)
    assert sent.status == 200, sent
    path = f"message/{sent.json['message']['_id']}"
    assert api.get(path, rid=room.id, headers=header).json == sent.json
    assert api.put(path, rid=room.id, msg="y", headers=header).status == 200
    assert api.get(f"messages.history/{room.id}", headers=header).status == 200
    assert api.get("room", headers=header).json["room"]["_id"] == room.id
    assert api.delete(path, rid=room.id, headers=header).status == 200


def test_token_and_header_must_be_equal(api, db):
    room, other = db.room(), db.visitor()
    token = room.visitor.token
    message = db.message(room)
    same, wrong = {"X-Visitor-Token": token}, {"X-Visitor-Token": other.token}
    assert api.get(f"message/{message}", token=token, rid=room.id, headers=same).status == 200
    for answer in (api.get(f"message/{message}", token=token, rid=room.id, headers=wrong),
                   api.post("message", token=token, rid=room.id, msg="x", headers=wrong),
                   api.put(f"message/{message}", token=token, rid=room.id, msg="x", headers=wrong),
                   api.delete(f"message/{message}", token=token, rid=room.id, headers=wrong),
                   api.get(f"messages.history/{room.id}", token=token, headers=wrong),
                   api.get("room", token=token, headers=wrong)):
        assert result(answer) == plain("invalid-token")
    assert db.value("SELECT msg FROM messages WHERE id = %s", message) == "hello"


def test_the_header_does_not_hide_a_missing_field(api, db):
    header = {"X-Visitor-Token": db.visitor().token}
    assert result(api.post("message", msg="x", headers=header)) == invalid(
        "must have required property 'rid'")
    assert result(api.post("message", rid="a", msg="x", headers={"X-Visitor-Token": "unknown"})) \
        == plain("invalid-token")


# --- ids and tokens ------------------------------------------------------------------------------

@pytest.mark.parametrize("change", [str.upper, lambda t: t + " ", lambda t: " " + t,
                                    lambda t: t[:-1], lambda t: t + "\n", lambda t: t + "é",
                                    lambda t: t + "%", lambda t: "%", lambda t: t + "a" * 300,
                                    lambda t: t.replace("tok", "TOK")])
def test_tokens_and_ids_are_compared_exactly(api, db, change):
    room = db.room()
    message = db.message(room)
    token = room.visitor.token
    assert result(api.post("message", token=change(token), rid=room.id, msg="x")) == plain("invalid-token")
    assert result(api.get(f"messages.history/{room.id}", token=change(token))) == plain("invalid-token")
    if change(room.id) != room.id:
        assert result(api.post("message", token=token, rid=change(room.id), msg="x")) \
            == plain("invalid-room")
        assert result(api.get(f"message/{message}", token=token, rid=change(room.id))) \
            == plain("invalid-room")


@pytest.mark.parametrize("length", [65, 255, 256, 3000])
def test_an_id_in_the_path_that_is_too_long_to_be_one_is_an_unknown_one(api, db, length):
    room, agent, long = db.room(), db.agent(), "z" * length
    token = room.visitor.token
    assert result(api.get(f"message/{long}", token=token, rid=room.id)) == plain("invalid-message")
    assert result(api.put(f"message/{long}", token=token, rid=room.id, msg="x")) == plain("invalid-message")
    assert result(api.get(f"messages.history/{long}", token=token)) == plain("invalid-room")
    assert result(api.get(f"messages/{long}", user=agent)) == plain("invalid-room")
    assert result(api.get(f"visitor/{long}")) == coded("", "invalid-token")
