using Signaling.Core.Messages;
using Signaling.Core.Tests.Cells;

namespace Signaling.Core.Tests.Peers;

/// <summary>A room that was lost and made again knows nothing but what its members bring along.</summary>
public sealed class LossTests
{
    private readonly Desk _desk = new(settledAt: Desk.Start + 60_000);

    [Fact]
    public void DescribedCandidate_Passes_ThoughItsDescriptionWentBeforeTheLoss()
    {
        var (a, b) = (Restored("a", 1), Restored("b", 2));
        a.Candidate("b", "held", "u");
        b.Take();
        a.DescribedCandidate("b", "c1", "u", "b1");
        a.Candidate("b", "c2", "u");
        a.Candidate("b", "other", "v");

        Assert.Equal(["candidate a 1 held", "candidate a 2 c1", "candidate a 3 c2"], b.Take());
    }

    [Fact]
    public void DescribedCandidate_ForWhoIsNotBackYet_WaitsForThatPage()
    {
        var a = Restored("a", 1);
        a.DescribedCandidate("b", "c1", "u", "b1");

        Assert.Equal(["resumed lost seen 0 [a]", "candidate a 1 c1"], Restored("b", 2).Take());
    }

    /// <summary>While the room settles a broadcast is kept for those who may come back; one who was there and left is not among them.</summary>
    [Fact]
    public void Broadcast_OneWhoComesUnderTheNameOfOneWhoHadIt_DoesNotGetIt()
    {
        var (a, b) = (Restored("a", 1), Restored("b", 2));
        a.Message("to all");
        b.Take();
        b.Leave();
        a.Message("to whoever comes", "b");

        Assert.Equal(["message a 2 to whoever comes"], _desk.Join("b", instance: "b2").Take()[1..]);
    }

    [Fact]
    public void DescribedCandidate_ThatNamesNoPage_Waits()
    {
        var (a, b) = (Restored("a", 1), Restored("b", 2));
        b.Take();
        a.DescribedCandidate("b", "c1", "u", null);

        Assert.Empty(b.Take());
    }

    [Fact]
    public void DescribedCandidate_WithoutALoss_Waits()
    {
        var (a, b) = new Desk().JoinTwo();
        a.DescribedCandidate("b", "c1", "u", "b1");
        Assert.Empty(b.Take());

        a.Offer("b", "u");
        Assert.Equal(["offer a 2 n1 u", "candidate a 1 c1"], b.Take());
    }

    [Fact]
    public void Candidate_OfAGenerationThatANewOneReplaced_IsResolved()
    {
        var (a, b) = (Restored("a", 1), Restored("b", 2));
        a.Candidate("b", "old", "old");
        a.Offer("b", "new");
        a.Candidate("b", "new", "new");
        b.TakeAndAck();
        _desk.Pass(200);

        Assert.Contains("ack 3", a.Take());
    }

    /// <summary>The offer "new" crosses one that its receiver made; its sender takes it back and answers with what it had before.</summary>
    [Fact]
    public void Candidate_OfTheGenerationThatStandsAfterGlare_IsDelivered()
    {
        var (a, b) = (Restored("a", 1), Restored("b", 2));
        a.Candidate("b", "before", "old");
        a.Offer("b", "new");
        b.Offer("a", "other");
        b.Take();
        a.Candidate("b", "after", "old");
        a.Answer("b", "old");

        var taken = b.Take();
        Assert.StartsWith("answer a 4 ", taken[0], StringComparison.Ordinal);
        Assert.Equal(["candidate a 3 after"], taken[1..]);
    }

    [Fact]
    public void DescribedCandidate_AfterANewerDescription_Waits()
    {
        var (a, b) = (Restored("a", 1), Restored("b", 2));
        a.Offer("b", "new");
        b.Take();
        a.DescribedCandidate("b", "c1", "old", "b1");

        Assert.Empty(b.Take());
    }

    [Fact]
    public void Broadcast_WhileTheRoomSettles_GoesAlsoToWhoComesBackLater()
    {
        var a = Restored("a", 1);
        a.Message("to all");
        _desk.Pass(1_000);
        Assert.DoesNotContain("ack 1", a.Take());

        Assert.Equal(["resumed lost seen 0 [a]", "message a 1 to all"], Restored("b", 2).TakeAndAck());
        Assert.Equal(["existing [a b]"], _desk.Join("c").Take());
        _desk.Pass(60_000);
        Assert.Contains("ack 1", a.Take());
    }

    [Fact]
    public void Broadcast_WhileTheRoomSettles_ComesBeforeWhatWasSentAfterIt()
    {
        var a = Restored("a", 1);
        a.Message("to all");
        a.Message("to b", "b");

        Assert.Equal(["resumed lost seen 0 [a]", "message a 1 to all", "message a 2 to b"], Restored("b", 2).Take());
    }

    [Fact]
    public void Broadcasts_WhileTheRoomSettles_TheNewestAreKept()
    {
        var desk = new Desk(new Limits { UnresolvedMessages = 8 }, Desk.Start + 60_000);
        var a = Restored("a", 1, desk);
        for (var i = 1; i <= 3; i++) a.Message($"m{i}");
        desk.Pass(1_000);

        Assert.Contains("ack 1", a.Take());
        Assert.Equal(["resumed lost seen 0 [a]", "message a 2 m2", "message a 3 m3"], Restored("b", 2, desk).Take());
    }

    private Client Restored(string id, long order, Desk? desk = null)
    {
        var client = new Client(desk ?? _desk, new Member { PeerId = id, Instance = id + "1", JoinOrder = order, Acks = true });
        client.Resume(seen: 0);
        return client;
    }
}
