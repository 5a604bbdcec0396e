using Signaling.Core.Messages;
using Signaling.Core.Rooms;

namespace Signaling.Core.Nodes;

/// <summary>
/// A peer's copy of its room's roster, kept by the room's notices. It is what the peer's client was told, so a notice says nothing twice although
/// the room was lost and tells it anew. Empty while the peer is no member.
/// </summary>
internal sealed class RosterReplica(string room) : IRoster
{
    private Roster _roster = new(room, "", 0);

    public string RoomName => room;

    public string Epoch => _roster.Epoch;

    public long NegotiationBase => _roster.NegotiationBase;

    public int Count => _roster.Count;

    /// <summary>The room's version that this copy has.</summary>
    public long Version { get; private set; }

    public bool IsOfThisMaking(Member member) => _roster.IsOfThisMaking(member);

    public int SettlingMs(long now) => _roster.SettlingMs(now);

    public Member? Find(string peerId) => _roster.Find(peerId);

    public Member[] Snapshot() => _roster.Snapshot();

    /// <summary>Whether a member's coming in is known here, if only because it is over again. While the room settles, one of before may still come.</summary>
    public bool HasHeardOf(Member member, long now) =>
        member.Unlisted || Has(member) || (member.Version <= Version && (IsOfThisMaking(member) || SettlingMs(now) == 0));

    /// <summary>Takes the roster that the room sent. True when the members are others than were known.</summary>
    public bool Replace(RosterImage image, long version, long now)
    {
        // While a room settles, who is missing in it has not left.
        var before = _roster.Snapshot();
        _roster = new Roster(room, image.Epoch, image.SettledAt) { NegotiationBase = image.NegotiationBase, Making = image.Making };
        foreach (var member in image.Members) _roster.Restore(member, now);
        if (image.SettledAt > now)
        {
            foreach (var member in before.Where(m => _roster.Find(m.PeerId) is null)) _roster.Restore(member, now);
        }

        Version = Math.Max(Version, version);
        return _roster.Count != before.Length || before.Any(m => _roster.Find(m.PeerId) is not { } there || there.Instance != m.Instance || there.Suspended != m.Suspended);
    }

    /// <summary>Takes a notice before the peer sees it, and says what is news in it.</summary>
    public IReadOnlyList<RoomNotice> Apply(RoomNotice notice, long version, long now)
    {
        Version = Math.Max(Version, version);
        switch (notice)
        {
            case RoomNotice.Presence presence: return Apply(presence, now);
            case RoomNotice.SelfChanged changed: Put(changed.Member, now); break;
            case RoomNotice.Ended: _roster = new Roster(room, "", 0); break;
            case RoomNotice.Settled: _roster.Settle(now); break;
        }

        return [notice];
    }

    private IReadOnlyList<RoomNotice> Apply(RoomNotice.Presence presence, long now)
    {
        var (member, there) = (presence.Member, _roster.Find(presence.Member.PeerId));
        if (presence.Kind == EventKind.PeerLeft)
        {
            if (there?.Instance != member.Instance) return [];
            _roster.Remove(there, now);
            return [presence];
        }

        Put(member, now);
        if (there?.Instance == member.Instance)
        {
            if (there.Suspended != member.Suspended) return [presence with { Kind = member.Suspended ? EventKind.PeerSuspended : EventKind.PeerResumed }];
            return there.Data.Span.SequenceEqual(member.Data.Span) ? [] : [presence with { Kind = EventKind.PeerUpdated }];
        }

        var coming = new RoomNotice.Presence(there is null ? EventKind.PeerJoined : EventKind.PeerReset, member with { Suspended = false });
        return member.Suspended ? [coming, new RoomNotice.Presence(EventKind.PeerSuspended, member)] : [coming];
    }

    private bool Has(Member member) => _roster.Find(member.PeerId)?.Instance == member.Instance;

    private void Put(Member member, long now)
    {
        if (_roster.Find(member.PeerId) is { } there)
        {
            if (there.JoinOrder == member.JoinOrder)
            {
                _roster.Replace(member, now);
                return;
            }

            _roster.Remove(there, now);
        }

        _roster.Restore(member, now);
    }
}
