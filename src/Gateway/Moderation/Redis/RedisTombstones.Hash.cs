using StackExchange.Redis;

namespace Signaling.Gateway.Moderation.Redis;

/// <summary>What is in Redis: one hash, a field for what each word is about. Every gateway mends it.</summary>
internal sealed partial class RedisTombstones
{
    // A later word stays. The first digits are the time; the hash outlives all that is in it.
    private const string PutScript = """
        local old = redis.call('HGET', KEYS[1], ARGV[1])
        if old and string.sub(old, 1, 16) > string.sub(ARGV[2], 1, 16) then return 0 end
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
        if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
        return 1
        """;

    private const string ForgetScript = "if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then return redis.call('HDEL', KEYS[1], ARGV[1]) end return 0";

    private async Task CompareAsync(IDatabase redis)
    {
        var theirs = new Dictionary<string, (SharedTombstone Word, RedisValue Text)>();
        var unreadable = 0;
        foreach (var entry in await redis.HashGetAllAsync(_name))
        {
            if (SharedTombstone.TryParse(entry.Value, out var word) && entry.Name == word.Field) theirs[word.Field] = (word, entry.Value);
            else unreadable++;
        }

        if (unreadable > 0) LogUnreadable(_logger, unreadable);
        List<SharedTombstone> missing;
        List<string> forgotten;
        lock (_gate)
        {
            Take([.. theirs.Values.Select(entry => entry.Word)]);
            missing = [.. _replica.All.Where(mine => !theirs.TryGetValue(mine.Field, out var entry) || entry.Word.At < mine.At)];
            forgotten = [.. theirs.Keys.Where(field => _replica.Find(field) is null)]; // ended, or above the bound
        }

        foreach (var word in missing) await WriteAsync(word);
        foreach (var field in forgotten) await redis.ScriptEvaluateAsync(ForgetScript, [_name], [field, theirs[field].Text]);
        _comparisons++;
    }

    /// <summary>Writes a word and tells the others; false when a later one is there.</summary>
    private async Task<bool> WriteAsync(SharedTombstone word)
    {
        if (_connection is not { } connection) throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, "Not connected yet.");
        var left = word.Ends - _clock.NowMs;
        if (left <= 0) return true;
        var (redis, text) = (connection.GetDatabase(), word.ToText());
        if ((int)await redis.ScriptEvaluateAsync(PutScript, [_name], [word.Field, text, left]) == 0) return false;
        await redis.PublishAsync(Channel, text);
        return true;
    }
}
