using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Peers;
using Signaling.Core.Rooms;

namespace Signaling.Engine.Conformance;

/// <summary>A kick is final.</summary>
public abstract partial class EngineConformance
{
    private static long Later => DateTimeOffset.UtcNow.AddDays(2).ToUnixTimeMilliseconds();

    [Fact]
    public async Task ABan_RemovesWhomItCovers_AndBeatsJoinsAndTickets()
    {
        var (alice, bob) = (await JoinAsync("alice"), Client("bob"));
        Engine.Join(bob, _room, new JoinRequest(Someone("bob") with { Identity = "robert" }));
        var ticket = (await bob.NextAsync(EventKind.ExistingPeers)).Event.View!.Self;
        await alice.NextAsync(EventKind.PeerJoined);

        var removed = await Engine.BanAsync(new Tombstone(_room, "bob", null, Later));

        Assert.Equal([new Removed("bob", "robert")], removed);
        Assert.Equal(Reasons.Kicked, (await bob.SkipToAsync(EventKind.Close)).Event.Code);
        Assert.Equal(Reasons.Kicked, (await alice.NextAsync(EventKind.PeerLeft)).Event.Code);

        var (again, elsewhere) = (Client("bob"), Client("bob2"));
        Engine.Resume(again, _room, new ResumeRequest(ticket, 0));
        Engine.Join(elsewhere, _room, new JoinRequest(Someone("bob2") with { Identity = "robert" }));
        Assert.Equal(Reasons.Kicked, (await again.NextAsync(EventKind.Error)).Event.Code);
        Assert.Equal(Reasons.Kicked, (await elsewhere.NextAsync(EventKind.Error)).Event.Code);
    }

    [Fact]
    public async Task AClosedRoom_HasNobody_AndLetsNobodyIn_UntilItIsLifted()
    {
        var (alice, bob) = (await JoinAsync("alice"), await JoinAsync("bob"));
        var removed = await Engine.BanAsync(new Tombstone(_room, null, null, Later));

        Assert.Equal(["alice", "bob"], removed.Select(peer => peer.PeerId).Order());
        Assert.Equal(Reasons.RoomClosed, (await alice.SkipToAsync(EventKind.Close)).Event.Code);
        Assert.Equal(Reasons.RoomClosed, (await bob.SkipToAsync(EventKind.Close)).Event.Code);

        await Engine.BanAsync(new Tombstone(_room, null, null, Until: 0));
        await JoinAsync("carol");
    }
}
