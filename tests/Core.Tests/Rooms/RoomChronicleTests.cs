using Signaling.Core.Links;
using Signaling.Core.Messages;
using Signaling.Core.Nodes;
using Signaling.Core.Rooms;

namespace Signaling.Core.Tests.Rooms;

/// <summary>What a room tells those outside of it: numbered lives, each later one sorting behind.</summary>
public sealed class RoomChronicleTests
{
    private const long Now = 1_800_000_000_000;

    private readonly Listener _listener = new();

    [Fact]
    public void Lives_AreNumberedFromOne_AndLaterOnesSortBehind()
    {
        var room = new RoomChronicle("r", 7, _listener);
        foreach (var kind in (EventKind[])[EventKind.PeerJoined, EventKind.PeerLeft, EventKind.PeerJoined]) room.Changed(new RoomNotice.Presence(kind, Member("ann")), Now);
        new RoomChronicle("r", 8, _listener).Changed(new RoomNotice.Presence(EventKind.PeerJoined, Member("ann")), Now);

        Assert.Equal(["RoomCreated 1", "PeerJoined 2", "PeerLeft 3", "RoomEnded 4", "RoomCreated 1", "PeerJoined 2", "RoomCreated 1", "PeerJoined 2"], _listener.Told);
        var lives = _listener.Events.Select(e => e.Instance).Distinct().ToList();
        Assert.Equal(3, lives.Count);
        Assert.Equal(lives, lives.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AThousandLivesOfOneMaking_StaySorted()
    {
        var room = new RoomChronicle("r", long.MaxValue, _listener);
        for (var i = 0; i < 1_000; i++)
        {
            room.Changed(new RoomNotice.Presence(EventKind.PeerJoined, Member("ann")), Now);
            room.Changed(new RoomNotice.Presence(EventKind.PeerLeft, Member("ann")), Now);
        }

        var lives = _listener.Events.Select(e => e.Instance).Distinct().ToList();
        Assert.Equal(1_000, lives.Count);
        Assert.Equal(lives, lives.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WhatIsNotWanted_IsNotNumbered()
    {
        _listener.Unwanted = RoomEventKind.PeerJoined;
        var room = new RoomChronicle("r", 7, _listener);
        foreach (var kind in (EventKind[])[EventKind.PeerJoined, EventKind.PeerUpdated, EventKind.PeerReset]) room.Changed(new RoomNotice.Presence(kind, Member("ann")), Now);

        Assert.Equal(["RoomCreated 1", "PeerUpdated 2", "PeerReset 3"], _listener.Told);
    }

    [Fact]
    public void ARoomOfTheCluster_TellsEachChangeOnce_AlsoOfThoseWhoCameBackAfterALoss()
    {
        var room = new RoomNode("r", 9, new Limits(), Now) { Chronicle = new RoomChronicle("r", 9, _listener) };
        var sent = 0;
        void Take(string peerId, RoomRequest request) => Assert.Equal(
            BatchFate.Taken, room.Take(NodeAddress.OfPeer("r", peerId), new Batch<NodeItem>(1, 9, ++sent, [new RequestItem(request, "gateway")]), Now).Fate);

        Take("ann", new RoomRequest.Restore(Member("ann") with { JoinOrder = 5 }));
        sent = 0;
        Take("bob", new RoomRequest.Join(Member("bob"), RetryAllowed: true, null));
        Take("bob", new RoomRequest.Join(Member("bob"), RetryAllowed: true, null)); // the same page again
        Take("bob", new RoomRequest.Update("bob", "1"u8.ToArray()));
        Take("bob", new RoomRequest.Join(Member("eve") with { Unlisted = true }, RetryAllowed: true, null));
        room.Ban(new Tombstone("r", null, null, Now + 1_000), Now);

        Assert.Equal(["RoomCreated 1", "PeerJoined 2", "PeerJoined 3", "PeerUpdated 4", "PeerLeft 5", "PeerLeft 6", "RoomEnded 7"], _listener.Told);
        Assert.Equal(5, _listener.Events[1].Member!.JoinOrder);
        Assert.Equal("room-closed", _listener.Events[4].Reason?.Name);
    }

    private static Member Member(string peerId) => new() { PeerId = peerId, Instance = "i", JoinOrder = 1 };

    private sealed class Listener : IRoomWatch
    {
        public RoomEventKind? Unwanted { get; set; }

        public List<RoomEvent> Events { get; } = [];

        public IEnumerable<string> Told => Events.Select(e => $"{e.Kind} {e.Number}");

        public bool Wants(RoomEventKind kind) => kind != Unwanted;

        public void Tell(in RoomEvent e) => Events.Add(e);
    }
}
