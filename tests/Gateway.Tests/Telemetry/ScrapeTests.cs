using System.Diagnostics.Metrics;
using Signaling.Telemetry;

namespace Signaling.Gateway.Tests.Telemetry;

/// <summary>What instruments measure, as Prometheus reads it.</summary>
public sealed class ScrapeTests : IDisposable
{
    private readonly Meter _meter = new("test");
    private readonly Scrape _scrape;

    public ScrapeTests() => _scrape = new Scrape(_meter);

    public void Dispose()
    {
        _scrape.Dispose();
        _meter.Dispose();
    }

    [Theory]
    [InlineData("signaling.session.start.duration", "s", false, "signaling_session_start_duration_seconds")]
    [InlineData("signaling.payload.received", "By", true, "signaling_payload_received_bytes_total")]
    [InlineData("signaling.glares", "{glare}", true, "signaling_glares_total")]
    [InlineData("signaling.draining", "1", false, "signaling_draining")]
    [InlineData("already.seconds", "s", false, "already_seconds")]
    public void Names_FollowTheRulesOfOpenTelemetry(string name, string unit, bool isCounter, string expected) =>
        Assert.Equal(expected, PrometheusText.NameOf(name, unit, isCounter));

    [Fact]
    public void Instruments_OfEachKind_AreWritten()
    {
        var rooms = 3;
        var counter = _meter.CreateCounter<long>("a.counter", "{thing}", "Things, \\ and\nmore.");
        _meter.CreateObservableUpDownCounter("b.gauge", () => rooms);
        var histogram = _meter.CreateHistogram("c.histogram", "s", null, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        var gauge = _meter.CreateGauge<double>("d.set");
        counter.Add(2, new KeyValuePair<string, object?>("which.one", "x\"y\\z"));
        counter.Add(3, new KeyValuePair<string, object?>("which.one", "x\"y\\z"));
        counter.Add(1);
        foreach (var value in (double[])[0.05, 0.1, 0.5, 7]) histogram.Record(value);
        gauge.Record(1);
        gauge.Record(0.25);

        Assert.Equal("""
            # HELP a_counter_total Things, \\ and\nmore.
            # TYPE a_counter_total counter
            a_counter_total 1
            a_counter_total{which_one="x\"y\\z"} 5
            # TYPE b_gauge gauge
            b_gauge 3
            # TYPE c_histogram_seconds histogram
            c_histogram_seconds_bucket{le="0.1"} 2
            c_histogram_seconds_bucket{le="1"} 3
            c_histogram_seconds_bucket{le="+Inf"} 4
            c_histogram_seconds_sum 7.65
            c_histogram_seconds_count 4
            # TYPE d_set gauge
            d_set 0.25

            """, _scrape.Write());
        rooms = 4;
        Assert.Contains("b_gauge 4\n", _scrape.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNotObservedAnyMore_IsNotShown()
    {
        var doors = new List<string> { "native", "signalr" };
        _meter.CreateObservableGauge("open", () => doors.Select(door => new Measurement<int>(1, new KeyValuePair<string, object?>("door", door))));
        Assert.Contains("door=\"signalr\"", _scrape.Write(), StringComparison.Ordinal);
        doors.Remove("signalr");
        Assert.DoesNotContain("door=\"signalr\"", _scrape.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void ALabelThatGrows_TakesNoMoreThanItsBound()
    {
        var counter = _meter.CreateCounter<long>("grows");
        for (var i = 0; i < Scrape.SeriesMax * 2; i++) counter.Add(1, new KeyValuePair<string, object?>("i", i));
        Assert.Equal(Scrape.SeriesMax, _scrape.Write().Split('\n').Count(line => line.StartsWith("grows_total{", StringComparison.Ordinal)));
    }

    [Fact]
    public void AnotherMeterOfTheSameName_IsNotListenedTo()
    {
        using var other = new Meter("test");
        other.CreateCounter<long>("theirs").Add(1);
        Assert.DoesNotContain("theirs", _scrape.Write(), StringComparison.Ordinal);
    }
}
