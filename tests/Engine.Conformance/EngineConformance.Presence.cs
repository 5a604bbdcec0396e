using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Peers;

namespace Signaling.Engine.Conformance;

/// <summary>Who is there, who is away, who has gone, and what a loss does.</summary>
public abstract partial class EngineConformance
{
    [Fact]
    public async Task AJoin_IsAnsweredWithTheOthersInTheirOrder_AndToldToThem()
    {
        var (bob, alice) = (await JoinAsync("bob"), await JoinAsync("alice"));
        var carol = Client("carol");
        Engine.Join(carol, _room, new JoinRequest(Someone("carol")));

        var view = (await carol.NextAsync(EventKind.ExistingPeers)).Event.View!;
        Assert.Equal(["bob", "alice"], view.Peers.Select(peer => peer.PeerId));
        Assert.Equal(["alice", "carol"], [(await bob.NextAsync(EventKind.PeerJoined)).Event.Peer!.PeerId, (await bob.NextAsync(EventKind.PeerJoined)).Event.Peer!.PeerId]);
        Assert.Equal("carol", (await alice.NextAsync(EventKind.PeerJoined)).Event.Peer!.PeerId);
    }

    [Fact]
    public async Task ARoom_ReachesItsMembersOnly()
    {
        var alice = await JoinAsync("alice");
        var bob = await JoinAsync("bob");
        var stranger = await JoinAsync("bob", room: _room + "-other");
        var friend = await JoinAsync("friend", room: _room + "-other");
        await stranger.NextAsync(EventKind.PeerJoined);

        Send(alice, "bob", "\"to bob here\"");
        Send(alice, "", "\"to all here\"");

        Assert.Equal(["\"to bob here\"", "\"to all here\""], (await TakeSignalsAsync(bob, 2)).Select(told => told.Payload));
        Assert.Empty(await UntilFenceAsync(friend, stranger));
    }

    [Fact]
    public async Task MessagesOfAPeer_ComeBetweenItsJoiningAndItsLeaving()
    {
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice");
        Send(alice, "bob", "1");
        Engine.Leave(alice);
        await alice.NextAsync(EventKind.Close);

        await bob.NextAsync(EventKind.PeerJoined);
        await bob.NextAsync(EventKind.Signal);
        await bob.NextAsync(EventKind.PeerLeft);
    }

    [Fact]
    public async Task ALeave_EndsWithAClose_AndIsToldOnce()
    {
        var (bob, alice) = (await JoinAsync("bob"), await JoinAsync("alice"));
        await bob.NextAsync(EventKind.PeerJoined);
        Engine.Leave(alice);
        Assert.Equal(Reasons.Goodbye, (await alice.NextAsync(EventKind.Close)).Event.Code);
        Disconnect(alice); // the socket closes after the goodbye

        Assert.Equal(Reasons.Left, (await bob.NextAsync(EventKind.PeerLeft)).Event.Code);
        var carol = await JoinAsync("carol");
        await bob.NextAsync(EventKind.PeerJoined);
        Assert.Empty(await UntilFenceAsync(carol, bob));
    }

    [Fact]
    public async Task ADisconnectedClient_IsSuspended_AndHasLeftWhenItsWindowEnds()
    {
        var (bob, alice) = (await JoinAsync("bob"), await JoinAsync("alice"));
        await bob.NextAsync(EventKind.PeerJoined);
        Disconnect(alice);

        Assert.Equal("alice", (await bob.NextAsync(EventKind.PeerSuspended)).Event.Peer!.PeerId);
        await _host.PassAsync(EngineHost.SuiteLimits.ResumeWindowMs / 2);
        Assert.Empty(bob.Rest());
        await _host.PassAsync((EngineHost.SuiteLimits.ResumeWindowMs / 2) + 100);
        Assert.Equal(Reasons.WindowEnded, (await bob.NextAsync(EventKind.PeerLeft)).Event.Code);
        await _host.PassAsync(EngineHost.SuiteLimits.ResumeWindowMs);
        Assert.Empty(bob.Rest());
    }

    [Fact]
    public async Task AClosedPage_HasTheShortWindowOnly()
    {
        var (bob, alice) = (await JoinAsync("bob"), await JoinAsync("alice"));
        await bob.NextAsync(EventKind.PeerJoined);
        Disconnect(alice, Disconnection.PageGone);

        await bob.NextAsync(EventKind.PeerSuspended);
        await _host.PassAsync(EngineHost.SuiteLimits.ReloadWindowMs + 100);
        Assert.Equal(Reasons.Left, (await bob.NextAsync(EventKind.PeerLeft)).Event.Code);
    }

    [Fact]
    public async Task AResume_TakesTheSessionOver_AndTheFirstConnectionIsToldToGo()
    {
        var (bob, alice) = (await JoinAsync("bob", acks: true), await JoinAsync("alice"));
        await bob.NextAsync(EventKind.PeerJoined);
        var (second, _) = await ResumeAsync(Someone("bob", acks: true), seen: 1);

        Assert.Equal(Reasons.TakenOver, (await bob.NextAsync(EventKind.Error)).Event.Code);
        Assert.Equal(Reasons.TakenOver, (await bob.NextAsync(EventKind.Close)).Event.Code);
        Disconnect(bob);
        Send(alice, "bob", "\"to the second\"");
        Assert.Equal("\"to the second\"", (await second.NextAsync(EventKind.Signal)).Payload);
        Assert.Empty(alice.Rest()); // nobody was suspended
    }

    [Fact]
    public async Task ALateWordOfAFormerClient_HarmsNobody()
    {
        var former = await JoinAsync("former");
        Engine.Leave(former);
        await former.NextAsync(EventKind.Close);
        var bob = await JoinAsync("bob"); // the room again, made anew

        Engine.Leave(former);
        Disconnect(former);
        var carol = Client("carol");
        Engine.Join(carol, _room, new JoinRequest(Someone("carol")));

        Assert.Equal(["bob"], (await carol.NextAsync(EventKind.ExistingPeers)).Event.View!.Peers.Select(peer => peer.PeerId));
        await bob.NextAsync(EventKind.PeerJoined);
        Assert.Empty(await UntilFenceAsync(carol, bob));
    }

    [Fact]
    public async Task ALostRoom_ComesBackWithAnotherEpoch_AndItsMembersWithTheirTickets()
    {
        var alice = Client("alice");
        Engine.Join(alice, _room, new JoinRequest(Someone("alice", acks: true)));
        var before = (await alice.NextAsync(EventKind.ExistingPeers)).Event.View!;

        await _host.LoseAsync();
        alice.Gone();
        var (back, answer) = await ResumeAsync(before.Self, seen: 0);

        Assert.False(answer.Flag, "it cannot be recovered");
        Assert.NotEqual(before.Epoch, answer.View!.Epoch);
        Assert.True(answer.View.SettlingMs > 0, "until it has settled a missing peer has not left");
        await _host.PassAsync(answer.View.SettlingMs + 100);
        var truth = (await back.NextAsync(EventKind.ExistingPeers)).Event;
        Assert.Equal((1, 0), (truth.Seq, truth.View!.SettlingMs));
    }

    [Fact]
    public async Task ATicketOfAForgottenSession_IsRefused()
    {
        var late = Client("alice");
        Engine.Resume(late, _room, new ResumeRequest(Someone("alice") with { JoinOrder = 5 }, 0));

        Assert.Equal(Reasons.ResumeExpired, (await late.NextAsync(EventKind.Error)).Event.Code);
        Assert.Equal(Reasons.ResumeExpired, (await late.NextAsync(EventKind.Close)).Event.Code);
    }
}
