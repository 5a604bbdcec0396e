using Signaling.Core.Messages;
using Signaling.Grains.Abstractions.Wire;

namespace Signaling.Grains.Abstractions;

/// <summary>A room as it is at a moment.</summary>
/// <param name="Epoch">This making of the room.</param>
/// <param name="SettlingMs">How long it still waits for members after a loss.</param>
/// <param name="Bytes">Its members.</param>
[GenerateSerializer, Immutable, Alias("signaling.RoomLook")]
public sealed record RoomLook([property: Id(0)] string Epoch, [property: Id(1)] int SettlingMs, [property: Id(2)] ReadOnlyMemory<byte> Bytes)
{
    private const byte Version = 1;

    public static RoomLook Of(string epoch, int settlingMs, IReadOnlyCollection<Member> members)
    {
        var writer = new ByteWriter();
        writer.Byte(Version);
        writer.Number(members.Count);
        foreach (var member in members) writer.Write(member);
        return new RoomLook(epoch, settlingMs, writer.ToArray());
    }

    public Member[] Members()
    {
        var reader = new ByteReader(Bytes);
        Format.Check(reader.Byte(), Version);
        var members = new Member[reader.Count()];
        for (var i = 0; i < members.Length; i++) members[i] = reader.Member();
        return members;
    }
}
