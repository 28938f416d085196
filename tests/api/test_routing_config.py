# SPDX-License-Identifier: MIT
"""GET /livechat/config/routing: what the routing method means for agents' clients."""

import pytest

NAMES = ["previewRoom", "showConnecting", "showQueue", "showQueueLink", "returnQueue", "enableTriggerAction",
         "autoAssignAgent"]


@pytest.mark.parametrize("method,flags", [("Manual_Selection", "1110100"), ("Auto_Selection", "0001011")])
def test_the_flags_of_each_method(instant, method, flags):
    instant.set(Livechat_Routing_Method=method)
    answer = instant.api.get("config/routing", user=instant.db.user("user"))
    assert answer.json == {"config": {name: flag == "1" for name, flag in zip(NAMES, flags)}, "success": True}
