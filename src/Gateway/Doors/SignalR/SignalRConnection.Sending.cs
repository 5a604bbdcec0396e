using System.Buffers;
using Signaling.Core.Codes;
using Signaling.Gateway.Connections;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>
/// This part writes: native messages as events, each with the native message as its one argument; the outcome of invocations; SignalR's close message,
/// which carries a sentence and whether to connect again. An end does not overtake the answer to what asked for it.
/// </summary>
internal sealed partial class SignalRConnection : ITransport
{
    private readonly ITransport _transport;
    private (int Code, string Reason)? _end;
    private bool _isAnswering;
    private bool _isOver;
    private bool _said;
    private volatile bool _isStopped;

    public ReadOnlyMemory<byte> WordsForSlow => HubWords.Slow;

    void ITransport.Send(ReadOnlySpan<byte> utf8)
    {
        var frame = ArrayPool<byte>.Shared.Rent(HubWords.EventBytesMax(utf8));
        var length = HubWords.WriteEvent(utf8, frame);
        lock (this)
        {
            if (_isReady) Say(frame.AsSpan(0, length)); // before that only the handshake's answer may be said
        }

        ArrayPool<byte>.Shared.Return(frame);
    }

    /// <summary>The hub's events are JSON.</summary>
    void ITransport.SendBinary(ReadOnlySpan<byte> data) => throw new NotSupportedException("The hub has no binary messages.");

    void ITransport.Flush() => _transport.Flush();

    /// <summary>The hub's own pings go by the clock.</summary>
    void ITransport.Ping()
    {
    }

    void ITransport.Close(int code, string reason)
    {
        lock (this)
        {
            _end ??= (code, reason);
            if (!_isAnswering) EndNow();
        }
    }

    private void AnswerHandshake(string? fault)
    {
        lock (this)
        {
            if (fault is null)
            {
                Say(HubWords.HandshakeAnswer);
                _isReady = true;
            }
            else
            {
                Say(HubWords.HandshakeError(fault));
                CloseTransport();
            }
        }

        _transport.Flush();
    }

    private void BeginAnswer()
    {
        lock (this) _isAnswering = true;
    }

    private void Answer(ReadOnlySpan<byte> invocationId, ReadOnlySpan<byte> target, Code? fault)
    {
        var words = HubWords.Completion(invocationId, target, fault);
        lock (this)
        {
            Say(words);
            _isAnswering = false;
            if (_end is not null) EndNow();
        }

        _transport.Flush();
    }

    private void SayPing()
    {
        lock (this)
        {
            if (!_isReady) return;
            Say(HubWords.Ping);
        }

        _transport.Flush();
    }

    private bool TakeSaid()
    {
        lock (this)
        {
            var said = _said;
            _said = false;
            return said;
        }
    }

    /// <summary>Closes without a word: the client has said the last one.</summary>
    private void Part()
    {
        lock (this) CloseTransport();
        _transport.Flush();
    }

    private void EndNow()
    {
        if (_isOver || _end is not { } end) return;
        var known = Reasons.All.FirstOrDefault(candidate => candidate.Name == end.Reason);
        var error = end.Code == Reasons.Goodbye.Close ? null : known is null ? end.Reason : $"{end.Reason}: {known.Sentence}";
        if (_isReady) Say(HubWords.Close(error, known is { Retry: not Retry.Never }));
        else Say(HubWords.HandshakeError(error ?? end.Reason));
        CloseTransport();
    }

    private void Say(ReadOnlySpan<byte> frame)
    {
        if (_isOver) return;
        _said = true;
        _transport.Send(frame);
    }

    /// <summary>What the code says the close message has said already.</summary>
    private void CloseTransport()
    {
        _isOver = true;
        _transport.Close(Reasons.Goodbye.Close, "");
    }
}
