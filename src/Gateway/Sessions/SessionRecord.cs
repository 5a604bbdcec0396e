using System.Diagnostics;
using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Gateway.Telemetry;

namespace Signaling.Gateway.Sessions;

/// <summary>What is measured of one session: a struct, so that it costs a few words of its owner's.</summary>
internal struct SessionRecord(GatewayMeter meter)
{
    private long _askedAt;
    private long _offeredAt;
    private int _offeredTo;
    private bool _isOpen;

    /// <summary>The client asked to join or resume.</summary>
    public void Asked() => _askedAt = Stopwatch.GetTimestamp();

    /// <summary>A message of its was taken.</summary>
    public void Sent(in Signal signal, ReadOnlySpan<char> target)
    {
        meter.Received(signal.Kind, signal.Payload.Length);
        if (signal.Kind == SignalKind.Offer) (_offeredAt, _offeredTo) = (Stopwatch.GetTimestamp(), string.GetHashCode(target));
    }

    /// <summary>It is told something.</summary>
    /// <param name="e">What.</param>
    /// <param name="acks">Whether its client acknowledges: of one that does not, it counts that its session was there.</param>
    public void Told(in ClientEvent e, bool acks)
    {
        switch (e.Kind)
        {
            case EventKind.Signal:
                meter.Delivered(e.Signal.Kind, e.Signal.Payload.Length);
                if (e.Signal.Kind == SignalKind.Answer && _offeredAt != 0 && _offeredTo == string.GetHashCode(e.Peer!.PeerId)) Answered();
                break;
            case EventKind.ExistingPeers: Welcomed("joined"); break;
            case EventKind.Resumed: Welcomed((acks ? e.Flag : e.WasThere) ? "recovered" : "lost"); break;
            case EventKind.Undelivered: meter.Undelivered(e.Code!); break;
            case EventKind.Error: Failed(e.Code!); break;
            case EventKind.Glare: meter.Glare(); break;
            default: break;
        }
    }

    /// <summary>The server ends the session's connection.</summary>
    public void Closed(Code code)
    {
        meter.Ended(code);
        Gone();
    }

    /// <summary>The connection is gone.</summary>
    public void Gone()
    {
        if (_isOpen) meter.SessionClosed();
        _isOpen = false;
    }

    private void Answered()
    {
        meter.Negotiated(_offeredAt);
        _offeredAt = 0;
    }

    private void Welcomed(string outcome)
    {
        if (_askedAt != 0) meter.Started(outcome, _askedAt);
        else if (outcome == "lost") meter.Started("lost", Stopwatch.GetTimestamp()); // unprompted: the server's side was lost under a living socket
        _askedAt = 0;
        if (!_isOpen) meter.SessionOpened();
        _isOpen = true;
    }

    private void Failed(Code code)
    {
        meter.Error(code);
        if (_askedAt == 0 || code.Close == 0) return;
        meter.Started(code.Name, _askedAt);
        _askedAt = 0;
    }
}
