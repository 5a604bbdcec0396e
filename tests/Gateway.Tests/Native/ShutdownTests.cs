using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Native;

/// <summary>A server that stops tells its clients, and one that is full says so.</summary>
public sealed class ShutdownTests() : NativeTest(ownClock: false, "ShutdownMs=3000", "Connections=3")
{
    [Fact]
    [Meets("shutting-down")]
    public async Task EveryClient_IsTold_AndResumesAtTheNextProcess()
    {
        var (alice, ticket) = await WelcomeAsync("alice", "\"acks\":true");
        var waiting = await ConnectAsync();
        await waiting.SendAsync("{}");
        await waiting.NextErrorAsync("missing-type");
        var stopping = Server.StopAsync();

        foreach (var client in new[] { alice, waiting })
        {
            var error = await client.NextErrorAsync("shutting-down");
            Assert.Equal("after", error.Text("retry"));
            Assert.InRange(error.Number("retryAfterMs"), 200, 2_000);
            Assert.Equal(1001, await client.ClosedAsync());
        }

        await stopping.WaitAsync(TimeSpan.FromSeconds(15));
        await RestartAsync();
        Assert.False((await (await ResumeAsync(ticket.Text("resume"))).NextAsync("resumed")).Bool("recovered"));
    }

    [Fact]
    public async Task AClientThatDoesNotAnswer_HoldsNothingUp_AndOneThatComesMeanwhileIsTold()
    {
        await using var mute = await RawWebSocket.ConnectAsync(Server.Door());
        await mute.SendAsync(Join("mute"));
        Assert.NotNull(await mute.NextAsync());
        var stopping = Server.StopAsync();
        Assert.Equal(1001, await mute.CloseCodeAsync());
        var late = await ConnectAsync();

        await late.NextErrorAsync("shutting-down");
        using var http = new HttpClient();
        await stopping.WaitAsync(TimeSpan.FromSeconds(15));
    }

    [Fact]
    [Meets("server-full")]
    public async Task AFullServer_SaysSo_UntilSomebodyGoes()
    {
        var alice = await JoinAsync("alice");
        await JoinAsync("bob");
        await JoinAsync("carol");
        var fourth = await ConnectAsync();
        var error = await fourth.NextErrorAsync("server-full");
        Assert.Equal("after", error.Text("retry"));
        Assert.Equal(4002, await fourth.ClosedAsync());

        await alice.CloseAsync(1000);
        for (var left = 100; ; left--)
        {
            var next = await ConnectAsync();
            await next.SendAsync(Join("dave"));
            if ((await next.NextAsync()).Type == "existing-peers") break;
            Assert.True(left > 0, "a place that became free stays taken");
        }
    }
}

/// <summary>A full room.</summary>
public sealed class RoomFullTests() : NativeTest(ownClock: false, "Limits:RoomPeers=2")
{
    [Fact]
    [Meets("room-full")]
    public async Task AFullRoom_SaysSo_UntilSomebodyLeaves()
    {
        var alice = await JoinAsync("alice");
        var bob = await JoinAsync("bob");
        var third = await ConnectAsync();
        await third.SendAsync(Join("carol"));
        Assert.Equal("never", (await third.NextErrorAsync("room-full")).Text("retry"));
        Assert.Equal(4002, await third.ClosedAsync());

        await bob.SendAsync("""{"type":"leave-room"}""");
        await alice.SkipToAsync("peer-left");
        await JoinAsync("carol");
        await JoinAsync("dave", room: Room + "-2");
    }
}
