using Signaling.Core.Rooms;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Moderation;

/// <summary>
/// The tombstones in this gateway's memory, and what keeps them elsewhere. Bounded: above its bound the one that ends first goes. What has ended
/// is dropped with the next change.
/// </summary>
public sealed partial class Tombstones : ITombstones
{
    private readonly Lock _gate = new();
    private readonly GatewayClock _clock;
    private readonly ModerationOptions _options;
    private readonly ITombstoneStore _store;
    private readonly ILogger _logger;
    private volatile Dictionary<string, Tombstone[]> _byRoom = []; // replaced, never changed: read without a lock
    private int _version;

    public Tombstones(GatewayClock clock, ModerationOptions options, ITombstoneStore store, ILogger<Tombstones> logger)
    {
        (_clock, _options, _store, _logger) = (clock, options, store, logger);
        store.Begin(Remember);
    }

    /// <summary>Grows with every tombstone that is put or lifted: whoever has seen it need not look again.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>All that have not ended.</summary>
    public IReadOnlyList<Tombstone> All() => [.. _byRoom.Values.SelectMany(room => room).Where(tombstone => tombstone.Until > _clock.NowMs)];

    public IReadOnlyList<Tombstone> Of(string room) => _byRoom.GetValueOrDefault(room) ?? [];

    public Tombstone? Find(string room, string peerId, string? identity)
    {
        if (!_byRoom.TryGetValue(room, out var there)) return null;
        var now = _clock.NowMs;
        return Array.Find(there, tombstone => tombstone.Until > now && tombstone.Covers(peerId, identity));
    }

    public async ValueTask AddAsync(Tombstone tombstone)
    {
        Remember([tombstone]);
        try
        {
            await _store.SaveAsync(tombstone, All);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or TimeoutException or InvalidOperationException)
        {
            LogNotKept(_logger, e); // it holds in this process
        }
    }

    private void Remember(IReadOnlyCollection<Tombstone> tombstones)
    {
        lock (_gate)
        {
            var now = _clock.NowMs;
            var kept = _byRoom.Values.SelectMany(room => room).Where(old => old.Until > now && !tombstones.Any(t => Replaces(t, old, now))).ToList();
            kept.AddRange(tombstones.Where(tombstone => tombstone.Until > now));
            if (kept.Count > _options.Tombstones) LogTooMany(_logger, _options.Tombstones);
            var bounded = kept.OrderByDescending(tombstone => tombstone.Until).Take(_options.Tombstones);
            _byRoom = bounded.GroupBy(tombstone => tombstone.Room).ToDictionary(room => room.Key, room => room.ToArray());
            Interlocked.Increment(ref _version);
        }
    }

    /// <summary>The later word on the same counts; who lifts the ban of a peer means also the identity that was found with it.</summary>
    private static bool Replaces(Tombstone tombstone, Tombstone old, long now) =>
        tombstone.IsAbout(old) || (tombstone.Until <= now && tombstone.PeerId is not null && tombstone.Room == old.Room && tombstone.PeerId == old.PeerId);

    [LoggerMessage(1301, LogLevel.Error, "A tombstone could not be kept: it holds until this process ends.")]
    private static partial void LogNotKept(ILogger logger, Exception exception);

    [LoggerMessage(1302, LogLevel.Warning, "More than {Max} tombstones: those that end first are forgotten.")]
    private static partial void LogTooMany(ILogger logger, int max);
}
