using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Simulation.Network;
using Signaling.Simulation.World;

namespace Signaling.Simulation.Clients;

/// <summary>
/// One page load: the rules of docs/protocol.md for a client, as the SDK keeps them. Connects, joins, resumes, backs off, and ends. What the
/// server tells is in Page.Incoming.cs.
/// </summary>
public sealed partial class Page
{
    private SimSocket? _socket;
    private SimSocket? _next;
    private Member? _ticket;
    private string? _claim;
    private int _attempts;
    private int _refusals;
    private bool _isWaiting;

    public Page(SimWorld world, User user, string name, string? claim)
    {
        World = world;
        User = user;
        Name = name;
        _claim = claim;
        Outbox = new Outbox(this);
        Roster = new RosterView(this);
        Calls = new Calls(this);
        world.Add(this);
    }

    public SimWorld World { get; }

    public User User { get; }

    /// <summary>Also its instance.</summary>
    public string Name { get; }

    public string Id => User.Id;

    public string Room => User.Room;

    public bool Acks => User.Acks;

    public bool IsGreedy => User.IsGreedy;

    public Outbox Outbox { get; }

    public RosterView Roster { get; }

    public Calls Calls { get; }

    /// <summary>Answered, and its socket is believed to be open.</summary>
    public bool IsLive { get; private set; }

    /// <summary>Its place in the room, as its newest ticket says; 0 for none.</summary>
    public long JoinOrder => _ticket?.JoinOrder ?? 0;

    /// <summary>It was a member once.</summary>
    public bool HasJoined => _ticket is not null;

    /// <summary>The page is gone, left or was refused for good.</summary>
    public bool IsOver { get; private set; }

    public SimSocket? Socket => _socket;

    /// <summary>Opens a socket now, beside the one there is.</summary>
    public void Connect()
    {
        if (IsOver || _next is not null) return;
        _isWaiting = false;
        if (World.PickFront() is not { } front)
        {
            BackOff(0);
            return;
        }

        var socket = _next = new SimSocket(World, this, front);
        if (_ticket is { } ticket)
        {
            socket.Up.Write(new UpFrame { Ask = Ask.Resume, Member = ticket, Seen = _seen });
        }
        else
        {
            var member = new Member { PeerId = Id, Instance = Name, JoinOrder = 0, Acks = Acks, CanRollBack = User.CanRollBack };
            socket.Up.Write(new UpFrame { Ask = Ask.Join, Member = member, TicketInstance = _claim });
        }

        World.Agenda.In(15_000, () =>
        {
            if (_next != socket) return;
            socket.CloseByClient(4000);
            Lost(socket, 4000);
        });
    }

    /// <summary>A socket ended, with the server's close code or 1006 for none.</summary>
    public void Lost(SimSocket socket, int code)
    {
        if (IsOver) return;
        if (socket == _next) _next = null;
        else if (socket == _socket)
        {
            _socket = null;
            IsLive = false;
            _owed = 0;
        }
        else
        {
            return;
        }

        World.Note(Name, "lost", null, code);
        var error = _lastError;
        _lastError = null;
        if (_socket is not null || _next is not null) return;
        if (code == 1000 || code == CloseCodes.TakenOver) End();
        else if (code == CloseCodes.Refused) Refused(error);
        else BackOff(code == CloseCodes.Abusive ? 5_000 : 0);
    }

    /// <summary>Says goodbye.</summary>
    public void Leave(bool withMessage)
    {
        if (withMessage) _socket?.Up.Write(new UpFrame { Ask = Ask.Leave });
        _socket?.CloseByClient(1000);
        _next?.CloseByClient(1000);
        User.TicketInstance = null;
        End();
    }

    /// <summary>The browser closes it; the close frame arrives or does not.</summary>
    public void Close(bool politely)
    {
        foreach (var socket in new[] { _socket, _next })
        {
            if (politely) socket?.CloseByClient(1001);
            else socket?.Cut(0, World.Tape.Between(0, 40_000));
        }

        End();
    }

    /// <summary>The socket is of no use: resumes on another.</summary>
    public void Drop()
    {
        if (_socket is not { } socket) return;
        socket.CloseByClient(4000);
        Lost(socket, 4000);
    }

    public void Transmit(Sent sent)
    {
        World.Note(Name, "sends", sent.Target, sent.Number, $"{KindNames[(int)sent.Kind]} {sent.Ufrag} {sent.Connection}");
        _socket!.Up.Write(new UpFrame { Ask = Ask.Send, Sent = sent, IsDescribed = Outbox.Descriptions.Vouches(sent), Seen = TakeOwed() });
    }

    public void SendApplied(Sent description, string? label)
    {
        if (IsLive && User.SendsReceipts) _socket!.Up.Write(new UpFrame { Ask = Ask.Send, Applied = description, Connection = label, Seen = TakeOwed() });
    }

    public void Update()
    {
        if (IsLive) _socket!.Up.Write(new UpFrame { Ask = Ask.Update, Seen = TakeOwed() });
    }

    private void BackOff(int atLeastMs)
    {
        if (_isWaiting) return;
        _isWaiting = true;
        var most = Math.Min(10_000, 200 << Math.Min(_attempts++, 6));
        World.Agenda.In(atLeastMs + World.Tape.Between(0, most), Connect);
    }

    private void Refused(Code? code)
    {
        if (code == Reasons.ResumeExpired)
        {
            // The session is over; the next one is a new instance, and the old ticket proves that the name is its own.
            var user = User;
            user.TicketInstance = Name;
            End();
            user.Open(withTicket: true);
        }
        else if (code == Reasons.PeerIdTaken || code == Reasons.RoomFull)
        {
            if (++_refusals > 12) End();
            else BackOff(10_000);
        }
        else
        {
            End();
        }
    }

    private void End()
    {
        World.Note(Name, "ends");
        IsOver = true;
        IsLive = false;
        Outbox.Abandon();
        Calls.Clear();
        User.Closed(this);
    }
}
