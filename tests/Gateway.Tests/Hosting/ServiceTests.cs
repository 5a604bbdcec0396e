using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Hosting;

/// <summary>Basics of a service: health, the door to those who are no WebSocket, settings that reach clients, HTTPS for a trial, logs.</summary>
public sealed class ServiceTests
{
    [Fact]
    public async Task Health_IsLiveAndReady_AndTheDoorAsksForAWebSocket()
    {
        var gateway = await TestGateway.Shared;
        using var http = new HttpClient { BaseAddress = gateway.Address };

        Assert.Equal("live\n", await http.GetStringAsync(new Uri("/health/live", UriKind.Relative)));
        Assert.Equal("ready\n", await http.GetStringAsync(new Uri("/health/ready", UriKind.Relative)));
        Assert.Equal(HttpStatusCode.UpgradeRequired, (await http.GetAsync(new Uri("/signal", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri("/nothing", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task Ready_IsFalse_AsSoonAsTheServerStops()
    {
        await using var gateway = await TestGateway.StartAsync(null, null, ["ShutdownMs=5000"]);
        await using var mute = await RawWebSocket.ConnectAsync(gateway.Door()); // keeps the server from stopping at once
        var stopping = gateway.StopAsync();
        Assert.Equal(1001, await mute.CloseCodeAsync());
        using var http = new HttpClient { BaseAddress = gateway.Address };

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode);
        await mute.DisposeAsync();
        await stopping;
    }

    [Fact]
    public async Task Settings_ReachTheClients()
    {
        string[] settings =
        [
            "IceServers:0:Urls:0=stun:stun.example.org", "IceServers:1:Urls:0=turn:turn.example.org", "IceServers:1:Urls:1=turns:turn.example.org",
            "IceServers:1:Username=user", "IceServers:1:Credential=secret", "Limits:MessageBytes=5000", "Session:HeartbeatMs=7000",
        ];
        await using var gateway = await TestGateway.StartAsync(null, null, settings);
        await using var client = await NativeClient.ConnectAsync(gateway.Door());
        await client.SendAsync("""{"type":"join-room","room":"r"}""");
        var welcome = await client.NextAsync("existing-peers");

        Assert.Equal(
            """[{"urls":["stun:stun.example.org"]},{"urls":["turn:turn.example.org","turns:turn.example.org"],"username":"user","credential":"secret"}]""",
            welcome.Payload("iceServers"));
        Assert.Equal((5_000, 7), (welcome["limits"].GetProperty("messageBytes").GetInt64(), welcome.Number("heartbeatSeconds")));
    }

    [Fact]
    public async Task Https_IsServedBesideHttp_WithACertificateOfItsOwn()
    {
        var port = FreePort();
        await using var gateway = await TestGateway.StartAsync(null, null, [$"HttpsPort={port}"]);
        using var trusting = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate!.Subject == "CN=Signaling trial" };
        using var http = new HttpClient(trusting);

        Assert.Equal("live\n", await http.GetStringAsync(new Uri($"https://127.0.0.1:{port}/health/live")));
        Assert.Equal("live\n", await http.GetStringAsync(new Uri(gateway.Address, "/health/live")));
    }

    [Fact]
    public async Task Logs_NeverHoldPayloadsOrTickets()
    {
        await using var gateway = await TestGateway.StartAsync(null, null, ["OutboxBytes=65536"]);
        await using var bob = await NativeClient.ConnectAsync(gateway.Door());
        await bob.SendAsync("""{"type":"join-room","room":"r","peerId":"bob","data":"SECRET"}""");
        var ticket = (await bob.NextAsync()).Text("resume");
        await using var alice = await NativeClient.ConnectAsync(gateway.Door());
        await alice.SendAsync("""{"type":"join-room","room":"r","peerId":"alice","token":"SECRET"}""");
        foreach (var type in new[] { "offer", "answer" }) await alice.SendAsync($$"""{"type":"{{type}}","targetPeerId":"bob","sdp":"SECRET"}""");
        await alice.SendAsync("""{"type":"ice-candidate","targetPeerId":"bob","candidate":"SECRET"}""");
        await alice.SendAsync("""{"type":"message","data":"SECRET"}""");
        await alice.SendAsync("SECRET");
        await alice.SendAsync("{\"type\":\"SECRET\"}");
        await alice.SendAsync("{\"type\":\"resume\",\"resume\":\"SECRET\",\"seen\":1}");
        await alice.SendAsync("{\"type\":\"message\",\"data\":SECRET}");
        await alice.FenceAsync();
        await alice.SendAsync("SECRET"u8.ToArray(), System.Net.WebSockets.WebSocketMessageType.Binary);
        await alice.ClosedAsync();
        await gateway.StopAsync();

        Assert.NotEmpty(gateway.Log.Entries);
        Assert.DoesNotContain(gateway.Log.Entries, entry => entry.Text.Contains("SECRET", StringComparison.Ordinal) || entry.Text.Contains(ticket, StringComparison.Ordinal));
        Assert.Empty(gateway.Log.Faults);
    }

    [Fact]
    public void IceServers_AreValidJson() => Assert.Equal(JsonValueKind.Array, JsonDocument.Parse(Gateway.Ice.IceServer.ToJson([])).RootElement.ValueKind);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
