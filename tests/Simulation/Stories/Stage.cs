using Signaling.Core.Messages;
using Signaling.Core.Rooms;
using Signaling.Simulation.Checkers;
using Signaling.Simulation.Clients;
using Signaling.Simulation.Server;
using Signaling.Simulation.World;

namespace Signaling.Simulation.Stories;

/// <summary>Who the second one of a story is; the first is always a modern client.</summary>
public enum Guest
{
    Modern,

    /// <summary>It does not acknowledge.</summary>
    Silent,

    /// <summary>It cannot take its offer back.</summary>
    Stubborn,
}

/// <summary>Two people in a room, a millisecond apart, watched by all checkers and by one who remembers.</summary>
internal sealed class Stage
{
    private readonly Memory _memory = new();

    public Stage(Guest guest = Guest.Modern, Func<SimWorld, ISimSystem>? system = null)
    {
        World = new SimWorld(new StoryTape(), new Plan { DelayMsMin = 1, DelayMsMax = 1 }, system);
        World.Checkers.Add(_memory);
        A = World.Add(new User(World, "a", "room0"));
        B = World.Add(new User(World, "b", "room0") { Acks = guest != Guest.Silent, CanRollBack = guest != Guest.Stubborn });
    }

    public SimWorld World { get; }

    public User A { get; }

    public User B { get; }

    /// <summary>What pages took, without repeats, in order.</summary>
    public IReadOnlyList<(Page Page, Sent Sent)> Taken => _memory.Taken;

    /// <summary>Both are there.</summary>
    public static (Stage Stage, Page A, Page B) WithBoth(Guest guest = Guest.Modern, Func<SimWorld, ISimSystem>? system = null)
    {
        var stage = new Stage(guest, system);
        var a = stage.Open(stage.A);
        return (stage, a, stage.Open(stage.B));
    }

    public Page Open(User user, bool withTicket = false)
    {
        var page = user.Open(withTicket);
        Pass(1_000);
        Assert.True(page.IsLive);
        return page;
    }

    public void Pass(int ms) => World.Agenda.RunUntil(World.Agenda.Now + ms);

    /// <summary>How often the server got it from its sender.</summary>
    public int TimesHandled(Sent sent) => _memory.Handled.Count(s => s == sent);

    public Sent[] TakenBy(Page page, SignalKind kind) => [.. Taken.Where(t => t.Page == page && t.Sent.Kind == kind).Select(t => t.Sent)];

    public Sent Say(Page from, Sent sent)
    {
        from.Outbox.Add(sent);
        return sent;
    }

    public Sent Offer(Page from, string to, string ufrag) =>
        Say(from, World.Ledger.Description(from, SignalKind.Offer, to, null, null, ufrag, null, 0));

    public Sent Candidate(Page from, string to, string ufrag, bool isEnd = false) => Say(from, World.Ledger.Candidate(from, to, null, null, ufrag, isEnd, 0));

    /// <summary>All is as it should be, and both have agreed on the same offer.</summary>
    public Sent AssertAgreed(Page a, Page b)
    {
        Pass(30_000);
        var (mine, theirs) = (a.Calls.Find("b")!, b.Calls.Find("a")!);
        Assert.Null(mine.Pending);
        Assert.Null(theirs.Pending);
        Assert.NotNull(mine.Agreed);
        Assert.Same(mine.Agreed, theirs.Agreed);
        Assert.Equal((mine.LocalUfrag, mine.RemoteUfrag), (theirs.RemoteUfrag, theirs.LocalUfrag));
        return mine.Agreed;
    }

    /// <summary>Everything takes its first choice, but each generation has two candidates.</summary>
    private sealed class StoryTape : Tape
    {
        public override int Next(int count) => count == 4 ? 2 : 0;
    }

    private sealed class Memory : Checker
    {
        public List<(Page Page, Sent Sent)> Taken { get; } = [];

        public List<Sent> Handled { get; } = [];

        public override void Handling(ServerConnection from, Sent sent, IRoster roster) => Handled.Add(sent);

        public override void Received(Page page, Sent sent, in ClientEvent e, bool isRepeat)
        {
            if (!isRepeat) Taken.Add((page, sent));
        }
    }
}
