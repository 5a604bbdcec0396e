using Signaling.Core.Rooms;

namespace Signaling.Gateway.Moderation;

/// <summary>Where tombstones outlive the process: a file, or the memory that gateways of a cluster share.</summary>
public interface ITombstoneStore
{
    /// <summary>Hands over what is kept, now or when it can be had, and later what other gateways put. Called once.</summary>
    void Begin(Action<IReadOnlyCollection<Tombstone>> remember);

    /// <summary>Keeps a new one. One that has ended takes the earlier one away.</summary>
    Task SaveAsync(Tombstone tombstone, Func<IReadOnlyList<Tombstone>> all);
}
