using System.Buffers.Binary;
using System.Text;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Connections.Lean;

namespace Signaling.Gateway.Tests.Lean;

/// <summary>Frames of a client, made by hand, and what a reader makes of them.</summary>
internal static class Frames
{
    public const int Final = 0x80;

    public static byte[] Text(string text) => Make(1, Encoding.UTF8.GetBytes(text));

    public static byte[] Close(int code, string reason = "") => Make(8, [(byte)(code >> 8), (byte)code, .. Encoding.UTF8.GetBytes(reason)]);

    /// <summary>A frame (RFC 6455 section 5.2).</summary>
    /// <param name="opcode">0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong.</param>
    /// <param name="payload">Its content, before masking.</param>
    /// <param name="first">The upper half of the first byte.</param>
    /// <param name="mask">The mask; null for none.</param>
    /// <param name="lengthBytes">0 for the shortest form; 2 or 8 for a longer one.</param>
    public static byte[] Make(int opcode, ReadOnlySpan<byte> payload, int first = Final, uint? mask = 0x04030201, int lengthBytes = 0)
    {
        if (lengthBytes == 0) lengthBytes = payload.Length < 126 ? 1 : payload.Length <= ushort.MaxValue ? 2 : 8;
        var frame = new List<byte> { (byte)(first | opcode) };
        var masked = mask is null ? 0 : 0x80;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
        frame.Add((byte)(masked | lengthBytes switch { 1 => payload.Length, 2 => 126, _ => 127 }));
        if (lengthBytes > 1) frame.AddRange(length[^lengthBytes..]);
        if (mask is not { } key)
        {
            frame.AddRange(payload);
            return [.. frame];
        }

        for (var i = 0; i < 4; i++) frame.Add((byte)(key >> (8 * i)));
        for (var i = 0; i < payload.Length; i++) frame.Add((byte)(payload[i] ^ (byte)(key >> (8 * (i & 3)))));
        return [.. frame];
    }

    /// <summary>What a reader finds in bytes that come whole: one line an event, the last of them a fault, a close or what is missing.</summary>
    public static List<string> ReadWhole(ReadOnlySpan<byte> bytes, int messageBytesMax)
    {
        var (reader, buffer, found, at) = (new FrameReader(messageBytesMax), bytes.ToArray(), new List<string>(), 0);
        while (reader.TryNext(buffer, ref at, buffer.Length, out var next))
        {
            found.Add(Describe(next));
            if (next.Kind is FrameKind.Fault or FrameKind.Close) break;
        }

        reader.Release();
        return found;
    }

    /// <summary>The same of bytes that come in pieces, kept between them as a connection keeps them.</summary>
    public static List<string> ReadInPieces(ReadOnlySpan<byte> bytes, int messageBytesMax, Func<int> nextPiece)
    {
        var found = new List<string>();
        Feed(new FrameReader(messageBytesMax), bytes, nextPiece, (next, _) => found.Add(Describe(next)), (kept, missing) => Assert.True(kept == 0 || missing > 0));
        return found;
    }

    /// <summary>The same of a reader that tells messages in parts, which are put together here: a message is told with its end.</summary>
    public static List<string> ReadParts(ReadOnlySpan<byte> bytes, Func<int> nextPiece)
    {
        var (found, message) = (new List<string>(), new List<byte>());
        Feed(
            new FrameReader(0, inParts: true), bytes, nextPiece,
            (next, isPart) =>
            {
                if (next.Kind is not (FrameKind.Text or FrameKind.Binary))
                {
                    found.Add(Describe(next));
                    return;
                }

                message.AddRange(next.Payload.Span);
                if (isPart) return;
                found.Add(Describe(next with { Payload = message.ToArray() }));
                message.Clear();
            },
            (kept, _) => Assert.True(kept <= FrameHeader.BytesMax + 125)); // it keeps nothing but a header or a control frame
        return found;
    }

    /// <summary>Gives a reader bytes piece by piece, until they or it end.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="nextPiece">How many come next.</param>
    /// <param name="see">Is told what it finds, and whether that is a part that is not the last.</param>
    /// <param name="check">After each piece that does not end it: how much is kept, and what the reader says is missing.</param>
    private static void Feed(FrameReader reader, ReadOnlySpan<byte> bytes, Func<int> nextPiece, Action<FrameEvent, bool> see, Action<int, int> check)
    {
        var kept = default(RentedBytes);
        var isOver = false;
        while (!bytes.IsEmpty && !isOver)
        {
            var piece = Math.Min(nextPiece(), bytes.Length);
            kept.Add(bytes[..piece]);
            bytes = bytes[piece..];
            var segment = kept.Segment;
            var at = segment.Offset;
            while (!isOver && reader.TryNext(segment.Array!, ref at, segment.Offset + segment.Count, out var next))
            {
                see(next, reader.IsBetweenParts);
                isOver = next.Kind is FrameKind.Fault or FrameKind.Close;
            }

            kept.Take(at - segment.Offset);
            if (!isOver) check(kept.Length, reader.Missing);
        }

        kept.Release();
        reader.Release();
    }

    private static string Describe(in FrameEvent next) => $"{next.Kind} {next.Code} {next.Reason} {Convert.ToHexString(next.Payload.Span)}";
}
