namespace Signaling.Gateway.Tests.Native;

/// <summary>docs/protocol.md, section 8, on the test's clock.</summary>
public sealed class LivenessTests() : NativeTest(ownClock: true)
{
    [Fact]
    public async Task APing_IsAnswered()
    {
        var alice = await JoinAsync("alice");
        await alice.SendAsync("""{"type":"ping"}""");
        Assert.Equal("""{"type":"pong"}""", (await alice.NextAsync()).Raw);
    }

    [Fact]
    [Meets("heartbeat-missed")]
    public async Task TwoHeartbeatsOfSilence_EndTheConnection_AndTheSessionCanBeResumed()
    {
        var (alice, welcome) = await WelcomeAsync("alice", "\"acks\":true");
        Pass(39_000);
        Pass(2_000);

        Assert.Equal("now", (await alice.NextErrorAsync("heartbeat-missed")).Text("retry"));
        Assert.Equal(4008, await alice.ClosedAsync());
        Assert.True((await (await ResumeAsync(welcome.Text("resume"))).NextAsync("resumed")).Bool("recovered"));
    }

    [Fact]
    public async Task AnyWord_CountsAsASignOfLife()
    {
        var alice = await JoinAsync("alice");
        for (var i = 0; i < 5; i++)
        {
            Pass(30_000);
            await alice.FenceAsync();
        }
    }

    [Fact]
    [Meets("handshake-timeout")]
    public async Task WithoutAJoin_TheConnectionEnds_WhateverElseIsSaid()
    {
        var silent = await ConnectAsync();
        var talker = await ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            await talker.SendAsync("{}");
            await talker.NextErrorAsync("missing-type");
            Pass(3_000);
        }

        Pass(2_000);
        await silent.NextErrorAsync("handshake-timeout");
        await talker.NextErrorAsync("handshake-timeout");
        Assert.Equal((4001, 4001), (await silent.ClosedAsync(), await talker.ClosedAsync()));
    }
}

/// <summary>The same on the real clock, with the shortest heartbeat: only there WebSockets send pings.</summary>
public sealed class PongTests() : NativeTest(ownClock: false, "Session:HeartbeatMs=1000")
{
    [Fact]
    public async Task AClientThatOnlyAnswersPings_StaysConnected()
    {
        var listener = await JoinAsync("listener");
        var clock = await JoinAsync("clock");
        for (var i = 0; i < 9; i++) // 4.5 heartbeats
        {
            await Task.Delay(500);
            await clock.FenceAsync();
        }

        await clock.SendAsync(Message("listener", "\"still there?\""));
        await listener.SkipToAsync("message");
    }
}
