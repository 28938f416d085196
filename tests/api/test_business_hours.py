# SPDX-License-Identifier: MIT
"""Business hours: how they are set, and what visitors are told while it is closed."""

import json
import os

import pytest

from harness.checks import JSON_TYPE, coded, invalid, listed, plain, result, to_ms
from harness.data import now_ms, without_limits
from harness.shifted_clock import ShiftedClock

CASES = os.path.join(os.path.dirname(__file__), "..", "data", "business-hours.jsonl")
GET, SAVE, REMOVE = "business-hour", "business-hours.save", "business-hours.remove"
DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
WEEK = DAYS[1:6]
ALWAYS = [{"day": day, "start": "00:00", "finish": "24:00", "open": True} for day in DAYS]
NEVER = [{**hours, "open": False} for hours in ALWAYS]
NOBODY = coded("Sorry, no online agents", "no-agent-online")
ON = {"Livechat_enable_business_hours": "true"}
MULTIPLE = {**ON, "Livechat_business_hour_type": "Multiple"}


def hour(day="Monday", start="08:00", finish="20:00", is_open=True):
    return {"day": day, "start": start, "finish": finish, "open": is_open}


def body(**changes):
    return {"name": "", "timezoneName": "Europe/Berlin", "daysOpen": [], "active": True, "type": "default",
            "departmentsToApplyBusinessHour": "", "workHours": [hour(day) for day in WEEK], **changes}


@pytest.fixture(scope="module")
def shop(new_database, new_site, folder):
    """A site with a database of its own, where settings and the clock change at once."""
    return Shop(new_database, new_site, folder)


class Shop:
    def __init__(self, new_database, new_site, folder):
        config = new_database("hours")
        self.db = without_limits(config, settings_age_s=0)
        self.manager = self.db.manager(available=False)
        self.clock = ShiftedClock(folder, "hours")
        self.site = new_site("lighttpd-cgi", config, label="hours", env=self.clock.environment)
        self.api = self.site.client
        self.first = self.db.row("SELECT * FROM business_hours")

    def set_clock(self, date=None):
        """Sets the programs' clock to a date, which runs on from there; None: to the real one."""
        self.clock.set(to_ms(date) - now_ms() if date else 0)

    def reset(self):
        self.set_clock()
        self.db.reset_settings()
        self.db.execute("DELETE FROM departments")
        self.db.execute("DELETE FROM business_hours")
        self.db.insert("business_hours", **self.first)

    def save(self, **changes):
        return self.api.post(SAVE, user=self.manager, json=body(**changes))

    def saved(self, **changes):
        answer = self.save(**changes)
        assert (answer.status, answer.json) == (200, {"success": True}), answer

    def custom(self, name, *departments, **changes):
        self.saved(type="custom", name=name, departmentsToApplyBusinessHour=",".join(departments), **changes)
        return self.db.value("SELECT id FROM business_hours WHERE name = %s", name)

    def department(self, name, *agents):
        made = self.db.department(name, *agents, email=f"{name}@example.com")
        self.db.execute("UPDATE departments SET name = %s WHERE id = %s", name, made)
        return made

    def shown(self, **query):
        answer = self.api.get(GET, user=self.manager, **query)
        assert answer.status == 200, answer
        return answer.json["businessHour"]

    def config(self, **query):
        return self.api.get("config", **query).json["config"]


@pytest.fixture
def own(shop):
    yield shop
    shop.reset()


# --- the fields ---

def cases():
    with open(CASES, encoding="utf-8") as file:
        return [case for case in map(json.loads, file) if "BusinessHour" in case["schema"]]


def case_name(case):
    return f"{case['schema'].removeprefix('is').removesuffix('Params')} {json.dumps(case['params'])[:120]}"


def test_every_case_is_read():
    assert len(cases()) == 26


@pytest.mark.parametrize("case", cases(), ids=case_name)
def test_fields_are_validated_as_by_the_reference(own, case):
    path = {"isGETBusinessHourParams": GET, "isPOSTLivechatBusinessHoursSaveParams": SAVE,
            "isPOSTLivechatBusinessHoursRemoveParams": REMOVE}[case["schema"]]
    if path == GET:
        query = [pair for name, value in case["params"].items() for pair in (
            [(name + "[]", item) for item in value] if isinstance(value, list) else [(name, value)])]
        answer = own.api.request("GET", path, query=query, user=own.manager)
    else:
        answer = own.api.post(path, data=json.dumps(case["params"]).encode(), headers=JSON_TYPE,
                              user=own.manager)
    if not case["valid"]:
        assert result(answer) == invalid(case["error"].removesuffix(" [invalid-params]"))
        return
    assert answer.status == 200, answer
    if path == SAVE:
        assert [h["day"] for h in own.shown()["workHours"]] == ["Monday"] and own.shown()["active"] is True


@pytest.mark.parametrize("error,changes", [
    ("error-business-hour-finish-time-before-start-time", {"workHours": [hour(start="20:00", finish="08:00")]}),
    ("error-business-hour-finish-time-equals-start-time", {"workHours": [hour(start="08:00", finish="08:00")]}),
    ("error-business-hour-invalid-time", {"workHours": [hour(), hour("Tuesday", "24:00", "24:00")]}),
    ("error-business-hour-invalid-time", {"workHours": [hour(start="20000")]}),
    ("error-business-hour-invalid-time", {"workHours": [hour(finish="xxxxx")]}),
    ("error-business-hour-invalid-time", {"workHours": [hour(finish="24:01")]}),
    ("error-business-hour-invalid-time", {"workHours": [hour(start="", is_open=False)]}),
    ("error-business-hour-invalid-day", {"workHours": [hour("Montag")]}),
    ("error-business-hour-invalid-day", {"workHours": [hour("")]}),
    ("error-business-hour-too-many-work-hours", {"workHours": [hour()] * 71}),
    ("error-business-hour-invalid-timezone", {"timezoneName": "Europe/Nowhere"}),
    ("error-business-hour-invalid-timezone", {"timezoneName": ""}),
    ("error-business-hour-invalid-timezone", {"timezoneName": "../../../etc/localtime"}),
    ("error-business-hour-invalid-timezone", {"timezoneName": "/etc/localtime"}),
    ("error-business-hour-invalid-timezone", {"timezoneName": "E" * 5000}),
    ("error-invalid-business-hour-type", {"type": "weekly"}),
    ("error-business-hour-invalid-day-off", {"daysOff": ["2026-02-29"]}),
    ("error-business-hour-invalid-day-off", {"daysOff": ["2026-12-25", "Christmas"]}),
    ("error-business-hour-too-many-days-off", {"daysOff": ["2026-12-25"] * 367}),
    ("error-business-hour-not-found", {"_id": "unknown"}),
    ("error-business-hour-not-found", {"_id": "unknown", "type": "custom"}),
    ("error-department-not-found", {"type": "custom", "name": "x", "departmentsToApplyBusinessHour": "unknown"}),
])
def test_what_makes_no_sense_is_refused_and_nothing_is_stored(own, error, changes):
    before = own.db.rows("SELECT * FROM business_hours")
    answer = own.save(**changes)
    assert result(answer) == plain(error), answer
    assert own.db.rows("SELECT * FROM business_hours") == before


# --- the document ---

def test_at_first_it_is_open_on_workdays_from_8_to_20(own):
    shown = own.shown()
    assert (shown["name"], shown["active"], shown["type"], shown["daysOff"]) == ("", True, "default", [])
    assert {h["day"]: (h["start"]["time"], h["finish"]["time"], h["open"]) for h in shown["workHours"]} == {
        day: ("08:00", "20:00", day in WEEK) for day in DAYS}
    assert "departments" not in shown


def test_the_zone_of_the_first_hours_is_that_of_the_site(own):
    own.db.set(site_time_zone="Asia/Kathmandu")
    assert own.shown()["timezone"] == {"name": "Asia/Kathmandu", "utc": "+05:45"}


def test_what_was_saved_is_shown_in_utc_and_in_the_zone_of_the_site_too(own):
    own.set_clock("2026-12-01T12:00:00.000Z")
    own.db.set(site_time_zone="America/New_York")
    own.saved(timezoneName="Asia/Kolkata", daysOff=["2026-12-25"], workHours=[
        hour("Sunday", "00:00", "08:00:00"), hour("Saturday", "22:00", "24:00"), hour("Monday", "9:05", "10:00", False)])
    shown = own.shown()
    assert shown["timezone"] == {"name": "Asia/Kolkata", "utc": "+05:30"}
    assert shown["daysOff"] == ["2026-12-25"]
    sunday, saturday, monday = shown["workHours"]
    assert sunday == {
        "day": "Sunday", "open": True,
        "start": {"time": "00:00", "utc": {"dayOfWeek": "Saturday", "time": "18:30"},
                  "cron": {"dayOfWeek": "Saturday", "time": "13:30"}},
        "finish": {"time": "08:00", "utc": {"dayOfWeek": "Sunday", "time": "02:30"},
                   "cron": {"dayOfWeek": "Saturday", "time": "21:30"}}}
    assert saturday["finish"] == {"time": "24:00", "utc": {"dayOfWeek": "Saturday", "time": "18:30"},
                                  "cron": {"dayOfWeek": "Saturday", "time": "13:30"}}
    assert (monday["start"]["time"], monday["open"]) == ("09:05", False)


def test_a_client_that_knows_no_days_off_keeps_them(own):
    own.saved(daysOff=["2026-12-25", "2027-01-01"])
    own.saved()
    assert own.shown()["daysOff"] == ["2026-12-25", "2027-01-01"]
    own.saved(daysOff=[])
    assert own.shown()["daysOff"] == []


def test_unknown_ones_are_null(own):
    for query in ({"type": "weekly"}, {"type": "custom"}, {"type": "custom", "_id": "unknown"},
                  {"type": "custom", "_id": own.first["id"]}):
        assert own.shown(**query) is None
    assert own.shown(type="default")["_id"] == own.shown(type="")["_id"] == own.first["id"]


# --- custom ones ---

def test_departments_have_one_custom_business_hour_at_a_time(own):
    sales, care, other = (own.department(name) for name in ("sales", "care", "other"))
    first = own.custom("first", sales, care)
    assert own.shown(type="custom", _id=first)["departments"] == [
        {"_id": care, "name": "care"}, {"_id": sales, "name": "sales"}]
    second = own.custom("second", care, other)
    assert [d["name"] for d in own.shown(type="custom", _id=first)["departments"]] == ["sales"]
    own.saved(_id=second, type="custom", name="renamed", departmentsToApplyBusinessHour=f" {other} ,")
    assert [d["name"] for d in own.shown(type="custom", _id=second)["departments"]] == ["other"]
    assert own.shown(type="custom", _id=second)["name"] == "renamed"
    hours = listed(own.api.get("business-hours", user=own.manager), "businessHours")
    assert [(h["name"], [d["name"] for d in h.get("departments", [])]) for h in hours] == [
        ("", []), ("first", ["sales"]), ("renamed", ["other"])]


def test_a_name_belongs_to_one(own):
    first = own.custom("Night")
    assert result(own.save(type="custom", name="night")) == plain("error-business-hour-name-already-in-use")
    own.saved(type="custom", name="night", _id=first)
    own.saved(name="night")


def test_an_unknown_department_leaves_everything_as_it_was(own):
    sales = own.department("sales")
    first = own.custom("first", sales)
    assert result(own.save(type="custom", _id=first, name="new", departmentsToApplyBusinessHour="unknown")) == \
        plain("error-department-not-found")
    shown = own.shown(type="custom", _id=first)
    assert (shown["name"], [d["_id"] for d in shown["departments"]]) == ("first", [sales])


def test_the_list_is_searched_sorted_and_read_in_parts(own):
    for name in ("Bravo", "alpha", "Charlie"):
        own.custom(name)

    def names(**query):
        answer = own.api.get("business-hours", user=own.manager, **query)
        return [h["name"] for h in listed(answer, "businessHours")]
    assert names() == ["", "alpha", "Bravo", "Charlie"]
    assert names(name="A") == ["alpha", "Bravo", "Charlie"]
    assert names(name="BRAV") == ["Bravo"]
    assert names(count=1, offset=1) == ["alpha"]
    assert names(sort='{"name":-1}') == ["Charlie", "Bravo", "alpha", ""]


@pytest.mark.parametrize("way", ["removed", "archived", "disabled", "deleted"])
def test_a_department_is_released(own, way):
    sales = own.department("sales")
    first = own.custom("first", sales)
    user, path = own.manager, f"department/{sales}"
    if way == "removed":
        answer = own.api.post(REMOVE, user=user, json={"_id": first, "type": "custom"})
    elif way == "archived":
        answer = own.api.post(path + "/archive", user=user, json={})
    elif way == "disabled":
        answer = own.api.request("PUT", path, user=user, json={"department": {
            "name": "sales", "email": "sales@example.com", "enabled": False, "showOnRegistration": True,
            "showOnOfflineForm": True}})
    else:
        answer = own.api.request("DELETE", path, user=user)
    assert answer.status == 200, answer
    assert not own.db.value("SELECT business_hour_id FROM departments WHERE id = %s", sales)
    shown = own.shown(type="custom", _id=first)
    assert shown is None if way == "removed" else shown["departments"] == []


def test_only_custom_ones_are_removed(own):
    for sent in ({"_id": own.first["id"], "type": "default"}, {"_id": own.first["id"], "type": "custom"},
                 {"_id": "unknown", "type": "custom"}):
        assert own.api.post(REMOVE, user=own.manager, json=sent).json == {"success": True}
    answer = own.api.post(REMOVE, user=own.manager, json={"_id": "x", "type": "weekly"})
    assert result(answer) == plain("error-invalid-business-hour-type")
    assert own.shown()["_id"] == own.first["id"]


def test_the_default_that_was_deleted_can_be_made_again(own):
    own.db.execute("DELETE FROM business_hours")
    own.db.set(**ON)
    assert own.shown() is None and own.config()["online"] is False
    own.saved()
    assert own.shown()["_id"] == own.first["id"]


# --- what visitors see ---

def test_at_eleven_in_the_evening_a_visitor_is_told_when_it_opens(own):
    """It is Friday, and closed at the weekend."""
    own.saved()
    own.db.set(**ON)
    own.db.agent()
    own.set_clock("2026-11-27T22:00:30.000Z")
    config = own.config()
    assert config["online"] is False and config["settings"]["displayOfflineForm"] is True
    assert config["opensAtSite"] == {"day": "Monday", "date": "2026-11-30", "time": "08:00",
                                     "timezone": "Europe/Berlin", "utc": "+01:00"}
    # For a visitor elsewhere the moment counts.
    assert config["opensAt"] == "2026-11-30T07:00:00.000Z"
    visitor = own.db.visitor()
    assert result(own.api.get("room", token=visitor.token)) == NOBODY
    assert own.db.value("SELECT COUNT(*) FROM rooms WHERE visitor_id = %s", visitor.id) == 0
    own.set_clock("2026-11-30T07:00:30.000Z")
    config = own.config()
    assert config["online"] is True and not {"opensAt", "opensAtSite"} & set(config)
    assert own.api.get("room", token=visitor.token).status == 200


def test_switched_off_the_hours_mean_nothing(own):
    own.saved(workHours=NEVER)
    own.db.agent()
    config = own.config()
    assert config["online"] is True and "opensAt" not in config
    assert own.api.get("room", token=own.db.visitor().token).status == 200


# The clock runs on, so a change is never nearer than half a minute.
@pytest.mark.parametrize("time,open_now", [
    ("07:59:30", False), ("08:00:00", True), ("11:59:30", True), ("12:00:00", False), ("12:59:30", False),
    ("13:00:00", True), ("23:59:30", True)])
def test_a_day_can_have_several_work_hours(own, time, open_now):
    own.saved(timezoneName="UTC", workHours=[hour("Tuesday", "13:00", "24:00"), hour("Tuesday", "08:00", "12:00")])
    own.db.set(**ON)
    own.set_clock(f"2026-12-01T{time}.000Z")
    assert own.config()["online"] is open_now


def test_on_a_day_off_it_is_closed(own):
    own.saved(timezoneName="UTC", workHours=ALWAYS, daysOff=["2026-12-25", "2026-12-26"])
    own.db.set(**ON)
    own.set_clock("2026-12-25T12:00:00.000Z")
    config = own.config()
    assert (config["online"], config["opensAt"]) == (False, "2026-12-27T00:00:00.000Z")
    own.set_clock("2026-12-24T12:00:00.000Z")
    own.saved(timezoneName="UTC", workHours=ALWAYS)
    assert own.config()["online"] is True


@pytest.mark.parametrize("changes", [{"workHours": NEVER}, {"workHours": ALWAYS, "active": False}])
def test_hours_that_never_open_name_no_opening(own, changes):
    own.saved(**changes)
    own.db.set(**ON)
    config = own.config()
    assert config["online"] is False and not {"opensAt", "opensAtSite"} & set(config)


def test_what_is_saved_holds_at_once(own):
    own.db.set(**ON)
    for hours, expected in ((NEVER, False), (ALWAYS, True), (NEVER, False)):
        own.saved(workHours=hours)
        assert own.config()["online"] is expected


def test_closed_hours_win_over_waiting_for_an_agent_but_a_setting_lets_rooms_wait(own):
    own.saved(workHours=NEVER)
    own.db.set(**ON, Livechat_accept_chats_with_no_agents="true")
    visitor = own.db.visitor()
    assert own.config()["online"] is False
    assert result(own.api.get("room", token=visitor.token)) == NOBODY
    own.db.set(Livechat_accept_chats_outside_business_hours="true", Livechat_accept_chats_with_no_agents="false")
    assert own.config()["online"] is True
    answer = own.api.get("room", token=visitor.token)
    assert answer.status == 200 and answer.json["newRoom"] is True
    assert own.db.value("SELECT status FROM inquiries WHERE rid = %s", answer.json["room"]["_id"]) == "queued"


def test_an_open_room_goes_on_when_it_closes(own):
    own.saved(workHours=NEVER)
    own.db.set(**ON)
    room = own.db.room()
    assert own.api.get("room", token=room.visitor.token).json["newRoom"] is False
    answer = own.api.post("message", json={"token": room.visitor.token, "rid": room.id, "msg": "still here"})
    assert answer.status == 200


def test_each_department_has_its_own_hours_if_several_are_allowed(own):
    db = own.db
    night, day = own.department("night"), own.department("day")
    own.saved(workHours=NEVER)
    own.custom("night", night, workHours=ALWAYS)
    db.set(**ON)
    assert own.config(department=night)["online"] is False, "Single: one for all"
    db.set(**MULTIPLE)
    assert own.config(department=night)["online"] is True
    assert own.config(department="night")["online"] is True
    assert own.config(department=day)["online"] is False
    assert own.config()["online"] is False
    for department, status in ((night, 200), (day, 400), (None, 400)):
        visitor = db.visitor(department_id=department)
        assert own.config(token=visitor.token)["online"] is (status == 200)
        assert own.api.get("room", token=visitor.token).status == status
    own.saved(workHours=ALWAYS)
    own.custom("closed", day, workHours=NEVER)
    assert own.config(department=day)["online"] is False
    assert own.config()["online"] is True


def test_a_room_is_not_moved_into_a_department_that_is_closed(own):
    db = own.db
    agent = db.agent()
    shut = own.department("shut", agent)
    own.saved(workHours=ALWAYS)
    own.custom("never", shut, workHours=NEVER)
    db.set(**MULTIPLE)
    room = db.room(agent=agent)
    answer = own.api.post("room.forward", user=own.manager, json={"roomId": room.id, "departmentId": shut})
    assert result(answer) == coded("", "error-no-agents-online-in-department")
    db.set(Livechat_accept_chats_outside_business_hours="true")
    answer = own.api.post("room.forward", user=own.manager, json={"roomId": room.id, "departmentId": shut})
    assert answer.status == 200


def test_only_who_may_see_business_hours_sets_them(own):
    for user in (own.db.agent(), own.db.user()):
        for answer in (own.api.get(GET, user=user), own.api.get("business-hours", user=user),
                       own.api.post(SAVE, user=user, json=body(workHours=NEVER)),
                       own.api.post(REMOVE, user=user, json={"_id": "x", "type": "custom"})):
            assert answer.status == 403, answer
    assert own.db.rows("SELECT * FROM business_hours") == [own.first]
