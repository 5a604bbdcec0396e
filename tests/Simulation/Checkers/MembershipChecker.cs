using Signaling.Core.Messages;
using Signaling.Simulation.Clients;
using Signaling.Simulation.Server;

namespace Signaling.Simulation.Checkers;

/// <summary>P5, P8: a message comes from a member of the room after its peer-joined and before its peer-left, to whom it was meant for.</summary>
public sealed class MembershipChecker : Checker
{
    public override void HandedOut(ServerConnection to, in ClientEvent e, Sent? sent)
    {
        if (sent is null) return;
        if (sent.Sender.Room != to.Page.Room) Fail($"{sent} of {sent.Sender.Room} went to {to.Page.Name} in {to.Page.Room}");
        if (sent.Target is { } target && target != to.Page.Id) Fail($"{sent} went to {to.Page.Name}");
        if (sent.TargetInstance is { } instance && instance != to.Page.Name) Fail($"{sent} for {instance} went to {to.Page.Name}");
        if (to.Cell is { } cell && cell.Roster.Find(to.Page.Id)?.Instance != to.Page.Name) Fail($"{sent} went to {to.Page.Name}, who is no member");
    }

    public override void Received(Page page, Sent sent, in ClientEvent e, bool isRepeat)
    {
        if (page.Roster.Peers.GetValueOrDefault(sent.Sender.Id)?.Instance != sent.Sender.Name) Fail($"{page.Name} got {sent}, but knows no {sent.Sender.Name}");
        if (e.Peer!.Instance != sent.Sender.Name) Fail($"{sent} was said to be of {e.Peer.Instance}");
    }
}
