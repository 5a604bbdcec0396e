using System.Buffers.Binary;
using System.Text;

namespace Signaling.Grains.Abstractions.Wire;

/// <summary>Reads what <see cref="ByteWriter"/> wrote. Throws <see cref="InvalidDataException"/> where the bytes end too soon.</summary>
internal struct ByteReader(ReadOnlyMemory<byte> bytes)
{
    private readonly ReadOnlyMemory<byte> _bytes = bytes;
    private int _at;

    public readonly bool IsAtEnd => _at == _bytes.Length;

    public byte Byte() => Take(1).Span[0];

    public bool Flag() => Byte() != 0;

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return (long)(value >> 1) ^ -(long)(value & 1);
        }

        throw new InvalidDataException("A number is too long.");
    }

    /// <summary>How many of something follow; each takes a byte at least.</summary>
    public int Count()
    {
        var count = Number();
        if (count < 0 || count > _bytes.Length - _at) throw new InvalidDataException($"{count} cannot follow.");
        return (int)count;
    }

    public string Text() => Encoding.UTF8.GetString(Take(Count()).Span);

    public string? TextOrNull() => Flag() ? Text() : null;

    /// <summary>Bytes, as a part of what is read.</summary>
    public ReadOnlyMemory<byte> Bytes() => Take(Count());

    /// <summary>What was written between the ends of a frame.</summary>
    public ByteReader Frame() => new(Take(BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)).Span)));

    private ReadOnlyMemory<byte> Take(int count)
    {
        if (count < 0 || count > _bytes.Length - _at) throw new InvalidDataException("The bytes end too soon.");
        var taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }
}
