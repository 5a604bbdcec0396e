using Signaling.Core.Effects;
using Signaling.Core.Messages;

namespace Signaling.Core.Rooms;

/// <summary>Who may do what, and who may not come in. A room remembers while it lives; its shell keeps tombstones longer, and brings them when the room is made again.</summary>
public sealed partial class Room
{
    private List<Tombstone>? _tombstones;

    /// <summary>
    /// Puts a tombstone and removes whom it covers; an identity that is found so is covered from then on. Returns those who were removed. One that
    /// has ended, <see cref="Tombstone.Until"/> in the past, takes the earlier one of its kind away.
    /// </summary>
    public IReadOnlyList<Removed> Ban(Tombstone tombstone, long now, EffectBuffer fx)
    {
        if (tombstone is { PeerId: { } peerId, Identity: null } && _roster.Find(peerId)?.Identity is { } identity)
        {
            Keep(tombstone, now);
            tombstone = tombstone with { Identity = identity };
        }

        Keep(tombstone, now);
        if (tombstone.Until <= now) return [];
        var covered = _roster.Everybody().Where(member => tombstone.Covers(member.PeerId, member.Identity)).Select(member => new Removed(member.PeerId, member.Identity)).ToList();
        foreach (var member in covered) Remove(member.PeerId, tombstone.Code, now, fx);
        return covered;
    }

    /// <summary>The others are not told: what a member may do is between it and the server.</summary>
    private void Authorize(RoomRequest.Authorize authorize, long now, EffectBuffer fx)
    {
        if (_roster.Find(authorize.PeerId) is not { } there) return;
        var member = there with { Rights = authorize.Rights, GrantEnds = authorize.Until };
        _roster.Replace(member, now);
        fx.Notify(member.PeerId, new RoomNotice.SelfChanged(member));
    }

    private void Keep(Tombstone tombstone, long now)
    {
        _tombstones ??= [];
        _tombstones.RemoveAll(old => old.Until <= now || old.IsAbout(tombstone) || (tombstone.Until <= now && IsLifted(old, tombstone)));
        if (tombstone.Until <= now) return;
        if (_tombstones.Count >= _limits.TombstonesPerRoom) _tombstones.Remove(_tombstones.MinBy(old => old.Until)!);
        _tombstones.Add(tombstone);
    }

    /// <summary>Who lifts the ban of a peer means also what the room added to it.</summary>
    private static bool IsLifted(Tombstone old, Tombstone lifted) => lifted.PeerId is { } peerId && old.PeerId == peerId;

    /// <summary>Refuses whom a tombstone covers.</summary>
    private bool Bars(Member member, long now, EffectBuffer fx)
    {
        if (_tombstones?.Find(tombstone => tombstone.Until > now && tombstone.Covers(member.PeerId, member.Identity)) is not { } found) return false;
        fx.Notify(member.PeerId, new RoomNotice.Refused(found.Code, member.Instance));
        return true;
    }
}
