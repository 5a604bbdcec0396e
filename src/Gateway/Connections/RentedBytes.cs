using System.Buffers;

namespace Signaling.Gateway.Connections;

/// <summary>Bytes in a rented buffer that grows: added at the end, taken from the start. Holds no buffer while it is empty. A mutable struct: keep it in a field.</summary>
internal struct RentedBytes
{
    private const int SmallestBytes = 512;

    private byte[]? _array;
    private int _start;
    private int _end;

    public readonly bool IsEmpty => _array is null;

    public readonly int Length => _end - _start;

    public readonly ReadOnlySpan<byte> Span => _array.AsSpan(_start, Length);

    public readonly ReadOnlyMemory<byte> Memory => _array.AsMemory(_start, Length);

    /// <summary>The bytes as they lie in the buffer. Only while there are some.</summary>
    public readonly ArraySegment<byte> Segment => new(_array!, _start, Length);

    /// <summary>Room for at least that many bytes behind the last one. Say with <see cref="Added"/> how many were written.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_array is null || _array.Length - _end < bytes) Grow(bytes);
        return _array.AsSpan(_end);
    }

    public void Added(int bytes)
    {
        _end += bytes;
        if (_start == _end) Release();
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Added(bytes.Length);
    }

    /// <summary>Forgets the first bytes.</summary>
    public void Take(int bytes)
    {
        _start += bytes;
        if (_start == _end) Release();
    }

    public void Release()
    {
        if (_array is not null) ArrayPool<byte>.Shared.Return(_array);
        _array = null;
        _start = _end = 0;
    }

    private void Grow(int bytes)
    {
        var length = Length;
        if (_array is not null && _array.Length - length >= bytes && _start >= length)
        {
            _array.AsSpan(_start, length).CopyTo(_array);
        }
        else
        {
            var grown = ArrayPool<byte>.Shared.Rent(Math.Max(length + bytes, _array is null ? SmallestBytes : _array.Length * 2));
            if (_array is not null)
            {
                Span.CopyTo(grown);
                ArrayPool<byte>.Shared.Return(_array);
            }

            _array = grown;
        }

        _start = 0;
        _end = length;
    }
}
