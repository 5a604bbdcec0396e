using Signaling.Core.Rooms;

namespace Signaling.Gateway.Moderation;

/// <summary>Keeps tombstones nowhere else: for clusters that do not find themselves through Redis. Rooms and this gateway remember them.</summary>
internal sealed class TombstoneMemory : ITombstoneStore
{
    public void Begin(Action<IReadOnlyCollection<Tombstone>> remember)
    {
    }

    public Task SaveAsync(Tombstone tombstone, Func<IReadOnlyList<Tombstone>> all) => Task.CompletedTask;
}
