using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Simulation.Network;
using Signaling.Simulation.World;

namespace Signaling.Simulation.Clients;

/// <summary>What the server tells a page.</summary>
public sealed partial class Page
{
    private const int AckDelayMs = 250;
    private const int AckCount = 32;

    private static readonly string[] EventNames = Enum.GetNames<EventKind>();
    private static readonly string[] KindNames = Enum.GetNames<SignalKind>();

    private readonly Dictionary<string, Dictionary<long, Sent>> _had = [];
    private readonly LatestNumbers _latest = new();
    private long _seen;
    private int _owed;
    private Code? _lastError;

    public long SeenSeq => _seen;

    public void Receive(SimSocket socket, object frame)
    {
        if (IsOver || (socket != _socket && socket != _next)) return;
        switch (frame)
        {
            case CloseFrame close:
                Lost(socket, close.Code);
                return;
            case Pong:
                Outbox.Confirm();
                return;
        }

        var (e, sent) = (DownFrame)frame;
        if (e.Kind == EventKind.Error && e.Number == 0) _lastError = e.Code;
        if (socket == _next)
        {
            if (e.Kind is not (EventKind.ExistingPeers or EventKind.Resumed)) return;
            Promote(socket);
        }

        World.Note(Name, "hears", e.Peer?.Instance ?? e.Target, e.Seq, EventNames[(int)e.Kind] + Details(e));
        switch (e.Kind)
        {
            case EventKind.ExistingPeers when e.Seq == 0 && !IsLive: Joined(e); break;
            case EventKind.Resumed: Resumed(e); break;
            case EventKind.Ack: Outbox.Acknowledge(e.Acked!); break;
            case EventKind.Undelivered: ToldUndelivered(e); break;
            case EventKind.Error: Erred(e); break;
            case EventKind.Glare: Calls.Find(e.Target!, e.Connection)?.Glare(e.Number, e.Flag); break;
            default:
                if (Accept(e)) Take(e, sent);
                break;
        }
    }

    /// <summary>A message of our own was not delivered.</summary>
    public void Undelivered(Sent sent) => Calls.Undelivered(sent);

    private static string? Details(in ClientEvent e) => e.Kind switch
    {
        EventKind.Undelivered => $" {e.Number} {e.Code}",
        EventKind.Ack => $" {e.Acked!.Seen}{string.Concat(e.Acked.Also.Select(r => $" {r.From}-{r.To}"))}",
        EventKind.Glare => $" {e.Number} {(e.Flag ? "won" : "lost")}",
        EventKind.Resumed => $" {(e.Flag ? "whole" : "lost")}, resolved to {e.Number}",
        _ => null,
    };

    private void Promote(SimSocket socket)
    {
        if (_socket is { } old) old.CloseByClient(4000);
        (_socket, _next) = (socket, null);
        _attempts = 0;
        _lastError = null;
        IsLive = false;
    }

    private void Joined(in ClientEvent e)
    {
        (_seen, _owed, _claim) = (0, 0, null);
        Welcome(e.View!);
        Roster.Replace(e.View!);
        Outbox.Open(0);
    }

    private void Resumed(in ClientEvent e)
    {
        _owed = 0;
        World.Checkers.Resumed(this, e.Flag);
        if (!e.Flag) _seen = 0;
        Welcome(e.View!);
        if (!e.Flag) Roster.Replace(e.View!);
        Outbox.Open(e.Number);
        Ping();
    }

    private void Welcome(RoomView view)
    {
        _ticket = view.Self with { Suspended = false };
        User.TicketInstance = Name;
        IsLive = true;
    }

    /// <summary>Asks for a pong, and again, as long as only that can tell what became of something.</summary>
    private void Ping()
    {
        if (!IsLive || !Outbox.NeedsConfirmation) return;
        _socket!.Up.Write(new UpFrame { Ask = Ask.Ping });
        World.Agenda.In(5_000, Ping);
    }

    private void ToldUndelivered(in ClientEvent e)
    {
        if (Acks) Outbox.Undelivered(e.Number, e.Target!, e.Code!);
    }

    private void Erred(in ClientEvent e)
    {
        World.Note(Name, "error", e.Code!.Name, e.Number);
        World.Checkers.Erred(this, e);
        if (e.Number != 0 && Acks) Outbox.Refused(e.Number, e.Code, e.RetryAfterMs);
    }

    /// <summary>Whether a numbered event is new; one after a gap must not be.</summary>
    private bool Accept(in ClientEvent e)
    {
        if (e.Seq == 0)
        {
            World.Checkers.Unnumbered(this, e);
            return true;
        }

        World.Checkers.Numbered(this, e, _seen);
        var isNew = e.Seq > _seen;
        if (isNew) _seen = e.Seq;
        Owe();
        return isNew;
    }

    private void Take(in ClientEvent e, Sent? sent)
    {
        switch (e.Kind)
        {
            case EventKind.ExistingPeers:
                _ticket = e.View!.Self with { Suspended = false }; // the newest is kept
                Roster.Replace(e.View);
                break;
            case EventKind.Signal when sent is not null:
                if (!_had.TryGetValue(e.Peer!.Instance, out var had)) _had[e.Peer.Instance] = had = [];
                if (!sent.Sender.Acks) sent.Number = e.Signal.Number;
                var isRepeat = !had.TryAdd(e.Signal.Number, sent);
                if (isRepeat && had[e.Signal.Number] != sent) throw new PromiseBrokenException("Once", $"{Name} would take {sent} for a repeat of {had[e.Signal.Number]}");
                World.Note(Name, "takes", e.Peer.Instance, e.Signal.Number, KindNames[(int)sent.Kind]);
                var isStale = !isRepeat && _latest.IsStale(sent, e.Signal.Number);
                sent.IsStale |= isStale;
                World.Checkers.Received(this, sent, e, isRepeat);
                if (isStale) Calls.PassedOver(sent);
                else if (!isRepeat) Calls.Received(sent, e);
                break;
            case EventKind.Signal:
                break;
            default:
                Roster.Told(e);
                break;
        }
    }

    private void Owe()
    {
        if (_owed++ == 0) World.Agenda.In(AckDelayMs, SendAck);
        if (_owed >= AckCount) SendAck();
    }

    private void SendAck()
    {
        if (!IsLive || TakeOwed() is not (var seen and >= 0)) return;
        World.Note(Name, "acks", null, seen);
        _socket!.Up.Write(new UpFrame { Ask = Ask.Ack, Seen = seen });
    }

    private long TakeOwed()
    {
        if (_owed == 0) return -1;
        _owed = 0;
        return _seen;
    }
}
