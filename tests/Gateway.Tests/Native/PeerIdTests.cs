namespace Signaling.Gateway.Tests.Native;

/// <summary>docs/protocol.md, section 4: a peerId that is taken; section 6: two sockets of one session.</summary>
public sealed class PeerIdTests : NativeTest
{
    [Fact]
    [Meets("peer-id-taken")]
    public async Task AnotherPage_WithoutATicket_IsRefused()
    {
        var bob = await JoinAsync("bob");
        var thief = await ConnectAsync();
        await thief.SendAsync(Join("bob"));

        var error = await thief.NextErrorAsync("peer-id-taken");
        Assert.Equal("never", error.Text("retry"));
        Assert.Equal(4002, await thief.ClosedAsync());
        Assert.Empty(await bob.FenceAsync());
    }

    [Fact]
    public async Task AnotherPage_WithTheOldTicket_ResetsThePeer()
    {
        var (bob, old) = await WelcomeAsync("bob", "\"instance\":\"old\"");
        var carol = await JoinAsync("carol", "\"instance\":\"c\"");
        var (_, welcome) = await WelcomeAsync("bob", $"\"instance\":\"new\",\"resume\":\"{old.Text("resume")}\"");

        Assert.Equal("""[{"peerId":"carol","instance":"c","polite":true}]""", welcome.Payload("peers"));
        Assert.Equal("""{"type":"peer-reset","peerId":"bob","instance":"new","polite":false}""", (await carol.NextAsync()).Raw);
        await bob.SkipToAsync("error");
        Assert.Equal(4009, await bob.ClosedAsync());
        Assert.Empty(await carol.FenceAsync());
    }

    [Fact]
    public async Task TheSamePageAgain_BeforeItsClientWasHeard_IsARetry()
    {
        await JoinAsync("bob", "\"instance\":\"page\"");
        var carol = await JoinAsync("carol");
        var (_, welcome) = await WelcomeAsync("bob", "\"instance\":\"page\"");

        Assert.Equal(["carol"], welcome.Peers);
        Assert.Empty(await carol.FenceAsync());
    }

    [Fact]
    public async Task TheSamePageAgain_AfterItsClientWasHeard_IsRefused()
    {
        var bob = await JoinAsync("bob", "\"instance\":\"page\"");
        await bob.SendAsync("""{"type":"update","data":1}""");
        await bob.FenceAsync();
        var again = await ConnectAsync();
        await again.SendAsync(Join("bob", "\"instance\":\"page\""));

        await again.NextErrorAsync("peer-id-taken");
    }

    [Fact]
    [Meets("taken-over")]
    public async Task AResume_TakesTheSessionOver()
    {
        var (bob, welcome) = await WelcomeAsync("bob", "\"acks\":true");
        var carol = await JoinAsync("carol");
        await bob.NextAsync("peer-joined");
        var second = await ResumeAsync(welcome.Text("resume"), seen: 1);

        Assert.True((await second.NextAsync("resumed")).Bool("recovered"));
        await bob.NextErrorAsync("taken-over");
        Assert.Equal(4009, await bob.ClosedAsync());
        await carol.SendAsync(Message("bob", "1"));
        await second.NextAsync("message");
        Assert.Empty(await carol.FenceAsync());
    }

    [Fact]
    [Meets("peer-replaced")]
    public async Task ATicketOfAPageThatWasReplaced_IsRefused()
    {
        var (_, old) = await WelcomeAsync("bob");
        await JoinAsync("bob", $"\"resume\":\"{old.Text("resume")}\"");
        var late = await ResumeAsync(old.Text("resume"));

        await late.NextErrorAsync("peer-replaced");
        Assert.Equal(4002, await late.ClosedAsync());
    }

    [Fact]
    public async Task ATicketOfAnotherRoomOrPeer_OwnsNothing()
    {
        await JoinAsync("bob");
        var (_, other) = await WelcomeAsync("bob", room: Room + "-2");
        var (_, neighbour) = await WelcomeAsync("neighbour");
        foreach (var ticket in new[] { other.Text("resume"), neighbour.Text("resume"), "no ticket at all" })
        {
            var thief = await ConnectAsync();
            await thief.SendAsync(Join("bob", $"\"resume\":\"{ticket}\""));
            await thief.NextErrorAsync("peer-id-taken");
        }
    }
}
