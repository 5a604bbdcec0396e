using Signaling.Core.Codes;
using Signaling.Core.Effects;
using Signaling.Core.Messages;
using Signaling.Core.Rooms;

namespace Signaling.Core.Peers;

/// <summary>What the client may do. A refused number counts as resolved: sending it again would change nothing.</summary>
public sealed partial class Peer
{
    /// <summary>The client has other rights from now on, until a time (0: no end).</summary>
    public void Authorize(ISessionAddress session, Rights rights, long until, long now)
    {
        if (Hears(session) && TakeGrant(rights, until)) _mailbox.PostWholeTruth(View(now));
    }

    /// <summary>Returns whether the client now sees others, or no longer does.</summary>
    private bool TakeGrant(Rights rights, long until)
    {
        var before = Self!;
        if (before.Rights == rights && before.GrantEnds == until) return false;
        _mailbox.Self = before with { Rights = rights, GrantEnds = until };
        _fx.ToRoom(new RoomRequest.Authorize(Id, rights, until));
        return before.SeesOthers != Self!.SeesOthers;
    }

    private static bool May(Member self, string? target) => (self.Rights & (target is null ? Rights.Publish : Rights.Speak)) != 0;

    /// <summary>Says why a message has no receiver, where that is its sender's fault. Its number is resolved.</summary>
    private void TellNoReceiver(Member self, ISessionAddress session, string? target, long number, long now)
    {
        OweAck(now);
        if (!May(self, target)) Error(session, Reasons.NotAllowed, number);
        else if (target is not null) Error(session, Reasons.BadTarget, number);
    }
}
