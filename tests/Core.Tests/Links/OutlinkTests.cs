using Signaling.Core.Links;

namespace Signaling.Core.Tests.Links;

public sealed class OutlinkTests
{
    private const long OldMaking = 6;
    private const long NewMaking = 8;

    private readonly Outlink<string> _out;
    private long _number;

    public OutlinkTests() => _out = new Outlink<string>(senderEpoch: 1, () => ++_number);

    [Fact]
    public void Reset_AfterTheNewMakingTookABatchThatNamedNone_NothingPassesForARepeat()
    {
        _out.Add("first");
        _out.TryBegin(out var first);
        _out.Learn(OldMaking, out _); // the old making spoke meanwhile; the new one gets what was meant for whichever there is
        var receiver = default(Inlink);
        Assert.True(receiver.IsNext(first, NewMaking, out _));
        receiver.Take(first);
        Assert.Equal(LinkNews.ReceiverLost, _out.Answer(first.Number, new BatchReply(BatchFate.Taken, NewMaking), out _));

        _out.Add("second");
        _out.TryBegin(out var second);

        Assert.True(receiver.IsNext(second, NewMaking, out _), "it was never handled");
    }

    [Fact]
    public void ABatchWithoutAnAnswer_GoesAgainAsItWas_AndIsTakenOnce()
    {
        _out.Add("first");
        _out.TryBegin(out var first);
        var receiver = default(Inlink);
        receiver.Take(first);
        _out.Fail();
        _out.Add("second");

        Assert.True(_out.TryBegin(out var again));
        Assert.Equal(first, again);
        Assert.False(receiver.IsNext(again, NewMaking, out var fate));
        Assert.Equal(BatchFate.Taken, fate);
    }

    [Fact]
    public void AnAnswerOfAnOldMaking_ConfirmsNothing()
    {
        _out.Add("first");
        _out.TryBegin(out var first);
        _out.Learn(NewMaking, out _);

        Assert.Equal(LinkNews.None, _out.Answer(first.Number, new BatchReply(BatchFate.Taken, OldMaking), out var lost));
        Assert.Empty(lost);
        Assert.True(_out.TryBegin(out var again));
        Assert.Equal(["first"], again.Items);
    }
}
