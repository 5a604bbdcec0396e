using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Native;

/// <summary>docs/protocol.md, section 6: coming back, also to a server that was restarted.</summary>
public sealed class ResumeTests() : NativeTest(ownClock: true)
{
    [Fact]
    public async Task AWholeSession_IsRecovered_AndTheGapFollows()
    {
        var (bob, welcome) = await WelcomeAsync("bob", "\"acks\":true");
        var alice = await JoinAsync("alice", "\"acks\":true");
        await alice.SendAsync(Message("bob", "\"seen\"", 1));
        await alice.FenceAsync();
        await bob.SkipToAsync("message");
        bob.Abort();
        await alice.NextAsync("peer-suspended");
        await alice.SendAsync(Message("bob", "\"gap\"", 2));
        await alice.SendAsync("""{"type":"update","data":1}""");
        await alice.FenceAsync();
        var back = await ResumeAsync(welcome.Text("resume"), seen: 1);

        var resumed = await back.NextAsync("resumed");
        Assert.True(resumed.Bool("recovered"));
        Assert.Equal((0, welcome.Text("epoch")), (resumed.Number("seen"), resumed.Text("epoch")));
        Assert.Equal(["alice"], resumed.Peers);
        Assert.Equal([(2, "message"), (3, "message"), (4, "peer-updated")], (await back.FenceAsync()).Select(message => ((int)message.Seq, message.Type)));
        await alice.NextAsync("peer-resumed");
    }

    [Fact]
    public async Task AnySession_ComesBackAnyNumberOfTimes_WithItsNewestTicket()
    {
        var (client, welcome) = await WelcomeAsync("bob", "\"acks\":true");
        var alice = await JoinAsync("alice");
        var ticket = welcome.Text("resume");
        for (var i = 0; i < 5; i++)
        {
            client.Abort();
            await alice.SkipToAsync("peer-suspended");
            Pass(30_000);
            await alice.FenceAsync();
            Pass(25_000);
            await alice.FenceAsync();
            client = await ResumeAsync(ticket);
            var resumed = await client.NextAsync("resumed");
            Assert.True(resumed.Bool("recovered"));
            ticket = resumed.Text("resume");
            await alice.SkipToAsync("peer-resumed");
        }
    }

    [Fact]
    public async Task AfterARestart_TheSessionIsNotRecovered_AndPeersComeBackWithTheirTickets()
    {
        var (_, bobsTicket) = await WelcomeAsync("bob", "\"acks\":true,\"instance\":\"b\"");
        var (_, alicesTicket) = await WelcomeAsync("alice", "\"instance\":\"a\"");
        await RestartAsync();
        var alice = await ResumeAsync(alicesTicket.Text("resume"));
        var first = await alice.NextAsync("resumed");
        var bob = await ResumeAsync(bobsTicket.Text("resume"), seen: 9);
        var second = await bob.NextAsync("resumed");

        Assert.False(first.Bool("recovered"));
        Assert.False(second.Bool("recovered"));
        Assert.NotEqual(bobsTicket.Text("epoch"), second.Text("epoch"));
        Assert.InRange(second.Number("settlingMs"), 50_000, 60_000);
        Assert.Equal("""[{"peerId":"alice","instance":"a","polite":false}]""", second.Payload("peers")); // bob was there first, and still is
        Assert.True((await alice.NextAsync("peer-joined")).Bool("polite"));

        await alice.SendAsync(Message("bob", "1"));
        Assert.Equal(1, (await bob.NextAsync("message")).Seq);
        Pass(30_000);
        await Task.WhenAll(alice.FenceAsync(), bob.FenceAsync());
        Pass(29_900);
        await Task.WhenAll(alice.FenceAsync(), bob.FenceAsync());
        Pass(1_000);
        var truth = await bob.NextAsync("existing-peers");
        Assert.Equal((2L, false), (truth.Seq, truth.Has("settlingMs")));
    }

    [Fact]
    [Meets("resume-expired")]
    [Meets("window-ended")]
    public async Task AfterItsWindow_ASessionHasExpired()
    {
        var alice = await JoinAsync("alice");
        var (bob, welcome) = await WelcomeAsync("bob");
        bob.Abort();
        await alice.SkipToAsync("peer-suspended");
        Pass(30_000);
        await alice.FenceAsync();
        Pass(30_100);

        Assert.Equal("window-ended", (await alice.NextAsync("peer-left")).Text("reason"));
        var late = await ResumeAsync(welcome.Text("resume"));
        Assert.Equal("never", (await late.NextErrorAsync("resume-expired")).Text("retry"));
        Assert.Equal(4002, await late.ClosedAsync());
    }

    [Fact]
    public async Task MoreThanAnOutboxTakes_StillComesBack()
    {
        var (bob, welcome) = await WelcomeAsync("bob", "\"acks\":true");
        var senders = new List<NativeClient>();
        foreach (var name in new[] { "s1", "s2", "s3" }) senders.Add(await JoinAsync(name));
        bob.Abort();
        await senders[2].SkipToAsync("peer-suspended");
        foreach (var sender in senders)
        {
            for (var i = 0; i < 4; i++) await sender.SendAsync(Message("bob", $"\"{new string('x', 60_000)}\""));
            Assert.DoesNotContain(await sender.FenceAsync(), message => message.Type == "undelivered");
        }

        var back = await ResumeAsync(welcome.Text("resume"));
        await back.NextAsync("resumed");
        for (var i = 0; i < 12; i++) await back.SkipToAsync("message");
        await senders[0].SendAsync(Message("bob", "\"one more\""));
        await back.SkipToAsync("message");
    }

    [Fact]
    public async Task WithoutAcks_NothingIsRecovered_ButWhatWaitedComes()
    {
        var (bob, welcome) = await WelcomeAsync("bob");
        var alice = await JoinAsync("alice");
        bob.Abort();
        await alice.SkipToAsync("peer-suspended");
        await alice.SendAsync(Message("bob", "1"));
        await alice.FenceAsync();
        var back = await ResumeAsync(welcome.Text("resume"));

        Assert.False((await back.NextAsync("resumed")).Bool("recovered"));
        await back.SkipToAsync("message");
    }

    [Fact]
    public async Task AReportThatMayHaveBeenLost_ComesAgain()
    {
        var (alice, welcome) = await WelcomeAsync("alice", "\"acks\":true");
        await alice.SendAsync(Message("nobody", "1", 1));
        await alice.FenceAsync();
        Pass(30_100);
        await alice.NextAsync("undelivered");
        alice.Abort();
        var back = await ResumeAsync(welcome.Text("resume"));

        Assert.Equal(0, (await back.NextAsync("resumed")).Number("seen")); // what is told again does not look resolved before
        Assert.Equal(1, (await back.NextAsync("undelivered")).Seq);
    }
}
