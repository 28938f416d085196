# SPDX-License-Identifier: MIT
"""GET /livechat/transfer.history/:rid: who gave a room to whom."""

from harness.checks import coded, listed, refused
from harness.data import new_id

NO_ROOM = coded("Invalid room", "error-invalid-room")


def test_each_transfer_is_told_in_its_order(api, db):
    manager, first, second = db.manager(), db.agent(), db.agent()
    room, department = db.room(agent=first), db.department("x", second, name="next")

    def history(**query):
        return listed(api.get(f"transfer.history/{room.id}", user=manager, **query), "history")

    assert history() == []
    assert api.post("room.forward", user=first, roomId=room.id, userId=second.id, comment="Yours").status == 200
    assert api.post("room.forward", user=manager, roomId=room.id, departmentId=department).status == 200
    to_agent, to_department = history()
    assert to_agent["scope"] == "agent" and to_agent["comment"] == "Yours"
    assert to_agent["transferredBy"]["_id"] == first.id and to_agent["transferredTo"]["_id"] == second.id
    assert to_department["scope"] == "department" and to_department["nextDepartment"] == {"_id": department, "name": "next"}
    assert history(count=1, offset=1) == [to_department] and history(sort='{"ts":-1}') == [to_department, to_agent]


def test_who_may_read_it(api, db):
    room = db.room(agent=db.agent())
    refused(api.get(f"transfer.history/{new_id()}", user=db.manager()), NO_ROOM)
    assert api.get(f"transfer.history/{room.id}", user=db.agent()).status == 403
