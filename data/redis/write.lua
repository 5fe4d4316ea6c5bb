-- Writes a batch of results and the progress; see data/redis/layout.py, which puts the prefixes of the keys before this.
-- KEYS: progress, ready, pushes, open jobs
-- ARGV[1], as JSON: `known` and `next`, the progress before and after; `ready`, false unless the cache is complete
--   then, in milliseconds until that expires; `line`, the score from which a match is pushed; `kept`, how many pushes
--   stay; `earlier`, how many earlier scores stay; `removed` applicants;
--   `matches`: [pair, job, applicant] where the pair left the view, else [pair, job, applicant, score, both revisions,
--     previous score or false, both revisions of that, whether to push it, when it was published, in milliseconds];
--   `entities`: [key, revision, id, open (true or false; null for an applicant), `shown` (absent for a removal)]
-- ARGV[2...]: the value of each match, followed by its payload if it is to be pushed; the value of each entity, '' for a
--   removal
local batch, call = cjson.decode(ARGV[1]), redis.call

-- Read a stored number; nil where it is no number, so that a foreign value is overwritten.
local function number(held)
  local found = tonumber(held)
  return found and found > -math.huge and found < math.huge and found or nil
end

local held = call('HGETALL', KEYS[1])
local progress = {}
for at = 1, #held, 2 do
  progress[held[at]] = number(held[at + 1])
end
for field, number in pairs(batch.known) do
  if (progress[field] or 0) ~= number then
    return -1
  end
end

local at, pushes = 1, 0
local function argument()
  at = at + 1
  return ARGV[at]
end

-- Note under a match which score it had until now, until when, and what changed it; a record that is read again, as
-- after a call of which the answer was lost, is no change.
local function keep_earlier(key, score, until_ms, value, causes)
  local held = call('HMGET', key, 'value', 'earlier')
  local earlier = held[2] or ''
  if until_ms <= (number(earlier:match('([%d.]+),"[^"]*"%]$')) or 0) then
    return
  end
  local model = '"model_version":"([^"]*)"'
  if (held[1] or ''):match(model) ~= value:match(model) then
    table.insert(causes, 1, 'model')
  end
  local _, count = earlier:gsub('%[', '')
  if count >= batch.earlier then
    earlier = earlier:sub((earlier:find('],', 1, true) or #earlier) + 2)
  end
  local entry = '[' .. score .. ',' .. string.format('%.0f', until_ms) .. ',"' .. table.concat(causes, '+') .. '"]'
  call('HSET', key, 'earlier', earlier == '' and entry or earlier .. ',' .. entry)
end

local function put_match(match)
  local pair, job, applicant, score, job_revision, applicant_revision, previous, its_job, its_applicant, push, at_ms =
    unpack(match)
  local key = MATCH .. pair
  if not score then
    call('DEL', key)
    call('ZREM', JOB_MATCHES .. job, applicant)
    call('ZREM', APPLICANT_MATCHES .. applicant, job)
    return
  end
  local value, payload = argument(), push and argument()
  local held = call('HMGET', key, 'job_revision', 'applicant_revision', 'score')
  local held_job, held_applicant = number(held[1]) or -math.huge, number(held[2]) or -math.huge
  local held_score = held[3]
  if job_revision < held_job or applicant_revision < held_applicant then
    return
  end
  if number(held_score) and held_score ~= score then
    local causes = {}
    if applicant_revision > held_applicant then
      table.insert(causes, 'person')
    end
    if job_revision > held_job then
      table.insert(causes, 'job')
    end
    keep_earlier(key, held_score, at_ms or 0, value, causes)
  end
  if previous and its_job >= held_job and its_applicant >= held_applicant then
    call('HSET', key, 'value', value, 'score', score, 'job_revision', job_revision,
      'applicant_revision', applicant_revision, 'previous_score', previous)
  else
    call('HSET', key, 'value', value, 'score', score, 'job_revision', job_revision,
      'applicant_revision', applicant_revision)
  end
  if held_score ~= score then
    local rank = '-' .. score
    call('ZADD', JOB_MATCHES .. job, rank, applicant)
    call('ZADD', APPLICANT_MATCHES .. applicant, rank, job)
  end
  if payload and (number(held_score) or -math.huge) < batch.line then
    call('XADD', KEYS[3], 'MAXLEN', '~', batch.kept, '*', 'match', payload, 'job', job, 'applicant', applicant)
    pushes = pushes + 1
  end
end

local function put_entity(entity)
  local key, revision, id, open, shown = unpack(entity)
  local value, held = argument(), number(call('HGET', key, 'revision'))
  if held and revision < held then
    return
  end
  if value == '' then
    call('DEL', key)
  else
    call('HSET', key, 'revision', revision, 'value', value, 'shown', shown)
  end
  if open == true then
    call('ZADD', KEYS[4], -revision, id)
  elseif open == false then
    call('ZREM', KEYS[4], id)
  end
end

local function forget_pushes(applicants)
  local gone = {}
  for _, id in ipairs(applicants) do
    gone[id] = true
  end
  for _, entry in ipairs(call('XRANGE', KEYS[3], '-', '+')) do
    for field = 1, #entry[2], 2 do
      if entry[2][field] == 'applicant' and gone[entry[2][field + 1]] then
        call('XDEL', KEYS[3], entry[1])
      end
    end
  end
end

for _, match in ipairs(batch.matches) do
  put_match(match)
end
for _, entity in ipairs(batch.entities) do
  put_entity(entity)
end
if #batch.removed > 0 then
  forget_pushes(batch.removed)
end
for field, number in pairs(batch.next) do
  call('HSET', KEYS[1], field, number)
end
if batch.ready then
  call('SET', KEYS[2], 1, 'PX', batch.ready)
end
return pushes
