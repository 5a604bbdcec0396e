using Signaling.Core.Effects;
using Signaling.Core.Messages;

namespace Signaling.Core.Peers;

/// <summary>Whom a broadcast is for, also those who are on their way back to a room that settles.</summary>
public sealed partial class Peer
{
    private EarlyBroadcasts? _early;

    /// <summary>Everybody else, and while the room settles also those who may come back; of who is told to nobody (the server) they get nothing.</summary>
    private Receivers Others(long now)
    {
        var members = _roster.Snapshot();
        var others = new HashSet<string>(members.Length); // grown step by step it would leave twice as much garbage
        if (_roster.SettlingMs(now) > 0 && Self is not { Unlisted: true }) others.Add(EarlyBroadcasts.Absent);
        foreach (var member in members)
        {
            if (member.PeerId != Id) others.Add(member.PeerId);
        }

        return new Receivers(others);
    }

    private void KeepForAbsent(in Signal broadcast, Receivers present, long now)
    {
        (_early ??= new EarlyBroadcasts(_limits)).Keep(broadcast, present, now);
        while (_early.TryTakeSurplus(out var number)) Resolve(number, EarlyBroadcasts.Absent, now);
    }

    /// <summary>A member is back that was not there when we sent to everybody; or it is sent something before it is, and that came first.</summary>
    private void SendEarlyTo(string peerId, long joinOrder)
    {
        if (_early is null) return;
        foreach (var broadcast in _early.TakeFor(peerId, joinOrder))
        {
            _outgoing.AddReceiver(broadcast.Number, peerId);
            _fx.ToPeer(new Letter { To = peerId, From = Self, Signal = broadcast });
        }
    }

    /// <summary>Nobody is expected back any more.</summary>
    private void ReleaseEarly(long now)
    {
        while (_early?.TryTake(out var number) == true) Resolve(number, EarlyBroadcasts.Absent, now);
        _early = null;
    }
}
