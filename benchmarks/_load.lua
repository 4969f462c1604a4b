-- What wrk asks: the lines of a file as addresses, one after the other and from the beginning again; at the end, the
-- figures as one line of JSON. Arguments: the file, how many lines to leave out, how many to take, after how many
-- answers to stop (0: when the time is over).
local paths, place, answered, limit, other = {}, 0, 0, 0, 0

function init(args)
  local first, count = tonumber(args[2]), tonumber(args[3])
  local number = 0
  limit = tonumber(args[4])
  for line in io.lines(args[1]) do
    number = number + 1
    if number > first and number <= first + count then
      paths[#paths + 1] = wrk.format("GET", line)
    end
  end
  if limit == 0 then response = nil end -- reading every answer takes time of the machine that is measured
end

function request()
  place = place % #paths + 1
  return paths[place]
end

function response(status)
  answered = answered + 1
  if answered == limit then
    wrk.thread:stop()
    io.write("enough\n") -- wrk itself sleeps until its time is over, unless it is interrupted
    io.flush()
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('\n{"requests": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failed))
end
