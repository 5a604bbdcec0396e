using Signaling.Core.Peers;

namespace Signaling.Core.Tests.Peers;

public sealed class OutgoingWindowTests
{
    private readonly OutgoingWindow _window = new(countMax: 8, bytesMax: 1_000);

    [Fact]
    public void Accept_Repeat_TellsWhetherItStillWaits()
    {
        _window.Accept(1, To(1), 10);
        _window.Accept(2, To(1), 10);
        _window.Resolve(2, "0");

        Assert.Equal(Acceptance.Waiting, _window.Accept(1, To(1), 10));
        Assert.Equal(Acceptance.Resolved, _window.Accept(2, To(1), 10));
    }

    [Fact]
    public void Accept_WithoutReceivers_IsResolvedAtOnce()
    {
        Assert.Equal(Acceptance.New, _window.Accept(1, To(0), 10));
        Assert.Equal(1, _window.ResolvedTo);
        _window.Accept(2, To(1), 10);
        _window.Accept(3, To(0), 10);

        Assert.Equal(new AckRangesText("1 3-3"), Ranges());
    }

    [Fact]
    public void Accept_NumbersSkippedByTheSender_CountAsResolved()
    {
        _window.Accept(5, To(1), 10);
        _window.Accept(8, To(1), 10);

        Assert.Equal(new AckRangesText("4 6-7"), Ranges());
        Assert.Equal(Acceptance.Resolved, _window.Accept(6, To(1), 10));
    }

    [Fact]
    public void Accept_AtTheCountBound_Refuses()
    {
        for (var number = 1; number <= 8; number++) Assert.Equal(Acceptance.New, _window.Accept(number, To(1), 10));

        Assert.Equal(Acceptance.TooMany, _window.Accept(9, To(1), 10));
        _window.Resolve(1, "0");
        Assert.Equal(Acceptance.New, _window.Accept(9, To(1), 10));
    }

    [Fact]
    public void Accept_AtTheByteBound_Refuses()
    {
        _window.Accept(1, To(1), 600);

        Assert.Equal(Acceptance.TooMany, _window.Accept(2, To(1), 401));
        Assert.Equal(Acceptance.New, _window.Accept(2, To(1), 400));
    }

    [Fact]
    public void Accept_OneMessageAboveTheByteBound_IsTakenWhenNothingElseWaits() =>
        Assert.Equal(Acceptance.New, _window.Accept(1, To(1), 5_000));

    [Fact]
    public void Accept_OneStuckNumber_BoundsTheSpanNotOnlyTheCount()
    {
        _window.Accept(1, To(1), 10);
        for (var number = 2; number <= 8; number++)
        {
            _window.Accept(number, To(1), 10);
            _window.Resolve(number, "0");
        }

        Assert.Equal(Acceptance.TooMany, _window.Accept(9, To(1), 10));
    }

    [Fact]
    public void Resolve_Broadcast_TakesOneOutcomeFromEachReceiver()
    {
        _window.Accept(1, To(3), 10);

        Assert.False(_window.Resolve(1, "2"));
        Assert.False(_window.Resolve(1, "2"));
        Assert.False(_window.Resolve(1, "0"));
        Assert.True(_window.Resolve(1, "1"));
        Assert.False(_window.Resolve(1, "1"));
        Assert.Equal(1, _window.ResolvedTo);
        Assert.Equal(0, _window.UnresolvedCount);
    }

    [Fact]
    public void Resolve_UnknownNumber_DoesNothing()
    {
        _window.Accept(1, To(1), 10);

        Assert.False(_window.Resolve(0, "0"));
        Assert.False(_window.Resolve(2, "0"));
    }

    [Fact]
    public void Resolve_OutOfOrder_JoinsRanges()
    {
        for (var number = 1; number <= 7; number++) _window.Accept(number, To(1), 10);
        foreach (var number in new[] { 3, 4, 6 }) _window.Resolve(number, "0");

        Assert.Equal(new AckRangesText("0 3-4 6-6"), Ranges());
        _window.Resolve(1, "0");
        _window.Resolve(2, "0");
        Assert.Equal(new AckRangesText("4 6-6"), Ranges());
    }

    [Fact]
    public void Resolve_InAnyOrder_AgreesWithASet()
    {
        var random = new Random(11);
        for (var round = 0; round < 300; round++)
        {
            var window = new OutgoingWindow(64, int.MaxValue);
            var waiting = new SortedDictionary<long, int>();
            var highest = 0L;
            for (var step = 0; step < 200; step++)
            {
                if (random.Next(2) == 0)
                {
                    var (number, receivers) = (highest + random.Next(1, 4), random.Next(0, 4));
                    if (window.Accept(number, To(receivers), 1) == Acceptance.TooMany) continue;
                    highest = number;
                    if (receivers > 0) waiting[number] = receivers;
                }
                else if (waiting.Count > 0)
                {
                    var number = waiting.Keys.ElementAt(random.Next(waiting.Count));
                    var isLast = --waiting[number] == 0;
                    if (isLast) waiting.Remove(number);
                    Assert.Equal(isLast, window.Resolve(number, $"{waiting.GetValueOrDefault(number)}"));
                }

                Assert.Equal(waiting.Count, window.UnresolvedCount);
                Assert.Equal(waiting.Count == 0 ? highest : waiting.Keys.First() - 1, window.ResolvedTo);
                var ranges = window.Ranges();
                for (var number = ranges.Seen + 1; number <= highest; number++)
                {
                    Assert.Equal(!waiting.ContainsKey(number), ranges.Also.Any(r => r.From <= number && number <= r.To));
                }
            }
        }
    }

    [Fact]
    public void WaitingFor_AReceiver_AreItsNumbersAscending()
    {
        _window.Accept(1, To(1), 10);
        _window.Accept(2, new Receivers("other"), 10);
        _window.Accept(3, To(2), 10);
        _window.Resolve(3, "1");

        Assert.Equal([1, 3], _window.WaitingFor("0"));
        Assert.Empty(_window.WaitingFor("1"));
        Assert.True(_window.Waits(2, "other"));
        var walk = _window.ReceiversOf(3).GetEnumerator();
        Assert.True(walk.MoveNext());
        Assert.Equal("0", walk.Current);
        Assert.False(walk.MoveNext());
    }

    /// <summary>So many receivers, named "0", "1" ...</summary>
    private static Receivers To(int count) => count == 1 ? new Receivers("0") : new Receivers([.. Enumerable.Range(0, count).Select(i => $"{i}")]);

    private AckRangesText Ranges()
    {
        var ranges = _window.Ranges();
        return new AckRangesText($"{ranges.Seen}{string.Concat(ranges.Also.Select(r => $" {r.From}-{r.To}"))}");
    }

    private sealed record AckRangesText(string Text);
}
