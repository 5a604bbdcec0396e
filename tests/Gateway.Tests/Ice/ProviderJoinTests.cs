using System.Diagnostics;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Ice;

/// <summary>A join does not wait for a provider: what it gives comes when it is there.</summary>
public sealed class ProviderJoinTests : IAsyncLifetime
{
    private ProviderStandIn _provider = null!;

    public async Task InitializeAsync() => _provider = await ProviderStandIn.StartAsync();

    public async Task DisposeAsync() => await _provider.DisposeAsync();

    [Fact]
    public async Task AProviderThatHangs_HoldsUpNobody_AndWhatItGivesComesInBand()
    {
        var answer = new TaskCompletionSource<(int, string)>();
        _provider.Answer = _ => answer.Task;
        await using var gateway = await StartAsync();
        await using var alice = await NativeClient.ConnectAsync(gateway.Door());
        var clock = Stopwatch.StartNew();
        await alice.SendAsync("""{"type":"join-room","room":"r"}""");
        Assert.Equal("[]", (await alice.NextAsync("existing-peers")).Payload("iceServers"));
        Assert.True(clock.ElapsedMilliseconds < 2_000);

        answer.SetResult((201, Body("u1")));
        Assert.Equal("u1", (await alice.NextAsync("ice-servers"))["iceServers"][0].GetProperty("username").GetString());
        await using var bob = await NativeClient.ConnectAsync(gateway.Door());
        await bob.SendAsync("""{"type":"join-room","room":"r"}""");
        Assert.Equal("u1", (await bob.NextAsync("existing-peers"))["iceServers"][0].GetProperty("username").GetString());
        Assert.Single(_provider.Requests);
    }

    [Fact]
    public async Task AProviderThatFails_CostsAWarning_WithoutTheSecret()
    {
        _provider.Answer = _ => Task.FromResult((401, "s3cret"));
        await using var gateway = await StartAsync();
        await Eventually.TrueAsync(() => gateway.Log.Entries.Any(entry => entry.Text.Contains("No TURN credentials from cloudflare", StringComparison.Ordinal)));

        Assert.DoesNotContain(gateway.Log.Entries, entry => entry.Text.Contains("s3cret", StringComparison.Ordinal));
        Assert.Empty(gateway.Log.Faults);
    }

    private static string Body(string user) => $$"""{"iceServers":[{"urls":"turn:t","username":"{{user}}","credential":"c"}]}""";

    private Task<TestGateway> StartAsync() => TestGateway.StartAsync(
        null, null, ["Turn:Providers:0:Kind=Cloudflare", "Turn:Providers:0:Id=id", "Turn:Providers:0:Secret=s3cret", $"Turn:Providers:0:Url={_provider.Url}"]);
}
