using Signaling.Core.Messages;

namespace Signaling.Simulation.Clients;

/// <summary>Who else is in the room, as a page was told.</summary>
public sealed class RosterView(Page page)
{
    private readonly Dictionary<string, Seen> _peers = [];

    public IReadOnlyDictionary<string, Seen> Peers => _peers;

    /// <summary>The whole truth. While a lost room fills again, who is missing is only away.</summary>
    public void Replace(RoomView view)
    {
        var present = view.Peers.Select(p => p.PeerId).ToHashSet();
        foreach (var (id, peer) in _peers.ToArray())
        {
            if (present.Contains(id)) continue;
            if (view.SettlingMs > 0) _peers[id] = peer with { IsAway = true };
            else Leave(id);
        }

        foreach (var member in view.Peers) Enter(member, view.Self.IsPoliteToward(member));
    }

    public void Told(in ClientEvent e)
    {
        var member = e.Peer!;
        var known = _peers.GetValueOrDefault(member.PeerId);
        page.World.Checkers.PresenceTold(page, e, known);
        if (e.Kind == EventKind.PeerLeft) Leave(member.PeerId);
        else Enter(member, e.Polite);
    }

    private void Enter(Member member, bool polite)
    {
        var known = _peers.GetValueOrDefault(member.PeerId);
        _peers[member.PeerId] = new Seen(member.PeerId, member.Instance, polite, member.Suspended, false);
        page.World.Checkers.RoleTold(page, member, polite);
        if (known?.Instance == member.Instance)
        {
            page.Calls.Turned(member.PeerId, polite);
            return;
        }

        if (known is not null) page.Calls.Gone(member.PeerId, known.Instance);
        page.Calls.Came(member.PeerId, member.Instance, polite, member.CanRollBack);
    }

    private void Leave(string id)
    {
        _peers.Remove(id, out var known);
        page.Calls.Gone(id, known?.Instance);
        if (known is not null) page.World.Checkers.Gone(page, known.Instance);
    }

    /// <summary>One other peer.</summary>
    public sealed record Seen(string PeerId, string Instance, bool Polite, bool Suspended, bool IsAway);
}
