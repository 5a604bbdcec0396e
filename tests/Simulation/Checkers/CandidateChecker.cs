using Signaling.Core.Messages;
using Signaling.Simulation.Clients;
using Signaling.Simulation.Server;

namespace Signaling.Simulation.Checkers;

/// <summary>
/// P1: a candidate never comes before the description of its generation, nor after its end mark, nor once the receiver has said that it
/// applied a newer generation.
/// </summary>
public sealed class CandidateChecker(DyingSockets dying) : Checker
{
    private readonly Dictionary<(Page To, Page From, string? Label), Direction> _directions = [];

    public override void HandedOut(ServerConnection to, in ClientEvent e, Sent? sent)
    {
        if (sent is null || (!to.Page.Acks && dying.IsLeft(to))) return;
        var direction = Of(to.Page, sent);
        if (!direction.HandedOut.Add(sent)) return;
        if (sent.Kind != SignalKind.Candidate && sent.Ufrag is not null)
        {
            direction.Dead.Remove(sent.Ufrag);
            direction.Sequence.Add(sent);
        }

        if (!to.Page.Acks) Take(to.Page, sent, direction); // what is in a dying socket is lost to it
        if (sent.Kind == SignalKind.Candidate && direction.Dead.Contains(sent.Ufrag!)) Fail($"{sent} went to {to.Page.Name} though its generation was dead");
    }

    public override void Received(Page page, Sent sent, in ClientEvent e, bool isRepeat)
    {
        if (!isRepeat && page.Acks) Take(page, sent, Of(page, sent));
    }

    public override void Applying(ServerConnection from, Sent applied)
    {
        if (from.Page.IsOver || from.Peer?.IsMember != true) return;
        if (from.Cell!.Roster.Find(from.Page.Id)?.Instance != from.Page.Name || from.Cell.Roster.Find(applied.Sender.Id)?.Instance != applied.Sender.Name) return;
        var direction = Of(from.Page, applied);
        var at = direction.Sequence.IndexOf(applied);
        foreach (var older in direction.Sequence.Take(at))
        {
            if (!direction.Sequence.Skip(at).Any(newer => newer.Ufrag == older.Ufrag)) direction.Dead.Add(older.Ufrag!);
        }
    }

    private void Take(Page page, Sent sent, Direction direction)
    {
        if (sent.Ufrag is not { } ufrag) return;
        if (sent.Kind != SignalKind.Candidate)
        {
            direction.Described.Add(ufrag);
            return;
        }

        if (!direction.Described.Contains(ufrag) && !WasDescribed(page, sent)) Fail($"{page.Name} got {sent} before its description");
        var crosses = !page.User.CanRollBack && !sent.Sender.User.CanRollBack; // two connections under one label
        var isForgotten = sent.Sender.User.IsHasty && World.Server.Life > 1; // a new server does not know of the end mark
        if (direction.Ended.Contains(ufrag) && !crosses && !isForgotten) Fail($"{page.Name} got {sent} after the end mark");
        if (sent.IsEnd) direction.Ended.Add(ufrag);
    }

    private bool WasDescribed(Page page, Sent candidate) => World.Ledger.All.Any(s =>
        s.Kind != SignalKind.Candidate && s.Sender == candidate.Sender && s.Ufrag == candidate.Ufrag && s.Target == page.Id && dying.MayHold(s, page));

    private Direction Of(Page to, Sent sent)
    {
        var key = (to, sent.Sender, sent.Connection);
        return _directions.TryGetValue(key, out var direction) ? direction : _directions[key] = new Direction();
    }

    private sealed class Direction
    {
        public HashSet<string> Described { get; } = [];

        /// <summary>The descriptions in the order they were handed out.</summary>
        public List<Sent> Sequence { get; } = [];

        public HashSet<string> Ended { get; } = [];

        public HashSet<string> Dead { get; } = [];

        public HashSet<Sent> HandedOut { get; } = [];
    }
}
