# SPDX-License-Identifier: MIT
"""What the program does without the things of a machine: its root has the programs and /tmp, nothing else. What needs
more is refused for a reason that says what is missing."""

import os

import pytest

import servers
from harness.checks import wait_for
from harness.push_service import PushService

HOURS = {"name": "", "daysOpen": [], "active": True, "type": "default", "departmentsToApplyBusinessHour": "",
         "workHours": [{"day": "Monday", "start": "08:00", "finish": "20:00", "open": True}]}


@pytest.fixture
def last_error(instant):
    """Waits for a row of the table that says why it was not sent, and returns the reason."""
    def wait(table):
        def reasons():
            return [row["last_error"] for row in instant.db.rows(f"SELECT last_error FROM {table}") if row["last_error"]]
        wait_for(reasons)
        return reasons()[0]
    instant.db.execute("DELETE FROM duties")
    instant.db.execute("DELETE FROM outbox")
    return wait


@pytest.mark.parametrize("zone,ahead", [("Asia/Kathmandu", "+05:45"), ("America/Phoenix", "-07:00"), ("UTC", "+00:00")])
def test_time_zones_are_known_without_a_database_of_them(instant, zone, ahead):
    manager = instant.db.manager(available=False)
    answer = instant.api.post("business-hours.save", user=manager, json={**HOURS, "timezoneName": zone})
    assert answer.status == 200, answer
    shown = instant.api.get("business-hour", user=manager).json["businessHour"]["timezone"]
    assert shown == {"name": zone, "utc": ahead}


def test_a_zone_that_does_not_exist_is_refused(instant):
    setting = servers.admin(instant.db.config, "setting", "set", "site_time_zone", "Europe/Nowhere", check=False)
    assert setting.returncode == 2 or setting.returncode == 1
    assert "a time zone such as Europe/Berlin" in setting.stderr


def test_an_offline_message_is_stored_and_the_missing_mail_program_is_named(instant, last_error):
    instant.set(Livechat_offline_email="desk@example.com", From_Email="chat@example.com",
                Livechat_validate_offline_email="true")
    answer = instant.api.elsewhere().post("offline.message", name="Ann", email="ann@example.com", message="Hello")
    assert answer.status == 200, answer
    assert instant.db.value("SELECT COUNT(*) FROM offline_messages WHERE name = 'Ann'") == 1
    assert "cannot run /usr/sbin/sendmail: No such file or directory" in last_error("outbox")


def test_nothing_is_sent_by_https_without_certificate_authorities(instant, folder, last_error):
    service = PushService(os.path.join(folder, "service"))
    try:
        instant.set(outgoing_private_networks="127.0.0.1")
        agent = instant.db.agent(available=False)
        assert instant.api.get("push.subscription", user=agent).status == 200
        browser = service.browser()
        answer = instant.api.post("push.subscription", user=agent, json=browser.subscription())
        assert answer.status == 200, answer
        assert instant.api.get("room", token=instant.db.visitor().token).json["newRoom"]
        assert last_error("duties") == ("this machine has no file of certificate authorities where others have it: set "
                                        "outgoing_ca_file")
        assert not service.requests
    finally:
        service.stop()


def test_the_doctor_names_what_is_missing(instant):
    found = servers.admin(instant.db.config, "doctor", check=False).stdout
    assert "warning  HTTPS" in found and "set outgoing_ca_file" in found
    assert [line.split()[1] for line in found.splitlines() if line.startswith("warning")] == ["mail", "HTTPS"], found
    assert "failure" not in found, found
