using System.Globalization;
using System.Text;

namespace Signaling.Telemetry;

/// <summary>
/// Writes the Prometheus text format, version 0.0.4, with names as OpenTelemetry's compatibility rules make them: dots become underscores, the unit
/// is appended, counters end with _total.
/// </summary>
internal sealed class PrometheusText
{
    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    /// <summary>The name of a metric there.</summary>
    public static string NameOf(string name, string? unit, bool isCounter)
    {
        var plain = new StringBuilder(Plain(name));
        var suffix = unit switch
        {
            null or "" or "1" => "",
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            _ when unit.StartsWith('{') => "", // an annotation: what is counted, not a unit
            _ => "_" + Plain(unit),
        };
        if (suffix.Length > 0 && !name.Replace('.', '_').EndsWith(suffix, StringComparison.Ordinal)) plain.Append(suffix);
        if (isCounter) plain.Append("_total");
        return plain.ToString();
    }

    /// <summary>Begins a metric; its samples follow.</summary>
    public void Begin(string name, string type, string? description)
    {
        if (!string.IsNullOrEmpty(description)) _text.Append("# HELP ").Append(name).Append(' ').Append(Escaped(description, quotes: false)).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    /// <summary>One sample.</summary>
    public void Sample(string name, IEnumerable<KeyValuePair<string, object?>> tags, double value)
    {
        _text.Append(name);
        var isFirst = true;
        foreach (var (key, tag) in tags)
        {
            _text.Append(isFirst ? '{' : ',').Append(Plain(key)).Append("=\"").Append(Escaped(Convert.ToString(tag, CultureInfo.InvariantCulture) ?? "", quotes: true)).Append('"');
            isFirst = false;
        }

        _text.Append(isFirst ? " " : "} ").Append(Number(value)).Append('\n');
    }

    public static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : double.IsNaN(value) ? "NaN" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Plain(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private static string Escaped(string text, bool quotes)
    {
        text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? text.Replace("\"", "\\\"", StringComparison.Ordinal) : text;
    }
}
