-- SPDX-License-Identifier: MIT
-- A script for wrk that sends the requests of a file in turn and begins again at its end.
--
--   wrk -s replay.lua URL -- FILE
--
-- Each line is a request: method, path, headers ("Name: value", separated by |) and body, separated by
-- tabs. The script prints the result as JSON.
local requests, turn = {}, 0

function init(args)
	for line in io.lines(args[1]) do
		local method, path, list, body = line:match("^(%S+)\t(%S+)\t([^\t]*)\t(.*)$")
		local headers = { ["Host"] = "chat.example.com" }
		for name, value in list:gmatch("([^:|]+): ([^|]+)") do
			headers[name] = value
		end
		requests[#requests + 1] = wrk.format(method, path, headers, body ~= "" and body or nil)
	end
end

function request()
	turn = turn % #requests + 1
	return requests[turn]
end

function done(summary, latency)
	local errors, why, failed = summary.errors, {}, 0
	for name, count in pairs({ connect = errors.connect, read = errors.read, write = errors.write,
		status = errors.status, timeout = errors.timeout }) do
		failed = failed + count
		if count > 0 then
			why[#why + 1] = name .. " " .. count
		end
	end
	io.write(string.format('\nRESULT {"requests": %d, "seconds": %.6f, "bytes": %d, "failed": %d, "why": "%s", '
		.. '"p50_ms": %.3f, "p99_ms": %.3f}\n', summary.requests, summary.duration / 1e6, summary.bytes, failed,
		table.concat(why, ", "), latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
