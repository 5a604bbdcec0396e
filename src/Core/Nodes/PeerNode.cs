using Signaling.Core.Effects;
using Signaling.Core.Links;
using Signaling.Core.Peers;
using Signaling.Core.Rooms;

namespace Signaling.Core.Nodes;

/// <summary>
/// A peer as an actor of its own: the machine of <see cref="Peer"/>, a replica of its room's roster, and links to the room, to other peers and to
/// gateways. A grain hosts one of these.
/// </summary>
public sealed partial class PeerNode : Node
{
    /// <summary>How long a leave waits for what the peer has sent to arrive.</summary>
    private const int FarewellMs = 2_000;

    private readonly string _room;
    private readonly RosterReplica _roster;
    private readonly EffectQueues _queues = new();
    private readonly Handovers _handovers = new();
    private readonly Peer _peer;
    private bool _inquired;
    private (RequestItem Leave, long Until)? _leaving;

    public PeerNode(string room, string peerId, long epoch, Limits limits)
        : base(NodeAddress.OfPeer(room, peerId), epoch)
    {
        _room = room;
        _silence = new GatewaySilence(limits.GatewayLeaseMs);
        _roster = new RosterReplica(room);
        _peer = new Peer(peerId, _roster, limits, new EffectBuffer { Queues = _queues });
    }

    /// <summary>The actor can be forgotten.</summary>
    public override bool IsIdle => _peer.IsIdle && IsQuiet && _handovers.IsEmpty;

    /// <summary>The members of the room, as far as is known here.</summary>
    public IRoster Members => _roster;

    /// <summary>What is kept for the client, as it counts in the bounds: for checks.</summary>
    internal int RetainedBytes => _peer.RetainedBytes;

    public override long WakeAt => !_handovers.IsEmpty && _handovers.IsReady(WaitingFor) ? 0 : Math.Min(Math.Min(_peer.WakeAt, _probeAt), Math.Min(_silence.WakeAt, _leaving?.Until ?? long.MaxValue));

    /// <summary>
    /// A letter from a member whose joining we have not heard of yet must wait, or it would come before its sender's arrival. So must one for a page
    /// whose admission is on its way here: its sender was told of it first.
    /// </summary>
    protected override bool CanTake(NodeAddress from, Batch<NodeItem> batch, long now) =>
        !_peer.IsMember || from.Kind != NodeKind.Peer || batch.Items.All(item => item is not LetterItem { Letter: { From: { } sender } letter }
            || (_roster.HasHeardOf(sender, now) && !_peer.IsToBecome(letter.Signal.TargetInstance)));

    /// <summary>A gateway that was made again has none of the connections it had.</summary>
    protected override void OnSenderRemade(NodeAddress from, long now)
    {
        if (from.Kind == NodeKind.Gateway) _peer.GatewayLost(from.Name);
    }

    protected override void Handle(NodeAddress from, NodeItem item, long now)
    {
        switch (item)
        {
            case SessionItem input: HandleInput(new SessionAddress(from.Name, input.Session), input, now); break;
            case LetterItem letter: HandleLetter(letter.Letter, now); break;
            case NoticeItem notice: HandleNotice(notice, now); break;
            case ProbeItem: break;
            default: throw new InvalidOperationException($"A peer takes no {item.GetType().Name}.");
        }

        Route(now); // a request goes out as of whom it is now
    }

    protected override void AfterInput(long now)
    {
        Route(now);
        if (_leaving is { } leaving && (leaving.Until <= now || (_handovers.IsEmpty && !AnyWaitingFor(NodeKind.Peer))))
        {
            _leaving = null;
            Send(NodeAddress.OfRoom(_room), leaving.Leave);
        }

        PlanProbe(now);
    }

    private void Route(long now)
    {
        var handedTo = _peer.Session as SessionAddress;
        while (_queues.Deliveries.TryDequeue(out var delivery))
        {
            var session = (SessionAddress)delivery.Session;
            Send(NodeAddress.OfGateway(session.Gateway), new DeliveryItem(session.Id, delivery.Event));
            if (_peer.Member is { Acks: false }) _handovers.Sent(NodeAddress.OfGateway((handedTo = session).Gateway));
        }

        while (_queues.Letters.TryDequeue(out var letter))
        {
            if (letter is { IsOutcome: true, Code: null } && handedTo is not null && _peer.Member is { Acks: false }) _handovers.Add(letter, handedTo);
            else Send(NodeAddress.OfPeer(_room, letter.To), new LetterItem(letter));
        }

        while (!_handovers.IsEmpty && _handovers.TryTake(WaitingFor, out var outcome)) Send(NodeAddress.OfPeer(_room, outcome.To), new LetterItem(outcome));

        while (_queues.Requests.TryDequeue(out var request))
        {
            if (request is RoomRequest.Leave) _leaving = (ToRoom(request), now + FarewellMs);
            else SendToRoom(request);
        }
    }

    protected override void OnReceiverLost(NodeAddress to, IReadOnlyList<NodeItem> lost, long now)
    {
        switch (to.Kind)
        {
            case NodeKind.Peer:
                _peer.ReceiverLost(to.Name, now);
                foreach (var item in lost.Where(item => item is LetterItem { Letter.IsOutcome: true })) Send(to, item); // what became of a message stays true
                break;
            case NodeKind.Gateway:
                NotHanded(_handovers.Lost(to, lost.Count));
                _peer.GatewayLost(to.Name);
                break;
            case NodeKind.Room: RejoinRoom(lost, now); break;
        }
    }

    private void HandleInput(SessionAddress session, SessionItem input, long now)
    {
        switch (input)
        {
            case SessionItem.Join join: _peer.Join(session, join.Request); break;
            case SessionItem.Resume resume: _peer.Resume(session, resume.Request, now); break;
            case SessionItem.Announce announce:
                _peer.Announce(session, announce.Member, announce.ResendFrom, announce.LastSeq, now);
                if (_peer.IsMember) SendToRoom(new RoomRequest.Restore(_peer.Member!)); // the room may have been lost too
                break;
            case SessionItem.Send send: _peer.Send(session, send.Signal, send.Target, now); break;
            case SessionItem.Acknowledge acknowledge: _peer.Acknowledge(session, acknowledge.Seen, now); break;
            case SessionItem.Update update: _peer.Update(session, update.Data); break;
            case SessionItem.Leave: _peer.Leave(session); break;
            case SessionItem.Authorize authorize: _peer.Authorize(session, authorize.Rights, authorize.Until, now); break;
            case SessionItem.Disconnect disconnect: _peer.Disconnect(session, disconnect.How); break;
            default: throw new InvalidOperationException($"A peer takes no {input.GetType().Name}.");
        }
    }

    private void HandleNotice(NoticeItem item, long now)
    {
        var isNews = item.Roster is { } image && _roster.Replace(image, item.Version, now);
        if (isNews && item.Notice is RoomNotice.Admitted { Member: var admitted } && _peer.Member?.Instance == admitted.Instance) _peer.RosterReplaced(admitted, now);
        if (isNews && item.Notice is RoomNotice.Settled) _peer.MissesSome();
        foreach (var notice in _roster.Apply(item.Notice, item.Version, now)) _peer.Notice(notice, now);
    }

    private void HandleLetter(in Letter letter, long now)
    {
        // The first word of another peer to an actor that knows nobody: perhaps it was made again, and somebody is there.
        if (!_peer.IsMember && !_inquired)
        {
            _inquired = true;
            SendToRoom(new RoomRequest.Inquire(Address.Name));
        }

        _peer.Receive(letter, now);
    }

    /// <summary>The room was lost and made again: it is told of us first, then what it had not taken.</summary>
    private void RejoinRoom(IReadOnlyList<NodeItem> lost, long now)
    {
        if (_peer.Member is { } member) SendToRoom(new RoomRequest.Restore(member));
        else if (_inquired) SendToRoom(new RoomRequest.Inquire(Address.Name));
        _peer.AskAgain();
        Route(now);
        foreach (var item in lost.OfType<RequestItem>())
        {
            if (item.Request is not (RoomRequest.Join or RoomRequest.Restore or RoomRequest.Inquire)) Send(NodeAddress.OfRoom(_room), item);
        }
    }

    private void SendToRoom(RoomRequest request) => Send(NodeAddress.OfRoom(_room), ToRoom(request));

    private RequestItem ToRoom(RoomRequest request) =>
        new(request, _peer.Gateway, request is RoomRequest.Join or RoomRequest.Restore or RoomRequest.Inquire ? null : _peer.Member?.Instance);
}
