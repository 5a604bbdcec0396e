using Signaling.Core.Links;
using Signaling.Core.Messages;
using Signaling.Core.Nodes;
using Signaling.Core.Rooms;

namespace Signaling.Core.Tests.Nodes;

/// <summary>What a room asks of gateways.</summary>
public sealed class RoomNodeTests
{
    private const long Now = 1_800_000_000_000;

    private readonly RoomNode _room = new("r", 1, new Limits(), Now);
    private int _sent;

    [Fact]
    public void AMemberThatComesBackThroughItsGateway_IsNotAskedForThereAgain()
    {
        Take(new RoomRequest.Restore(Ann()), "g");

        Assert.Equal([NodeAddress.OfPeer("r", "ann")], _room.ReadyLinks().Select(link => link.To));
    }

    [Fact]
    public void AnActorMadeAnewThatInquires_HasItsGatewayAsked()
    {
        Take(new RoomRequest.Restore(Ann()), "g");
        Take(new RoomRequest.Inquire("ann"), null);

        Assert.Contains(NodeAddress.OfGateway("g"), _room.ReadyLinks().Select(link => link.To));
    }

    [Fact]
    public void APeerOlderThanTheRoom_ThatKnowsNoMakingOfIt_AsksAgain()
    {
        var room = new RoomNode("r", 9, new Limits(), Now);
        BatchFate Ask(long peerEpoch, long roomEpoch) =>
            room.Take(NodeAddress.OfPeer("r", "ann"), new Batch<NodeItem>(peerEpoch, roomEpoch, peerEpoch, [new RequestItem(new RoomRequest.Join(Ann(), true, null), "g")]), Now).Fate;

        Assert.Equal(BatchFate.ReceiverIsNew, Ask(peerEpoch: 3, roomEpoch: 0));
        Assert.Equal(0, room.Members.Count);
        Assert.Equal(BatchFate.Taken, Ask(peerEpoch: 3, roomEpoch: 9));
        Assert.Equal(BatchFate.Taken, Ask(peerEpoch: 10, roomEpoch: 0));
    }

    [Fact]
    public void AJoinThatIsRefused_DoesNotMoveTheMemberToItsGateway()
    {
        Take(new RoomRequest.Restore(Ann()), "g");
        Take(new RoomRequest.Join(Ann() with { Instance = "other" }, RetryAllowed: false, null), "h");
        _room.Take(NodeAddress.OfGateway("h"), new Batch<NodeItem>(1, 1, 1, [new RenewalItem([])]), Now + 5_000);

        _room.Tick(Now + new Limits().GatewayLeaseMs);

        Assert.True(_room.Members.Find("ann")!.Suspended);
    }

    private static Member Ann() => new() { PeerId = "ann", Instance = "i", JoinOrder = 1 };

    private void Take(RoomRequest request, string? gateway) =>
        Assert.Equal(BatchFate.Taken, _room.Take(NodeAddress.OfPeer("r", "ann"), new Batch<NodeItem>(1, 0, ++_sent, [new RequestItem(request, gateway)]), Now).Fate);
}
