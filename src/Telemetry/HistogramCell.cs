namespace Signaling.Telemetry;

/// <summary>A histogram's state for one set of tags.</summary>
internal sealed class HistogramCell(IReadOnlyList<double> bounds)
{
    private readonly long[] _counts = new long[bounds.Count + 1];
    private double _sum;

    public void Record(double value)
    {
        var at = 0;
        while (at < bounds.Count && value > bounds[at]) at++;
        lock (_counts)
        {
            _counts[at]++;
            _sum += value;
        }
    }

    /// <summary>Cumulative counts by upper bound, the last of them infinite; and the sum.</summary>
    public (IReadOnlyList<(double Bound, long Count)> Buckets, double Sum) Read()
    {
        lock (_counts)
        {
            var buckets = new List<(double, long)>();
            var count = 0L;
            for (var i = 0; i < _counts.Length; i++) buckets.Add((i < bounds.Count ? bounds[i] : double.PositiveInfinity, count += _counts[i]));
            return (buckets, _sum);
        }
    }
}
