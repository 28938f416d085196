# SPDX-License-Identifier: MIT
"""Forms with files, and the files that the tests send."""

import os

from harness.data import new_id

FILES = os.path.join(os.path.dirname(__file__), "..", "..", "data", "files")


def content(path):
    """Returns the bytes of a file in tests/data/files."""
    with open(os.path.join(FILES, path), "rb") as file:
        return file.read()


def form(name, data, media_type=None, fields=(), after=()):
    """Returns the body and the header of a form with one file; `fields` come before it, `after` behind it."""
    boundary = "x" + new_id()
    parts = [(f'name="{key}"', "", value) for key, value in fields]
    parts.append((f'name="file"; filename="{name}"', f"Content-Type: {media_type}\r\n" if media_type else "", data))
    parts += [(f'name="{key}"', "", value) for key, value in after]
    body = b"".join(
        f"--{boundary}\r\nContent-Disposition: form-data; {about}\r\n{more}\r\n".encode() +
        (value if isinstance(value, bytes) else value.encode()) + b"\r\n" for about, more, value in parts)
    return body + f"--{boundary}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def send_file(api, room, name="photo.jpg", data=None, media_type="image/jpeg", *, token=None, query=None, **rest):
    """A visitor sends a file into their room."""
    body, headers = form(name, content("ok/cmyk-640x480.jpg") if data is None else data, media_type, **rest)
    if token != "":
        headers["X-Visitor-Token"] = token or room.visitor.token
    return api.request("POST", f"upload/{room.id}", data=body, headers=headers, query=query)


def send_agent_file(api, room, user, name="photo.jpg", data=None, media_type="image/jpeg", route="rooms.upload",
                    **rest):
    """A user sends a file into a room, or with the route rooms.media stores one for it."""
    body, headers = form(name, content("ok/cmyk-640x480.jpg") if data is None else data, media_type, **rest)
    return api.request("POST", f"/api/v1/{route}/{room.id}", data=body, headers=headers, user=user)


def get_file(api, path, *, token=None, user=None, headers=None, query=None, method="GET"):
    return api.request(method, path, user=user, query=query,
                       headers={**({"X-Visitor-Token": token} if token else {}), **(headers or {})})
