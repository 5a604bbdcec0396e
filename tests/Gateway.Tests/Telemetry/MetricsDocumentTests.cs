using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Engine.InProcess;
using Signaling.Gateway.Hosting;
using Signaling.Gateway.Telemetry;
using Signaling.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Signaling.Core;
using Signaling.TestKit;
using Signaling.Webhooks;

namespace Signaling.Gateway.Tests.Telemetry;

/// <summary>docs/metrics.md lists what there is, and the dashboard asks for nothing else.</summary>
public sealed partial class MetricsDocumentTests
{
    [Fact]
    public void Gateway_MeasuresWhatIsDocumented()
    {
        using var meter = new GatewayMeter();
        var clock = new GatewayClock(TimeProvider.System);
        using var table = new ConnectionTable(clock, NullLogger<ConnectionTable>.Instance);
        using var engine = new InProcessEngine(new Limits(), clock, hadEarlierLife: false);
        meter.Observe(table, 1, engine, new NoCluster());
        var real = Instruments(meter.Meter).Select(i => $"{i.Name} | {KindOf(i)} | {i.Unit} | {i.Description}");

        var documented = SourceTree.Table("docs/metrics.md", "## Gateway").Select(row => $"{row[0]} | {row[1]} | {row[2]} | {row[4]}");
        Assert.Equal(real.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Webhooks_MeasureWhatIsDocumented()
    {
        using var meter = new WebhookMeter(() => new WebhookStats(1, 2, 3, 4, null));
        var real = Instruments(meter.Meter).Select(i => $"{i.Name} | {KindOf(i)} | {i.Unit} | {i.Description}");

        var documented = SourceTree.Table("docs/metrics.md", "## Webhooks").Select(row => $"{row[0]} | {row[1]} | {row[2]} | {row[4]}");
        Assert.Equal(real.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void DashboardAndAlerts_AskOnlyForWhatThereIs()
    {
        var rows = SourceTree.Table("docs/metrics.md", "## Gateway").Concat(SourceTree.Table("docs/metrics.md", "## Silo")).Concat(SourceTree.Table("docs/metrics.md", "## Webhooks")).ToList();
        var names = rows.SelectMany(row => PrometheusNames(row[0], row[2], row[1])).ToHashSet();
        using var runtime = new Scrape("System.Runtime");
        GC.Collect();
        names.UnionWith(runtime.Write().Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]));
        var labels = rows.SelectMany(row => Label().Matches(row[3])).Select(match => match.Value.Replace('.', '_')).ToHashSet();

        var asked = Word().Matches(SourceTree.Read("deploy/grafana-dashboard.json") + SourceTree.Read("docs/operating.md")).Select(match => match.Value).Distinct().ToList();
        Assert.True(asked.Count > 20);
        Assert.All(asked, word => Assert.True(names.Contains(word) || labels.Contains(word), word));
    }

    private static IEnumerable<string> PrometheusNames(string name, string unit, string kind)
    {
        var plain = PrometheusText.NameOf(name, unit, kind == "counter");
        return kind == "histogram" ? [plain + "_bucket", plain + "_sum", plain + "_count"] : [plain];
    }

    private static List<Instrument> Instruments(Meter meter)
    {
        var found = new List<Instrument>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => { if (instrument.Meter == meter) found.Add(instrument); } };
        listener.Start();
        return found;
    }

    private static string KindOf(Instrument instrument) => instrument.GetType().Name switch
    {
        var name when name.StartsWith("Histogram", StringComparison.Ordinal) => "histogram",
        var name when name.StartsWith("Counter", StringComparison.Ordinal) || name.StartsWith("ObservableCounter", StringComparison.Ordinal) => "counter",
        _ => "gauge",
    };

    [GeneratedRegex(@"[a-z]+(\.[a-z]+)+")]
    private static partial Regex Label();

    [GeneratedRegex(@"\b(signaling|dotnet)_[a-z0-9_]+")]
    private static partial Regex Word();

    private sealed class NoCluster : IClusterLoad
    {
        public bool IsConnected => false;

        public int Sending => 0;
    }
}
