using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Peers;
using Signaling.Core.Sessions;
using Signaling.Gateway.Engine;

namespace Signaling.Gateway.Sessions;

/// <summary>
/// One connection's session, whatever its wire protocol: all doors speak to this. It takes what the client wants, one call at a time, asks
/// the rules of <see cref="Session"/>, and hands it to the engine; what the engine tells goes to the door's sink.
/// </summary>
public sealed partial class ClientSession : IClient
{
    private readonly SessionServices _services;
    private readonly IClientSink _sink;
    private readonly Session _rules; // asked by the connection's reader, and told by whoever delivers: its own lock
    private SessionRecord _record;
    private bool _acks;
    private volatile bool _ended;
    private volatile bool _welcome;

    public ClientSession(SessionServices services, IClientSink sink)
    {
        (_services, _sink) = (services, sink);
        _rules = new Session(services.SessionLimits, services.Clock.NowMs);
        _record = new SessionRecord(services.Meter);
    }

    object? IClient.Seat { get; set; }

    /// <summary>The client has been told who is in the room, and its session goes on.</summary>
    public bool IsWelcome => _welcome && !_ended;

    /// <summary>Sends to a peer, or to all others when <paramref name="target"/> is empty.</summary>
    public void Send(in Signal signal, ReadOnlySpan<char> target)
    {
        var number = _acks ? signal.Number : 0;
        Ruling ruling;
        lock (_rules) ruling = _rules.Admit(number, _services.Clock.NowMs);
        if (!Obey(ruling, number)) return;
        if (_rate is { } rate && !rate.TryTake(out var waitMs))
        {
            Tell(Reasons.RateLimited, waitMs, number);
        }
        else
        {
            if (_services.Flight is not null) RecordSent(signal, target);
            _record.Sent(signal, target);
            if (_services.Engine.Send(this, signal, target)) return;
        }

        lock (_rules) _rules.NotConsumed(number);
    }

    public void Acknowledge(long seen)
    {
        if (Seated && !_ended) _services.Engine.Acknowledge(this, seen);
    }

    public void Update(ReadOnlyMemory<byte> data)
    {
        if (!Obey(_rules.Admit(0, _services.Clock.NowMs), 0)) return;
        if (data.Length > _services.Limits.DataBytes) Error(Reasons.DataTooLarge);
        else _services.Engine.Update(this, data.ToArray());
    }

    public void Leave()
    {
        if (Obey(_rules.Admit(0, _services.Clock.NowMs), 0)) _services.Engine.Leave(this);
    }

    /// <summary>Whether a message that has no further effect may be answered (ping, state).</summary>
    public bool Admit() => Obey(_rules.Admit(0, _services.Clock.NowMs), 0);

    /// <summary>Tells the client that its input was wrong, and counts it against its rate.</summary>
    public void Error(Code code, long number = 0)
    {
        Ruling ruling;
        lock (_rules) ruling = _rules.AdmitFault(_acks ? number : 0, _services.Clock.NowMs);
        if (!Obey(ruling, number)) return;
        Tell(new ClientEvent { Kind = EventKind.Error, Code = code, Number = number });
        _sink.Flush();
    }

    /// <summary>Any frame at all came.</summary>
    public void Heard() => _rules.Heard(_services.Clock.NowMs);

    /// <summary>Called about once a second.</summary>
    public void Tick(long nowMs)
    {
        CheckAccess(nowMs);
        switch (_rules.Check(nowMs))
        {
            case Liveness.Ping: _sink.Ping(); break;
            case Liveness.Dead: Refuse(Reasons.HeartbeatMissed); break;
            case Liveness.NeverAsked: Refuse(Reasons.HandshakeTimeout); break;
        }
    }

    /// <summary>Tells why, and closes. What still comes is not listened to.</summary>
    public void Refuse(Code code, int retryAfterMs = 0)
    {
        if (_ended) return;
        _ended = true;
        Tell(new ClientEvent { Kind = EventKind.Error, Code = code, RetryAfterMs = retryAfterMs });
        _record.Closed(code);
        _sink.Close(code);
        _sink.Flush();
    }

    /// <summary>The connection is gone, with this close code of the client's (1005: none named; 1006: no close frame).</summary>
    public void Disconnected(int closeCode)
    {
        _record.Gone();
        if (Seated && _ended) _services.Engine.Disconnect(this, Disconnection.Lost); // our own close code comes back: it says nothing of the client
        else if (Seated && (closeCode is 1000 or 1005)) _services.Engine.Leave(this);
        else if (Seated) _services.Engine.Disconnect(this, closeCode == 1001 ? Disconnection.PageGone : Disconnection.Lost);
        _isGone = true;
        GiveRateBack();
    }

    /// <summary>The client is gone and its protocol has no way to come back: it leaves at once, also when it was this session that ended it.</summary>
    public void Depart()
    {
        _record.Gone();
        if (Seated) _services.Engine.Leave(this);
        GiveRateBack();
    }

    void IClient.Deliver(in ClientEvent e)
    {
        if (e.Kind == EventKind.Close)
        {
            _ended = true;
            _record.Closed(_endAs ?? e.Code!);
            _sink.Close(_endAs ?? e.Code!);
            return;
        }

        if (e.View is { } view) TakeSelf(view);
        if (_services.Flight is not null) RecordTold(e);
        Tell(e);
        if (e.View is not null) _welcome = true;
        if (!_acks || e.Kind is not (EventKind.Ack or EventKind.Undelivered)) return;
        long asked;
        lock (_rules) asked = _rules.Told(e);
        if (asked != 0) Tell(new ClientEvent { Kind = EventKind.Error, Code = Reasons.RateLimited, Number = asked, RetryAfterMs = 1 });
    }

    void IClient.Flush() => _sink.Flush();

    private bool Seated => ((IClient)this).Seat is not null;

    private void Tell(in ClientEvent e)
    {
        _record.Told(e, _acks);
        _sink.Tell(e);
    }

    private bool Obey(in Ruling ruling, long number)
    {
        if (_ended) return false;
        switch (ruling.Verdict)
        {
            case Verdict.Accept:
                return true;
            case Verdict.Close:
                Refuse(ruling.Code!, ruling.RetryAfterMs);
                return false;
            case Verdict.Refuse:
                Tell(new ClientEvent { Kind = EventKind.Error, Code = ruling.Code, Number = number, RetryAfterMs = ruling.RetryAfterMs });
                _sink.Flush();
                return false;
            default:
                return false;
        }
    }
}
