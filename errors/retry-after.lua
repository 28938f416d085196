-- SPDX-License-Identifier: MIT
-- lighttpd's own answers to errors tell clients when to send the same again. Answers of Livechat have an
-- X-Request-Id; they say themselves what can be tried again.
local headers = lighty.r.resp_header
if lighty.r.req_item.http_status >= 500 and not headers["X-Request-Id"] then
	headers["Retry-After"] = "2"
	headers["Cache-Control"] = "no-store"
	headers["X-Content-Type-Options"] = "nosniff"
	headers["Access-Control-Allow-Origin"] = "*"
	headers["Access-Control-Expose-Headers"] = "Retry-After"
end
