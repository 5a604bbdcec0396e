using Signaling.Core.Codes;
using Signaling.Core.Messages;

namespace Signaling.Core.Peers;

/// <summary>What has waited too long: for its receiver, or for its description.</summary>
public sealed partial class Peer
{
    private void ExpireWaiting(long now)
    {
        foreach (var item in _mailbox.TakeUnsent(i => i.ExpiresAt <= now))
        {
            _mailbox.Tell(item, Reasons.Expired);
            if (item.Pair is not { } pair || item.Signal.Kind is not (SignalKind.Offer or SignalKind.Answer)) continue;
            if (pair.Link(item.Signal.Connection, _limits.ConnectionsPerPair) is not { } link) continue;
            link.Gate.Undescribe(item.Ufrags, mayReturn: false);
            if (link.Theirs?.Number == item.Signal.Number) link.Theirs = null;
            var ufrags = item.Ufrags;
            foreach (var orphan in _mailbox.TakeUnsent(i => i.Pair == pair && i.Signal.Kind == SignalKind.Candidate && ufrags.Contains(i.Candidate.Ufrag)))
            {
                _mailbox.Tell(orphan, Reasons.Expired);
            }
        }
    }
}
