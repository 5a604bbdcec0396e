using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Simulation.Clients;
using Signaling.Simulation.Server;

namespace Signaling.Simulation.Checkers;

/// <summary>
/// P2: no candidate waits in vain. One whose description the very page there has, in its sender's knowledge, does not expire while that page
/// is connected, also when the server was lost between the two.
/// </summary>
public sealed class ExpiryChecker : Checker
{
    private const int LongEnoughMs = 25_000;

    private readonly Dictionary<string, long> _welcomedAt = [];
    private readonly Dictionary<(Page, string), int> _describedIn = [];

    public override void HandedOut(ServerConnection to, in ClientEvent e, Sent? sent)
    {
        if (e.Kind is EventKind.ExistingPeers or EventKind.Resumed) _welcomedAt[to.Page.Name] = World.Agenda.Now;
    }

    public override void Resolved(Sent sent)
    {
        if (sent is { Kind: SignalKind.Offer or SignalKind.Answer, Fate: Fate.Resolved }) _describedIn[(sent.Sender, sent.Ufrag!)] = World.Server.Life;
        if (sent.Kind != SignalKind.Candidate || sent.Code != Reasons.Expired || sent.Sender.User.IsHasty || !sent.Sender.Outbox.Descriptions.Vouches(sent)) return;
        if (_describedIn[(sent.Sender, sent.Ufrag!)] == World.Server.Life) return; // then it was not for want of knowledge
        var longAgo = World.Agenda.Now - LongEnoughMs;
        if (World.Agenda.JumpedAt > longAgo || _welcomedAt.GetValueOrDefault(sent.TargetInstance!, long.MaxValue) > longAgo) return;
        if (World.Server.Connections.Any(c => c.Page.Name == sent.TargetInstance)) Fail($"{sent} expired, though its description was delivered");
    }
}
