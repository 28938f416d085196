# SPDX-License-Identifier: MIT
"""The official widget's page, and its files, which an admin has put into a folder."""

import gzip
import os
import re
import shutil
import subprocess

import pytest

import servers
from harness import official

FETCH = os.path.join(servers.ROOT, "scripts", "official", "fetch.mjs")
CONTENT = f"/* {official.ENTRY} of the official widget */\n".encode()


def get(client, path, **headers):
    return client.raw("GET", f"/livechat/{path}", [(name.replace("_", "-"), text) for name, text in headers.items()])


def is_absent(answer):
    return (answer.status, answer.json["message"]) == (404, "API endpoint does not exist")


@pytest.fixture(scope="module")
def files(config):
    """The folder beside the option file."""
    folder = official.folder_beside(config)
    official.install(folder)
    return folder


@pytest.fixture
def put(files):
    """put("x.js", "text") adds a file for one test."""
    added = []

    def write(name, text="x"):
        servers.write_file(os.path.join(files, name), text)
        added.append(name)
    yield write
    for name in added:
        os.unlink(os.path.join(files, name))


def test_every_server_serves_them(every_site):
    """The page asks for livechat/<name>, which is /livechat/livechat/<name>."""
    official.install(official.folder_beside(every_site.config))
    page = get(every_site.client, "official")
    assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert f'src="livechat/{official.ENTRY}"' in page.text
    answer = get(every_site.client, f"livechat/{official.ENTRY}")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert answer.body == CONTENT
    answer = get(every_site.client, f"official/{official.HOST_SCRIPT}?_=201903270000")
    assert (answer.status, answer.body) == (200, CONTENT.replace(official.ENTRY.encode(), official.HOST_SCRIPT.encode()))
    assert is_absent(get(every_site.client, "livechat/vendors~bundle.chunk.8a189.js"))


def test_a_host_without_rewriting_serves_them(sites):
    official.install(official.folder_beside(sites("htaccess").config))
    client = sites("htaccess").client
    base = "/cgi-bin/livechat.fcgi/livechat"
    assert client.raw("GET", f"{base}/official").status == 200
    assert client.raw("GET", f"{base}/livechat/{official.ENTRY}").body == CONTENT


def test_a_prefix_may_have_the_same_name(api, files):
    assert api.raw("GET", f"/livechat/livechat/livechat/{official.ENTRY}").body == CONTENT
    assert api.raw("GET", "/livechat/livechat/official").status == 200
    assert "<svg" in api.raw("GET", "/livechat/livechat/icon.svg").text


def test_names_are_kept_for_ever_because_they_have_a_hash(api, files):
    answer = get(api, f"livechat/{official.ENTRY}")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert get(api, f"official/{official.HOST_SCRIPT}").headers["Cache-Control"] == "no-cache"
    for path in (f"livechat/{official.ENTRY}", f"official/{official.HOST_SCRIPT}"):
        tag = get(api, path).headers["ETag"]
        again = get(api, path, If_None_Match=tag)
        assert (again.status, again.body, again.headers["Vary"]) == (304, b"", "Accept-Encoding")
        assert get(api, path, If_None_Match='"other"').status == 200


def test_they_are_compressed_for_those_who_take_that(api, files):
    plain, packed = get(api, f"livechat/{official.ENTRY}"), get(api, f"livechat/{official.ENTRY}", Accept_Encoding="gzip")
    assert (packed.headers["Content-Encoding"], gzip.decompress(packed.body)) == ("gzip", plain.body)
    assert packed.headers["ETag"] != plain.headers["ETag"], "two forms have one strong ETag"
    # Without a compressed form beside it a file is sent as it is.
    answer = get(api, f"official/{official.HOST_SCRIPT}", Accept_Encoding="gzip")
    assert "Content-Encoding" not in answer.headers and answer.text.startswith("/*")


def test_a_large_file_arrives_whole(api, put):
    text = "0123456789abcdef" * 200_000
    put("large.0.js", text)
    assert get(api, "livechat/large.0.js").text == text
    put("larger.0.js", text + text)
    assert is_absent(get(api, "livechat/larger.0.js"))


def test_nothing_but_the_files_of_that_folder_is_served(api, put, files, folder):
    put("index.html", "its own page lets others name a server")
    put("LICENSE")
    put(".hidden.js")
    servers.write_file(os.path.join(folder, "outside.js"), "secret")
    os.makedirs(os.path.join(files, "folder.js"), exist_ok=True)
    if not os.path.lexists(os.path.join(files, "link.js")):
        os.symlink(os.path.join(folder, "outside.js"), os.path.join(files, "link.js"))
        os.mkfifo(os.path.join(files, "pipe.js"))
    for name in ("index.html", "LICENSE", ".hidden.js", "link.js", "folder.js", "pipe.js", f"{official.ENTRY}.gz",
                 "..%2foutside.js", "%2e%2e%2foutside.js", "a%20b.js", "a%5cb.js", "%c3%a9.js", "x" * 101 + ".js", ".js"):
        answer = get(api, f"livechat/{name}")
        assert is_absent(answer), (name, answer)
    for path in ("/livechat/livechat/../outside.js", "/livechat/livechat/%2e%2e/outside.js"):
        assert b"secret" not in api.raw("GET", path).body


def test_the_page_runs_scripts_of_this_host_alone(api, files):
    policy = dict(part.strip().split(" ", 1) for part in get(api, "official").headers["Content-Security-Policy"].split(";"))
    assert policy.pop("frame-ancestors") == "'self' *"
    assert policy == {"default-src": "'self'", "style-src": "'self' 'unsafe-inline'", "connect-src": "'self'", "img-src": "* data:",
                      "media-src": "*", "object-src": "'none'", "base-uri": "'none'", "form-action": "'self'"}
    assert not re.search(r"<script(?![^>]* src=)", get(api, "official").text), "a script in the page itself"


def test_it_may_be_framed_where_the_api_may_be_called(instant, config):
    official.install(official.folder_beside(config))
    instant.set(API_CORS_Origin="https://shop.example")
    assert get(instant.api, "official").headers["Content-Security-Policy"].endswith("frame-ancestors 'self' https://shop.example")


def test_without_the_files_the_page_says_what_to_do(new_site, config, folder):
    """LIVECHAT_OFFICIAL names another folder."""
    empty = os.path.join(folder, "empty")
    os.makedirs(empty)
    site = new_site("lighttpd", config, label="no-official", env={"LIVECHAT_OFFICIAL": empty})
    answer = get(site.client, "official")
    assert (answer.status, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "npm run fetch" in answer.text and "LIVECHAT_OFFICIAL" in answer.text and empty not in answer.text
    assert is_absent(get(site.client, f"official/{official.HOST_SCRIPT}"))
    official.install(empty)
    assert get(site.client, "official").status == 200


def test_the_script_installs_what_is_served(tmp_path):
    if not shutil.which("node"):
        pytest.skip("NOT RUN, there is no node (package nodejs)")
    build = tmp_path / "package" / "build"
    build.mkdir(parents=True)
    (tmp_path / "package" / "LICENSE").write_text("MIT")
    for name in ("a~b.0f.js", "a.0f.js.map", "b.0f.css", "c.png", "index.html"):
        (build / name).write_text("x" * 500)
    for _ in range(2):
        done = subprocess.run(["node", FETCH, "files", "package"], cwd=tmp_path, capture_output=True, text=True,
                              check=True, env={name: text for name, text in os.environ.items() if name != "INIT_CWD"})
    assert "3 files" in done.stdout
    assert sorted(os.listdir(tmp_path / "files")) == sorted(
        ["LICENSE", *(name + ending for name in ("a~b.0f.js", "b.0f.css", "c.png") for ending in ("", ".gz"))])
    assert gzip.decompress((tmp_path / "files" / "c.png.gz").read_bytes()) == b"x" * 500
    done = subprocess.run(["node", FETCH], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "name the folder" in done.stderr
