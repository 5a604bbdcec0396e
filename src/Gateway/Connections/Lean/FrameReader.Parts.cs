using System.Net.WebSockets;
using System.Numerics;

namespace Signaling.Gateway.Connections.Lean;

/// <summary>This part tells data frames as their bytes come, for a protocol that is a stream and has bounds of its own.</summary>
internal partial struct FrameReader
{
    /// <summary>A data frame's header was read. True when that is all of the frame and there is something to tell.</summary>
    private bool BeginParts(Frame frame, in FrameHeader header, long length, uint mask, out FrameEvent next)
    {
        next = default;
        if (length > int.MaxValue)
        {
            next = FrameEvent.Fault(WebSocketCloseStatus.MessageTooBig, "message-too-large");
            return true;
        }

        if (!IsInMessage) _opcode = (byte)header.Opcode;
        (frame.Mask, frame.Left, frame.IsLast) = (mask, (int)length, header.IsFinal);
        return frame.Left == 0 && frame.IsLast && Part(frame, ReadOnlyMemory<byte>.Empty, out next);
    }

    private bool TryPart(Frame frame, byte[] buffer, ref int start, int end, out FrameEvent next)
    {
        next = default;
        var length = Math.Min(frame.Left, end - start);
        if (length == 0) return Lacks(1);
        Unmask(buffer.AsSpan(start, length), frame.Mask);
        frame.Mask = BitOperations.RotateRight(frame.Mask, 8 * (length & 3)); // its first byte is in the lowest bits
        frame.Left -= length;
        var part = buffer.AsMemory(start, length);
        start += length;
        return Part(frame, part, out next);
    }

    private bool Part(Frame frame, ReadOnlyMemory<byte> part, out FrameEvent next)
    {
        var isText = _opcode == Opcode.Text;
        var isEnd = frame.Left == 0 && frame.IsLast;
        if (isText && !frame.Text.TryAdd(part.Span, isEnd))
        {
            next = FrameEvent.Fault(WebSocketCloseStatus.InvalidPayloadData, "bad-utf8");
            return true;
        }

        if (isEnd) _opcode = Opcode.Continuation;
        next = new FrameEvent(isText ? FrameKind.Text : FrameKind.Binary, part);
        return true;
    }

    private sealed class Frame
    {
        public Utf8Stream Text;
        public uint Mask;
        public int Left;
        public bool IsLast;
    }
}
