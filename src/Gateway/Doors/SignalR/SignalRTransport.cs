using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Gateway.Connections;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>
/// Native messages out, as events of a hub connection, whatever SignalR carries it on. One writer at a time, started by whoever flushes; it
/// waits when SignalR's own buffer is full, so that what waits is counted here.
/// </summary>
internal sealed class SignalRTransport(
    HubCallerContext hub, ISignalingClient client, HubWire wire, TransportLimits limits) : ITransport
{
    private const int SlowRetryMs = 1_000;

    private readonly Outbox _outbox = new(limits.OutboxBytes);
    private volatile CloseMessage? _closing;
    private byte[]? _lastWords;
    private long _closeBy;
    private int _ended;

    /// <summary>Whether it was this side that ended it.</summary>
    public bool IsClosing => _closing is not null;

    public void Send(ReadOnlySpan<byte> utf8)
    {
        if (_outbox.TryAdd(utf8)) return;
        _outbox.Close();
        if (IsClosing) return;
        _lastWords = NativeEncoder.Encode(
            new ClientEvent { Kind = EventKind.Error, Code = Reasons.SlowReader, RetryAfterMs = SlowRetryMs }).ToArray();
        Close(Reasons.SlowReader.Close, Reasons.SlowReader.Name);
    }

    /// <summary>The hub's events are JSON.</summary>
    public void SendBinary(ReadOnlySpan<byte> data) => throw new NotSupportedException("The hub has no binary messages.");

    public void Flush()
    {
        if (_outbox.TryBegin(evenEmpty: IsClosing)) _ = WriteAsync();
    }

    /// <summary>SignalR pings by itself.</summary>
    public void Ping()
    {
    }

    /// <summary>SignalR's close message carries a sentence, and whether to connect again.</summary>
    public void Close(int code, string reason)
    {
        var known = Reasons.All.FirstOrDefault(candidate => candidate.Name == reason);
        var error = code == Reasons.Goodbye.Close ? null : known is null ? reason : $"{reason}: {known.Sentence}";
        _closing ??= new CloseMessage(error, allowReconnect: known is { Retry: not Retry.Never });
    }

    /// <summary>Cuts a connection that does not take its close message.</summary>
    public void OnTick(long nowMs)
    {
        if (!IsClosing) return;
        if (_closeBy == 0) _closeBy = nowMs + limits.CloseMs;
        else if (nowMs >= _closeBy) hub.Features.Get<IConnectionLifetimeFeature>()?.Abort();
    }

    public void OnClosed() => _outbox.Close();

    private async Task WriteAsync()
    {
        try
        {
            while (_outbox.TryTake(out var message, out _))
            {
                try
                {
                    await EventNames.Tell(client, message);
                }
                finally
                {
                    _outbox.Release(message);
                }
            }

            if (_closing is { } closing) await EndAsync(closing);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            _outbox.Close(); // the hub connection ends too, and says so
        }
    }

    private async Task EndAsync(CloseMessage closing)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        if (_lastWords is { } words) await EventNames.Tell(client, words);
        wire.Farewell = closing;
        wire.AfterAnswer(hub.Abort); // sends the farewell
    }
}
