package redisstore

import "github.com/redis/go-redis/v9"

// scripts are the commands of the store that Redis must do in one piece. All of
// them may run twice, for a client that got no answer asks again.
type scripts struct {
	take, keep, save, free, note, seen *redis.Script
}

func newScripts() scripts {
	return scripts{
		// Takes the lock and reads the parts of the session; 0 if the chat is taken.
		// KEYS lock, session, other parts; ARGV token, milliseconds.
		take: redis.NewScript(`
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and redis.call('GET', KEYS[1]) ~= ARGV[1] then
	return 0
end
local out = {}
for i = 2, #KEYS do out[i - 1] = redis.call('GET', KEYS[i]) end
return out`),

		// Prolongs the lock, or takes it again if Redis lost it.
		// KEYS lock; ARGV token, milliseconds.
		keep: redis.NewScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then
	return redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0`),

		// Saves and frees the chat; 0 if somebody else was there meanwhile.
		// KEYS lock, session, other parts; ARGV token, the mark that was read, the
		// mark to be saved, where marks end, then of each part value and milliseconds.
		save: redis.NewScript(`
local holder = redis.call('GET', KEYS[1])
local mark = redis.call('GETRANGE', KEYS[2], 0, ARGV[4])
local done = 1
if mark == ARGV[3] and mark ~= '' then
	done = 1 -- asked again
elseif (holder and holder ~= ARGV[1]) or (mark ~= ARGV[2] and (mark ~= '' or ARGV[3] ~= '')) then
	done = 0
else
	for i = 2, #KEYS do
		local value, ms = ARGV[i * 2 + 1], ARGV[i * 2 + 2]
		if value == '' then
			redis.call('DEL', KEYS[i])
		else
			redis.call('SET', KEYS[i], value, 'PX', ms)
		end
	end
end
if holder == ARGV[1] then redis.call('DEL', KEYS[1]) end
return done`),

		// Frees the chat. KEYS lock; ARGV token.
		free: redis.NewScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then
	return redis.call('DEL', KEYS[1])
end
return 0`),

		// Keeps a gap and drops those that ran out or are too many.
		// KEYS gap, index; ARGV id, value, milliseconds to keep, microsecond of the gap,
		// microsecond before which gaps ran out, how many to keep, milliseconds of the
		// index, what the keys of gaps begin with.
		note: redis.NewScript(`
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[5])
local over = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[6])
if over > 0 then
	for i, id in ipairs(redis.call('ZRANGE', KEYS[2], 0, over - 1)) do
		redis.call('DEL', ARGV[8] .. id)
		redis.call('ZREM', KEYS[2], id)
	end
end
redis.call('PEXPIRE', KEYS[2], ARGV[7])
return 1`),

		// Returns of each week how long its list is, and what came after the
		// length that is known, or all if the list is shorter than that; then
		// appends to the last week.
		// KEYS weeks; ARGV fingerprint, milliseconds to keep the last week, length
		// at most, then the known length of each week.
		seen: redis.NewScript(`
local out = {}
local last = 0
for i, key in ipairs(KEYS) do
	local known = tonumber(ARGV[i + 3])
	last = redis.call('LLEN', key)
	if last < known then known = 0 end
	local new = {}
	if last > known then new = redis.call('LRANGE', key, known, last - 1) end
	out[i] = {last, known, new}
end
if last < tonumber(ARGV[3]) then
	redis.call('RPUSH', KEYS[#KEYS], ARGV[1])
	if last == 0 then redis.call('PEXPIRE', KEYS[#KEYS], ARGV[2]) end
end
return out`),
	}
}
