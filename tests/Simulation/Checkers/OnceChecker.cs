using Signaling.Core.Messages;
using Signaling.Simulation.Clients;
using Signaling.Simulation.Server;

namespace Signaling.Simulation.Checkers;

/// <summary>P2: while the server lives, a message has one number to its receiver; one that does not acknowledge gets it once.</summary>
public sealed class OnceChecker : Checker
{
    private readonly Dictionary<(Page, Sent), (int Life, int Numbering, long Seq)> _handedOut = [];
    private readonly Dictionary<Page, int> _numberings = [];
    private readonly Dictionary<ServerConnection, int> _welcomed = [];

    public override void HandedOut(ServerConnection to, in ClientEvent e, Sent? sent)
    {
        var page = to.Page;
        var isWelcome = e.Kind == EventKind.Resumed || (e.Kind == EventKind.ExistingPeers && e.Seq == 0);
        var isUnprompted = isWelcome && _welcomed.ContainsKey(to); // its actor was lost: what comes now has numbers of a new one
        if (isWelcome && (!e.Flag || isUnprompted)) _numberings[page] = _numberings.GetValueOrDefault(page) + 1;
        if (isWelcome) _welcomed[to] = _numberings.GetValueOrDefault(page); // an older connection may be handed what was on its way
        if (sent is null) return;
        var now = (World.Server.Life, page.Acks ? _welcomed.GetValueOrDefault(to) : 0, e.Seq);
        if (_handedOut.TryGetValue((page, sent), out var before) && before.Life == now.Life && before.Numbering == now.Item2 && (e.Seq == 0 || before.Seq != e.Seq))
        {
            Fail($"{sent} went to {page.Name} as {before.Seq} and again as {e.Seq}");
        }

        _handedOut[(page, sent)] = now;
    }
}
