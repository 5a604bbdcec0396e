using Signaling.Grains.Abstractions.Hosting;
using Signaling.Settings;
using Signaling.Silo;
using Signaling.TestKit;

namespace Signaling.Grains.Tests.Hosting;

/// <summary>A silo tells everything that is wrong with its configuration before anything starts, as a gateway does.</summary>
public sealed class SiloOptionsTests
{
    [Fact]
    public void Defaults_HaveNoProblem() => Assert.Empty(new SiloOptions().Problems());

    [Fact]
    public void Build_WithManyProblems_ListsThemAll()
    {
        string[] args =
        [
            "--Signaling:Limits:RoomPeers=1", "--Signaling:Limits:AckCount=many", "--Signaling:Limits:MessageBytes=1000", "--Signaling:Limit:RoomPeers=2", "--Signaling:Turn:Secret=x",
            "--Signaling:Cluster:SiloPort=0", "--Signaling:Cluster:Silo=1", "--Signaling:Telemetry:OtlpIntervalMs=1", "--Signaling:Webhooks:Url=ftp://x", "--Signaling:Webhooks:Events:0=x",
        ];
        var message = Assert.Throws<ConfigurationException>(() => SiloServer.Build(args)).Message;

        foreach (var part in new[]
        {
            "Limits:RoomPeers is 1; it must be at least 2", "Limits:AckCount is 'many'; it must be a whole number", "Limits:MessageBytes is 1000", "Signaling:Limit is not a setting",
            "Signaling:Turn is not a setting", "SiloPort is 0", "Cluster:Silo is not a setting", "OtlpIntervalMs is 1", "Webhooks:Url is 'ftp://x'", "Webhooks:Secret is missing", "x is not an event",
        }) Assert.Contains(part, message, StringComparison.Ordinal);
    }

    /// <summary>Its own checks come at start: outside of a pod it cannot know which pod it is.</summary>
    [Fact]
    public async Task Kubernetes_OutsideOfAPod_SaysWhatIsMissing()
    {
        await using var server = SiloServer.Build(["--Signaling:Cluster:Kubernetes=true", "--Signaling:Cluster:Clustering=Redis", "--Signaling:HealthUrls=http://127.0.0.1:0"]);

        var fault = await Assert.ThrowsAnyAsync<Exception>(() => server.StartAsync());

        Assert.Contains("POD_NAME", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Kubernetes_WithoutRedis_IsAProblem() =>
        Assert.Contains("Clustering is Localhost; it must be Redis", Assert.Single(new ClusterOptions { Kubernetes = true }.Problems()), StringComparison.Ordinal);

    [Fact]
    public void EverySetting_IsDocumented_AndThoseOfACluster_AreSettings()
    {
        string[] real = [.. SettingsReader.Names("Signaling", typeof(SiloOptions))];

        Assert.Contains("Signaling:HealthUrls", real);
        Assert.Empty(real.Except(SettingsPages.Names));
        Assert.DoesNotContain(SettingsPages.Names, name => name.StartsWith("Signaling:Cluster", StringComparison.Ordinal) && !real.Covers(name));
    }
}
