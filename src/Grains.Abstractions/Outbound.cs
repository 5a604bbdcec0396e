using Signaling.Core.Links;
using Signaling.Core.Nodes;
using Signaling.Grains.Abstractions.Wire;

namespace Signaling.Grains.Abstractions;

/// <summary>What one silo tells one gateway in one call: batches of actors that live there, and what became of batches the gateway sent.</summary>
/// <param name="Parcels">Batches for the gateway, at most one of each actor.</param>
/// <param name="Answers">What actors answered.</param>
public sealed record Outbound(IReadOnlyList<Parcel> Parcels, IReadOnlyList<ActorAnswer> Answers)
{
    private const byte Version = 1;

    public byte[] ToBytes()
    {
        var writer = new ByteWriter();
        writer.Byte(Version);
        writer.Number(Parcels.Count);
        foreach (var parcel in Parcels)
        {
            writer.Write(parcel.From);
            writer.Write(parcel.Batch);
        }

        writer.Number(Answers.Count);
        foreach (var answer in Answers)
        {
            writer.Write(answer.From);
            writer.Number(answer.Number);
            writer.Flag(answer.Reply is not null);
            if (answer.Reply is { } reply) writer.Write(reply);
        }

        return writer.ToArray();
    }

    public static Outbound FromBytes(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        Format.Check(reader.Byte(), Version);
        var parcels = new Parcel[reader.Count()];
        for (var i = 0; i < parcels.Length; i++) parcels[i] = new Parcel(reader.Address(), reader.Batch());
        var answers = new ActorAnswer[reader.Count()];
        for (var i = 0; i < answers.Length; i++) answers[i] = new ActorAnswer(reader.Address(), reader.Number(), reader.Flag() ? reader.Reply() : null);
        return new Outbound(parcels, answers);
    }
}

/// <summary>What became of a batch of the gateway's.</summary>
/// <param name="From">The actor it was for.</param>
/// <param name="Number">The batch's number.</param>
/// <param name="Reply">The answer; null when the actor could not be reached.</param>
public readonly record struct ActorAnswer(NodeAddress From, long Number, BatchReply? Reply);
