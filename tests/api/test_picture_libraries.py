# SPDX-License-Identifier: MIT
"""The libraries for pictures, which are loaded with the first one. Without them files are sent all the same."""

import pytest

from harness.account import compiled
from harness.data import without_limits
from harness.forms import content, get_file, send_file
from harness.site import programs

PICTURES = [("animated-500x375.gif", "image/gif"), ("lossy-500x375.webp", "image/webp"), ("palette-500x375.png", "image/png"),
            ("photo-640x480.jpg", "image/jpeg")]
SECCOMP = "libseccomp.so.2"


@pytest.mark.parametrize("library", ["libgif.so.7", "libjpeg.so.62", "libpng16.so.16", "libwebp.so.7", "libwebpdemux.so.2",
                                     SECCOMP])
def test_files_are_sent_without_previews_and_each_process_says_once_why(library, folder, new_database, new_site, sanitized):
    config = new_database(f"no_{library.split('.')[0]}")
    site = new_site("lighttpd", config, label=f"no-{library}", env={
        "LD_PRELOAD": compiled(folder, "no_library"), "NO_LIBRARY": library,
        "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"})
    room = without_limits(config).room()
    if sanitized and library == SECCOMP:
        assert "image_preview" in send_file(site.client, room).json["attachments"][0]
        return
    for name, media_type in PICTURES:
        answer = send_file(site.client, room, name, content(f"ok/{name}"), media_type)
        assert answer.status == 200, answer
        [attachment] = answer.json["attachments"]
        assert "image_preview" not in attachment and len(answer.json["files"]) == 1
        shown = get_file(site.client, attachment["image_url"], token=room.visitor.token)
        assert (shown.status, shown.headers["Content-Type"]) == (200, media_type)
    said = [line for line in site.log().splitlines() if "pictures get no thumbnails" in line]
    assert 1 <= len(said) <= site.workers < len(PICTURES), said
    assert all(f"/nowhere/{library}: cannot open shared object file" in line for line in said), said


def test_they_are_loaded_with_the_first_picture(new_database, new_site):
    site = new_site("lighttpd", new_database("picture_libraries"), label="picture-libraries", workers=1)
    db = without_limits(site.config)
    room, [pid] = db.room(), programs(site)

    def loaded():
        """Returns those of which the process has a file in its map of addresses."""
        with open(f"/proc/{pid}/maps") as file:
            text = file.read()
        return [name for name in ("libgif", "libjpeg", "libpng16", "libwebp", "libwebpdemux") if f"/{name}.so" in text]
    assert site.client.get("config").status == 200
    assert send_file(site.client, room, "a.txt", b"text", "text/plain").status == 200
    assert loaded() == []
    assert "image_preview" in send_file(site.client, room).json["attachments"][0]
    assert len(loaded()) == 5
