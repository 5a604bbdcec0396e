using Signaling.Core.Tests.Cells;

namespace Signaling.Core.Tests.Peers;

/// <summary>Every bound of a peer, and that reaching one hurts nobody else.</summary>
public sealed class BoundsTests
{
    private static readonly string Payload = new('x', 642); // with its quotes and the overhead: 1,028 bytes

    private readonly Desk _desk = new(new Limits { RetainedBytes = 8_500, RetainedBytesPerSender = 4_200, UnresolvedMessages = 10, UnresolvedBytes = 100_000 });

    [Fact]
    public void OneSender_FillsOnlyItsPart()
    {
        var (a, b) = _desk.JoinTwo();
        var c = _desk.Join("c");
        b.Cut();
        a.Take();
        for (var i = 0; i < 5; i++) a.Message(Payload, "b");
        c.Message(Payload, "b");

        Assert.Equal(["undelivered 5 b receiver-busy"], a.Take());
        Assert.DoesNotContain(c.Take(), e => e.StartsWith("undelivered", StringComparison.Ordinal));
    }

    [Fact]
    public void AllSenders_FillTheWhole()
    {
        var (a, b) = _desk.JoinTwo();
        var c = _desk.Join("c");
        var d = _desk.Join("d");
        b.Ack();
        b.Cut();
        foreach (var sender in new[] { a, c, d })
        {
            sender.Take();
            for (var i = 0; i < 4; i++) sender.Message(Payload, "b");
        }

        Assert.Empty(a.Take());
        Assert.Contains("undelivered 4 b receiver-busy", c.Take().Concat(d.Take()));
    }

    [Fact]
    public void Acknowledged_MakesRoomAgain()
    {
        var (a, b) = _desk.JoinTwo();
        for (var i = 0; i < 4; i++) a.Message(Payload, "b");
        b.Ack();
        a.Message(Payload, "b");
        _desk.Pass(200);

        Assert.Equal(["ack 4"], a.Take());
    }

    [Fact]
    public void HeldCandidates_CountToo()
    {
        var (a, b) = _desk.JoinTwo();
        for (var i = 0; i < 5; i++) a.Candidate("b", Payload, "u");

        Assert.Equal(["undelivered 5 b receiver-busy"], a.Take());
        Assert.Empty(b.Take());
    }

    [Fact]
    public void Unresolved_TooMany_IsNotConsumed()
    {
        var (a, _) = _desk.JoinTwo();
        for (var i = 0; i < 10; i++) Assert.True(a.Message("m", "nobody"));

        Assert.False(a.Message("m", "nobody"));
        Assert.Equal(["error too-many-unresolved 11"], a.Take());
    }

    [Fact]
    public void Unresolved_TooManyBytes_AreNotConsumed_AndOthersDoNotFeelIt()
    {
        var desk = new Desk(new Limits { UnresolvedBytes = 2_400 });
        var (a, b) = desk.JoinTwo();
        for (var i = 0; i < 3; i++) Assert.True(a.Message(Payload, "nobody")); // 772 bytes each

        Assert.False(a.Message(Payload, "nobody"));
        Assert.Equal(["error too-many-unresolved 4"], a.Take());
        Assert.True(b.Message(Payload, "a"));
    }

    [Fact]
    public void Labels_TooMany_AreRefused()
    {
        var (a, b) = _desk.JoinTwo();
        for (var i = 0; i < 15; i++)
        {
            a.Offer("b", "u", $"label{i}");
            b.Ack();
        }

        a.Take();
        b.Ack();
        a.Offer("b", "u", "label15");
        b.TakeAndAck();
        a.Offer("b", "u", "one more");

        Assert.Contains("undelivered 17 b receiver-busy", a.Take());
        Assert.Empty(b.Take());
    }

    [Fact]
    public void Presence_TooMuch_IsReplacedByTheWholeTruth()
    {
        var desk = new Desk(new Limits { RetainedBytes = 1_000 });
        var (a, b) = desk.JoinTwo();
        b.Cut();
        for (var i = 0; i < 20; i++) desk.Join($"c{i}").Leave();
        var stays = desk.Join("d");
        stays.Message("refused", "b");
        Assert.Contains("undelivered 1 b receiver-busy", stays.Take());
        b.Resume();
        b.Take();
        b.Ack();

        Assert.Equal(["existing [a d]"], b.TakeAndAck());
        stays.Message("taken", "b");
        Assert.Equal(["message d 2 taken"], b.Take());
        Assert.NotEmpty(a.Take());
    }

    [Fact]
    public void Presence_TooMuch_NoMessageComesBeforeItsSender()
    {
        var desk = new Desk(new Limits { RetainedBytes = 1_000 });
        var (_, b) = desk.JoinTwo();
        b.Cut();
        desk.Join("c").Message("hello", "b");
        for (var i = 0; i < 20; i++) desk.Join($"d{i}").Leave();
        b.Resume();
        var told = b.Take();

        Assert.Contains("message c 1 hello", told);
        Assert.True(Array.IndexOf(told, "joined c c1 impolite") is var at && at >= 0 && at < Array.IndexOf(told, "message c 1 hello"));
    }

    [Fact]
    public void Presence_SkippedWhileHeldCandidatesFilledTheMailbox_IsMendedWhenTheyExpire()
    {
        var desk = new Desk(new Limits { RetainedBytes = 1_000, RetainedBytesPerSender = 1_000 });
        var (a, b) = desk.JoinTwo();
        while (a.Candidate("b", "c", "u") && !a.Take().Any(e => e.StartsWith("undelivered", StringComparison.Ordinal)))
        {
        }

        desk.Join("c");
        Assert.Empty(b.Take());
        desk.Pass(30_000);

        Assert.Equal(["existing [a c]"], b.Take());
    }

    [Fact]
    public void Presence_DataCountsAsMuchAsItIs()
    {
        var desk = new Desk(new Limits { RetainedBytes = 100_000 });
        var (a, b) = desk.JoinTwo();
        b.Cut();
        for (var i = 0; i < 100; i++) a.Update(new string('x', 4_000));
        b.Resume();

        Assert.InRange(b.Take().Length, 2, 30);
    }
}
