using System.Text;

namespace Signaling.Simulation.World;

/// <summary>What happened, as a hash over everything and the last entries in full.</summary>
public sealed class Trace
{
    private Entry[] _last = new Entry[4_000];
    private long _count;

    /// <summary>The same for two runs that did the same.</summary>
    public ulong Hash { get; private set; } = 14695981039346656037;

    public long Count => _count;

    /// <summary>Keeps so many entries; called before the first.</summary>
    public void Keep(int entries) => _last = new Entry[entries];

    public void Add(long at, string who, string what, string? whom = null, long number = 0, string? more = null)
    {
        _last[_count++ % _last.Length] = new Entry(at, who, what, whom, number, more);
        Mix((ulong)at);
        Mix(who);
        Mix(what);
        Mix(whom);
        Mix((ulong)number);
        Mix(more);
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = Math.Max(0, _count - _last.Length); i < _count; i++)
        {
            var entry = _last[i % _last.Length];
            text.Append((entry.At - Agenda.Start).ToString().PadLeft(9)).Append("  ").Append(entry.Who.PadRight(8)).Append(entry.What);
            if (entry.Whom is not null) text.Append(' ').Append(entry.Whom);
            if (entry.Number != 0) text.Append(" #").Append(entry.Number);
            if (entry.More is not null) text.Append(' ').Append(entry.More);
            text.Append('\n');
        }

        return text.ToString();
    }

    private void Mix(ulong value) => Hash = (Hash ^ value) * 1099511628211;

    private void Mix(string? text)
    {
        if (text is null) return;
        foreach (var c in text) Mix(c);
        Mix(0xFFFF);
    }

    private readonly record struct Entry(long At, string Who, string What, string? Whom, long Number, string? More);
}

/// <summary>A promise was broken.</summary>
public sealed class PromiseBrokenException(string checker, string what) : Exception($"{checker}: {what}")
{
    public string Checker { get; } = checker;
}
