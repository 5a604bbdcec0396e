using Microsoft.Extensions.Time.Testing;
using Signaling.Core.Flight;
using Signaling.Core.Messages;
using Signaling.Gateway.Flight;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Tests.Flight;

/// <summary>The bounds of the recorder: time, bytes, pairs of one peer, and the sample.</summary>
public sealed class FlightRecorderTests
{
    private static readonly Signal AnOffer = new() { Kind = SignalKind.Offer, Number = 1, Payload = "\"\""u8.ToArray() };

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Fact]
    public void Pair_AfterItsTime_IsForgotten()
    {
        var recorder = Make(new FlightOptions { KeepMs = 10_000 });
        recorder.Seat("room", "alice", "1").Sent(AnOffer, "bob");
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.NotNull(recorder.Sight(PairName.Of("room", "bob", "alice")));

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Null(recorder.Sight(PairName.Of("room", "bob", "alice")));
        Assert.Equal((0, 0), (recorder.Count, recorder.Bytes));
    }

    [Fact]
    public void Bytes_BeyondTheBound_PushTheOldestOut()
    {
        var recorder = Make(new FlightOptions { Bytes = 64 << 10 });
        for (var i = 0; i < 1_000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            recorder.Seat("room", $"peer{i}", "1").Sent(AnOffer, "other");
            Assert.InRange(recorder.Bytes, 0, 64 << 10);
        }

        Assert.NotNull(recorder.Sight(PairName.Of("room", "peer999", "other")));
        Assert.Null(recorder.Sight(PairName.Of("room", "peer0", "other")));
        Assert.Equal(1_000, recorder.Count + recorder.Evicted);
    }

    [Fact]
    public void OnePair_KeepsItsLastEntries_AndCountsTheOthers()
    {
        var recorder = Make(new FlightOptions { EntriesPerPair = 10 });
        var seat = recorder.Seat("room", "alice", "1");
        for (var i = 1; i <= 30; i++) seat.Sent(AnOffer with { Number = i }, "bob");

        var pair = recorder.Sight(PairName.Of("room", "alice", "bob"))!;
        Assert.Equal((10, 20), (pair.Entries.Count, pair.Dropped));
    }

    [Fact]
    public void PushedOutPair_IsBegunAnew()
    {
        var recorder = Make(new FlightOptions { KeepMs = 1_000 });
        var seat = recorder.Seat("room", "alice", "1");
        seat.Sent(AnOffer, "bob");
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(recorder.Sight(PairName.Of("room", "alice", "bob")));

        seat.Sent(AnOffer, "bob");

        Assert.Single(recorder.Sight(PairName.Of("room", "alice", "bob"))!.Entries);
    }

    [Fact]
    public void OnePeer_CannotFillIt()
    {
        var recorder = Make(new FlightOptions { PairsPerPeer = 5 });
        var seat = recorder.Seat("room", "mallory", "1");
        for (var i = 0; i < 50; i++) seat.Sent(AnOffer, $"peer{i}");

        Assert.Equal(5, recorder.Count);
    }

    [Fact]
    public void MorePairsThanItMayBegin_AreCounted_AndBeginWithALaterOffer()
    {
        var recorder = Make(new FlightOptions { PairsBurst = 3, PairsPerSecond = 1 });
        var seats = Enumerable.Range(0, 5).Select(i => recorder.Seat("room", $"peer{i}", "1")).ToList();
        foreach (var seat in seats) seat.Sent(AnOffer, "other");
        foreach (var seat in seats) seat.Sent(new Signal { Kind = SignalKind.Candidate, Number = 2, Payload = "null"u8.ToArray() }, "other");
        Assert.Equal((3, 2), (recorder.Count, recorder.NotBegun));

        _time.Advance(TimeSpan.FromSeconds(1));
        foreach (var seat in seats) seat.Sent(AnOffer with { Number = 3 }, "other");

        Assert.Equal((4, 3), (recorder.Count, recorder.NotBegun));
    }

    [Fact]
    public void BusyPair_IsNotedInPart_AndSaysSo()
    {
        var recorder = Make(new FlightOptions { MessagesBurst = 20, MessagesPerSecond = 2 });
        var seat = recorder.Seat("room", "alice", "1");
        void Send(int count)
        {
            for (var i = 0; i < count; i++) seat.Sent(AnOffer with { Number = 0 }, "bob");
        }

        Send(50);
        Assert.Equal((20, 30), (recorder.Sight(PairName.Of("room", "alice", "bob"))!.Entries.Count, recorder.Sight(PairName.Of("room", "alice", "bob"))!.Skipped));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Send(1_000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        _time.Advance(TimeSpan.FromSeconds(2));
        Send(10);
        Assert.Equal(24, recorder.Sight(PairName.Of("room", "alice", "bob"))!.Entries.Count);
    }

    [Fact]
    public void Sample_IsTheSamePairsEverywhere_AndAboutThatPart()
    {
        var (one, other) = (Make(new FlightOptions { Sample = 0.25 }), Make(new FlightOptions { Sample = 0.25 }));
        for (var i = 0; i < 4_000; i++)
        {
            one.Seat("room", $"a{i}", "1").Sent(AnOffer, $"b{i}");
            other.Seat("room", $"b{i}", "1").Sent(AnOffer, $"a{i}");
        }

        Assert.InRange(one.Count, 850, 1_150);
        Assert.Equal(Names(one), Names(other));
    }

    [Fact]
    public void PairThatIsNotSampled_CostsNothing()
    {
        var seat = Make(new FlightOptions { Sample = double.Epsilon }).Seat("room", "alice", "1");
        seat.Sent(AnOffer, "bob");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) seat.Sent(AnOffer, "bob");

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private FlightRecorder Make(FlightOptions options) => new(options, new GatewayClock(_time));

    private static IEnumerable<string> Names(FlightRecorder recorder) => recorder.Newest(null, null, 10_000).Select(pair => pair.Name.First).Order(StringComparer.Ordinal);
}
