using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Peers;
using Signaling.Core.Rooms;
using Signaling.Simulation.Clients;
using Signaling.Simulation.Server;

namespace Signaling.Simulation.Checkers;

/// <summary>
/// P2: every number of a client that acknowledges is resolved as delivered or as undelivered, never both, and rightly so. Nothing is lost
/// silently.
/// </summary>
public sealed class FateChecker(DyingSockets dying) : Checker
{
    private const long NotRestored = -1;

    private readonly HashSet<(Sent, Page)> _reached = [];
    private readonly HashSet<(Sent, Page)> _handedInVain = [];
    private readonly Dictionary<Sent, (int First, int Last)> _lives = [];
    private readonly Dictionary<Sent, (IRoster Of, int Life, string[] Members)> _audiences = [];
    private readonly Dictionary<Sent, (long From, long To)> _settling = [];
    private readonly List<(Page Page, int Life, long At)> _restored = [];
    private readonly Dictionary<(Page, int), int> _early = [];

    public override void Handling(ServerConnection from, Sent sent, IRoster roster)
    {
        var life = World.Server.Life;
        _lives[sent] = (_lives.TryGetValue(sent, out var lives) ? lives.First : life, life);
        if (sent.Target is not null) return;
        string[] members = [.. roster.Snapshot().Where(m => m.PeerId != sent.Sender.Id).Select(m => m.Instance)];
        if (_audiences.TryGetValue(sent, out var before) && before.Of == roster)
        {
            // A repeat, at an actor that knows it; in a cluster perhaps at one that ignored it before.
            if (World.Server.IsCluster) _audiences[sent] = before with { Members = [.. before.Members.Intersect(members)] };
            return;
        }

        _audiences[sent] = (roster, life, members);
        if (roster.SettlingMs(World.Agenda.Now) is > 0 and var ms) NoteEarly(sent, life, ms);
    }

    /// <summary>The first welcome in a life of the server says whether a page was restored or joined.</summary>
    private void NoteWelcomed(Page page, long at)
    {
        if (!_restored.Exists(r => r.Page == page && r.Life == World.Server.Life)) _restored.Add((page, World.Server.Life, at));
    }

    /// <summary>Those who are restored before the room has settled are to have it, too, unless its sender sends more than is kept.</summary>
    private void NoteEarly(Sent sent, int life, int settlingMs)
    {
        var count = _early[(sent.Sender, life)] = _early.GetValueOrDefault((sent.Sender, life)) + 1;
        _settling[sent] = (World.Agenda.Now, World.Agenda.Now + settlingMs);
        var limits = World.Plan.Limits;
        var bytes = sent.Payload.Length + (EarlyBroadcasts.NameBytes * (World.Users.Count + 1)); // whom it went to is kept with it, and counts
        if (count <= limits.UnresolvedMessages / 4 && count * bytes <= limits.UnresolvedBytes / 8) return;
        foreach (var other in _settling.Keys.Where(s => s.Sender == sent.Sender).ToArray()) _settling.Remove(other);
    }

    public override void NotTaken(ServerConnection from, Sent sent) => _audiences.Remove(sent);

    public override void HandedOut(ServerConnection to, in ClientEvent e, Sent? sent)
    {
        if (e is { Kind: EventKind.Resumed, Flag: false }) NoteWelcomed(to.Page, World.Agenda.Now);
        if (e is { Kind: EventKind.ExistingPeers, Seq: 0 }) NoteWelcomed(to.Page, NotRestored);
        if (sent is not null && !to.Page.Acks) (dying.IsLeft(to) ? _handedInVain : _reached).Add((sent, to.Page));
    }

    public override void Received(Page page, Sent sent, in ClientEvent e, bool isRepeat) => _reached.Add((sent, page));

    public override void Resolved(Sent sent)
    {
        if (sent.Fate == Fate.Resolved) Delivered(sent);
        else if (sent.Fate == Fate.Undelivered) NotDelivered(sent, sent.Code!);
        else Fail($"{sent} was refused: {sent.Code}");
    }

    public override void UndeliveredAgain(Page page, long number, string target, Code code)
    {
        var sent = World.Ledger.All.FirstOrDefault(s => s.Sender == page && s.Number == number);
        if (sent is null || sent.Fate == Fate.Abandoned) return;
        if (sent.Target is null ? sent.Missed?.Contains(target) != true : sent.Fate != Fate.Undelivered)
        {
            Fail($"{sent} was acknowledged and then reported undelivered to {target}: {code}");
        }
    }

    public override void Quiet()
    {
        foreach (var sent in World.Ledger.All)
        {
            if (sent.Sender is { Acks: true, IsOver: false, IsLive: true } && sent.Fate == Fate.Unknown) Fail($"{sent} was never resolved");
        }
    }

    private void Delivered(Sent sent)
    {
        if (sent.Target is null)
        {
            if (sent.Sender.IsGreedy) return; // one that has more in flight than it may can lose reports
            if (!_audiences.TryGetValue(sent, out var audience)) Fail($"{sent} was acknowledged before it was handled");
            foreach (var page in World.Pages.Where(p => audience.Members.Contains(p.Name) && p.Room == sent.Sender.Room))
            {
                if (World.Server.IsCluster && (page.IsOver || PageBeforeHad(sent, page))) continue; // it may have gone before its actor handled it; or this is a repeat
                if (!WasHanded(sent, page) && sent.Missed?.Contains(page.Id) != true && !dying.MayHold(sent, page)) Fail($"{sent} was acknowledged, but {page.Name} has not got it");
            }

            foreach (var page in RestoredAfter(sent, audience.Life))
            {
                if (!_reached.Contains((sent, page)) && sent.Missed?.Contains(page.Id) != true) Fail($"{sent} was acknowledged, but {page.Name}, restored after it, has not got it");
            }
        }
        else if (!sent.Sender.IsGreedy && !World.Pages.Any(p => p.Id == sent.Target && (WasHanded(sent, p) || dying.MayHold(sent, p))) && !IsVoid(sent))
        {
            Fail($"{sent} was acknowledged, but never delivered");
        }
    }

    private bool PageBeforeHad(Sent sent, Page page) => World.Pages.Any(p => p != page && p.Id == page.Id && p.Room == page.Room && WasHanded(sent, p));

    private bool WasHanded(Sent sent, Page page) => _reached.Contains((sent, page)) || _handedInVain.Contains((sent, page));

    private IEnumerable<Page> RestoredAfter(Sent sent, int life)
    {
        if (!_settling.TryGetValue(sent, out var settling)) return [];
        return _restored
            .Where(r => r.Life == life && r.At > settling.From && r.At < settling.To && r.Page.Room == sent.Sender.Room && r.Page != sent.Sender && !r.Page.IsOver)
            .Select(r => r.Page);
    }

    /// <summary>A rule made it void: a newer offer replaced it, or its generation died or was ended.</summary>
    private bool IsVoid(Sent sent)
    {
        if (sent.Kind is not (SignalKind.Offer or SignalKind.Candidate)) return false;
        var link = World.Ledger.All.Where(s => s.Sender == sent.Sender && s.Target == sent.Target && s.Connection == sent.Connection && s != sent).ToArray();
        if (sent.Kind == SignalKind.Offer) return link.Any(s => s.Kind == SignalKind.Offer && s.Number > sent.Number);

        var described = link.Where(s => s.Kind != SignalKind.Candidate && s.Ufrag == sent.Ufrag).Max(s => s.Number);
        return link.Any(s =>
            (s.Kind is SignalKind.Offer or SignalKind.Answer && s.Ufrag != sent.Ufrag && (s.Number > described || IsCrossing(sent)))
            || (s.Ufrag == sent.Ufrag && s.IsEnd && s.Number < sent.Number)
            || (s.Ufrag == sent.Ufrag && s.Kind != SignalKind.Candidate && s.Fate == Fate.Undelivered));
    }

    /// <summary>Two that cannot roll back have two connections under one label, and the generations of one end those of the other.</summary>
    private bool IsCrossing(Sent sent) =>
        !sent.Sender.User.CanRollBack && World.Users.Any(u => u.Id == sent.Target && u.Room == sent.Sender.Room && !u.CanRollBack);

    /// <summary>Only a receiver that ended before it acknowledged may have had what was reported, or one that had it before a crash.</summary>
    private void NotDelivered(Sent sent, Code code)
    {
        if (code == Reasons.PeerLeft || code == Reasons.PeerReset) return;
        var wasLost = _lives.TryGetValue(sent, out var lives) && lives.First != lives.Last;
        if (!wasLost && World.Pages.Any(p => p.Id == sent.Target && _reached.Contains((sent, p)))) Fail($"{sent} was delivered and reported {code}");
    }
}
