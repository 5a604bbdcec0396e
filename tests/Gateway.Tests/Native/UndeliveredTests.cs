namespace Signaling.Gateway.Tests.Native;

/// <summary>docs/protocol.md, sections 3, 5 and 7: what does not arrive is reported with a code; glare and old answers.</summary>
public sealed class UndeliveredTests() : NativeTest(ownClock: true)
{
    [Fact]
    [Meets("expired")]
    public async Task ToAPeerThatNeverComes_Expired()
    {
        var alice = await JoinAsync("alice", "\"acks\":true");
        await alice.SendAsync(Message("nobody", "1", 1));
        Assert.Empty(await alice.FenceAsync());
        Pass(30_100);

        Assert.Equal("""{"type":"undelivered","seq":1,"targetPeerId":"nobody","code":"expired"}""", (await alice.NextAsync()).Raw);
        Pass(250);
        Assert.Equal(1, (await alice.NextAsync("ack")).Number("seen"));
    }

    [Fact]
    public async Task ToALatePeer_ItArrives_WithTheLiveOfferOnly()
    {
        var alice = await JoinAsync("alice", "\"acks\":true");
        await alice.SendAsync(Candidate("bob", Ice("new"), 1));
        await alice.SendAsync(Offer("bob", Sdp("old"), 2));
        await alice.SendAsync(Offer("bob", Sdp("new"), 3));
        await alice.SendAsync(Candidate("bob", "null", 4, ",\"ufrag\":\"new\""));
        await alice.FenceAsync();
        Pass(20_000);
        var bob = await JoinAsync("bob", "\"acks\":true");

        Assert.Equal([3, 1, 4], (await bob.FenceAsync()).Select(message => message.Number("fromSeq")));
    }

    [Fact]
    [Meets("receiver-busy")]
    public async Task ToAReceiverWithTooMuchWaiting_ReceiverBusy()
    {
        var alice = await JoinAsync("alice", "\"acks\":true");
        for (var i = 1; i <= 5; i++) await alice.SendAsync(Message("nobody", $"\"{new string('x', 60_000)}\"", i));

        Assert.Equal("""{"type":"undelivered","seq":5,"targetPeerId":"nobody","code":"receiver-busy"}""", (await alice.NextAsync()).Raw);
    }

    [Fact]
    [Meets("peer-left")]
    [Meets("left")]
    public async Task ToAPeerThatLeavesFirst_PeerLeft()
    {
        var bob = await JoinAsync("bob", "\"acks\":true");
        var alice = await JoinAsync("alice", "\"acks\":true");
        await alice.SendAsync(Message("bob", "1", 1));
        await bob.SkipToAsync("message");
        await bob.SendAsync("""{"type":"leave-room"}""");

        Assert.Equal("""{"type":"undelivered","seq":1,"targetPeerId":"bob","code":"peer-left"}""", (await alice.NextAsync()).Raw);
        Assert.Equal("left", (await alice.NextAsync("peer-left")).Text("reason"));
    }

    [Fact]
    [Meets("peer-reset")]
    public async Task ToAnotherPage_PeerReset()
    {
        await JoinAsync("bob", "\"acks\":true,\"instance\":\"new\"");
        var alice = await JoinAsync("alice", "\"acks\":true");
        await alice.SendAsync("""{"type":"message","targetPeerId":"bob","targetInstance":"old","data":1,"seq":1}""");

        Assert.Equal("peer-reset", (await alice.NextAsync("undelivered")).Text("code"));
    }

    [Fact]
    [Meets("stale-answer")]
    public async Task AnAnswerToAnOlderOffer_StaleAnswer()
    {
        var alice = await JoinAsync("alice", "\"acks\":true");
        var bob = await JoinAsync("bob", "\"acks\":true");
        await alice.SendAsync(Offer("bob", Sdp("a"), 1));
        await alice.SendAsync(Offer("bob", Sdp("b"), 2));
        await alice.FenceAsync();
        Assert.Equal([1, 2], (await bob.FenceAsync()).Select(message => message.Number("negotiation")));
        await bob.SendAsync(Answer("alice", Sdp("x"), 1, ",\"negotiation\":1"));
        await bob.SendAsync(Answer("alice", Sdp("y"), 2, ",\"negotiation\":2"));

        Assert.Equal("""{"type":"undelivered","seq":1,"targetPeerId":"alice","code":"stale-answer"}""", (await bob.NextAsync()).Raw);
        Assert.Equal(2, (await alice.SkipToAsync("answer")).Number("negotiation"));
    }

    [Fact]
    [Meets("glare-lost")]
    public async Task Glare_TheImpoliteSidesOfferWins_WhenTheOthersComesLater()
    {
        var alice = await JoinAsync("alice", "\"acks\":true");
        var bob = await JoinAsync("bob", "\"acks\":true");
        await alice.SendAsync(Offer("bob", Sdp("a"), 1, ",\"connection\":\"c\""));
        await alice.FenceAsync();
        await bob.SendAsync(Offer("alice", Sdp("b"), 1, ",\"connection\":\"c\"")); // it was on its way
        await bob.SendAsync(Candidate("alice", Ice("b"), 2, ",\"connection\":\"c\""));

        await bob.NextAsync("offer");
        Assert.Equal("""{"type":"glare","targetPeerId":"alice","negotiation":2,"seq":1,"won":false,"connection":"c"}""", (await bob.NextAsync()).Raw);
        Assert.Equal("""{"type":"undelivered","seq":1,"targetPeerId":"alice","code":"glare-lost"}""", (await bob.NextAsync()).Raw);
        Assert.Equal("""{"type":"glare","targetPeerId":"bob","negotiation":1,"seq":1,"won":true,"connection":"c"}""", (await alice.SkipToAsync("glare")).Raw);

        await bob.SendAsync(Answer("alice", Sdp("d"), 3, ",\"connection\":\"c\",\"negotiation\":1")); // another ufrag: the held candidate is dead
        await bob.FenceAsync();
        Assert.Equal(["answer"], (await alice.FenceAsync()).Select(message => message.Type));
    }

    [Fact]
    public async Task Glare_TheImpoliteSidesOfferWins_WhenTheOthersCameFirst()
    {
        var alice = await JoinAsync("alice");
        var bob = await JoinAsync("bob");
        await bob.SendAsync(Offer("alice", Sdp("b")));
        await bob.FenceAsync();
        await alice.SendAsync(Offer("bob", Sdp("a")));

        Assert.Equal(["peer-joined", "offer", "glare"], [(await alice.NextAsync()).Type, (await alice.NextAsync()).Type, (await alice.NextAsync()) is var won ? won.Type : ""]);
        Assert.True(won.Bool("won"));
        Assert.False((await bob.NextAsync("glare")).Bool("won"));
        await bob.NextAsync("offer");
    }

    [Fact]
    public async Task Glare_BetweenTwoThatCannotRollBack_RelaysEverything()
    {
        var alice = await JoinAsync("alice", "\"rollback\":false");
        var bob = await JoinAsync("bob", "\"rollback\":false");
        await alice.SendAsync(Offer("bob", Sdp("a")));
        await alice.FenceAsync();
        await bob.SendAsync(Offer("alice", Sdp("b")));
        await bob.NextAsync("offer");
        Assert.Empty(await bob.FenceAsync());

        Assert.Equal(["offer"], (await alice.FenceAsync()).Select(message => message.Type));
    }
}
