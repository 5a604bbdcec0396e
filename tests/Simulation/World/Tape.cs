namespace Signaling.Simulation.World;

/// <summary>Where every choice of a run comes from, so that a run can be repeated or all runs be tried.</summary>
public abstract class Tape
{
    /// <summary>A number from 0 up to, not including, <paramref name="count"/>.</summary>
    public abstract int Next(int count);

    public int Between(int from, int to) => from + Next(to - from + 1);

    public bool Chance(int percent) => percent > 0 && Next(100) < percent;

    public T Pick<T>(IReadOnlyList<T> from) => from[Next(from.Count)];

    /// <summary>An index, each as likely as its weight says.</summary>
    public int Weighted(ReadOnlySpan<int> weights)
    {
        var total = 0;
        foreach (var weight in weights) total += weight;
        var at = Next(total);
        for (var i = 0; ; i++)
        {
            at -= weights[i];
            if (at < 0) return i;
        }
    }
}

/// <summary>Choices from a seed (SplitMix64, so that a run is the same on every runtime).</summary>
public sealed class RandomTape(ulong seed) : Tape
{
    private ulong _state = seed;

    public override int Next(int count)
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        mixed ^= mixed >> 31;
        return (int)((mixed >> 33) % (ulong)count);
    }
}

/// <summary>Tries all choices, one run after the other: like counting, the last choice first.</summary>
public sealed class ExhaustiveTape : Tape
{
    private readonly List<(int Value, int Count)> _choices = [];
    private int _at;

    public override int Next(int count)
    {
        if (_at == _choices.Count) _choices.Add((0, count));
        return _choices[_at++].Value;
    }

    /// <summary>Goes on to the next run; false when all have been tried.</summary>
    public bool Advance()
    {
        _at = 0;
        while (_choices.Count > 0)
        {
            var (value, count) = _choices[^1];
            _choices.RemoveAt(_choices.Count - 1);
            if (value + 1 >= count) continue;
            _choices.Add((value + 1, count));
            return true;
        }

        return false;
    }

    public override string ToString() => string.Join(' ', _choices.Select(c => c.Value));
}
