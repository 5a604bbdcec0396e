using System.Globalization;
using System.Reflection;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Flight;
using Signaling.Webhooks;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Hosting;

/// <summary>The bounds of what operators use stand in docs/limits.md with their defaults.</summary>
public sealed class LimitTableTests
{
    [Fact]
    public void Bounds_AreDocumentedWithTheirDefaults()
    {
        var lines = SourceTree.Read("docs/limits.md").Split('\n');

        Assert.All(Bounds("Flight", new FlightOptions()).Concat(Bounds("Webhooks", new WebhookOptions())).Concat(Bounds("PerAddress", new AddressOptions())), start =>
            Assert.Contains(lines, line => line.StartsWith(start, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Bounds(string section, object options) =>
        options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.PropertyType == typeof(int) || property.Name.EndsWith("PerSecond", StringComparison.Ordinal))
            .Select(property => $"| `{section}:{property.Name}` | {Convert.ToString(property.GetValue(options), CultureInfo.InvariantCulture)} | ");
}
