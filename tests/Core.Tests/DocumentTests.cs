using System.Globalization;
using System.Reflection;
using Signaling.Core.Codes;
using Signaling.Core.Sessions;
using Signaling.TestKit;

namespace Signaling.Core.Tests;

/// <summary>The tables in docs say what the code says.</summary>
public sealed class DocumentTests
{
    [Fact]
    public void Codes_AreAllDocumented()
    {
        var documented = Lines("codes.md").Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        var real = Reasons.All.Select(code => $"| `{code.Name}` | {code.Sentence} | {code.Retry.ToString().ToLowerInvariant()} | {(code.Close == 0 ? "" : code.Close.ToString(CultureInfo.InvariantCulture))} |");

        Assert.Equal(real, documented);
    }

    [Fact]
    public void Reasons_AllOfThem_AreInTheList()
    {
        var fields = typeof(Reasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (Code)field.GetValue(null)!);

        Assert.Equal(fields, Reasons.All);
        Assert.Equal(Reasons.All.Count, Reasons.All.Select(code => code.Name).Distinct().Count());
    }

    [Fact]
    public void Limits_AreAllDocumentedWithTheirDefaults()
    {
        var documented = Lines("limits.md");
        var real = Properties("Limits", new Limits()).Concat(Properties("Session", new SessionLimits()));

        Assert.All(real, start => Assert.Contains(documented, line => line.StartsWith(start, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Properties(string section, object limits) =>
        limits.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => $"| `{section}:{property.Name}` | {Convert.ToString(property.GetValue(limits), CultureInfo.InvariantCulture)} | ");

    private static string[] Lines(string document) => SourceTree.Read("docs/" + document).Split('\n');
}
