using System.Buffers.Binary;

namespace Signaling.Gateway.Connections.Lean;

/// <summary>Opcodes of RFC 6455 section 5.2.</summary>
internal static class Opcode
{
    public const int Continuation = 0;
    public const int Text = 1;
    public const int Binary = 2;
    public const int Close = 8;
    public const int Ping = 9;
    public const int Pong = 10;

    public static bool IsControl(int opcode) => (opcode & 8) != 0;
}

/// <summary>The first bytes of a frame, RFC 6455 section 5.2.</summary>
internal readonly ref struct FrameHeader
{
    /// <summary>The longest that a header can be.</summary>
    public const int BytesMax = 14;

    private const int Final = 0x80;
    private const int Masked = 0x80;
    private const int Length16 = 126;
    private const int Length64 = 127;
    private const int MaskBytes = 4;

    private readonly byte _first;
    private readonly byte _second;

    private FrameHeader(byte first, byte second) => (_first, _second) = (first, second);

    public int Opcode => _first & 0x0F;

    public bool IsFinal => (_first & Final) != 0;

    public bool HasReservedBits => (_first & 0x70) != 0;

    public bool IsMasked => (_second & Masked) != 0;

    /// <summary>Whether the length stands in the second byte: the only form a control frame may have.</summary>
    public bool IsShort => (_second & 0x7F) < Length16;

    /// <summary>With the mask.</summary>
    public int Bytes => 2 + MaskBytes + ((_second & 0x7F) switch { Length16 => 2, Length64 => 8, _ => 0 });

    /// <summary>What the first two bytes tell.</summary>
    public static FrameHeader Read(ReadOnlySpan<byte> bytes) => new(bytes[0], bytes[1]);

    /// <summary>The payload's length, from a header that is whole; negative when its highest bit is set.</summary>
    public long PayloadBytes(ReadOnlySpan<byte> header) => (_second & 0x7F) switch
    {
        Length16 => BinaryPrimitives.ReadUInt16BigEndian(header[2..]),
        Length64 => BinaryPrimitives.ReadInt64BigEndian(header[2..]),
        var length => length,
    };

    /// <summary>Writes the header of a whole frame of the server's; returns its length.</summary>
    public static int Write(Span<byte> to, int opcode, int payloadBytes)
    {
        to[0] = (byte)(Final | opcode);
        switch (payloadBytes)
        {
            case < Length16:
                to[1] = (byte)payloadBytes;
                return 2;
            case <= ushort.MaxValue:
                to[1] = Length16;
                BinaryPrimitives.WriteUInt16BigEndian(to[2..], (ushort)payloadBytes);
                return 4;
            default:
                to[1] = Length64;
                BinaryPrimitives.WriteInt64BigEndian(to[2..], payloadBytes);
                return 10;
        }
    }
}
