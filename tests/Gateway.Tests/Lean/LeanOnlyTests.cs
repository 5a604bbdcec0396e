using System.Net.Sockets;
using System.Text;

namespace Signaling.Gateway.Tests.Lean;

/// <summary>The bounds that only the lean transport has, or keeps itself.</summary>
public sealed class LeanOnlyTests
{
    [Fact]
    public async Task AHeadOverItsLimit_IsRefused()
    {
        await using var gateway = await WireGateway.StartAsync("Lean");
        await using var client = await gateway.ConnectAsync();
        await client.SendAsync(WireClient.Upgrade(more: $"X: {new string('x', 8 << 10)}\r\n"));

        Assert.StartsWith("HTTP/1.1 431 ", await client.HeadAsync(), StringComparison.Ordinal);
        await client.RestAsync();
    }

    [Fact]
    public async Task AnUpgradeThatDoesNotComplete_EndsInTime()
    {
        await using var gateway = await WireGateway.StartAsync("Lean", "Session:HandshakeMs=1000");
        await using var silent = await gateway.ConnectAsync();
        await using var slow = await gateway.ConnectAsync();
        await slow.SendAsync("GET /signal HTTP/1.1\r\nHost: x\r\n"u8.ToArray());

        Assert.Equal("end", await silent.NextAsync());
        Assert.Contains(await slow.NextAsync(), (string[])["end", "reset"]);
    }

    [Fact]
    public async Task ConnectionsBeyondTheBound_AreRefused_AndPlaceIsGivenBack()
    {
        await using var gateway = await WireGateway.StartAsync("Lean", "Connections=2");
        await using var first = await gateway.JoinAsync("full", "a");
        await using (var second = await gateway.JoinAsync("full", "b"))
        {
            await using var third = await gateway.OpenAsync();
            Assert.Contains("server-full", await third.NextAsync(), StringComparison.Ordinal);
            Assert.Equal("close 4002", await third.NextAsync());
            await second.SendAsync(Frames.Close(1000));
            Assert.Equal("close 1000", await second.UntilAsync("close"));
            Assert.Equal("end", await second.NextAsync());
        }

        await using var fourth = await gateway.JoinAsync("full", "d");
    }

    [Fact]
    public async Task SocketsBeyondAllBounds_AreClosedAtOnce_AndOthersLive()
    {
        await using var gateway = await WireGateway.StartAsync("Lean", "Connections=2");
        await using var first = await gateway.JoinAsync("many", "a");
        var idle = new List<WireClient>();
        for (var i = 0; i < 80; i++) idle.Add(await gateway.ConnectAsync());

        Assert.Contains(await idle[^1].NextAsync(), (string[])["end", "reset"]);
        await first.SendAsync(Frames.Make(9, "x"u8));
        Assert.Equal("pong x", await first.NextAsync());
        foreach (var client in idle) await client.DisposeAsync();
        while (true) // until the server has noticed
        {
            await using var late = await gateway.ConnectAsync();
            await late.SendAsync(WireClient.Upgrade());
            try
            {
                if ((await late.HeadAsync()).StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal)) return;
            }
            catch (IOException)
            {
                // not yet
            }
        }
    }

    [Fact]
    public async Task ASilentClient_GetsARealPing_AndItsPongKeepsItAlive()
    {
        await using var gateway = await WireGateway.StartAsync("Lean", "Session:HeartbeatMs=1000");
        await using var client = await gateway.JoinAsync("ping", "a");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("ping", await client.NextAsync());
            await client.SendAsync(Frames.Make(10, ""u8));
        }

        Assert.Contains("heartbeat-missed", await client.UntilAsync("error"), StringComparison.Ordinal);
        Assert.Equal("close 4008", await client.NextAsync());
    }

    [Fact]
    public async Task AClientThatDoesNotAnswerAClose_IsCutOffAfterAMoment()
    {
        await using var gateway = await WireGateway.StartAsync("Lean");
        await using var client = await gateway.JoinAsync("mute", "a");
        await client.SendAsync(Frames.Text("""{"type":"leave-room"}"""));

        Assert.Equal("close 1000", await client.NextAsync());
        Assert.Contains(await client.NextAsync(), (string[])["end", "reset"]);
    }

    [Fact]
    public async Task AClientThatBreaksARule_AndSendsOn_StillGetsTheReason()
    {
        await using var gateway = await WireGateway.StartAsync("Lean");
        await using var client = await gateway.JoinAsync("flood", "a");
        await client.SendAsync(Frames.Make(3, ""u8), new byte[200_000]);

        Assert.Equal("close 1002", await client.NextAsync());
        Assert.Equal("end", await client.NextAsync());
    }

    [Fact]
    public async Task AFlood_DoesNotHoldUpOthers()
    {
        await using var gateway = await WireGateway.StartAsync("Lean");
        await using var calm = await gateway.JoinAsync("calm", "a");
        await using var flood = await gateway.OpenAsync();
        var pings = Enumerable.Repeat(Frames.Make(9, ""u8), 10_000).SelectMany(frame => frame).ToArray();
        using var enough = new CancellationTokenSource();
        var flooding = Task.Run(async () =>
        {
            try
            {
                while (!enough.IsCancellationRequested) await flood.Socket.SendAsync(pings, SocketFlags.None, enough.Token);
            }
            catch (OperationCanceledException)
            {
                // enough
            }
        });
        for (var i = 0; i < 20; i++)
        {
            await calm.SendAsync(Frames.Make(9, Encoding.ASCII.GetBytes($"{i}")));
            Assert.Equal($"pong {i}", await calm.NextAsync());
        }

        await enough.CancelAsync();
        await flooding;
    }

    [Fact]
    public async Task ManyAtOnce_FromManyThreads_AllGetTheirMessages()
    {
        await using var gateway = await WireGateway.StartAsync("Lean");
        const int Peers = 12, Each = 50;
        var clients = new List<WireClient>();
        for (var i = 0; i < Peers; i++) clients.Add(await gateway.JoinAsync("crowd", $"p{i}"));
        await Task.WhenAll(clients.Select(async client =>
        {
            for (var i = 0; i < Each; i++) await client.SendAsync(Frames.Text($$"""{"type":"message","data":{{i}}}"""));
        }));
        await Task.WhenAll(clients.Select(async client =>
        {
            var next = new Dictionary<string, int>();
            for (var left = (Peers - 1) * Each; left > 0; left--)
            {
                var text = System.Text.Json.JsonDocument.Parse((await client.UntilAsync("\"message\""))[5..]).RootElement;
                var from = text.GetProperty("fromPeerId").GetString()!;
                Assert.Equal(next.GetValueOrDefault(from), text.GetProperty("data").GetInt32());
                next[from] = next.GetValueOrDefault(from) + 1;
            }
        }));
        foreach (var client in clients) await client.DisposeAsync();
    }
}
