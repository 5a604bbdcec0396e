using System.Text.RegularExpressions;

namespace Signaling.Architecture;

/// <summary>A log event's id is its name for who filters and alerts: no two events share one.</summary>
public sealed partial class LogTests
{
    [Fact]
    public void EventIds_AreUnique()
    {
        var shared =
            from file in Repository.Matching("src/", ".cs")
            from Match match in Event().Matches(Repository.Read(file))
            group file by match.Groups[1].Value into places
            where places.Count() > 1
            select $"{places.Key}: {string.Join(", ", places)}";

        Verdict.NoFaults(shared);
    }

    [GeneratedRegex(@"\[LoggerMessage\((?:EventId = )?(\d+)")]
    private static partial Regex Event();
}
