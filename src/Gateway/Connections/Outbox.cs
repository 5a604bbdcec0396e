using System.Buffers;

namespace Signaling.Gateway.Connections;

/// <summary>
/// What waits to be written to a socket: whole messages in rented buffers, bounded in bytes. Many may add; one at a time may take.
/// What comes in one go, between two flushes, is taken whole: a resume brings all that was kept for the client, and that has bounds of
/// its own. Holds nothing while it is empty.
/// </summary>
internal sealed class Outbox
{
    private readonly int _bytesMax;
    private readonly Lock _gate = new();
    private Queue<(ArraySegment<byte> Bytes, bool IsBinary)>? _messages;
    private int _bytes;
    private int _unflushed;
    private int _allowed;
    private bool _taking;
    private bool _closed;

    public Outbox(int bytesMax) => _allowed = _bytesMax = bytesMax;

    /// <summary>Adds a message; false when that would exceed the bound.</summary>
    public bool TryAdd(ReadOnlySpan<byte> message, bool isBinary = false)
    {
        lock (_gate)
        {
            if (_closed) return true;
            var waiting = _bytes - _unflushed;
            if (waiting > 0 && waiting + message.Length > _allowed) return false;
            Enqueue(message, isBinary);
            _unflushed += message.Length;
            return true;
        }
    }

    /// <summary>What was added is to be written. Becomes the one who takes, if nobody is and there is something; <paramref name="evenEmpty"/>: or nothing.</summary>
    public bool TryBegin(bool evenEmpty = false)
    {
        lock (_gate)
        {
            if (_unflushed > _bytesMax) _allowed = Math.Max(_allowed, _unflushed + _bytesMax);
            _unflushed = 0;
            if (_taking || (_messages is null && !evenEmpty)) return false;
            return _taking = true;
        }
    }

    /// <summary>Takes the next message; without one the taking ends. The taker returns the buffer with <see cref="Release"/>.</summary>
    public bool TryTake(out ArraySegment<byte> message, out bool isBinary)
    {
        lock (_gate)
        {
            if (_messages is not null && _messages.TryDequeue(out var next))
            {
                (message, isBinary) = next;
                return true;
            }

            _messages = null;
            _taking = false;
            _allowed = _bytesMax;
            (message, isBinary) = (default, false);
            return false;
        }
    }

    /// <summary>The message was written, or never will be.</summary>
    public void Release(ArraySegment<byte> message)
    {
        lock (_gate) _bytes -= message.Count;
        ArrayPool<byte>.Shared.Return(message.Array!);
    }

    /// <summary>Drops what waits and takes nothing more. <paramref name="lastWords"/>, a text message, are still to be written.</summary>
    public void Close(ReadOnlySpan<byte> lastWords = default)
    {
        Queue<(ArraySegment<byte> Bytes, bool IsBinary)>? dropped;
        lock (_gate)
        {
            _closed = true;
            _unflushed = 0;
            dropped = _messages;
            _messages = null;
            if (!lastWords.IsEmpty) Enqueue(lastWords, isBinary: false);
        }

        while (dropped is not null && dropped.TryDequeue(out var message)) Release(message.Bytes);
    }

    private void Enqueue(ReadOnlySpan<byte> message, bool isBinary)
    {
        var copy = ArrayPool<byte>.Shared.Rent(message.Length);
        message.CopyTo(copy);
        (_messages ??= new Queue<(ArraySegment<byte>, bool)>()).Enqueue((new ArraySegment<byte>(copy, 0, message.Length), isBinary));
        _bytes += message.Length;
    }
}
