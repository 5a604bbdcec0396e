using Signaling.Simulation.Clients;

namespace Signaling.Simulation.World;

/// <summary>What users and faults do, drawn by the weights of the plan.</summary>
public sealed class Deeds(SimWorld world)
{
    private const int HeartbeatsMs = 40_000;

    private Tape Tape => world.Tape;

    public void Do()
    {
        var deed = (Deed)Tape.Weighted(world.Plan.Weights);
        var user = Tape.Pick(world.Users);
        if (deed == Deed.Join)
        {
            if (user.Page is null) user.Open(withTicket: Tape.Chance(80));
        }
        else if (deed == Deed.Crash)
        {
            world.Server.Break();
        }
        else if (deed == Deed.Jump)
        {
            world.Note("clock", "jumps");
            world.Agenda.Jump(Tape.Between(1, 90_000));
        }
        else if (user.Page is { } page)
        {
            Do(deed, page);
        }
    }

    /// <summary>No more faults; what was broken or slowed down goes on.</summary>
    public void Stop()
    {
        world.Server.Mend();
        foreach (var connection in world.Connections.ToArray()) connection.Socket.Down.Continue();
    }

    private void Do(Deed deed, Page page)
    {
        switch (deed)
        {
            case Deed.Leave: page.Leave(withMessage: Tape.Chance(70)); break;
            case Deed.Reload: Reload(page); break;
            case Deed.PageGone: page.Close(politely: Tape.Chance(70)); break;
            case Deed.Message when Other(page) is { } other: Message(page, other, Tape.Next(200)); break;
            case Deed.Broadcast: page.Outbox.Add(world.Ledger.Message(page, null, null, Tape.Next(200))); break;
            case Deed.MessageToAbsent: Message(page, Absent(page), Tape.Next(200)); break;
            case Deed.Offer when Other(page) is { } other: page.Calls.To(other, Label()).Offer(restart: false); break;
            case Deed.OfferToAbsent: page.Calls.To(Absent(page), Label()).Offer(restart: Tape.Chance(50)); break;
            case Deed.Restart when Other(page) is { } other: page.Calls.To(other, Label()).Offer(restart: true); break;
            case Deed.Flood: Flood(page); break;
            case Deed.Update: page.Update(); break;
            case Deed.Cut: page.Socket?.Cut(Tape.Next(200), Tape.Next(Tape.Chance(50) ? 100 : HeartbeatsMs)); break;
            case Deed.Vanish: page.Socket?.Cut(Tape.Next(HeartbeatsMs), Tape.Next(HeartbeatsMs)); break;
            case Deed.SlowReader: SlowDown(page); break;
            case Deed.SecondSocket: page.Connect(); break;
        }
    }

    private void Reload(Page page)
    {
        var user = page.User;
        page.Close(politely: Tape.Chance(70));
        var withTicket = Tape.Chance(80);
        world.Agenda.In(Tape.Next(3_000), () =>
        {
            if (user.Page is null) user.Open(withTicket);
        });
    }

    private void Message(Page page, string target, int size)
    {
        var instance = page.User.NamesInstances && page.Roster.Peers.TryGetValue(target, out var seen) && Tape.Chance(50) ? seen.Instance : null;
        page.Outbox.Add(world.Ledger.Message(page, target, instance, size));
    }

    private void Flood(Page page)
    {
        var (target, size) = (Tape.Chance(50) ? Other(page) : Absent(page), Tape.Pick([1, 100, 1_000]));
        for (var i = Tape.Next(60); i > 0; i--)
        {
            if (target is null) page.Outbox.Add(world.Ledger.Message(page, null, null, size));
            else Message(page, target, size);
        }
    }

    private void SlowDown(Page page)
    {
        if (page.Socket is not { } socket) return;
        socket.Down.Pause();
        world.Agenda.In(Tape.Next(30_000), socket.Down.Continue);
    }

    private string? Label() => Tape.Chance(85) ? null : "x";

    private string? Other(Page page)
    {
        if (page.Roster.Peers.Count == 0) return null;
        return page.Roster.Peers.Keys.Order(StringComparer.Ordinal).ElementAt(Tape.Next(page.Roster.Peers.Count));
    }

    /// <summary>Somebody who may not be there, or may never be.</summary>
    private string Absent(Page page)
    {
        var names = world.Users.Where(u => u.Room == page.Room && u.Id != page.Id).Select(u => u.Id).Append("nobody").ToArray();
        return Tape.Pick(names);
    }
}
