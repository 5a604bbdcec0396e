using Signaling.Core.Messages;
using Signaling.Core.Negotiation;
using Signaling.Core.Peers;

namespace Signaling.Core.Tests.Peers;

public sealed class CandidateGateTests
{
    private readonly CandidateGate _gate = new();

    [Fact]
    public void Judge_BeforeItsDescription_Holds()
    {
        Assert.Equal(Passage.Hold, Judge("a"));
        _gate.Describe(Of("b"), 1);
        Assert.Equal(Passage.Hold, Judge("a"));
        Assert.Equal(Passage.Pass, Judge("b"));
    }

    [Fact]
    public void TakeReleased_AfterTheDescription_GivesTheHeldInOrder()
    {
        MailItem[] held = [Hold("a", 1), Hold("b", 2), Hold("a", 3), Hold(null, 4)];
        _gate.Describe(Of("a"), 5);
        var (released, dropped) = _gate.TakeReleased();

        Assert.Equal([held[0], held[2], held[3]], released);
        Assert.Empty(dropped);
        Assert.Equal([held[1]], _gate.Held);
    }

    [Fact]
    public void Judge_PreviousGeneration_PassesUntilTheNewOneIsApplied()
    {
        _gate.Describe(Of("a"), 1);
        _gate.Describe(Of("b"), 2);
        Assert.Equal(Passage.Pass, Judge("a"));

        _gate.RetirePrevious(1);
        Assert.Equal(Passage.Pass, Judge("a"));
        _gate.RetirePrevious(2);
        Assert.Equal(Passage.Drop, Judge("a"));
        Assert.Equal(Passage.Pass, Judge("b"));
    }

    [Fact]
    public void Judge_TwoGenerationsBack_IsDead()
    {
        foreach (var (ufrag, number) in new[] { ("a", 1), ("b", 2), ("c", 3) }) _gate.Describe(Of(ufrag), number);

        Assert.Equal(Passage.Drop, Judge("a"));
        Assert.Equal(Passage.Pass, Judge("b"));
    }

    [Fact]
    public void Judge_AfterTheEndMark_Drops()
    {
        _gate.Describe(Of("a"), 1);

        Assert.Equal(Passage.Pass, Judge("a", isEnd: true));
        Assert.Equal(Passage.Drop, Judge("a"));
        Assert.Equal(Passage.Drop, Judge("a", isEnd: true));
        _gate.Describe(Of("b"), 2);
        Assert.Equal(Passage.Pass, Judge("b"));
    }

    [Fact]
    public void Judge_EndMarkOfOneMediaSection_EndsOnlyThat()
    {
        _gate.Describe(Of("a"), 1);
        Judge("a", isEnd: true, media: 1);

        Assert.Equal(Passage.Drop, Judge("a", media: 1));
        Assert.Equal(Passage.Pass, Judge("a", media: 2));
    }

    [Fact]
    public void Judge_ManyMediaSectionsEnded_KeepsABoundedNumber()
    {
        _gate.Describe(Of("a"), 1);
        for (var media = 1UL; media <= 10_000; media++) Assert.Equal(Passage.Pass, Judge("a", isEnd: true, media: media));

        Assert.InRange(_gate.EndedCount, 1, 1_000);
    }

    [Fact]
    public void Judge_OpaqueDescription_LetsEverythingPass()
    {
        Assert.Equal(Passage.Hold, Judge(null));
        _gate.Describe(default, 1);

        Assert.Equal(Passage.Pass, Judge(null));
        Assert.Equal(Passage.Pass, Judge("a"));
    }

    [Fact]
    public void Judge_EndMarkOfAnOpaqueGeneration_DoesNotEndTheNext()
    {
        _gate.Describe(default, 1);
        Judge(null, isEnd: true);
        Assert.Equal(Passage.Drop, Judge(null));

        _gate.Describe(default, 2);
        Assert.Equal(Passage.Pass, Judge(null));
    }

    [Fact]
    public void Lose_NextDescriptionWithItsUfrag_ReleasesItsCandidates()
    {
        _gate.Lose(Of("a"));
        var held = Hold("a", 1);
        _gate.Describe(Of("a"), 2);

        Assert.Equal([held], _gate.TakeReleased().Released);
    }

    [Fact]
    public void Lose_NextDescriptionOfAnotherGeneration_DropsItsCandidates()
    {
        _gate.Lose(Of("a"));
        var held = Hold("a", 1);
        _gate.Describe(Of("b"), 2);

        Assert.Equal([held], _gate.TakeReleased().Dropped);
        Assert.Equal(Passage.Drop, Judge("a"));
    }

    [Fact]
    public void Lose_CandidateAfterTheNextDescription_IsDropped()
    {
        _gate.Lose(Of("a"));
        _gate.Describe(Of("b"), 2);
        _gate.TakeReleased();

        Assert.Equal(Passage.Drop, Judge("a"));
    }

    [Fact]
    public void Lose_CandidateWithoutAUfrag_BelongsToTheLosingOffer()
    {
        _gate.Describe(Of("a"), 1);
        _gate.Lose(Of("b"));

        Assert.Equal(Ufrag.From("b"), _gate.Last);
    }

    [Fact]
    public void Undescribe_ForGood_KillsItAndBringsBackTheOneBefore()
    {
        _gate.Describe(Of("a"), 1);
        _gate.Describe(Of("b"), 2);
        _gate.Undescribe(Of("b"), mayReturn: false);

        Assert.Equal(Passage.Drop, Judge("b"));
        Assert.Equal(Passage.Pass, Judge("a"));
    }

    [Fact]
    public void Undescribe_TheOnlyOne_HoldsAgain()
    {
        _gate.Describe(Of("a"), 1);
        _gate.Undescribe(Of("a"), mayReturn: true);

        Assert.Equal(Passage.Hold, Judge("a"));
        Assert.Equal(Passage.Hold, Judge("c"));
    }

    [Fact]
    public void Describe_TheGenerationBefore_KeepsItsEndMark()
    {
        _gate.Describe(Of("a"), 1);
        Judge("a", isEnd: true);
        _gate.Describe(Of("b"), 2);
        _gate.Describe(Of("a"), 3);

        Assert.Equal(Passage.Drop, Judge("a"));
        Assert.Equal(Passage.Pass, Judge("b"));
    }

    [Fact]
    public void Describe_FirstAfterALoss_DropsWhatWaitsOfAnOlderGeneration_AndDoesNotKillIt()
    {
        var older = Hold("a", 1);
        _gate.Describe(Of("b"), 2, mayHaveForgotten: true);
        Assert.Equal([older], _gate.TakeReleased().Dropped);
        Assert.Equal(Passage.Hold, Judge("a"));

        var younger = Hold("a", 3);
        _gate.Describe(Of("a"), 4, mayHaveForgotten: true); // "b" lost in glare, unseen here: "a" stands
        Assert.Equal([younger], _gate.TakeReleased().Released);
        Assert.Equal(Passage.Pass, Judge("a"));
    }

    [Fact]
    public void TakeReleased_LongAfterTheFirstDescriptionAfterALoss_DropsNothing()
    {
        _gate.Describe(Of("b"), 2, mayHaveForgotten: true);
        Hold("a", 1);

        Assert.Empty(_gate.TakeReleased().Dropped);
    }

    [Fact]
    public void TakeExpired_OnlyWhatIsDue_IsTaken()
    {
        var early = Hold("a", 1, expiresAt: 10);
        var late = Hold("a", 2, expiresAt: 20);

        Assert.Equal([early], _gate.TakeExpired(10));
        Assert.Equal([late], _gate.Held);
    }

    private static UfragSet Of(string ufrag)
    {
        var set = default(UfragSet);
        set.Add(Ufrag.From(ufrag));
        return set;
    }

    private static CandidateFacts Facts(string? ufrag, bool isEnd = false, ulong media = 0) =>
        new() { Ufrag = ufrag is null ? Ufrag.None : Ufrag.From(ufrag), IsEnd = isEnd, Media = media };

    private Passage Judge(string? ufrag, bool isEnd = false, ulong media = 0) => _gate.Judge(Facts(ufrag, isEnd, media));

    private MailItem Hold(string? ufrag, long number, long expiresAt = long.MaxValue)
    {
        var item = new MailItem
        {
            Kind = EventKind.Signal,
            About = new Member { PeerId = "x", Instance = "x1", JoinOrder = 1 },
            Signal = new Signal { Kind = SignalKind.Candidate, Number = number },
            Candidate = Facts(ufrag),
            ExpiresAt = expiresAt,
        };
        _gate.Hold(item);
        return item;
    }
}
