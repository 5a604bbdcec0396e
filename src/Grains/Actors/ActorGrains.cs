using Signaling.Core.Nodes;
using Signaling.Grains.Abstractions;

namespace Signaling.Grains.Actors;

/// <summary>References to actors' grains, kept a while: making one costs as much as a call inside a silo.</summary>
internal sealed class ActorGrains
{
    private const int CountMax = 1_024;

    private readonly Dictionary<NodeAddress, IActorGrain> _known = [];

    public IActorGrain Get(IGrainFactory grains, NodeAddress address)
    {
        if (_known.TryGetValue(address, out var known)) return known;
        if (_known.Count >= CountMax) _known.Clear();
        return _known[address] = grains.GrainOf(address);
    }
}
