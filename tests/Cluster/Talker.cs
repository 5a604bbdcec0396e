using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Threading.Channels;
using Signaling.TestKit;

namespace Signaling.Cluster;

/// <summary>
/// A client of the native protocol that acknowledges (docs/protocol.md): numbers what it sends to its partner and sends it again until it is
/// resolved, resumes when its connection ends, drops repeats. Notes where the partner's messages are not 1, 2, 3 and so on.
/// </summary>
internal sealed class Talker(Uri address, string room, string peerId, string partner)
{
    private const int LogLinesMax = 400;
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly SortedSet<long> _unresolved = [];
    private readonly HashSet<(string Instance, long Number)> _had = [];
    private readonly Stopwatch _sinceLast = new();
    private Channel<string>? _out;
    private string? _ticket;
    private long _sent;
    private long _got;
    private long _seen;
    private TimeSpan _longestGap;

    public TaskCompletionSource Joined { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<string> Faults { get; } = [];

    public string Room => room;

    public string Name => $"{peerId} in {room}";

    /// <summary>What came and went lately, for a test that fails.</summary>
    public Queue<string> Log { get; } = new();

    public int Resumes { get; private set; }

    /// <summary>Repeats that the server sent and this client dropped, as the protocol allows.</summary>
    public int Repeats { get; private set; }

    public long Sent => Read(() => _sent);

    /// <summary>How many of the partner's came, each once and in order.</summary>
    public long Got => Read(() => _got);

    public int Unresolved => Read(() => _unresolved.Count);

    /// <summary>The longest silence between two messages since the last call.</summary>
    public TimeSpan TakeLongestGap() => Read(() =>
    {
        var longest = _sinceLast.Elapsed > _longestGap ? _sinceLast.Elapsed : _longestGap;
        _longestGap = default;
        return longest;
    });

    public void Say()
    {
        lock (_gate)
        {
            _unresolved.Add(++_sent);
            Write(_sent);
        }
    }

    /// <summary>Lives until it is told to stop.</summary>
    public async Task LiveAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var client = await NativeClient.ConnectAsync(address);
                await client.SendAsync(_ticket is { } ticket
                    ? $$"""{"type":"resume","resume":"{{ticket}}","seen":{{_seen}}}"""
                    : $$"""{"type":"join-room","room":"{{room}}","peerId":"{{peerId}}","instance":"{{peerId}}-page","acks":true}""");
                while (!stop.IsCancellationRequested) Hear(await client.NextAsync(), client);
            }
            catch (Exception e) when (e is WebSocketException or InvalidOperationException or TimeoutException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                Note($"connection: {e.Message}");
            }

            lock (_gate) _out = null;
            await Task.Delay(Again, CancellationToken.None);
        }
    }

    private void Hear(NativeText message, NativeClient client)
    {
        Note(message.Raw.Length > 200 ? message.Raw[..200] : message.Raw);
        lock (_gate)
        {
            switch (message.Type)
            {
                case "existing-peers" when message.Seq == 0: Welcome(message, client, isNew: true); break;
                case "resumed": Welcome(message, client, isNew: !message.Bool("recovered")); break;
                case "ack": Resolve(message); break;
                case "undelivered" when _unresolved.Remove(message.Number("seq")): Faults.Add(message.Raw); break;
                case "error": Recover(message); break;
            }

            if (message.Seq == 0 || message.Type is "undelivered" or "glare" or "error") return;
            if (message.Seq > _seen + 1) Faults.Add($"{message.Seq} follows {_seen}");
            if (message.Seq == _seen + 1)
            {
                _seen = message.Seq;
                if (message.Type == "message") Take(message);
            }

            _out?.Writer.TryWrite($$"""{"type":"ack","seen":{{_seen}}}""");
        }
    }

    private void Welcome(NativeText message, NativeClient client, bool isNew)
    {
        if (isNew) _seen = 0;
        if (message.Type == "resumed") Resumes++;
        _ticket = message.Text("resume");
        if (_out is null)
        {
            _out = Channel.CreateUnbounded<string>();
            _ = WriteAsync(_out.Reader, client);
        }

        foreach (var number in _unresolved) Write(number);
        Joined.TrySetResult();
    }

    private void Take(NativeText message)
    {
        if (!_had.Add((message.Text("instance"), message.Number("fromSeq"))))
        {
            Repeats++;
            return;
        }

        if (message.Number("data") != _got + 1) Faults.Add($"{message.Number("data")} came after {_got}");
        _got = message.Number("data");
        if (_sinceLast.Elapsed > _longestGap) _longestGap = _sinceLast.Elapsed;
        _sinceLast.Restart();
    }

    private void Resolve(NativeText message)
    {
        var seen = message.Number("seen");
        _unresolved.RemoveWhere(number => number <= seen);
        if (!message.Has("also")) return;
        foreach (var range in message["also"].EnumerateArray()) _unresolved.RemoveWhere(number => number >= range[0].GetInt64() && number <= range[1].GetInt64());
    }

    private void Recover(NativeText error)
    {
        if (error.Text("retry") == "never") Faults.Add(error.Raw);
        else if (error.Has("seq")) _ = ResendAsync(error.Number("seq"), error.Has("retryAfterMs") ? (int)error.Number("retryAfterMs") : 0);
    }

    private async Task ResendAsync(long from, int afterMs)
    {
        await Task.Delay(afterMs);
        lock (_gate)
        {
            foreach (var number in _unresolved.Where(number => number >= from)) Write(number);
        }
    }

    private void Write(long number)
    {
        if (_out is null) return;
        Note($"sends {number}");
        _out.Writer.TryWrite(string.Create(CultureInfo.InvariantCulture, $$"""{"type":"message","targetPeerId":"{{partner}}","seq":{{number}},"data":{{number}}}"""));
    }

    private static async Task WriteAsync(ChannelReader<string> texts, NativeClient client)
    {
        await foreach (var text in texts.ReadAllAsync())
        {
            if (!await client.TrySendAsync(text)) return; // the reading end notices too, and resumes
        }
    }

    private void Note(string line)
    {
        lock (_gate)
        {
            Log.Enqueue($"{DateTime.UtcNow.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)} {line}");
            if (Log.Count > LogLinesMax && Faults.Count == 0) Log.Dequeue();
        }
    }

    private T Read<T>(Func<T> read)
    {
        lock (_gate) return read();
    }
}
