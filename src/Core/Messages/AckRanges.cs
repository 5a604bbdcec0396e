namespace Signaling.Core.Messages;

/// <summary>Which of a sender's numbers are resolved: all up to <see cref="Seen"/>, and the ranges above it.</summary>
/// <param name="Seen">Cumulative.</param>
/// <param name="Also">Inclusive ranges above <see cref="Seen"/>, ascending; empty most of the time.</param>
public sealed record AckRanges(long Seen, IReadOnlyList<(long From, long To)> Also)
{
    public bool Covers(long number)
    {
        if (number <= Seen) return true;
        foreach (var (from, to) in Also)
        {
            if (from <= number && number <= to) return true;
        }

        return false;
    }
}
