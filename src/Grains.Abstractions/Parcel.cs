using Signaling.Core.Links;
using Signaling.Core.Nodes;
using Signaling.Grains.Abstractions.Wire;

namespace Signaling.Grains.Abstractions;

/// <summary>
/// A batch on its way to an actor that a grain hosts. Inside one silo the batch itself is handed over; it becomes bytes only where it crosses
/// to another process.
/// </summary>
/// <param name="From">The actor that sends it.</param>
/// <param name="Batch">What it sends.</param>
[Immutable]
public sealed record Parcel(NodeAddress From, Batch<NodeItem> Batch)
{
    private const byte Version = 1;

    public byte[] ToBytes()
    {
        var writer = new ByteWriter();
        writer.Byte(Version);
        writer.Write(From);
        writer.Write(Batch);
        return writer.ToArray();
    }

    public static Parcel FromBytes(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        Format.Check(reader.Byte(), Version);
        return new Parcel(reader.Address(), reader.Batch());
    }
}

/// <summary>How a parcel crosses processes.</summary>
[GenerateSerializer, Alias("signaling.parcel")]
public struct ParcelSurrogate
{
    [Id(0)]
    public byte[] Bytes { get; set; }
}

[RegisterConverter]
public sealed class ParcelConverter : IConverter<Parcel, ParcelSurrogate>
{
    public Parcel ConvertFromSurrogate(in ParcelSurrogate surrogate) => Parcel.FromBytes(surrogate.Bytes);

    public ParcelSurrogate ConvertToSurrogate(in Parcel value) => new() { Bytes = value.ToBytes() };
}
