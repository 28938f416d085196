# SPDX-License-Identifier: MIT
"""The address book as an agent uses it, and visitors who come."""

from harness.checks import listed
from harness.data import new_id

PATH = "/api/v1/omnichannel/contacts"


class Book:
    def __init__(self, api, db):
        self.api, self.db, self.agent = api, db, db.agent()

    def create(self, name="Ada", emails=(), phones=(), **more):
        return self.api.post(PATH, user=self.agent, name=name, emails=list(emails), phones=list(phones), **more)

    def new(self, name="Ada", emails=(), phones=(), **more):
        answer = self.create(name, emails, phones, **more)
        assert answer.status == 200, answer
        return answer.json["contactId"]

    def ask(self, contact):
        return self.api.get(PATH + ".get", user=self.agent, contactId=contact)

    def get(self, contact):
        answer = self.ask(contact)
        assert answer.status == 200, answer
        return answer.json["contact"]

    def update(self, contact, **more):
        return self.api.post(PATH + ".update", user=self.agent, contactId=contact, **more)

    def settle(self, contact, **more):
        return self.api.post(PATH + ".conflicts", user=self.agent, contactId=contact, **more)

    def search(self, text=None, **more):
        return listed(self.api.get(PATH + ".search", user=self.agent, searchText=text, **more), "contacts")

    def history(self, contact, user=None, **more):
        return listed(self.api.get(PATH + ".history", user=user or self.agent, contactId=contact, **more), "history")

    def channels(self, contact):
        return listed(self.api.get(PATH + ".channels", user=self.agent, contactId=contact), "channels")

    def exists(self, **by):
        return self.api.get(PATH + ".checkExistence", user=self.agent, **by).json["exists"]

    def register(self, token=None, **facts):
        token = token or new_id(32)
        answer = self.api.post("visitor", json={"visitor": {"token": token, **facts}})
        assert answer.status == 200, answer
        return answer.json["visitor"]

    def come(self, token=None, **facts):
        """Registers a visitor and opens a room; returns the room as the visitor sees it."""
        visitor = self.register(token, **facts)
        answer = self.api.get("room", token=visitor["token"])
        assert answer.status == 200, answer
        return {**answer.json["room"], "token": visitor["token"]}
