using Signaling.Core.Flight;
using Signaling.Core.Sessions;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Flight;

/// <summary>
/// Keeps what happened between pairs of peers, for a bounded time and in bounded bytes, so that somebody can say why a call did not connect.
/// Sessions write through their <see cref="FlightSeat"/>; where nothing is recorded, there is no recorder.
/// </summary>
public sealed class FlightRecorder(FlightOptions options, GatewayClock clock) : IPairSource
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PairName, PairRecord> _pairs = [];
    private long _bytes;
    private long _evicted;
    private long _notBegun;
    private RateLimiter _begins = new(options.PairsPerSecond, options.PairsBurst);

    /// <summary>Pairs that are kept now.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _pairs.Count;
        }
    }

    /// <summary>About what they take.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Pairs that went before their time, for want of room.</summary>
    public long Evicted => Interlocked.Read(ref _evicted);

    /// <summary>Times that a pair's recording did not begin, because too many had just begun.</summary>
    public long NotBegun => Interlocked.Read(ref _notBegun);

    internal FlightOptions Options => options;

    internal GatewayClock Clock => clock;

    /// <summary>A member's place in the recorder.</summary>
    public FlightSeat Seat(string room, string peerId, string instance) => new(this, room, peerId, instance);

    public IReadOnlyList<PairMention> Newest(string? room, string? peerId, int max)
    {
        List<PairMention> all;
        lock (_gate)
        {
            Expire();
            all =
            [
                .. _pairs.Values.Where(pair => (room is null || pair.Key.Room == room) && (peerId is null || pair.Key.First == peerId || pair.Key.Second == peerId))
                    .Select(pair => new PairMention(pair.Key, pair.LastAt)),
            ];
        }

        return [.. all.OrderByDescending(pair => pair.LastAt).Take(max)];
    }

    public PairSight? Sight(in PairName name)
    {
        PairRecord? pair;
        lock (_gate)
        {
            Expire();
            pair = _pairs.GetValueOrDefault(name);
        }

        return pair?.Sight(clock.NowMs);
    }

    /// <summary>The record of a pair that is in the sample; null when too many have just begun.</summary>
    internal PairRecord? RecordOf(in PairName key)
    {
        lock (_gate)
        {
            if (_pairs.TryGetValue(key, out var known)) return known;
            if (!_begins.TryTake(clock.NowMs, out _))
            {
                Interlocked.Increment(ref _notBegun);
                return null;
            }

            return _pairs[key] = new PairRecord(this, key);
        }
    }

    internal void Grew(int bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) > options.Bytes && bytes > 0) MakeRoom();
    }

    /// <summary>The same pairs on every gateway: FNV-1a over the names.</summary>
    internal bool IsSampled(in PairName key)
    {
        if (options.Sample >= 1) return true;
        var hash = 2_166_136_261u;
        foreach (var name in (ReadOnlySpan<string>)[key.Room, key.First, key.Second])
        {
            foreach (var c in name) hash = (hash ^ c) * 16_777_619;
            hash = (hash ^ 0xFFFF) * 16_777_619;
        }

        hash ^= hash >> 15; // the last characters reach the high bits only by this
        return hash * 2_246_822_519u < options.Sample * uint.MaxValue;
    }

    /// <summary>The oldest eighth goes, so that the next does not have to make room again.</summary>
    private void MakeRoom()
    {
        lock (_gate)
        {
            Expire();
            if (Bytes <= options.Bytes) return;
            var target = options.Bytes - (options.Bytes / 8);
            foreach (var pair in _pairs.Values.OrderBy(pair => pair.LastAt).ToList())
            {
                if (Bytes <= target) break;
                Forget(pair);
                Interlocked.Increment(ref _evicted);
            }
        }
    }

    private void Expire()
    {
        var before = clock.NowMs - options.KeepMs;
        foreach (var pair in _pairs.Values.Where(pair => pair.LastAt != 0 && pair.LastAt < before).ToList()) Forget(pair);
    }

    private void Forget(PairRecord pair)
    {
        _pairs.Remove(pair.Key);
        Interlocked.Add(ref _bytes, -pair.Forget());
    }
}
