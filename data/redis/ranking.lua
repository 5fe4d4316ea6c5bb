-- Reads the best applicants of a job at once, as one text; see data/redis/layout.py.
-- KEYS: the job's list
-- ARGV: what stands before an applicant's id in the key of their match, and in that of the applicant; how many at most
-- Returns JSON: [value of the match, previous score, the applicant's row] for each, null where there is none
local found, call = {}, redis.call
for at, id in ipairs(call('ZRANGE', KEYS[1], 0, ARGV[3] - 1)) do
  local match = call('HMGET', ARGV[1] .. id, 'value', 'previous_score')
  local row = call('HMGET', ARGV[2] .. id, 'shown')
  found[at] = (match[1] or 'null') .. ',' .. (match[2] or 'null') .. ',' .. (row[1] or 'null')
end
return #found == 0 and '[]' or '[[' .. table.concat(found, '],[') .. ']]'
