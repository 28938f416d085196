# SPDX-License-Identifier: MIT
"""Agents whose browsers are told by Web Push: the fixtures and helpers of the files that import them."""

import os

import pytest

from harness.data import Data
from harness.push_service import PushService


@pytest.fixture(scope="module")
def own_name(request):
    """Several files have these fixtures: each has a database, a service and a site of its own."""
    return request.module.__name__.removeprefix("test_")


@pytest.fixture(scope="module")
def db(new_database, own_name):
    data = Data(new_database(own_name), settings_age_s=0)
    data.lift_limits()
    return data


@pytest.fixture(scope="module")
def service(folder, own_name):
    service = PushService(os.path.join(folder, f"{own_name}-service"))
    yield service
    service.stop()


@pytest.fixture(scope="module")
def site(new_site, db, own_name):
    return new_site("lighttpd-cgi", db.config, label=own_name)


@pytest.fixture(autouse=True)
def empty(db, service):
    for table in ("outbox", "duties", "rooms", "inquiries", "push_subscriptions", "auth_tokens", "users"):
        db.execute(f"DELETE FROM {table}")
    service.requests.clear()
    db.set(outgoing_private_networks="127.0.0.1", outgoing_ca_file=service.ca_file)
    yield
    db.reset_settings()


@pytest.fixture
def api(site, service):
    service.other_request = lambda: site.client.request("GET", "/api/info")
    return site.client


def public_key(api, user):
    answer = api.get("push.subscription", user=user)
    assert answer.status == 200, answer
    return answer.json["publicKey"]


def subscribed(api, user, service):
    public_key(api, user)
    browser = service.browser()
    assert api.post("push.subscription", user=user, json=browser.subscription()).status == 200
    return browser


def away(db, **columns):
    """An agent who can be told, but is not there."""
    return db.agent(available=False, **columns)


def run(db, *more):
    """All duties become due and are done. Returns what was logged."""
    db.make_due()
    return db.do_duties("--sendmail", "/bin/true", *more)


def duties(db, kind="push"):
    return db.rows("SELECT * FROM duties WHERE kind = %s", kind)


def subscriptions(db):
    return db.rows("SELECT * FROM push_subscriptions ORDER BY updated_at")
