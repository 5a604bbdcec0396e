using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Signaling.Core.Rooms;
using Signaling.Gateway.Hosting;
using Signaling.Gateway.Moderation;
using Signaling.Gateway.Moderation.Redis;
using Signaling.TestKit;

namespace Signaling.Grains.Tests.Moderation;

/// <summary>What one gateway knows of tombstones, over a Redis that others use, too.</summary>
internal sealed class Memory : IAsyncDisposable, ILogger<RedisTombstones>
{
    public const string Name = "test/tombstones/test";

    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _log = new();
    private readonly Tombstones _tombstones;

    private Memory(RedisServer redis, int max)
    {
        var clock = new GatewayClock(TimeProvider.System);
        Store = new RedisTombstones(redis.Address, Name, max, clock, this);
        _tombstones = new Tombstones(clock, new ModerationOptions { Tombstones = max }, Store, NullLogger<Tombstones>.Instance);
    }

    public RedisTombstones Store { get; }

    public IEnumerable<string> Warnings => _log.Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.Text);

    public static long In(int milliseconds) => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + milliseconds;

    /// <summary>A gateway that has loaded what there is.</summary>
    /// <param name="redis">What it shares.</param>
    /// <param name="settled">From here on it learns by being told, for most of a minute.</param>
    /// <param name="max">The bound.</param>
    public static async Task<Memory> StartAsync(RedisServer redis, bool settled = false, int max = 100)
    {
        var memory = new Memory(redis, max);
        await Eventually.TrueAsync(() => settled ? memory.Store.IsSettled : memory.Store.HasLoaded, () => "not loaded: " + string.Join('\n', memory.Warnings));
        return memory;
    }

    public bool Bars(string peerId, string? identity = null, string room = "r") => _tombstones.Find(room, peerId, identity) is not null;

    public ValueTask PutAsync(string? peerId, string? identity = null, int milliseconds = 60_000) =>
        _tombstones.AddAsync(new Tombstone("r", peerId, identity, In(milliseconds), "a note"));

    public ValueTask LiftAsync(string? peerId, string? identity = null) => _tombstones.AddAsync(new Tombstone("r", peerId, identity, Until: 0));

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _log.Enqueue((logLevel, $"{formatter(state, exception)} {exception}"));
}
