namespace Signaling.Architecture;

/// <summary>A list of faults that must be empty, shown whole: xunit would show only its beginning.</summary>
internal static class Verdict
{
    public static void NoFaults(IEnumerable<string> faults)
    {
        var list = faults.Order(StringComparer.Ordinal).ToList();
        Assert.True(list.Count == 0, string.Join('\n', list));
    }
}
