# SPDX-License-Identifier: MIT
"""Who gets a file, by which links, and that no browser runs it."""

import base64
import json
import os
import re

import pytest

from harness.data import new_id, now_ms
from harness.forms import FILES, content, get_file, send_file
from harness.uploads import api, db, own, text  # noqa: F401


# --- links -----------------------------------------------------------------------------------------

def test_a_link_in_a_message_that_is_read_alone_needs_no_login(own):
    config, db, api = own
    room = db.room()
    sent = send_file(api, room).json
    db.set(Site_Url="https://chat.example.com/")
    try:
        link = api.get(f"message/{sent['_id']}", token=room.visitor.token, rid=room.id).json[
            "message"]["fileUpload"]["publicFilePath"]
    finally:
        db.reset_settings()
    path, _, token = link.removeprefix("https://chat.example.com").partition("?token=")
    assert path == sent["attachments"][0]["title_link"]
    head, claims, signature = token.split(".")
    told = json.loads(base64.urlsafe_b64decode(claims + "=="))
    assert json.loads(base64.urlsafe_b64decode(head + "==")) == {"alg": "HS256", "typ": "JWT"}
    assert told["aud"] == "RocketChat" and told["context"] == {
        "rid": room.id, "userId": "", "fileId": sent["file"]["_id"]}
    assert 3600 < told["exp"] - now_ms() / 1000 <= 7200
    assert get_file(api, path, query={"token": token}).status == 200
    assert get_file(api, path).status == 404
    other = send_file(api, room, "a.txt", b"text", "text/plain").json["attachments"][0]["title_link"]
    forged = json.dumps({**told, "context": {**told["context"], "fileId": other.split("/")[2]}})
    forged = base64.urlsafe_b64encode(forged.encode()).decode().rstrip("=")
    for wrong in (token[:-2] + "AA", f"{head}.{forged}.{signature}", f"{head}.{claims}.", "a.b.c"):
        assert get_file(api, path, query={"token": wrong}).status == 404
        assert get_file(api, other, query={"token": wrong}).status == 404
    assert get_file(api, other, query={"token": token}).status == 404
    db.set(FileUpload_json_web_token_secret_for_files="another")
    try:
        assert get_file(api, path, query={"token": token}).status == 404
    finally:
        db.reset_settings()


def test_links_that_work_for_ever(own):
    config, db, api = own
    room = db.room()
    send_file(api, room)
    db.set(FileUpload_Link_Token="true")
    try:
        message = send_file(api, room).json
    finally:
        db.reset_settings()
    [attachment] = message["attachments"]
    for link in (attachment["title_link"], attachment["image_url"]):
        path, _, token = link.partition("?token=")
        assert token and get_file(api, link).status == 200 and get_file(api, path).status == 404


def test_files_that_are_not_protected(own):
    config, db, api = own
    room = db.room()
    link = send_file(api, room).json["attachments"][0]["title_link"]
    db.set(FileUpload_ProtectFiles="false")
    try:
        assert get_file(api, link).status == 200
    finally:
        db.reset_settings()
    assert get_file(api, link).status == 404


# --- who gets it ----------------------------------------------------------------------------------

def ways(visitor):
    """The ways in which a visitor shows who they are."""
    return {"header": {"token": visitor.token},
            "cookies": {"headers": {"Cookie": f"rc_room_type=l; rc_token={visitor.token}"}},
            "query": {"query": {"rc_room_type": "l", "rc_token": visitor.token}},
            "token": {"query": {"token": visitor.token}}}


def test_the_table_of_rights(own):
    config, db, api = own
    serving, other, manager = db.agent(), db.agent(), db.manager()
    rooms = [db.room(agent=serving), db.room(agent=serving)]
    stranger = db.room()
    links = [send_file(api, room).json["attachments"][0]["title_link"] for room in rooms]
    for closed in (False, True):
        if closed:
            db.execute("UPDATE rooms SET is_open = 0, closed_at = ts")
        for number, link in enumerate(links):
            for visitor in (*(room.visitor for room in rooms), stranger.visitor):
                for name, way in ways(visitor).items():
                    expected = 200 if visitor is rooms[number].visitor else 404
                    assert get_file(api, link, **way).status == expected, (closed, name)
            for user, expected in ((serving, 200), (other, 403), (manager, 200), (db.user(), 403)):
                assert get_file(api, link, user=user).status == expected
                for way in ({"query": {"rc_uid": user.id, "rc_token": user.token}},
                            {"headers": {"Cookie": f"rc_uid={user.id}; rc_token={user.token}"}}):
                    assert get_file(api, link, **way).status == expected
            assert get_file(api, link).status == 404
            assert get_file(api, f"/file-upload/{new_id()}/x", user=manager).status == 404
    cookies = get_file(api, links[0], **ways(rooms[0].visitor)["cookies"])
    assert cookies.headers["Cross-Origin-Resource-Policy"] == "same-site"
    header = get_file(api, links[0], **ways(rooms[0].visitor)["header"])
    assert header.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert header.headers["Cache-Control"].startswith("private")


# --- what could do harm ---------------------------------------------------------------------------

HOSTILE = sorted(os.listdir(os.path.join(FILES, "hostile")))
HARMLESS = re.compile(r"image/(jpeg|png|gif|webp)$|audio/|video/|application/pdf$|text/plain")


@pytest.mark.parametrize("name", HOSTILE)
def test_no_hostile_file_is_run_by_a_browser(own, name):
    config, db, api = own
    room = db.room()
    answer = send_file(api, room, name, content(f"hostile/{name}"), None)
    assert answer.status in (200, 400), answer
    if answer.status == 400:
        assert answer.json["errorType"] in ("error-type-not-allowed", "file-too-small")
        return
    link = answer.json["attachments"][0]["title_link"]
    for query in ({}, {"contentDisposition": "inline"}):
        got = get_file(api, link, token=room.visitor.token, query=query)
        assert got.status == 200
        media_type = got.headers["Content-Type"]
        if not query or not HARMLESS.match(media_type):
            assert got.headers["Content-Disposition"].startswith("attachment;"), media_type
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert not re.search("html|xml|script|css|flash|wasm|multipart", media_type)
