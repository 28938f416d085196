# SPDX-License-Identifier: MIT
"""The figures about chats: livechat/analytics."""

import csv
import io
import time
from datetime import datetime, timezone

import pytest

from harness.checks import FORBIDDEN, invalid, plain, result, wait_for
from harness.data import new_id, now_ms

PATH = "analytics/"
DASHBOARDS = PATH + "dashboards/"
CHARTS = DASHBOARDS + "charts/"
DASHBOARD_ROUTES = [DASHBOARDS + name for name in (
    "conversation-totalizers", "agents-productivity-totalizers", "chats-totalizers", "productivity-totalizers",
    "charts/chats", "charts/chats-per-agent", "charts/chats-per-department", "charts/timings")]
NOON = int(datetime(2021, 3, 10, 12, tzinfo=timezone.utc).timestamp() * 1000)  # a Wednesday
DAY = {"start": "2021-03-10T00:00:00.000Z", "end": "2021-03-10T23:59:59.999Z"}
DAYS = {"from": "2021-03-10", "to": "2021-03-10"}
SECOND, MINUTE, HOUR = 1000, 60_000, 3_600_000


class Shop:
    """A department of its own, so that other tests' rooms do not count, and requests about it."""

    def __init__(self, api, db):
        self.api, self.db = api, db
        self.manager = db.manager()
        self.department = db.department()

    def ask(self, path, headers=None, **query):
        return self.api.get(path, user=self.manager, headers=headers,
                            **{"departmentId": self.department, **query})

    def shown(self, path, **query):
        answer = self.ask(path, **query)
        assert answer.status == 200, answer
        return answer.json

    def totals(self, name, **query):
        return {each["title"]: each["value"] for each in
                self.shown(DASHBOARDS + name, **{**DAY, **query})["totalizers"]}

    def overview(self, name, **query):
        return {each["title"]: each["value"] for each in
                self.shown(PATH + "overview", name=name, **{**DAYS, **query})}

    def by_agent(self, name, **query):
        shown = self.shown(PATH + "agent-overview", name=name, **{**DAYS, **query})
        assert [head["name"] for head in shown["head"]][0] == "Agent"
        return [(each["name"], each["value"]) for each in shown["data"]]

    def chart(self, name, start="2021-03-10", end="2021-03-10"):
        shown = self.shown(DASHBOARDS + "charts-data", chartName=name, start=start, end=end)
        assert shown["chartLabel"] == name
        return list(zip(shown["dataLabels"], shown["dataPoints"]))

    def room(self, ts=NOON, agent=None, minutes=None, closer="user", **columns):
        """minutes: after that long it was closed."""
        columns = {"department_id": self.department, **columns}
        if minutes is not None:
            columns.update(closed_at=ts + round(minutes * MINUTE), closer=closer)
        return self.db.room(agent=agent, closed=minutes is not None, ts=ts, **columns)

    def answered(self, ts=NOON, agent=None, response=20, first=20, reaction=5, responses=1, **columns):
        """A room in which the visitor waited so many seconds: in all, and for the first answer."""
        return self.room(ts, agent, **{**dict(
            responses=responses, response_ms=response * SECOND, first_response_ms=int(first * SECOND),
            reaction_ms=int(reaction * SECOND), agent_msgs=responses, agent_lm=ts + MINUTE, visitor_ts=ts,
            response_by_id=agent and agent.id, response_by_username=agent and agent.username), **columns})


@pytest.fixture
def shop(api, db):
    return Shop(api, db)


# --- what is sent -------------------------------------------------------------------------------

def test_only_managers_see_figures(api, db):
    for path in DASHBOARD_ROUTES:
        answer = api.get(path, user=db.agent(), **DAY)
        assert (answer.status, answer.body) == (403, FORBIDDEN)


@pytest.mark.parametrize("path", DASHBOARD_ROUTES)
def test_a_period_needs_two_dates(shop, path):
    assert result(shop.ask(path)) == invalid("must have required property 'start'")
    assert result(shop.ask(path, start="2021-03-10")) == invalid("must have required property 'end'")
    assert result(shop.ask(path, **DAY, count=5)) == invalid("must NOT have additional properties")
    assert result(shop.ask(path, start="x", end="y")) == plain('The "start" query parameter must be a valid date.')
    assert result(shop.ask(path, start="2021-03-10", end="")) == plain(
        'The "end" query parameter must be a valid date.')
    assert shop.ask(path, start="2021-03-11", end="2021-03-10").status == 200


@pytest.mark.parametrize("path", ["agent-overview", "overview"])
def test_names_of_figures(shop, path):
    assert result(shop.ask(PATH + path, name="", **DAYS)) == plain("invalid-chart-name")
    for query in ({"name": "unknown", **DAYS}, {"name": "Productivity", "from": "x", "to": "2021-03-10"},
                  {"name": "Total_messages", "from": "2021-03-10", "to": "2021-13-10"}):
        assert result(shop.ask(PATH + path, **query)) == (200, {"success": True})


def test_a_chart_of_an_unknown_name_or_without_days_is_empty(shop):
    assert shop.chart("unknown") == []
    assert shop.chart("Total_conversations", "x", "y") == []
    assert shop.chart("Total_conversations", "2021-03-10", "2021-03-09") == []
    assert result(shop.ask(DASHBOARDS + "charts-data", chartName="Total_messages", start="1900-01-01",
                           end="2021-01-01")) == invalid("start and end must not be more than 36600 days apart")


# --- conversations ------------------------------------------------------------------------------

def test_conversations_are_counted(shop):
    agent = shop.db.agent()
    shop.room(msgs=3)
    shop.room(agent=agent, msgs=4)
    shop.room(agent=agent, minutes=5, msgs=5)
    shop.room(NOON - 24 * HOUR, msgs=100)
    shop.room(NOON + 24 * HOUR, msgs=100)
    shop.db.room(ts=NOON, msgs=100)  # of another department
    shop.db.visitor(updated_at=NOON, department_id=shop.department)
    shop.db.visitor(updated_at=NOON + 12 * HOUR, department_id=shop.department)
    assert shop.totals("conversation-totalizers") == {
        "Total_conversations": 3, "Open_conversations": 2, "On_Hold_conversations": 0, "Total_messages": 12,
        "Total_visitors": 1}
    assert list(shop.totals("conversation-totalizers", departmentId="undefined"))[4] == "Total_visitors"
    assert shop.totals("conversation-totalizers", departmentId="undefined")["Total_conversations"] > 3
    # The whole days of the texts count for rooms, the instants for visitors.
    assert shop.totals("conversation-totalizers", start="2021-03-10T12:30:00Z", end="2021-03-10T12:40:00Z") == {
        "Total_conversations": 3, "Open_conversations": 2, "On_Hold_conversations": 0, "Total_messages": 12,
        "Total_visitors": 0}
    assert shop.shown(CHARTS + "chats", **DAY) == {
        "open": 1, "closed": 1, "queued": 1, "onhold": 0, "success": True}
    assert shop.shown(CHARTS + "chats", start="2021-03-10T12:00:00.001Z", end=DAY["end"])["closed"] == 0
    assert shop.shown(CHARTS + "chats", start="2021-03-10T12:00:00Z", end="2021-03-10T12:00:00Z")["closed"] == 1


def test_the_busiest_hour_is_that_of_the_busiest_day(shop):
    assert shop.overview("Conversations") == {
        "Total_conversations": 0, "Open_conversations": 0, "On_Hold_conversations": 0, "Total_messages": 0,
        "Busiest_day": "-", "Conversations_per_day": "0.00", "Busiest_time": "-"}
    for day, hour, msgs in ((0, 7, 4), (0, 9, 3), (0, 7, 1), (1, 8, 6), (2, 23, 7)):
        shop.room(NOON - 12 * HOUR + (24 * day + hour) * HOUR, msgs=msgs)
    shop.room(NOON, minutes=1, msgs=0)
    assert shop.overview("Conversations", to="2021-03-12") == {
        "Total_conversations": 6, "Open_conversations": 5, "On_Hold_conversations": 0, "Total_messages": 21,
        "Busiest_day": "Wednesday", "Conversations_per_day": "2.00", "Busiest_time": "7AM - 8AM"}
    last = shop.overview("Conversations", **{"from": "2021-03-12", "to": "2021-03-15"})
    assert (last["Busiest_day"], last["Busiest_time"], last["Conversations_per_day"]) == (
        "Friday", "11PM - 12AM", "0.25")
    # Of days and hours with as many messages the first one counts.
    for day, hour, msgs in ((3, 5, 2), (3, 6, 2), (4, 7, 4)):
        shop.room(NOON - 12 * HOUR + (24 * day + hour) * HOUR, msgs=msgs)
    equal = shop.overview("Conversations", **{"from": "2021-03-13", "to": "2021-03-14"})
    assert (equal["Busiest_day"], equal["Busiest_time"]) == ("Saturday", "5AM - 6AM")
    totals = shop.totals("agents-productivity-totalizers", end="2021-03-12")
    assert totals["Busiest_time"] == "7AM - 8AM"


def test_days_are_those_of_the_site(shop, settings):
    # Midnight is at 23:00 UTC, and on 28 March clocks are set forward.
    settings(site_time_zone="Europe/Berlin")
    shop.room(NOON + 11 * HOUR, msgs=1)
    assert shop.overview("Conversations")["Total_conversations"] == 0
    next_day = shop.overview("Conversations", **{"from": "2021-03-11", "to": "2021-03-11"})
    assert (next_day["Busiest_day"], next_day["Busiest_time"]) == ("Thursday", "12AM - 1AM")
    spring = int(datetime(2021, 3, 28, 22, tzinfo=timezone.utc).timestamp() * 1000)
    shop.room(spring - 1)
    shop.room(spring)
    assert shop.chart("Total_conversations", "2021-03-27", "2021-03-29") == [("3/27", 0), ("3/28", 1), ("3/29", 1)]
    hours = shop.chart("Total_conversations", "2021-03-29", "2021-03-29")
    assert hours[0] == ("12AM-12AM", 1) and sum(points for _, points in hours) == 1
    assert shop.chart("Total_conversations", "2021-03-28", "2021-03-28")[22] == ("11PM-11PM", 1)


# --- how long visitors waited -------------------------------------------------------------------

def test_average_times(shop):
    agent = shop.db.agent()
    shop.answered(agent=agent, response=30, responses=3, first=20, reaction=5)
    shop.answered(agent=agent, response=25, responses=1, first=25, reaction=8.75)
    shop.room(agent=agent)
    shop.answered(agent=None, response=1000, reaction_ms=None)  # nobody has taken it
    expected = {"Avg_response_time": "00:00:18", "Avg_first_response_time": "00:00:23",
                "Avg_reaction_time": "00:00:07"}
    assert shop.overview("Productivity") == expected
    totals = shop.totals("productivity-totalizers")
    assert {name: totals.pop(name) for name in expected} == expected
    # The first answers of rooms in which nobody waits, by their number.
    assert totals == {"Avg_of_waiting_time": "00:00:22"}
    assert shop.overview("Productivity", **{"from": "2021-03-09", "to": "2021-03-09"}) == {
        name: "00:00:00" for name in expected}


def test_a_room_whose_visitor_wrote_last_is_waiting_even_if_it_was_closed(shop):
    shop.answered(first=100)
    shop.answered(first=10, visitor_ts=NOON + 2 * MINUTE)
    shop.answered(first=10, visitor_ts=NOON + 2 * MINUTE, minutes=5)
    shop.room(minutes=5)
    assert shop.totals("productivity-totalizers")["Avg_of_waiting_time"] == "00:01:40"


def test_averages_over_departments(shop):
    """Each department counts alike, and is rounded upwards."""
    second = shop.db.department()
    everything = {"departmentId": "", "start": "2019-05-01T00:00:00Z", "end": "2019-05-01T23:59:59Z"}
    ts = NOON - 679 * 24 * HOUR
    agent = shop.db.agent()
    for department, first, served in ((shop.department, 10, 30), (shop.department, 11, 30), (second, 100, 120)):
        shop.answered(ts, agent, first=first, department_id=department, agent_lm=ts + served * SECOND)
    assert shop.totals("productivity-totalizers", **everything)["Avg_of_waiting_time"] == "00:00:56"
    totals = shop.totals("agents-productivity-totalizers", **everything)
    assert totals["Avg_of_service_time"] == "00:01:15"
    assert totals["Avg_of_available_service_time"] == "00:00:00"


def test_how_long_agents_are_available(shop, settings):
    settings(site_time_zone="Pacific/Kiritimati")  # 14 hours ahead
    agents = {name: shop.db.agent(available=name != "takes none") for name in ("here", "was away", "takes none")}
    agents["no agent"] = shop.db.user()
    for agent in agents.values():
        shop.db.insert("department_agents", department_id=shop.department, user_id=agent.id)

    def send_request(agent, seconds):
        """The agent sends one, so many seconds after the last. Returns how long ago that was."""
        before = now_ms() - seconds * SECOND
        shop.db.execute("UPDATE users SET seen_at = %s WHERE id = %s", before, agent.id)
        assert shop.api.get("/api/v1/me", user=agent).status == 200
        return wait_for(lambda: shop.db.value("SELECT seen_at FROM users WHERE id = %s AND seen_at > %s",
                                              agent.id, before)) - before

    def shown(day):
        return shop.totals("agents-productivity-totalizers", start=day, end=day)["Avg_of_available_service_time"]

    def available(agent):
        return shop.db.value("SELECT SUM(available_ms) FROM agent_days WHERE user_id = %s", agent.id)

    for name, seconds in (("was away", 100), ("takes none", 40), ("no agent", 40), ("here", 40)):
        waited = send_request(agents[name], seconds)
    wait_for(lambda: available(agents["here"]) == waited)
    waited += send_request(agents["here"], 30)
    wait_for(lambda: available(agents["here"]) == waited)
    assert [name for name, agent in agents.items() if available(agent) is not None] == ["here"]
    days = shop.db.value("SELECT day FROM agent_days WHERE user_id = %s", agents["here"].id)
    assert 0 <= (now_ms() + 14 * HOUR) // (24 * HOUR) - days <= 1
    day = time.strftime("%Y-%m-%d", time.gmtime(days * 86400))
    assert shown(day) == f"00:{waited // 60000:02}:{waited // 1000 % 60:02}"
    other = shop.db.agent()
    shop.db.execute("INSERT INTO agent_days (day, user_id, available_ms) SELECT day, %s, 0 FROM agent_days"
                    " WHERE user_id = %s", other.id, agents["here"].id)
    shop.db.insert("department_agents", department_id=shop.department, user_id=other.id)
    average = waited // 1000 // 2
    assert shown(day) == f"00:{average // 60:02}:{average % 60:02}"
    assert shown("2021-03-10") == "00:00:00"


def test_timings(shop):
    nothing = {"avg": 0, "longest": 0}
    assert shop.shown(CHARTS + "timings", **DAY) == {
        "response": nothing, "reaction": nothing, "chatDuration": nothing, "success": True}
    shop.room()
    assert shop.shown(CHARTS + "timings", **DAY) == {
        "response": {"avg": 0, "longest": None}, "reaction": {"avg": 0, "longest": None},
        "chatDuration": nothing, "success": True}
    shop.answered(response=30, responses=4, first=20.25, reaction=5, minutes=1)
    shop.answered(response=20, responses=1, first=20, reaction=8.5, minutes=2.01)
    assert shop.shown(CHARTS + "timings", **DAY) == {
        "response": {"avg": 13, "longest": 20.25}, "reaction": {"avg": 6, "longest": 8.5},
        "chatDuration": {"avg": 90, "longest": 120.6}, "success": True}


# --- chats that visitors leave ------------------------------------------------------------------

def test_abandoned_chats_and_how_long_chats_last(shop, settings):
    settings(Livechat_visitor_inactivity_timeout="300")
    assert shop.totals("chats-totalizers") == {
        "Total_abandoned_chats": 0, "Avg_of_abandoned_chats": "0%", "Avg_of_chat_duration_time": "00:00:00"}
    left = {"agent_lm": NOON + MINUTE, "visitor_ts": NOON}
    shop.room(minutes=6, **left)
    shop.room(minutes=5.5, **left)                                # too early
    shop.room(minutes=30, closer="visitor", **left)               # they closed it themselves
    shop.room(minutes=30, agent_lm=NOON, visitor_ts=NOON + 1)     # they wrote last
    shop.room(minutes=30, agent_lm=NOON + 1)                      # they never wrote
    shop.room(minutes=24 * 60, **left)                            # closed the next day
    shop.room(**left)
    assert shop.totals("chats-totalizers") == {
        "Total_abandoned_chats": 1, "Avg_of_abandoned_chats": "28%", "Avg_of_chat_duration_time": "00:20:18"}


def test_the_percentage_is_the_mean_of_departments(shop):
    second = shop.db.department()
    ts = NOON - 700 * 24 * HOUR
    day = {"start": "2019-04-10", "end": "2019-04-10T23:59:59Z", "departmentId": ""}
    left = {"agent_lm": ts + MINUTE, "visitor_ts": ts}
    shop.room(ts, minutes=120, **left)
    shop.room(ts, minutes=1)
    shop.room(ts, minutes=1)
    for _ in range(2):
        shop.room(ts, minutes=1, department_id=second)
    assert shop.totals("chats-totalizers", **day)["Avg_of_abandoned_chats"] == "16.5%"


# --- by agent and department --------------------------------------------------------------------

def test_rooms_of_agents(shop):
    ann, bob, eve = (shop.db.agent() for _ in range(3))
    shop.room(agent=ann)
    shop.room(agent=ann, minutes=1)
    shop.room(agent=bob, minutes=1)
    shop.room(agent=bob, minutes=1)
    shop.room(agent=bob, minutes=24 * 60)  # after the period
    shop.room(agent=eve, minutes=24 * 60)
    shop.room()
    assert shop.shown(CHARTS + "chats-per-agent", **DAY) == {
        ann.username: {"open": 1, "closed": 1}, bob.username: {"open": 0, "closed": 2}, "success": True}


def test_rooms_of_departments(shop):
    name = f'"Sales, \\ {new_id()}'
    shop.db.execute("UPDATE departments SET name = %s WHERE id = %s", name, shop.department)
    assert shop.shown(CHARTS + "chats-per-department", **DAY) == {"success": True}
    shop.room()
    shop.room(minutes=1)
    shop.room(minutes=24 * 60)
    shop.room(department_id=None)
    assert shop.shown(CHARTS + "chats-per-department", **DAY) == {
        name: {"open": 1, "closed": 2}, "success": True}


def test_what_agents_are_now(shop):
    path = CHARTS + "agents-status"
    assert shop.shown(path) == {"success": True}
    for status, available in (("online", True), ("online", True), ("away", True), ("busy", True),
                              ("offline", True), ("online", False), ("away", False)):
        agent = shop.db.agent(status=status, available=available)
        shop.db.insert("department_agents", department_id=shop.department, user_id=agent.id)
    expected = {"_id": None, "offline": 3, "away": 1, "busy": 1, "available": 2, "success": True}
    assert shop.shown(path) == expected
    assert shop.shown(path, start="x", end="") == expected
    assert shop.shown(path, departmentId="undefined")["available"] > 2


def test_figures_of_agents(shop):
    ann, bob, eve = (shop.db.agent() for _ in range(3))
    shop.answered(agent=ann, response=60, responses=4, first=30, reaction=5, minutes=60)
    shop.answered(agent=ann, response=20, responses=2, first=10, reaction=6, minutes=30)
    shop.answered(agent=bob, response=7200, responses=1, first=7200, reaction=1, minutes=50)
    shop.room(agent=eve)
    # Who answered first counts for the first answer.
    for _ in range(3):
        shop.answered(agent=eve, first=3, response_by_username=bob.username, responses=0, agent_msgs=0)
    a, b, e = ann.username, bob.username, eve.username
    assert shop.by_agent("Total_conversations") == [(e, "57.14%"), (a, "28.57%"), (b, "14.29%")]
    assert shop.by_agent("Avg_chat_duration") == [(b, "00:50:00"), (a, "00:45:00")]
    assert shop.by_agent("Total_messages") == sorted([(a, 6), (e, 4)], key=lambda each: -each[1]) + [(b, 1)]
    assert shop.by_agent("Avg_first_response_time") == [(a, "00:00:20"), (b, "00:30:02")]
    assert shop.by_agent("Best_first_response_time") == [(b, "00:00:03"), (a, "00:00:10")]
    assert shop.by_agent("Avg_response_time") == [(a, "00:00:13"), (b, "02:00:00")]
    assert shop.by_agent("Avg_reaction_time") == [(b, "00:00:01"), (e, "00:00:05"), (a, "00:00:06")]
    assert shop.shown(PATH + "agent-overview", name="Total_conversations", **{"from": "2021-03-09", "to": "2021-03-09"}
                      ) == {"head": [{"name": "Agent"}, {"name": "%_of_conversations"}], "data": [], "success": True}
    assert shop.by_agent("Avg_reaction_time", **{"from": "2021-03-11"}) == []


def test_charts(shop):
    agent = shop.db.agent()
    shop.answered(agent=agent, response=60, responses=4, first=30, reaction=5, minutes=60)
    shop.answered(NOON + HOUR, agent, response=21, responses=2, first=10, reaction=6.125, minutes=30)
    shop.answered(NOON + 24 * HOUR, agent, response=8, responses=1, first=8, reaction=1)
    shop.room(NOON + 72 * HOUR)
    hours = ["12AM", *(f"{n}AM" for n in range(1, 12)), "12PM", *(f"{n}PM" for n in range(1, 12))]
    assert shop.chart("Total_conversations") == [
        (f"{hour}-{hour}", int(hour in ("12PM", "1PM"))) for hour in hours]
    labels = ["3/9", "3/10", "3/11", "3/12", "3/13"]
    for name, points in {
            "Total_conversations": [0, 2, 1, 0, 1], "Avg_chat_duration": [0, 2700, 0, 0, 0],
            "Total_messages": [0, 6, 1, 0, 0], "Avg_first_response_time": [0, 20, 8, 0, 0],
            "Best_first_response_time": [0, 10, 8, 0, 0], "Avg_response_time": [0, 12.75, 8, 0, 0],
            "Avg_reaction_time": [0, 5.56, 1, 0, 0]}.items():
        assert shop.chart(name, "2021-03-09", "2021-03-13") == list(zip(labels, points)), name


# --- CSV ----------------------------------------------------------------------------------------

def test_the_same_as_csv(shop):
    agent = shop.db.agent()
    shop.db.execute("UPDATE departments SET name = %s WHERE id = %s", name := '=1+"1", ' + new_id(), shop.department)
    shop.room(agent=agent)

    def table(path, **query):
        answer = shop.ask(path, headers={"Accept": "text/csv"}, **query)
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
        assert "Accept" in answer.headers["Vary"]
        assert answer.text.endswith("\r\n") and "\n" not in answer.text.replace("\r\n", "")
        return list(csv.reader(io.StringIO(answer.text, newline="")))

    assert table(CHARTS + "chats", **DAY) == [["open", "closed", "queued", "onhold"], ["1", "0", "0", "0"]]
    assert table(CHARTS + "chats-per-agent", **DAY) == [["agent", "open", "closed"], [agent.username, "1", "0"]]
    # A cell must not become a formula.
    assert table(CHARTS + "chats-per-department", **DAY) == [["department", "open", "closed"], ["'" + name, "1", "0"]]
    assert table(CHARTS + "timings", **DAY)[1] == ["response", "0", ""]
    assert table(DASHBOARDS + "conversation-totalizers", **DAY)[:2] == [["title", "value"], ["Total_conversations", "1"]]
    assert table(PATH + "overview", name="Productivity", **DAYS)[1] == ["Avg_response_time", "00:00:00"]
    assert table(PATH + "agent-overview", name="Total_conversations", **DAYS) == [
        ["Agent", "%_of_conversations"], [agent.username, "100.00%"]]
    assert table(DASHBOARDS + "charts-data", chartName="Total_messages", start="2021-03-09", end="2021-03-10") == [
        ["label", "Total_messages"], ["3/9", "0"], ["3/10", "0"]]


@pytest.mark.parametrize("accept, is_csv", [
    (None, False), ("*/*", False), ("application/json", False), ("text/*", False), ("text/csv;q=0", False),
    ("text/csv, application/json", False), ("application/json;q=0.9, text/csv", True), ("TEXT/CSV", True),
    ("text/csv;header=present, */*;q=0.1", True), ("text/csv;q=0.5, */*", False), ("text/csvx", False),
    ("text/html, text/csv ; q=1.0,*/*;q=0.8", True), (", ,text/csv", True), ("text/csv;q=", False)])
def test_which_is_sent(shop, accept, is_csv):
    answer = shop.ask(CHARTS + "chats", headers={"Accept": accept}, **DAY)
    assert answer.headers["Content-Type"].startswith("text/csv" if is_csv else "application/json")
    assert "Accept" in answer.headers["Vary"]


def test_errors_are_json_for_all(shop):
    answer = shop.ask(CHARTS + "chats", headers={"Accept": "text/csv"}, start="x", end="y")
    assert result(answer) == plain('The "start" query parameter must be a valid date.')
