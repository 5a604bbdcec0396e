namespace Signaling.Gateway.Tests.Native;

/// <summary>docs/protocol.md, section 5: numbers and acknowledgement. The clock is the test's, so acknowledgements come when it says.</summary>
public sealed class NumbersTests() : NativeTest(ownClock: true, "Limits:UnresolvedMessages=40")
{
    [Fact]
    public async Task WhatMustArrive_IsNumberedFromOne_AndTheRestIsNot()
    {
        var bob = await JoinAsync("bob", "\"acks\":true");
        var alice = await JoinAsync("alice", "\"acks\":true");
        await alice.SendAsync(Message("bob", "1", 1));
        await alice.SendAsync("""{"type":"update","data":1}""");
        await alice.FenceAsync();

        Assert.Equal((1L, 2L, 3L), ((await bob.NextAsync("peer-joined")).Seq, (await bob.NextAsync("message")).Seq, (await bob.NextAsync("peer-updated")).Seq));
        await bob.SendAsync("""{"type":"ping"}""");
        Assert.Equal(0, (await bob.NextAsync("pong")).Seq);
    }

    [Fact]
    public async Task WithoutAcks_NothingOfTheServersIsNumbered_ButTheSendersNumberIsThere()
    {
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice");
        await alice.SendAsync(Message("bob", "1", 77));
        await alice.SendAsync(Message("bob", "2"));

        Assert.Equal(0, (await bob.NextAsync("peer-joined")).Seq);
        var (first, second) = (await bob.NextAsync("message"), await bob.NextAsync("message"));
        Assert.Equal((1L, 2L, 0L), (first.Number("fromSeq"), second.Number("fromSeq"), first.Seq));
        Pass(1_000);
        Assert.Empty(await alice.FenceAsync());
    }

    [Fact]
    public async Task AnAck_ComesOnceForMany_WhenTheReceiverHasThem()
    {
        var bob = await JoinAsync("bob", "\"acks\":true");
        var alice = await JoinAsync("alice", "\"acks\":true");
        for (var i = 1; i <= 3; i++) await alice.SendAsync(Message("bob", "1", i));
        Assert.Empty(await alice.FenceAsync());

        await bob.SendAsync("""{"type":"ack","seen":4}""");
        await bob.FenceAsync();
        Assert.Empty(await alice.FenceAsync()); // held back, to be joined with others
        Pass(250);
        Assert.Equal("""{"type":"ack","seen":3}""", (await alice.NextAsync()).Raw);
    }

    [Fact]
    public async Task AnAck_OfWhatIsNotInOrder_NamesRanges()
    {
        var bob = await JoinAsync("bob", "\"acks\":true");
        var alice = await JoinAsync("alice", "\"acks\":true");
        string[] targets = ["bob", "absent", "bob", "bob", "absent", "bob"];
        for (var i = 0; i < targets.Length; i++) await alice.SendAsync(Message(targets[i], "1", i + 1));
        await alice.FenceAsync();
        await bob.SendAsync("""{"type":"message","data":1,"seq":1,"seen":5}"""); // seen rides on a message
        await bob.FenceAsync();
        Pass(250);

        await alice.NextAsync("message");
        Assert.Equal("""{"type":"ack","seen":1,"also":[[3,4],[6,6]]}""", (await alice.NextAsync()).Raw);
    }

    [Fact]
    public async Task ManyResolved_AreAcknowledgedAtOnce()
    {
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice", "\"acks\":true");
        for (var i = 1; i <= 64; i++) await alice.SendAsync(Message("bob", "1", i)); // delivered: handed to the socket

        Assert.Equal(64, (await alice.NextAsync("ack")).Number("seen"));
        await bob.FenceAsync();
    }

    [Fact]
    public async Task ABroadcast_IsResolvedWhenAllHaveIt()
    {
        var bob = await JoinAsync("bob", "\"acks\":true");
        var carol = await JoinAsync("carol", "\"acks\":true");
        var alice = await JoinAsync("alice", "\"acks\":true");
        await alice.SendAsync("""{"type":"message","data":1,"seq":1}""");
        var (atBob, atCarol) = (await bob.SkipToAsync("message"), await carol.SkipToAsync("message"));
        await bob.SendAsync($$"""{"type":"ack","seen":{{atBob.Seq}}}""");
        await bob.FenceAsync();
        Pass(250);
        Assert.Empty(await alice.FenceAsync());

        await carol.SendAsync($$"""{"type":"ack","seen":{{atCarol.Seq}}}""");
        await carol.FenceAsync();
        Pass(250);
        Assert.Equal(1, (await alice.NextAsync("ack")).Number("seen"));
    }

    [Fact]
    public async Task ABroadcastToNobody_IsResolved()
    {
        var alice = await JoinAsync("alice", "\"acks\":true");
        await alice.SendAsync("""{"type":"message","data":1,"seq":1}""");
        await alice.FenceAsync();
        Pass(250);

        Assert.Equal(1, (await alice.NextAsync("ack")).Number("seen"));
    }

    [Fact]
    public async Task ARepeat_IsNotRelayedAgain()
    {
        var bob = await JoinAsync("bob", "\"acks\":true");
        var alice = await JoinAsync("alice", "\"acks\":true");
        for (var i = 0; i < 3; i++) await alice.SendAsync(Message("bob", "1", 1));
        await alice.FenceAsync();

        Assert.Equal(["peer-joined", "message"], (await bob.FenceAsync()).Select(message => message.Type));
    }

    [Fact]
    [Meets("missing-seq")]
    [Meets("bad-seen")]
    [Meets("bad-target")]
    public async Task MissingAndImpossibleNumbers_AreRefused()
    {
        var alice = await JoinAsync("alice", "\"acks\":true");
        await alice.SendAsync(Message("bob", "1"));
        await alice.NextErrorAsync("missing-seq");
        await alice.SendAsync("""{"type":"ack","seen":5}""");
        await alice.NextErrorAsync("bad-seen");
        await alice.SendAsync(Message("alice", "1", 1));
        Assert.Equal(1, (await alice.NextErrorAsync("bad-target")).Seq);
        await alice.FenceAsync();
        Pass(250);
        Assert.Equal(1, (await alice.NextAsync("ack")).Number("seen")); // it was refused for good, so it is resolved
    }

    [Fact]
    [Meets("too-many-unresolved")]
    public async Task TooManyUnresolved_AreNotConsumed_AndWhatFollowsIsIgnoredUntilTheyComeAgain()
    {
        var bob = await JoinAsync("bob", "\"acks\":true");
        var alice = await JoinAsync("alice", "\"acks\":true");
        for (var i = 1; i <= 43; i++) await alice.SendAsync(Message("bob", "1", i));

        var error = await alice.NextErrorAsync("too-many-unresolved");
        Assert.Equal((41, "after", 1_000), (error.Seq, error.Text("retry"), error.Number("retryAfterMs")));
        Assert.Empty(await alice.FenceAsync());
        for (var i = 1; i <= 41; i++) await bob.NextAsync();
        await bob.SendAsync("""{"type":"ack","seen":41}""");
        Assert.Empty(await bob.FenceAsync());

        for (var i = 41; i <= 43; i++) await alice.SendAsync(Message("bob", "1", i));
        await alice.FenceAsync();
        Assert.Equal([41, 42, 43], (await bob.FenceAsync()).Select(message => message.Number("fromSeq")));
    }

    [Fact]
    public async Task AVeryHighFirstNumber_IsTakenAtOnce()
    {
        var bob = await JoinAsync("bob", "\"acks\":true");
        var alice = await JoinAsync("alice", "\"acks\":true");
        await alice.SendAsync(Message("bob", "1", 1L << 53));

        Assert.Equal(1L << 53, (await bob.SkipToAsync("message")).Number("fromSeq"));
        await alice.FenceAsync();
    }
}
