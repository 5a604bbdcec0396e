using Signaling.Core.Flight;
using Signaling.Gateway.Engine;

namespace Signaling.Gateway.Flight;

/// <summary>Pairs of a server that is the only one: its recorder saw all there was.</summary>
internal sealed class OwnPairs(IPairSource source) : IPairDirectory
{
    public ValueTask<PairsFound> ListAsync(string? room, string? peerId, int max) => new(Of(source.Newest(room, peerId, max).Select(pair => pair.Name)));

    public ValueTask<PairsFound> FindAsync(PairName name) => new(Of([name]));

    private PairsFound Of(IEnumerable<PairName> names) =>
        new([.. from name in names let sight = source.Sight(name) where sight is not null select (name.Room, sight)], IsPartial: false);
}
