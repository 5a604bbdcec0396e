using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Signaling.Gateway.Connections.Lean;

/// <summary>
/// The server's side of RFC 6455 section 5: bytes in, messages and control frames out. Knows no socket. Unmasks in place; holds a buffer of its
/// own only while a message comes in fragments. A mutable struct: keep it in a field.
/// </summary>
/// <param name="messageBytesMax">The largest message; of no effect with <paramref name="inParts"/>.</param>
/// <param name="inParts">Messages are told as they come, piece by piece, however long they are.</param>
internal partial struct FrameReader(int messageBytesMax, bool inParts = false)
{
    /// <summary>The frame that is being told; null where messages are told whole. An object, so that the others do not carry its fields.</summary>
    private readonly Frame? _parts = inParts ? new Frame() : null;

    private RentedBytes _fragments;
    private byte _opcode;
    private bool _isDone;

    /// <summary>Whether a message has begun and its last fragment has not come.</summary>
    public readonly bool IsInMessage => _opcode != Opcode.Continuation;

    /// <summary>Whether what was told last is not the end of its message.</summary>
    public readonly bool IsBetweenParts => _parts is not null && IsInMessage;

    /// <summary>How many bytes are wanting at the least, after <see cref="TryNext"/> has returned false.</summary>
    public int Missing { get; private set; }

    /// <summary>Takes what comes next in <c>buffer[start..end]</c>. False when more bytes are needed; those up to <paramref name="start"/> are done with.</summary>
    public bool TryNext(byte[] buffer, ref int start, int end, out FrameEvent next)
    {
        if (_isDone) Release();
        while (true)
        {
            var bytes = buffer.AsSpan(start, end - start);
            next = default;
            if (_parts is { Left: > 0 } frame) return TryPart(frame, buffer, ref start, end, out next);
            if (bytes.Length < 2) return Lacks(FrameHeader.BytesMax - bytes.Length);
            var header = FrameHeader.Read(bytes);
            if (Check(header) is { } broken)
            {
                next = FrameEvent.Fault(WebSocketCloseStatus.ProtocolError, broken);
                return true;
            }

            if (bytes.Length < header.Bytes) return Lacks(header.Bytes - bytes.Length);
            var length = header.PayloadBytes(bytes);
            if (length < 0)
            {
                next = FrameEvent.Fault(WebSocketCloseStatus.ProtocolError, "bad-length");
                return true;
            }

            if (_parts is not null && !Opcode.IsControl(header.Opcode))
            {
                start += header.Bytes;
                if (BeginParts(_parts, header, length, MemoryMarshal.Read<uint>(bytes[(header.Bytes - 4)..]), out next)) return true;
                continue;
            }

            if (!Opcode.IsControl(header.Opcode) && length > messageBytesMax - _fragments.Length)
            {
                next = FrameEvent.Fault(WebSocketCloseStatus.MessageTooBig, "message-too-large");
                return true;
            }

            var whole = header.Bytes + (int)length;
            if (bytes.Length < whole) return Lacks(whole - bytes.Length);
            Unmask(bytes[header.Bytes..whole], MemoryMarshal.Read<uint>(bytes[(header.Bytes - 4)..]));
            var payload = buffer.AsMemory(start + header.Bytes, (int)length);
            start += whole;
            if (Opcode.IsControl(header.Opcode) ? TakeControl(header.Opcode, payload, out next) : TakeData(header, payload, out next)) return true;
        }
    }

    /// <summary>Gives back what it holds.</summary>
    public void Release()
    {
        _fragments.Release();
        _opcode = Opcode.Continuation;
        _isDone = false;
    }

    private readonly string? Check(in FrameHeader header)
    {
        if (header.HasReservedBits) return "reserved-bits";
        if (!header.IsMasked) return "not-masked";
        return header.Opcode switch
        {
            Opcode.Continuation => IsInMessage ? null : "nothing-to-continue",
            Opcode.Text or Opcode.Binary => IsInMessage ? "unfinished-message" : null,
            Opcode.Close or Opcode.Ping or Opcode.Pong => header.IsFinal && header.IsShort ? null : "bad-control-frame",
            _ => "reserved-opcode",
        };
    }

    private bool TakeData(in FrameHeader header, ReadOnlyMemory<byte> payload, out FrameEvent next)
    {
        next = default;
        if (!IsInMessage && header.IsFinal) return Complete(header.Opcode, payload, out next);
        if (!IsInMessage) _opcode = (byte)header.Opcode;
        if (!payload.IsEmpty) _fragments.Add(payload.Span);
        if (!header.IsFinal) return false;
        _isDone = true;
        return Complete(_opcode, _fragments.Memory, out next);
    }

    private static bool Complete(int opcode, ReadOnlyMemory<byte> message, out FrameEvent next)
    {
        if (opcode == Opcode.Binary) next = new FrameEvent(FrameKind.Binary, message);
        else if (Utf8.IsValid(message.Span)) next = new FrameEvent(FrameKind.Text, message);
        else next = FrameEvent.Fault(WebSocketCloseStatus.InvalidPayloadData, "bad-utf8");
        return true;
    }

    private static bool TakeControl(int opcode, ReadOnlyMemory<byte> payload, out FrameEvent next)
    {
        next = opcode switch
        {
            Opcode.Ping => new FrameEvent(FrameKind.Ping, payload),
            Opcode.Pong => new FrameEvent(FrameKind.Pong, payload),
            _ => Closing(payload),
        };
        return true;
    }

    private static FrameEvent Closing(ReadOnlyMemory<byte> payload)
    {
        if (payload.IsEmpty) return new FrameEvent(FrameKind.Close, payload, FrameEvent.NoCode);
        if (payload.Length == 1) return FrameEvent.Fault(WebSocketCloseStatus.ProtocolError, "bad-close");
        var code = BinaryPrimitives.ReadUInt16BigEndian(payload.Span);
        if (!MayBeSent(code)) return FrameEvent.Fault(WebSocketCloseStatus.ProtocolError, "bad-close-code");
        return Utf8.IsValid(payload.Span[2..])
            ? new FrameEvent(FrameKind.Close, payload, code)
            : FrameEvent.Fault(WebSocketCloseStatus.InvalidPayloadData, "bad-utf8");
    }

    /// <summary>RFC 6455 section 7.4 and the codes registered since.</summary>
    private static bool MayBeSent(int code) => code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);

    private static void Unmask(Span<byte> payload, uint mask)
    {
        var wide = Vector.AsVectorByte(new Vector<uint>(mask));
        var i = 0;
        for (; i + Vector<byte>.Count <= payload.Length; i += Vector<byte>.Count)
        {
            var part = payload.Slice(i, Vector<byte>.Count);
            (new Vector<byte>(part) ^ wide).CopyTo(part);
        }

        var key = MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in mask));
        for (; i < payload.Length; i++) payload[i] ^= key[i & 3];
    }

    private bool Lacks(int bytes)
    {
        Missing = bytes;
        return false;
    }
}
