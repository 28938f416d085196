# SPDX-License-Identifier: MIT
"""Rooms that wait in the queue, and taking them. The fixture is for the files that import it."""

import pytest


@pytest.fixture
def waiting(api, db):
    """A visitor whose room waits in the queue, opened through the API."""
    visitor = db.visitor()
    room = api.get("room", token=visitor.token).json["room"]
    return visitor, room["_id"]


def inquiry_of(db, rid):
    return db.row("SELECT * FROM inquiries WHERE rid = %s", rid)


def take(api, db, rid, agent, **body):
    return api.post("inquiries.take", user=agent, inquiryId=inquiry_of(db, rid)["id"], **body)
