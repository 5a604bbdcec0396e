using Signaling.Core.Messages;
using Signaling.Core.Rooms;

namespace Signaling.Core.Nodes;

/// <summary>A peer's copy of its room's roster, kept by the room's notices. Empty while the peer is no member.</summary>
internal sealed class RosterReplica(string room) : IRoster
{
    private Roster _roster = new(room, "", 0);

    public string RoomName => room;

    public string Epoch => _roster.Epoch;

    public long NegotiationBase => _roster.NegotiationBase;

    public int Count => _roster.Count;

    /// <summary>The room's version that this copy has.</summary>
    public long Version { get; private set; }

    public int SettlingMs(long now) => _roster.SettlingMs(now);

    public Member? Find(string peerId) => _roster.Find(peerId);

    public Member[] Snapshot() => _roster.Snapshot();

    /// <summary>Whether a member's coming in is known here, if only because it is over again.</summary>
    public bool HasHeardOf(Member member) => member.Unlisted || member.Version <= Version || _roster.Find(member.PeerId)?.Instance == member.Instance;

    /// <summary>Applies a notice before the peer sees it.</summary>
    public void Apply(NoticeItem item, long now)
    {
        if (item.Roster is { } image)
        {
            // While a room settles, who is missing in it has not left.
            var known = image.SettledAt > now ? _roster.Snapshot() : [];
            _roster = new Roster(room, image.Epoch, image.SettledAt) { NegotiationBase = image.NegotiationBase };
            foreach (var member in image.Members) _roster.Restore(member, now);
            foreach (var member in known.Where(m => _roster.Find(m.PeerId) is null)) _roster.Restore(member, now);
        }

        switch (item.Notice)
        {
            case RoomNotice.SelfChanged changed: Put(changed.Member, now); break;
            case RoomNotice.Presence { Kind: EventKind.PeerLeft } presence: Remove(presence.Member, now); break;
            case RoomNotice.Presence presence: Put(presence.Member, now); break;
            case RoomNotice.Ended: _roster = new Roster(room, "", 0); break;
            case RoomNotice.Settled: _roster.Settle(now); break;
        }

        Version = Math.Max(Version, item.Version);
    }

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

    private void Remove(Member member, long now)
    {
        if (_roster.Find(member.PeerId) is { } there) _roster.Remove(there, now);
    }
}
