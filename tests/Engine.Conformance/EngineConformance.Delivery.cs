using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Peers;

namespace Signaling.Engine.Conformance;

/// <summary>At most once, exactly once, refusals and bounds.</summary>
public abstract partial class EngineConformance
{
    [Fact]
    public async Task WithoutAcks_AMessageComesAtMostOnce_AndItsSenderIsToldWhenItDoesNot()
    {
        var (bob, alice) = (await JoinAsync("bob"), await JoinAsync("alice"));
        await bob.NextAsync(EventKind.PeerJoined);
        Send(alice, "bob", "\"here\"");
        Send(alice, "nobody", "\"lost\"");

        Assert.Equal("\"here\"", (await bob.NextAsync(EventKind.Signal)).Payload);
        await _host.PassAsync(EngineHost.SuiteLimits.UnknownReceiverMs + 100);
        var undelivered = (await alice.NextAsync(EventKind.Undelivered)).Event;
        Assert.Equal((2, "nobody", Reasons.Expired), (undelivered.Number, undelivered.Target, undelivered.Code));
        Assert.Empty(await UntilFenceAsync(alice, bob));
    }

    [Fact]
    public async Task WithAcks_AMessageComesAgainUntilAcknowledged_AndIsThenResolved()
    {
        var alice = await JoinAsync("alice", acks: true);
        var bob = await JoinAsync("bob", acks: true);
        await alice.NextAsync(EventKind.PeerJoined);
        Send(alice, "bob", "\"once\"", number: 1);
        Assert.Equal(1, (await bob.NextAsync(EventKind.Signal)).Event.Seq);

        Disconnect(bob);
        await alice.NextAsync(EventKind.PeerSuspended);
        var (back, answer) = await ResumeAsync(Someone("bob", acks: true), seen: 0);
        Assert.True(answer.Flag, "the session is whole");
        var again = await back.NextAsync(EventKind.Signal);
        Assert.Equal(("\"once\"", 1L), (again.Payload, again.Event.Seq));
        await alice.NextAsync(EventKind.PeerResumed);
        Assert.Empty(alice.Rest());

        Engine.Acknowledge(back, 1);
        await _host.PassAsync(EngineHost.SuiteLimits.AckDelayMs + 50);
        Assert.Equal(1, (await alice.SkipToAsync(EventKind.Ack)).Event.Acked!.Seen);
    }

    [Fact]
    public async Task ARepeatedNumber_IsNotDeliveredTwice()
    {
        var bob = await JoinAsync("bob", acks: true);
        var alice = await JoinAsync("alice", acks: true);
        await bob.NextAsync(EventKind.PeerJoined);
        for (var i = 0; i < 3; i++) Send(alice, "bob", "\"once\"", number: 1);

        Assert.Single(await UntilFenceAsync(alice, bob, number: 2));
    }

    [Fact]
    public async Task ARefusedInput_IsAnsweredToItsSenderOnly()
    {
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice", acks: true);
        await bob.NextAsync(EventKind.PeerJoined);
        var thief = Client("bob");
        Engine.Join(thief, _room, new JoinRequest(Someone("bob", instance: "another page")));
        Send(alice, "bob", "\"without a number\"");
        Engine.Acknowledge(alice, 99);

        Assert.Equal(Reasons.PeerIdTaken, (await thief.NextAsync(EventKind.Error)).Event.Code);
        Assert.Equal(Reasons.PeerIdTaken, (await thief.NextAsync(EventKind.Close)).Event.Code);
        Assert.Equal(Reasons.MissingSeq, (await alice.NextAsync(EventKind.Error)).Event.Code);
        Assert.Equal(Reasons.BadSeen, (await alice.NextAsync(EventKind.Error)).Event.Code);
        Assert.Empty(await UntilFenceAsync(alice, bob, number: 1));
    }

    [Fact]
    public async Task AClientOutsideTheRoom_IsRefusedAndHeardByNobody()
    {
        var (bob, alice) = (await JoinAsync("bob"), await JoinAsync("alice"));
        await bob.NextAsync(EventKind.PeerJoined);
        Engine.Leave(alice);
        await alice.NextAsync(EventKind.Close);
        await bob.NextAsync(EventKind.PeerLeft);

        Send(alice, "bob", "\"from outside\"");

        Assert.Equal(Reasons.NotJoined, (await alice.NextAsync(EventKind.Error)).Event.Code);
        var carol = await JoinAsync("carol");
        await bob.NextAsync(EventKind.PeerJoined);
        Assert.Empty(await UntilFenceAsync(carol, bob));
    }

    [Fact]
    public async Task AFlush_MayCallTheEngine()
    {
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice");
        var late = Client("late");
        await bob.NextAsync(EventKind.PeerJoined);
        alice.OnFlush = () =>
        {
            alice.OnFlush = null;
            Engine.Join(late, _room, new JoinRequest(Someone("late", acks: false, instance: null)));
        };
        Send(bob, "alice", "\"come\"");

        await alice.SkipToAsync(EventKind.Signal);
        await late.SkipToAsync(EventKind.ExistingPeers);
        await alice.SkipToAsync(EventKind.PeerJoined);
    }

    [Fact]
    public async Task ASilentReceiver_BlocksNobody()
    {
        var silent = await JoinAsync("silent", acks: true);
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice");
        await bob.NextAsync(EventKind.PeerJoined);
        for (var i = 0; i < 30; i++) Send(alice, "silent", "\"never acknowledged\"");

        Assert.Empty(await UntilFenceAsync(alice, bob));
        Assert.Equal(30, (await TakeSignalsAsync(silent, 30)).Count);
    }

    [Fact]
    public async Task AFullEngine_RefusesAtOnceWithARetryableCode()
    {
        var max = EngineHost.SuiteLimits.UnresolvedMessages;
        await JoinAsync("silent", acks: true);
        var alice = await JoinAsync("alice", acks: true);
        for (var i = 1; i <= max + 1; i++) Send(alice, "silent", "1", i);

        var refused = (await alice.NextAsync(EventKind.Error)).Event;
        Assert.Equal((Reasons.TooManyUnresolved, (long)max + 1), (refused.Code, refused.Number));
        Assert.Equal(Retry.After, refused.Code!.Retry);
        Assert.True(refused.RetryAfterMs > 0, "it must say when");
    }

    [Fact]
    public async Task AReceiverWithTooMuchWaiting_IsReportedBusyWithARetryableCode()
    {
        var alice = await JoinAsync("alice");
        var payload = $"\"{new string('x', 60_000)}\"";
        for (var i = 0; i < 5; i++) Send(alice, "absent", payload);

        var undelivered = (await alice.NextAsync(EventKind.Undelivered)).Event;
        Assert.Equal((Reasons.ReceiverBusy, Retry.After), (undelivered.Code, undelivered.Code!.Retry));
    }

    [Fact]
    public async Task AHighFirstNumber_IsTakenAtOnce()
    {
        await JoinAsync("bob", acks: true);
        var alice = await JoinAsync("alice", acks: true);

        await Task.Run(() => Send(alice, "bob", "1", number: 1L << 53)).WaitAsync(TimeSpan.FromSeconds(10));

        Send(alice, "alice", "1", number: (1L << 53) + 1);
        Assert.Equal(Reasons.BadTarget, (await alice.NextAsync(EventKind.Error)).Event.Code);
    }

    private static async Task<List<Told>> TakeSignalsAsync(RecordingClient client, int count)
    {
        var taken = new List<Told>();
        while (taken.Count < count) taken.Add(await client.SkipToAsync(EventKind.Signal));
        return taken;
    }
}
