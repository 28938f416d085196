# SPDX-License-Identifier: MIT
"""GET /avatar/{username}: a picture for any name, without a login."""

import urllib.parse
from xml.etree import ElementTree

import pytest

SVG = "{http://www.w3.org/2000/svg}"


def picture(api, name):
    answer = api.get("/avatar/" + urllib.parse.quote(name, safe=""))
    assert answer.status == 200, answer
    root = ElementTree.fromstring(answer.body)
    assert root.tag == SVG + "svg" and [e.tag for e in root] == [SVG + "rect", SVG + "text"]
    return root[0].get("fill"), root[1].text


def test_it_is_a_small_picture_that_may_be_cached_for_a_day(every_site):
    client = every_site.client.clone()
    answer = client.get("/avatar/lisa.lee")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert "Pragma" not in answer.headers
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert len(answer.body) < 600
    assert picture(client, "lisa.lee")[1] == "LL"


def test_it_contains_no_script(api):
    answer = api.get("/avatar/x")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for name in ("<script>alert(1)<script>", '"><img src=x onerror=alert(1)>', "&lt;", "]]>", "a'b\"c",
                 "<!--", "&#60;svg onload=1&#62;"):
        picture(api, name)
        quoted = urllib.parse.quote(name, safe="")
        for bad in (b"script", b"onerror", b"onload", b"<!--", b"alert"):
            assert bad not in api.get("/avatar/" + quoted).body


@pytest.mark.parametrize("name,initials", [
    ("lisa", "LI"), ("lisa.lee", "LL"), ("a", "A"), ("guest-42", "G4"), ("Anna Maria von Berg", "AB"),
    ("x_y-z", "XZ"), ("élan vital", "éV"), ("王小明", "王小"), ("Ольга Ким", "ОК"), ("...", "?"),
    ("-", "?"), ("😀", "?"), ("a\u202eb", "AB"), ("\u0085\uffff\ufffe", "?"), ("api", "AP"),
    ("avatar", "AV"), ("message.fcgi", "MF"), ("avatar.fcgi", "AF"), ("favicon.ico", "FI"), ("x" * 255, "XX"),
    ("1 2", "12")])
def test_any_name_has_one(api, name, initials):
    assert picture(api, name)[1] == initials


def test_the_same_name_looks_the_same_and_others_differ(api):
    assert picture(api, "lisa") == picture(api, "lisa")
    assert len({picture(api, f"guest-{i}")[0] for i in range(40)}) > 6


def test_head_and_queries(api):
    assert api.request("HEAD", "/avatar/lisa").headers["Content-Type"] == "image/svg+xml"
    assert api.request("HEAD", "/avatar/lisa").body == b""
    assert api.get("/avatar/lisa", format="png", size="50").status == 200


def test_an_invalid_name_is_answered_in_json(api):
    for path in ("/avatar", "/avatar/", "/avatar/a/b", "/avatar/%00", "/avatar/a%2Fb",
                 "/avatar/%FF", "/avatar/a%0Ab"):
        answer = api.raw("GET", path)
        assert answer.status == 404, path
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Content-Security-Policy" not in answer.headers
    answer = api.post("/avatar/x")
    assert answer.status == 405 and answer.headers["Allow"] == "GET, HEAD, OPTIONS"
