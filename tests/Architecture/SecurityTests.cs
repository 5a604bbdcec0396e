using System.Text.RegularExpressions;

namespace Signaling.Architecture;

/// <summary>SECURITY.md names every attack test, and no other.</summary>
public sealed partial class SecurityTests
{
    [Fact]
    public void Attacks_OfTheTable_AreTests_AndAllTestsAreInIt()
    {
        var named = Row().Matches(Repository.Read("SECURITY.md")).Select(match => match.Groups["name"].Value).ToList();
        var tests = Repository.Matching("tests/Gateway.Tests/Attacks/", ".cs").SelectMany(file => Test().Matches(Repository.Read(file))).Select(match => match.Groups["name"].Value).ToList();

        Assert.NotEmpty(named);
        Assert.Equal(tests.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\|.*\| `(?<name>\w+_\w+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\[(?:Fact|InlineData\(.*\))\]\s+(?:\[Meets\(.*\)\]\s+)?public (?:async )?Task (?<name>\w+)\(")]
    private static partial Regex Test();
}
