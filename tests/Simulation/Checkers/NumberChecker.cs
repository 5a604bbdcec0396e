using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Simulation.Clients;
using Signaling.Simulation.Server;

namespace Signaling.Simulation.Checkers;

/// <summary>P2, P6: the server's numbers have no gap, a resumed session is whole unless the server crashed, and honest clients do not err.</summary>
public sealed class NumberChecker : Checker
{
    private readonly Dictionary<Page, int> _lives = [];

    public override void HandedOut(ServerConnection to, in ClientEvent e, Sent? sent)
    {
        if (e.Kind == EventKind.ExistingPeers && e.Seq == 0 && e.View!.Self.Instance == to.Page.Name) _lives[to.Page] = World.Server.Life;
        if (e.Kind != EventKind.Resumed || to.Page.IsOver) return;
        var isWhole = to.Page.Acks && _lives.GetValueOrDefault(to.Page) == World.Server.Life;
        if (e.Flag != isWhole) Fail($"{to.Page.Name} was told recovered={e.Flag}, but the server {(isWhole ? "remembers" : "has forgotten")}");
        _lives[to.Page] = World.Server.Life;
    }

    public override void Numbered(Page page, in ClientEvent e, long seen)
    {
        if (!page.Acks) Fail($"{page.Name} does not acknowledge and got number {e.Seq}");
        if (e.Seq > seen + 1) Fail($"{page.Name} got {e.Kind} as {e.Seq} after {seen}");
    }

    public override void Unnumbered(Page page, in ClientEvent e)
    {
        if (page.Acks) Fail($"{page.Name} acknowledges and got {e.Kind} without a number");
    }

    public override void Erred(Page page, in ClientEvent e)
    {
        if (e.Code == Reasons.BadSeen || e.Code == Reasons.MissingSeq || e.Code == Reasons.NotJoined || e.Code == Reasons.AlreadyJoined) Fail($"{page.Name} was told {e.Code}");
    }
}
