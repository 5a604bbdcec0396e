namespace Signaling.Gateway.Tests.Native;

/// <summary>The rate limit: too much is refused, not lost; far too much ends the connection; nobody else feels it.</summary>
public sealed class RateTests() : NativeTest(ownClock: true, "Session:MessagesPerSecond=10", "Session:MessagesBurst=5", "Session:RefusedInARow=64", "Limits:UnresolvedMessages=32")
{
    [Fact]
    [Meets("rate-limited")]
    public async Task ARefusedNumber_IsToldOnce_WhatFollowsIsIgnored_AndAllOfItIsTakenWhenSentAgain()
    {
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice", "\"acks\":true");
        await bob.NextAsync("peer-joined");
        for (var i = 1; i <= 9; i++) await alice.SendAsync(Message("bob", "1", i));

        var error = await alice.NextErrorAsync("rate-limited");
        Assert.Equal((6, "after", 100), (error.Seq, error.Text("retry"), error.Number("retryAfterMs")));
        for (var i = 1; i <= 5; i++) Assert.Equal(i, (await bob.NextAsync("message")).Number("fromSeq"));

        Pass(1_000);
        await alice.SendAsync(Message("bob", "1", 8)); // still ignored: 6 has not come again
        for (var i = 6; i <= 9; i++) await alice.SendAsync(Message("bob", "1", i));
        for (var i = 6; i <= 9; i++) Assert.Equal(i, (await bob.NextAsync("message")).Number("fromSeq"));
        Assert.Empty(await bob.FenceAsync());
    }

    [Fact]
    public async Task BadInputAndAcks_CountLikeAnyMessage()
    {
        var alice = await JoinAsync("alice", "\"acks\":true");
        for (var i = 0; i < 3; i++)
        {
            await alice.SendAsync("{}");
            await alice.NextErrorAsync("missing-type");
        }

        await alice.SendAsync("""{"type":"ack","seen":0}""");
        await alice.SendAsync("""{"type":"ping"}""");
        await alice.NextAsync("pong");
        await alice.SendAsync("{}");
        await alice.NextErrorAsync("rate-limited");
        await alice.SendAsync("""{"type":"ack","seen":0}""");
        await alice.NextErrorAsync("rate-limited");
    }

    [Fact]
    [Meets("abusive")]
    public async Task FarBeyondTheLimit_TheConnectionEnds_AlsoBeforeAJoin()
    {
        var bob = await JoinAsync("bob");
        foreach (var joins in new[] { true, false })
        {
            var flood = joins ? await JoinAsync("flood") : await ConnectAsync();
            for (var i = 0; i < 90; i++)
            {
                if (!await flood.TrySendAsync("{}")) break;
            }

            var last = await flood.SkipToAsync("error");
            while (last.Text("code") != "abusive") last = await flood.NextAsync("error");
            Assert.True(last.Number("retryAfterMs") > 0);
            Assert.Equal(4029, await flood.ClosedAsync());
        }

        await bob.SkipToAsync("peer-suspended");
        Assert.Empty(await bob.FenceAsync());
    }
}
