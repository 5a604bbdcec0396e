using Signaling.Core.Links;
using Signaling.Core.Nodes;
using Signaling.Grains.Abstractions.Wire;

namespace Signaling.Grains.Abstractions;

/// <summary>What a gateway puts into a stream: batches for actors of one partition of rooms. Each actor's batch is numbered by itself.</summary>
/// <param name="Gateway">The gateway, which is where answers go.</param>
/// <param name="Bytes">The batches.</param>
[GenerateSerializer, Immutable, Alias("signaling.inbound")]
public sealed record Inbound([property: Id(0)] string Gateway, [property: Id(1)] ReadOnlyMemory<byte> Bytes)
{
    private const byte Version = 1;

    public static Inbound Of(string gateway, IReadOnlyList<(NodeAddress To, Batch<NodeItem> Batch)> batches)
    {
        var writer = new ByteWriter();
        writer.Byte(Version);
        writer.Number(batches.Count);
        foreach (var (to, batch) in batches)
        {
            writer.Write(to);
            writer.Write(batch);
        }

        return new Inbound(gateway, writer.ToArray());
    }

    public (NodeAddress To, Batch<NodeItem> Batch)[] Batches()
    {
        var reader = new ByteReader(Bytes);
        Format.Check(reader.Byte(), Version);
        var batches = new (NodeAddress, Batch<NodeItem>)[reader.Count()];
        for (var i = 0; i < batches.Length; i++) batches[i] = (reader.Address(), reader.Batch());
        return batches;
    }
}
