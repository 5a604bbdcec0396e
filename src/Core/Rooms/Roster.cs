using Signaling.Core.Collections;
using Signaling.Core.Messages;

namespace Signaling.Core.Rooms;

/// <summary>Members by id, and the listed ones in the order they joined. A room's own, or a peer's replica of it.</summary>
internal sealed class Roster(string roomName, string epoch, long settledAt) : IRoster
{
    /// <summary>2025-06-15: keeps numbers that follow the clock short.</summary>
    private const long TimeBase = 1_750_000_000_000;

    private const int MakingBits = 12;

    private Member[] _inOrder = []; // replaced by every change, so that it can be given away
    private PeerMap<Member> _byId;
    private long _settledAt = settledAt;
    private long _lastOrder;

    public string RoomName { get; } = roomName;

    public string Epoch { get; } = epoch;

    public long NegotiationBase { get; init; } = NegotiationBaseAt(settledAt);

    public int Making { get; init; }

    public int Count => _byId.Count;

    /// <summary>Members that the others are told of.</summary>
    public int ListedCount => _inOrder.Length;

    public long Version { get; private set; }

    public bool IsOfThisMaking(Member member) => (member.Version & ((1 << MakingBits) - 1)) == Making;

    /// <summary>What is above all numbers that were given a resume window before this time.</summary>
    public static long NegotiationBaseAt(long time) => time > TimeBase ? time - TimeBase : time;

    /// <summary>What tells makings of a room apart, made of an epoch.</summary>
    public static int MakingOf(long epoch) => (int)(epoch & ((1 << MakingBits) - 1));

    public int SettlingMs(long now) => (int)Math.Max(0, _settledAt - now);

    public Member? Find(string peerId) => _byId.Find(peerId);

    public Member[] Snapshot() => _inOrder;

    /// <summary>Also those who are not listed.</summary>
    public IEnumerable<Member> Everybody() => _byId.ToArray();

    /// <summary>
    /// Adds a newcomer at the end. The order number follows the clock, so that who joins after a loss comes after those who will be
    /// restored with the numbers of their tickets.
    /// </summary>
    public Member Add(Member member, long now)
    {
        _lastOrder = Math.Max(_lastOrder + 1, now);
        return Restore(member with { JoinOrder = _lastOrder }, now);
    }

    /// <summary>Adds a member at the place it had.</summary>
    public Member Restore(Member member, long now)
    {
        Advance(now);
        _lastOrder = Math.Max(_lastOrder, member.JoinOrder);
        var placed = member with { Version = Version };
        if (!placed.Unlisted)
        {
            var index = Array.FindLastIndex(_inOrder, m => m.JoinOrder <= member.JoinOrder) + 1;
            _inOrder = [.. _inOrder.AsSpan(0, index), placed, .. _inOrder.AsSpan(index)];
        }

        _byId.Set(placed);
        return placed;
    }

    public void Replace(Member member, long now)
    {
        Advance(now);
        if (!member.Unlisted) _inOrder = Array.ConvertAll(_inOrder, m => m.PeerId == member.PeerId ? member : m);
        _byId.Set(member);
    }

    public void Remove(Member member, long now)
    {
        Advance(now);
        if (!member.Unlisted) _inOrder = Array.FindAll(_inOrder, m => m.PeerId != member.PeerId);
        _byId.Remove(member.PeerId);
    }

    public void Settle(long now)
    {
        Advance(now);
        _settledAt = 0;
    }

    /// <summary>A version is the time of a change, or one more than that of the change before, and the making of the room.</summary>
    private void Advance(long now) => Version = (Math.Max((Version >> MakingBits) + 1, now) << MakingBits) | (uint)Making;
}
