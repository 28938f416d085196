# SPDX-License-Identifier: MIT
"""Pictures that are sent to the program of an archive. Where its root or its machine has no thumbnails, NO_THUMBNAILS says
why: pictures are sent without them then, and the log says so."""

import base64
import os

import pytest

from harness.data import without_limits
from harness.forms import content, get_file, send_file

WHY_NOT = os.environ.get("NO_THUMBNAILS")
PICTURES = [("animated-500x375.gif", "image/gif", "image/png"), ("lossy-500x375.webp", "image/webp", "image/webp"),
            ("palette-500x375.png", "image/png", "image/png"), ("photo-640x480.jpg", "image/jpeg", "image/jpeg")]


@pytest.fixture(scope="module")
def site(new_database, new_site):
    config = new_database("pictures")
    # Thumbnails of these pictures that are larger would be larger than the files, too, so that there would be none.
    without_limits(config).set(Message_Attachments_Thumbnails_Width="96", Message_Attachments_Thumbnails_Height="72")
    return new_site("lighttpd", config, label="pictures")


@pytest.fixture
def room(site):
    return without_limits(site.config).room()


@pytest.mark.parametrize("name, media_type, thumbnail_type", PICTURES)
def test_a_picture_of_each_format(site, room, name, media_type, thumbnail_type):
    answer = send_file(site.client, room, name, content(f"ok/{name}"), media_type)
    assert answer.status == 200, answer
    [attachment] = answer.json["attachments"]
    shown = get_file(site.client, attachment["image_url"], token=room.visitor.token)
    if WHY_NOT:
        assert "image_preview" not in attachment and len(answer.json["files"]) == 1
        assert (shown.status, shown.headers["Content-Type"]) == (200, media_type)
        return
    assert attachment["image_dimensions"] == {"width": 96, "height": 72}
    assert base64.b64decode(attachment["image_preview"]).startswith(b"\xff\xd8\xff\xdb")
    assert (shown.status, shown.headers["Content-Type"]) == (200, thumbnail_type)


def test_what_a_camera_notes_is_removed(site, room):
    message = send_file(site.client, room, data=content("ok/exif-rotated-gps.jpg")).json
    shown = get_file(site.client, message["attachments"][0]["title_link"], token=room.visitor.token)
    assert shown.status == 200 and shown.body.startswith(b"\xff\xd8")
    for secret in (b"GPS", b"SN-000123", b"Berlin", b"xmpmeta"):
        assert secret not in shown.body


def test_each_process_says_once_why_there_are_no_thumbnails(site, room):
    for _ in range(site.workers + 1):
        assert send_file(site.client, room).status == 200
    said = [line for line in site.log().splitlines() if "pictures get no thumbnails" in line]
    if not WHY_NOT:
        assert said == []
        return
    assert 1 <= len(said) <= site.workers, said
    assert all(WHY_NOT in line for line in said), said
