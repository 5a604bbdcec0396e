using Signaling.Core.Rooms;

namespace Signaling.Gateway.Moderation.Redis;

/// <summary>
/// What one gateway knows of the tombstones that all share. Replicas that have heard the same words say the same, in whatever order they came.
/// Bounded: above the bound lifts go first, then what ends first. Not for several threads.
/// </summary>
internal sealed class TombstoneReplica(int max)
{
    /// <summary>How long a lift of something that is not known here is kept, in milliseconds.</summary>
    public const int UnknownLiftMs = 3_600_000;

    private readonly Dictionary<string, SharedTombstone> _byField = [];

    public IReadOnlyCollection<SharedTombstone> All => _byField.Values;

    public SharedTombstone? Find(string field) => _byField.GetValueOrDefault(field);

    /// <summary>A word that is said here; returns it as the others are to be told. One lift may be of several: who lifts a peer's means its identity's, too.</summary>
    public IReadOnlyList<SharedTombstone> Put(Tombstone tombstone, long now)
    {
        var isLift = tombstone.Until <= now;
        var said = isLift ? Lifts(tombstone with { Until = 0 }, now) : [new SharedTombstone(After(tombstone, now), EndOf(tombstone), tombstone)];
        foreach (var word in said) _byField[word.Field] = word;
        Trim(now);
        return said;
    }

    /// <summary>Words of others; returns those that were news.</summary>
    public IReadOnlyList<SharedTombstone> Take(IEnumerable<SharedTombstone> words, long now)
    {
        var news = new List<SharedTombstone>();
        foreach (var word in words)
        {
            if (word.Ends <= now || (_byField.TryGetValue(word.Field, out var known) && known.At >= word.At)) continue;
            _byField[word.Field] = word;
            news.Add(word);
        }

        Trim(now);
        return news;
    }

    private List<SharedTombstone> Lifts(Tombstone lift, long now)
    {
        var lifted = _byField.Values
            .Where(old => !old.IsLift && (old.Tombstone.IsAbout(lift) || (lift.PeerId is not null && old.Tombstone.Room == lift.Room && old.Tombstone.PeerId == lift.PeerId)))
            .Select(old => new SharedTombstone(Math.Max(now, old.At + 1), old.Ends, old.Tombstone with { Until = 0 }))
            .ToList();
        if (!lifted.Exists(old => old.Tombstone.IsAbout(lift))) lifted.Add(new SharedTombstone(After(lift, now), now + UnknownLiftMs, lift));
        return lifted;
    }

    /// <summary>A word that shortens another is kept for as long as that one: whoever missed it must not bring the longer one back.</summary>
    private long EndOf(Tombstone tombstone) => Math.Max(tombstone.Until, Find(SharedTombstone.FieldOf(tombstone))?.Ends ?? 0);

    /// <summary>Later than what is known of it, also when that was said by a gateway whose clock is ahead.</summary>
    private long After(Tombstone tombstone, long now) => Math.Max(now, (Find(SharedTombstone.FieldOf(tombstone))?.At ?? 0) + 1);

    private void Trim(long now)
    {
        foreach (var (field, word) in _byField)
        {
            if (word.Ends <= now) _byField.Remove(field);
        }

        if (_byField.Count <= max) return;
        foreach (var word in _byField.Values.OrderBy(word => word.IsLift).ThenByDescending(word => word.Ends).ThenBy(word => word.Field, StringComparer.Ordinal).Skip(max).ToList())
            _byField.Remove(word.Field);
    }
}
