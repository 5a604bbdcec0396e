using Signaling.Gateway.Doors;
using Signaling.Gateway.Hosting;
using Signaling.Settings;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Hosting;

/// <summary>The pages list the settings that there are, and no others. A silo's are compared where the cluster is tested.</summary>
public sealed class SettingsDocumentTests
{
    private const string AnyDoor = "<door>";

    private static readonly string[] Doors = [.. typeof(DoorsOptions).GetProperties().Where(property => property.PropertyType.IsAssignableTo(typeof(DoorOptions))).Select(property => property.Name)];

    private static readonly IReadOnlyList<string> Real = [.. SettingsReader.Names("Signaling", typeof(GatewayOptions))];

    private static readonly IReadOnlyCollection<string> Documented =
        [.. SettingsPages.Names.SelectMany(name => name.Contains(AnyDoor, StringComparison.Ordinal) ? Doors.Select(door => name.Replace(AnyDoor, door, StringComparison.Ordinal)) : [name])];

    [Fact]
    public void EverySetting_IsDocumented()
    {
        Assert.Contains("Signaling:Transport", Real);
        Assert.Contains("Signaling:Doors:PeerJs:Keys", Real);
        Assert.True(Real.Count > 100);

        Assert.Empty(Real.Except(Documented));
    }

    /// <summary>The edition of the single node has none of a cluster's.</summary>
    [Fact]
    public void EverythingDocumentedAsASetting_IsOne() =>
        Assert.DoesNotContain(
            Documented, name => !Real.Covers(name) && name != "Signaling:HealthUrls" && (Real.Covers("Signaling:Cluster") || !name.StartsWith("Signaling:Cluster", StringComparison.Ordinal)));
}
