using Signaling.Core.Effects;
using Signaling.Core.Links;
using Signaling.Core.Messages;
using Signaling.Core.Rooms;

namespace Signaling.Core.Nodes;

/// <summary>
/// A room as an actor of its own: the machine of <see cref="Room"/>, links to its peers, and the leases of the gateways where their clients are
/// connected. A gateway that does not renew is gone, and its peers are suspended.
/// </summary>
public sealed partial class RoomNode : Node
{
    private readonly Limits _limits;
    private readonly EffectQueues _queues = new();
    private readonly EffectBuffer _fx;
    private readonly Room _rules;
    private readonly Roster _roster;
    private readonly Dictionary<string, string> _gatewayOf = [];
    private readonly Dictionary<string, long> _leases = [];
    private readonly HashSet<string> _missedOnce = [];
    private readonly HashSet<string> _unseatedOnce = [];

    public RoomNode(string room, long epoch, Limits limits, long now)
        : base(NodeAddress.OfRoom(room), epoch)
    {
        _limits = limits;
        _fx = new EffectBuffer { Queues = _queues };
        _rules = new Room(room, epoch.ToString("x", System.Globalization.CultureInfo.InvariantCulture), limits, now + limits.ResumeWindowMs, Roster.MakingOf(epoch));
        _roster = (Roster)_rules.Roster;
    }

    /// <summary>The actor can be forgotten.</summary>
    public override bool IsIdle => _rules.IsEmpty && IsQuiet;

    public IRoster Members => _roster;

    /// <summary>All members, also those that are told to nobody.</summary>
    public IEnumerable<Member> Everybody() => _rules.Everybody();

    /// <summary>What tells of changes of the members; null where nobody wants to know.</summary>
    public RoomChronicle? Chronicle { private get; init; }

    public override long WakeAt => _leases.Values.Append(_rules.WakeAt).Min();

    /// <summary>Puts a tombstone; returns those who were removed.</summary>
    public IReadOnlyList<Removed> Ban(Tombstone tombstone, long now)
    {
        var removed = _rules.Ban(tombstone, now, _fx);
        AfterInput(now);
        return removed;
    }

    protected override void Handle(NodeAddress from, NodeItem item, long now)
    {
        switch (item)
        {
            case RequestItem { Instance: { } instance, Request.PeerId: var peerId } when _roster.Find(peerId)?.Instance != instance: break; // it was replaced
            case RequestItem request:
                _rules.Handle(request.Request, now, _fx);
                var isHere = request.Request is not RoomRequest.Inquire && IsHere(request);
                if (request.Gateway is { } gateway && isHere) Seat(request.Request.PeerId, gateway, now);
                if (request is { Request: RoomRequest.Restore restore, Gateway: not null } && isHere) _rules.Handle(new RoomRequest.Resume(restore.PeerId), now, _fx);
                if (request is { Request: RoomRequest.Inquire or RoomRequest.Restore, Gateway: null }) AskGateway(request.Request.PeerId, now);
                break;
            case ProbeItem: break;
            case RenewalItem renewal: Renew(from.Name, renewal.Peers, now); break;
            default: throw new InvalidOperationException($"A room takes no {item.GetType().Name}.");
        }

        Route(now); // a notice carries the version of its change, not of a later one
    }

    /// <summary>
    /// A peer that is older than this making of the room, and knows of none, may have asked the one before, which let it in: the same question here would
    /// give it another place. One that is younger cannot have.
    /// </summary>
    protected override bool MayBeForAnother(NodeAddress from, Batch<NodeItem> batch) =>
        from.Kind == NodeKind.Peer && batch.ReceiverEpoch == 0 && batch.SenderEpoch < Epoch;

    protected override void OnTick(long now)
    {
        _rules.Tick(now, _fx);
        foreach (var gateway in _leases.Where(lease => lease.Value <= now).Select(lease => lease.Key).ToList()) LoseGateway(gateway, now);
    }

    protected override void AfterInput(long now) => Route(now);

    private void Route(long now)
    {
        while (_queues.Notices.TryDequeue(out var notice))
        {
            if (notice.To is { } to)
            {
                Tell(to, notice.Notice, now);
            }
            else
            {
                if (Chronicle is not null && notice.Notice is RoomNotice.Presence change) Chronicle.Changed(change, now);
                foreach (var member in _roster.Snapshot())
                {
                    if (member.PeerId != notice.Except) Tell(member.PeerId, notice.Notice, now);
                }
            }
        }
    }

    /// <summary>A peer's actor that was lost comes back by itself when somebody needs it.</summary>
    protected override void OnReceiverLost(NodeAddress to, IReadOnlyList<NodeItem> lost, long now)
    {
        if (to.Kind != NodeKind.Peer) return;
        var notices = lost.OfType<NoticeItem>().Select(item => item.Notice).ToList();
        if (_roster.Find(to.Name) is { } member)
        {
            var answer = notices.OfType<RoomNotice.Admitted>().LastOrDefault(admitted => admitted.Member.Instance == member.Instance);
            _fx.Notify(to.Name, new RoomNotice.Admitted(member, answer?.How ?? Admission.Restored));
        }

        foreach (var refused in notices.OfType<RoomNotice.Refused>()) _fx.Notify(to.Name, refused);
        AskGateway(to.Name, now);
    }

    /// <summary>A gateway without a lease may be gone for good.</summary>
    protected override void OnUnanswered(NodeAddress to)
    {
        if (to.Kind == NodeKind.Gateway && !_leases.ContainsKey(to.Name)) GiveUp(to);
    }

    private void Tell(string peerId, RoomNotice notice, long now)
    {
        var image = notice is RoomNotice.Admitted or RoomNotice.Settled
            ? new RosterImage(_roster.Epoch, now + _roster.SettlingMs(now), _roster.NegotiationBase, _roster.Making, _roster.Snapshot())
            : null;
        if (notice is RoomNotice.Ended) _unseatedOnce.Remove(peerId);
        if (notice is RoomNotice.Ended or RoomNotice.SelfChanged { Member.Suspended: true }) _gatewayOf.Remove(peerId);
        Send(NodeAddress.OfPeer(_roster.RoomName, peerId), new NoticeItem(notice, _roster.Version, image));
    }
}
