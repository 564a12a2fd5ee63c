namespace OptPolicy;

/// <summary>
/// What happens on the server, each script as one step. All keys of a policy begin with one prefix that carries a hash tag, so that a cluster keeps them
/// together: <c>e:partition:id</c> an entry, <c>p:partition</c> its entries by number, <c>v:partition</c> their vectors as a vector set where that is asked for, <c>s:scope</c> and <c>w</c> entries by what they are worth,
/// <c>x</c> by when they expire, <c>n</c> the last number, <c>a</c> the age, <c>g</c> purges by group, <c>state</c> what was learned.
/// </summary>
/// <remarks>Numbers grow with every addition and every purge, whoever makes it: a purge covers what has a smaller one.</remarks>
internal static class RedisScripts
{
    private const string Remove = """
        local p = KEYS[1]
        local function remove(member)
          local partition, id, scope = string.sub(member, 1, 64), string.sub(member, 66, 97), string.sub(member, 99)
          redis.call('ZREM', p .. 'p:' .. partition, id)
          local set = p .. 'v:' .. partition
          if redis.call('EXISTS', set) == 1 then
            if redis.call('EXISTS', p .. 'p:' .. partition) == 0 then redis.call('DEL', set) else redis.call('VREM', set, id) end
          end
          redis.call('ZREM', p .. 's:' .. scope, member)
          redis.call('ZREM', p .. 'w', member)
          redis.call('ZREM', p .. 'x', member)
          return redis.call('DEL', p .. 'e:' .. partition .. ':' .. id)
        end
        """;

    /// <summary>ARGV: member, number of expiry (ms), now (ms), worth, hits, capacity, quota (0: none), vector set (0: none), then fields and values of the entry, its vector last.</summary>
    public const string Add = Remove + """

        local member = ARGV[1]
        local expires, now, worth, hits, capacity, quota = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
        local partition, id, scope = string.sub(member, 1, 64), string.sub(member, 66, 97), string.sub(member, 99)
        for _, old in ipairs(redis.call('ZRANGEBYSCORE', p .. 'x', '-inf', now, 'LIMIT', 0, 64)) do remove(old) end
        if ARGV[8] == '1' then
          -- First, because a server without vector sets ends the script here. Graphs with overwritten nodes were seen to find less after a removal.
          local set = p .. 'v:' .. partition
          if redis.call('EXISTS', set) == 1 then redis.call('VREM', set, id) end
          redis.call('VADD', set, 'FP32', ARGV[#ARGV], id, 'NOQUANT')
        end
        local number = redis.call('INCR', p .. 'n')
        local entry = p .. 'e:' .. partition .. ':' .. id
        redis.call('DEL', entry)
        redis.call('HSET', entry, 'n', number, 'worth', ARGV[4], unpack(ARGV, 9))
        redis.call('PEXPIREAT', entry, string.format('%.0f', expires + 3600000))
        local age = tonumber(redis.call('GET', p .. 'a') or '0')
        local priority = string.format('%.17g', (1 + hits) * worth + age)
        redis.call('ZADD', p .. 'p:' .. partition, number, id)
        redis.call('ZADD', p .. 's:' .. scope, priority, member)
        redis.call('ZADD', p .. 'w', priority, member)
        redis.call('ZADD', p .. 'x', expires, member)
        while quota > 0 and redis.call('ZCARD', p .. 's:' .. scope) > quota do remove(redis.call('ZPOPMIN', p .. 's:' .. scope)[1]) end
        local oldest = age
        while redis.call('ZCARD', p .. 'w') > capacity do
          local out = redis.call('ZPOPMIN', p .. 'w')
          oldest = math.max(oldest, tonumber(out[2]))
          remove(out[1])
        end
        if oldest > age then redis.call('SET', p .. 'a', string.format('%.17g', oldest)) end
        return number
        """;

    /// <summary>ARGV: partition, id, labels, users, hits. 1 when the entry is there.</summary>
    public const string Update = """
        local p = KEYS[1]
        local entry = p .. 'e:' .. ARGV[1] .. ':' .. ARGV[2]
        local known = redis.call('HMGET', entry, 'worth', 'scope')
        if not known[1] then return 0 end
        redis.call('HSET', entry, 'labels', ARGV[3], 'users', ARGV[4], 'hits', ARGV[5])
        local member = ARGV[1] .. ':' .. ARGV[2] .. ':' .. known[2]
        local priority = string.format('%.17g', (1 + tonumber(ARGV[5])) * tonumber(known[1]) + tonumber(redis.call('GET', p .. 'a') or '0'))
        redis.call('ZADD', p .. 's:' .. known[2], 'XX', priority, member)
        redis.call('ZADD', p .. 'w', 'XX', priority, member)
        return 1
        """;

    /// <summary>ARGV: partition, id, and the number it must have or an empty text. 1 when the entry was there.</summary>
    public const string Forget = Remove + """

        local known = redis.call('HMGET', p .. 'e:' .. ARGV[1] .. ':' .. ARGV[2], 'scope', 'n')
        if not known[1] or (ARGV[3] ~= '' and ARGV[3] ~= known[2]) then return 0 end
        return remove(ARGV[1] .. ':' .. ARGV[2] .. ':' .. known[1])
        """;

    /// <summary>ARGV: the group.</summary>
    public const string Purge = """
        local p = KEYS[1]
        local number = redis.call('INCR', p .. 'n')
        redis.call('HSET', p .. 'g', ARGV[1], number)
        redis.call('INCR', p .. 'gv')
        return number
        """;

    /// <summary>
    /// ARGV: partition, number, count, then ids and numbers that may be gone. The last number, the version of the purges, how many entries there are, which of the numbers are gone, and
    /// number, id, expiry and vector of each entry after the number, oldest first.
    /// </summary>
    public const string Since = """
        local p = KEYS[1]
        local set = p .. 'p:' .. ARGV[1]
        local gone, added = {}, {}
        for i = 4, #ARGV, 2 do
          if tonumber(redis.call('ZSCORE', set, ARGV[i]) or '-1') ~= tonumber(ARGV[i + 1]) then gone[#gone + 1] = ARGV[i + 1] end
        end
        for _, id in ipairs(redis.call('ZRANGEBYSCORE', set, '(' .. ARGV[2], '+inf', 'LIMIT', 0, ARGV[3])) do
          local known = redis.call('HMGET', p .. 'e:' .. ARGV[1] .. ':' .. id, 'n', 'expires', 'vector')
          added[#added + 1] = known[1] or redis.call('ZSCORE', set, id)
          added[#added + 1] = id
          added[#added + 1] = known[2] or '0'
          added[#added + 1] = known[3] or ''
        end
        return { redis.call('GET', p .. 'n') or '0', redis.call('GET', p .. 'gv') or '0', redis.call('ZCARD', set), gone, added }
        """;

    /// <summary>ARGV: partition, vector, count. The version of the purges and the ids of the nearest entries of the vector set.</summary>
    public const string Nearest = """
        local p = KEYS[1]
        local set = p .. 'v:' .. ARGV[1]
        local near = redis.call('EXISTS', set) == 1 and redis.call('VSIM', set, 'FP32', ARGV[2], 'COUNT', ARGV[3]) or {}
        return { redis.call('GET', p .. 'gv') or '0', near }
        """;
}
