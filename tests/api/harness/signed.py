# SPDX-License-Identifier: MIT
"""Logins for which another application of the site vouches (POST livechat/login.signed)."""

import base64
import hashlib
import hmac
import time

from harness.data import new_id


def signature(secret, fields):
    """As docs/api.md describes it, apart from the program."""
    names = ("username", "name", "email", "role", "expires", "nonce")
    text = "\n".join(["livechat login", *(str(fields.get(name) or "") for name in names)])
    made = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def signed_login(secret, user, role, **others):
    """Returns the fields of a login of the user, or of one who has that name."""
    fields = {"username": getattr(user, "username", user), "role": role, "expires": int(time.time()) + 60,
              "nonce": new_id(24), **others}
    return {**fields, "signature": signature(secret, fields)}


def login_secret(config):
    """Adds a login-secret to an option file, and returns it."""
    secret = new_id(40)
    with open(config, "a", encoding="utf-8") as file:
        file.write(f"login-secret = {secret}\n")
    return secret
