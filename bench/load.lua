-- For wrk: wrk … -s load.lua URL -- [upload FILE]. Ends with one line that a program can read.
function init(arguments)
  if arguments[1] ~= "upload" then return end
  local file = assert(io.open(arguments[2], "rb"))
  local image = file:read("*a")
  file:close()
  local boundary = "cloudapp-bench-boundary"
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "multipart/form-data; boundary=" .. boundary
  wrk.body = "--" .. boundary .. "\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nbench\r\n"
    .. "--" .. boundary .. "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"bench.png\"\r\n"
    .. "Content-Type: image/png\r\n\r\n" .. image .. "\r\n--" .. boundary .. "--\r\n"
end

function done(summary, latency)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format("RESULT requests=%d microseconds=%d errors=%d p50=%d p99=%d\n",
    summary.requests, summary.duration, errors, latency:percentile(50), latency:percentile(99)))
end
