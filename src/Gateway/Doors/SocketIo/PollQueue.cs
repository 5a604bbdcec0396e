using System.Buffers.Text;

namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>
/// What waits for the next poll, bounded in bytes, and the poll that waits for it. At most one poll may wait. The caller keeps it to one call at
/// a time. A poll's answer is its packets joined by U+001E, binary ones as <c>b</c> and base64 (Engine.IO 4).
/// </summary>
internal sealed class PollQueue(int bytesMax)
{
    private const byte Separator = 0x1e;

    private readonly Queue<(byte[] Bytes, bool IsBinary)> _packets = new();
    private TaskCompletionSource<byte[]>? _poll;
    private byte[]? _lastWord;
    private int _bytes;

    public bool IsClosed => _lastWord is not null;

    /// <summary>False when there is too much already.</summary>
    public bool TryAdd(ReadOnlySpan<byte> packet, bool isBinary)
    {
        if (IsClosed) return true;
        if (_bytes > 0 && _bytes + packet.Length > bytesMax) return false;
        _packets.Enqueue((packet.ToArray(), isBinary));
        _bytes += packet.Length;
        return true;
    }

    public bool TryTake(out byte[] packet, out bool isBinary)
    {
        var has = _packets.TryDequeue(out var next);
        (packet, isBinary) = next;
        if (has) _bytes -= packet.Length;
        return has;
    }

    /// <summary>The answer to a poll, now or later; null when another one waits. What was closed answers with its last word, once.</summary>
    public Task<byte[]>? TryPoll(bool atOnce)
    {
        if (_poll is { Task.IsCompleted: false }) return null;
        _poll = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = _poll.Task;
        if (IsClosed || (atOnce && _packets.Count == 0)) _poll.SetResult(_lastWord ?? "6"u8.ToArray());
        else Release();
        return answer;
    }

    /// <summary>Answers the poll that waits, if there is something to say.</summary>
    public void Release()
    {
        if (_packets.Count > 0 && _poll is { Task.IsCompleted: false } poll) poll.SetResult(Join());
    }

    /// <summary>Answers the poll that waits, though there is nothing to say.</summary>
    public void Noop()
    {
        if (_poll is { Task.IsCompleted: false } poll) poll.SetResult("6"u8.ToArray());
    }

    /// <summary>Takes nothing more; a poll gets what waited and the last word.</summary>
    public void Close(ReadOnlySpan<byte> lastWord)
    {
        if (IsClosed) return;
        if (_poll is { Task.IsCompleted: false } poll)
        {
            if (_packets.Count > 0) _packets.Enqueue((lastWord.ToArray(), false));
            poll.SetResult(_packets.Count > 0 ? Join() : lastWord.ToArray());
        }

        _lastWord = lastWord.ToArray();
    }

    private byte[] Join()
    {
        using var stream = new MemoryStream(_bytes + _packets.Count);
        while (TryTake(out var packet, out var isBinary))
        {
            if (stream.Length > 0) stream.WriteByte(Separator);
            if (isBinary)
            {
                stream.WriteByte((byte)'b');
                var text = new byte[Base64.GetMaxEncodedToUtf8Length(packet.Length)];
                Base64.EncodeToUtf8(packet, text, out _, out var written);
                stream.Write(text.AsSpan(0, written));
            }
            else
            {
                stream.Write(packet);
            }
        }

        return stream.ToArray();
    }
}
