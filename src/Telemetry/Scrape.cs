using System.Diagnostics.Metrics;

namespace Signaling.Telemetry;

/// <summary>
/// Listens to the meters of this process and writes what they measure for Prometheus. Observable instruments cost nothing until they are read;
/// counters and histograms of others are kept here, which is meant for what is rare (joins, requests), not for messages.
/// </summary>
public sealed class Scrape : IDisposable
{
    /// <summary>Sets of tags that one instrument may have; more are not shown. A label that grows without end must not take the memory.</summary>
    internal const int SeriesMax = 256;

    private static readonly double[] SecondsBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly List<Series> _instruments = [];

    /// <param name="owners">Names of meters, or the meters themselves.</param>
    public Scrape(params object[] owners)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!owners.Contains(instrument.Meter) && !owners.Contains(instrument.Meter.Name)) return;
            var series = new Series(instrument);
            lock (_gate) _instruments.Add(series);
            listener.EnableMeasurementEvents(instrument, series);
        };
        _listener.MeasurementsCompleted = (_, state) =>
        {
            lock (_gate) _instruments.Remove((Series)state!);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => ((Series)state!).Take(value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => ((Series)state!).Take(value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => ((Series)state!).Take(value, tags));
        _listener.Start();
    }

    /// <summary>All of it, as text.</summary>
    public string Write()
    {
        Series[] instruments;
        lock (_gate)
        {
            foreach (var series in _instruments) series.Forget();
            _listener.RecordObservableInstruments();
            instruments = [.. _instruments.OrderBy(series => series.Instrument.Name, StringComparer.Ordinal)];
        }

        var text = new PrometheusText();
        foreach (var series in instruments) series.Write(text);
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>One instrument and its values by tags.</summary>
    private sealed class Series(Instrument instrument)
    {
        private readonly Dictionary<string, (KeyValuePair<string, object?>[] Tags, object Value)> _values = [];

        public Instrument Instrument => instrument;

        private bool IsHistogram => instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal);

        private bool IsCounter => instrument.GetType().Name is var name
            && (name.StartsWith("Counter", StringComparison.Ordinal) || name.StartsWith("ObservableCounter", StringComparison.Ordinal));

        /// <summary>What is observed is told whole each time; what is no more must not be shown.</summary>
        public void Forget()
        {
            if (!instrument.IsObservable) return;
            lock (_values) _values.Clear();
        }

        public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var key = Key(tags);
            lock (_values)
            {
                if (!_values.TryGetValue(key, out var known))
                {
                    if (_values.Count >= SeriesMax) return;
                    known = (tags.ToArray(), IsHistogram ? new HistogramCell(Bounds()) : 0.0);
                }

                if (known.Value is HistogramCell histogram) histogram.Record(value);
                else known.Value = instrument.IsObservable || instrument.GetType().Name.StartsWith("Gauge", StringComparison.Ordinal) ? value : (double)known.Value + value;
                _values[key] = known;
            }
        }

        public void Write(PrometheusText text)
        {
            (KeyValuePair<string, object?>[] Tags, object Value)[] values;
            lock (_values) values = [.. _values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)];
            if (values.Length == 0) return;
            var name = PrometheusText.NameOf(instrument.Name, instrument.Unit, IsCounter);
            text.Begin(name, IsHistogram ? "histogram" : IsCounter ? "counter" : "gauge", instrument.Description);
            foreach (var (tags, value) in values)
            {
                if (value is HistogramCell histogram) WriteHistogram(text, name, tags, histogram);
                else text.Sample(name, tags, (double)value);
            }
        }

        private static void WriteHistogram(PrometheusText text, string name, KeyValuePair<string, object?>[] tags, HistogramCell histogram)
        {
            var (buckets, sum) = histogram.Read();
            foreach (var (bound, count) in buckets) text.Sample(name + "_bucket", tags.Append(new("le", PrometheusText.Number(bound))), count);
            text.Sample(name + "_sum", tags, sum);
            text.Sample(name + "_count", tags, buckets[^1].Count);
        }

        private IReadOnlyList<double> Bounds() =>
            instrument is Histogram<double> { Advice.HistogramBucketBoundaries: { } advised } ? advised : SecondsBounds;

        private static string Key(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.IsEmpty) return "";
            var parts = new string[tags.Length];
            for (var i = 0; i < tags.Length; i++) parts[i] = $"{tags[i].Key}={tags[i].Value}";
            return string.Join('\u0001', parts);
        }
    }
}
