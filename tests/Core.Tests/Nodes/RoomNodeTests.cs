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

    private static Member Ann() => new() { PeerId = "ann", Instance = "i", JoinOrder = 1 };

    private void Take(RoomRequest request, string? gateway) =>
        Assert.Equal(BatchFate.Taken, _room.Take(NodeAddress.OfPeer("r", "ann"), new Batch<NodeItem>(1, 0, ++_sent, [new RequestItem(request, gateway)]), Now).Fate);
}
