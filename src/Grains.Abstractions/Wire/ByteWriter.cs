using System.Buffers.Binary;
using System.Text;

namespace Signaling.Grains.Abstractions.Wire;

/// <summary>Writes numbers, texts and bytes one after the other. Whole numbers take 1 to 10 bytes, the smaller the fewer.</summary>
internal sealed class ByteWriter
{
    private byte[] _buffer = new byte[512];
    private int _length;

    public byte[] ToArray() => _buffer.AsSpan(0, _length).ToArray();

    public void Byte(byte value) => Room(1)[0] = value;

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>A number that may be negative, though it seldom is.</summary>
    public void Number(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        while (rest >= 0x80)
        {
            Byte((byte)(rest | 0x80));
            rest >>= 7;
        }

        Byte((byte)rest);
    }

    public void Text(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        Number(bytes);
        Encoding.UTF8.GetBytes(text, Room(bytes));
    }

    public void TextOrNull(string? text)
    {
        Flag(text is not null);
        if (text is not null) Text(text);
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Number(bytes.Length);
        bytes.CopyTo(Room(bytes.Length));
    }

    /// <summary>Leaves room for the length of what follows, up to <see cref="EndFrame"/>.</summary>
    public int BeginFrame()
    {
        Room(sizeof(int));
        return _length;
    }

    public void EndFrame(int start) => BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(start - sizeof(int)), _length - start);

    private Span<byte> Room(int bytes)
    {
        if (_length + bytes > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
        var room = _buffer.AsSpan(_length, bytes);
        _length += bytes;
        return room;
    }
}
