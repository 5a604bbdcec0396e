using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Rooms;
using Signaling.Simulation.Clients;
using Signaling.Simulation.Server;

namespace Signaling.Simulation.Checkers;

/// <summary>P3: what is sent to a peer that is not there waits its time and no less; of several offers the newest lives.</summary>
public sealed class LatePeerChecker : Checker
{
    private readonly Dictionary<(Page, long), (int Life, long At, Sent Sent)> _handled = [];
    private readonly Dictionary<(Page From, string To, string? Label), (int Life, Sent Offer)> _newest = [];
    private readonly HashSet<(Page, Sent)> _handedOut = [];
    private readonly HashSet<Sent> _firstTold = [];

    public override void Handling(ServerConnection from, Sent sent, IRoster roster)
    {
        if (!from.Page.Acks || sent.Target is not { } target) return;
        var life = World.Server.Life;
        if (_handled.TryGetValue((from.Page, sent.Number), out var before) && (before.Life == life || World.Server.IsCluster)) return; // there the receiver's actor may live on
        _handled[(from.Page, sent.Number)] = (life, World.Agenda.Now, sent);
        if (sent.Kind == SignalKind.Offer) _newest[(from.Page, target, sent.Connection)] = (life, sent);
    }

    public override void NotTaken(ServerConnection from, Sent sent) => _handled.Remove((from.Page, sent.Number));

    public override void HandedOut(ServerConnection to, in ClientEvent e, Sent? sent)
    {
        if (e.Kind == EventKind.Undelivered && e.Code == Reasons.Expired && to.Page.Acks) Expired(to, e);
        if (to.Cell is null || sent?.Kind != SignalKind.Offer || !sent.Sender.Acks || !_handedOut.Add((to.Page, sent))) return;
        if (_newest.TryGetValue((sent.Sender, to.Page.Id, sent.Connection), out var newest) && newest.Life == World.Server.Life && newest.Offer.Number > sent.Number)
        {
            Fail($"{to.Page.Name} gets {sent}, though {newest.Offer} replaced it");
        }
    }

    private void Expired(ServerConnection to, in ClientEvent e)
    {
        if (!_handled.TryGetValue((to.Page, e.Number), out var handled) || handled.Life != World.Server.Life) return;
        var waitedMs = World.Agenda.Now - handled.At;
        if (waitedMs < World.Plan.Limits.UnknownReceiverMs && handled.Sent.Kind is not SignalKind.Candidate) Fail($"{handled.Sent} waited only {waitedMs} ms");
        if (handled.Sent.Kind != SignalKind.Message || !_firstTold.Add(handled.Sent)) return;
        if (to.Cell?.Roster.Find(e.Target!) is { } there && there.JoinOrder < handled.At + World.Plan.Limits.UnknownReceiverMs) Fail($"{handled.Sent} expired, though {e.Target} is there");
    }
}
