# SPDX-License-Identifier: MIT
"""Checks before the measurements that the other servers send the same replies as Livechat."""

VOLATILE = {"_id", "ts", "_updatedAt"}    # the members that differ between messages with the same text


def without(document, names):
    """Returns the document without these members at any depth."""
    if isinstance(document, dict):
        return {key: without(value, names) for key, value in document.items() if key not in names}
    if isinstance(document, list):
        return [without(item, names) for item in document]
    return document


def check(ours, other, name, jobs, requests, repeats=5):
    """Sends the same requests to both servers. Raises OSError if the replies differ in more than the ids and
    times of the messages that were sent. `requests`: {server: Requests}."""
    for job in jobs:
        for _ in range(repeats):
            request = requests[ours].make(job)
            expected = ask(requests[ours].client, request)
            if job == "poll":
                # Each server has its own ETags.
                request = requests[other].make(job)
            found = ask(requests[other].client, request)
            names = VOLATILE if request[3] else set()
            if (expected.status, without(expected.json, names)) != (found.status, without(found.json, names)):
                raise OSError(f"{name} answers otherwise to {job}:\n  {found}\n  instead of\n  {expected}")


def ask(client, request):
    method, path, headers, body = request
    return client.request(method, path, headers=headers, **({"json": body} if body else {}))
