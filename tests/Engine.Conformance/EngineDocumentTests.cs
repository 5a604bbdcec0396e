using System.Reflection;
using System.Text.RegularExpressions;
using Signaling.TestKit;

namespace Signaling.Engine.Conformance;

/// <summary>docs/engine.md names every test of the suite, and no other.</summary>
public sealed partial class EngineDocumentTests
{
    [Fact]
    public void Document_NamesEveryTestOfTheSuite_AndNoOther()
    {
        var tests = typeof(EngineConformance).GetMethods().Where(m => m.GetCustomAttribute<FactAttribute>() is not null).Select(m => m.Name);
        var named = TestName().Matches(SourceTree.Read("docs/engine.md")).Select(m => m.Groups["name"].Value);

        Assert.Equal(tests.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("`(?<name>[A-Za-z]+_[A-Za-z_]+)`")]
    private static partial Regex TestName();
}
