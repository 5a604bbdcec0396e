using System.Diagnostics.Metrics;
using Signaling.Grains.Hosting;
using Signaling.TestKit;

namespace Signaling.Grains.Tests.Cluster;

/// <summary>docs/metrics.md lists what a silo measures.</summary>
public sealed class SiloMetricsTests
{
    [Fact]
    public void Silo_MeasuresWhatIsDocumented()
    {
        using var meter = new SiloMeter();
        var real = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter == meter.Meter) real.Add($"{instrument.Name} | {KindOf(instrument)} | {instrument.Unit} | {instrument.Description}");
            },
        };
        listener.Start();

        var documented = SourceTree.Table("docs/metrics.md", "## Silo").Select(row => $"{row[0]} | {row[1]} | {row[2]} | {row[4]}");
        Assert.Equal(real.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    private static string KindOf(Instrument instrument) =>
        instrument is Histogram<double> ? "histogram" : instrument is Counter<long> ? "counter" : "gauge";
}
