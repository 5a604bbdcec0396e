using Signaling.Core.Effects;
using Signaling.Core.Links;
using Signaling.Core.Messages;
using Signaling.Core.Nodes;
using Signaling.Core.Peers;
using Signaling.Core.Rooms;

namespace Signaling.Core.Tests.Nodes;

public sealed class PeerNodeTests
{
    private static readonly NodeAddress Room = NodeAddress.OfRoom("room");
    private static readonly NodeAddress East = NodeAddress.OfGateway("east");
    private static readonly NodeAddress West = NodeAddress.OfGateway("west");
    private static readonly NodeAddress Bob = NodeAddress.OfPeer("room", "bob");
    private static readonly Member Alice = new() { PeerId = "alice", Instance = "page", JoinOrder = 1, Acks = true };

    private readonly PeerNode _node = new("room", "alice", epoch: 9, new Limits());
    private readonly Dictionary<NodeAddress, long> _numbers = [];

    [Fact]
    public void Fail_ToAGatewayWhereTheClientIsNoMore_GivesUp()
    {
        JoinAt(East);
        Tell(West, new SessionItem.Resume(2, new ResumeRequest(Alice, 0)));
        var toEast = LinkTo(East);
        Assert.True(toEast.TryBegin(out _));

        toEast.Fail();

        Assert.Equal(0, toEast.Count);
        Assert.DoesNotContain(_node.ReadyLinks(), link => link.To == East);
    }

    [Fact]
    public void Fail_ToTheGatewayOfTheClient_SendsAgain()
    {
        JoinAt(East);
        var toEast = LinkTo(East);
        Assert.True(toEast.TryBegin(out var first));

        toEast.Fail();

        Assert.True(LinkTo(East).TryBegin(out var again));
        Assert.Same(first, again);
    }

    [Fact]
    public void Leave_GoesToTheRoom_AsSoonAsWhatWasSentHasArrived()
    {
        JoinAt(East);
        Tell(East, new SessionItem.Send(1, new Signal { Kind = SignalKind.Message, Number = 1, Payload = "1"u8.ToArray() }, "bob"));
        var toBob = LinkTo(Bob);
        Assert.True(toBob.TryBegin(out var batch));
        Tell(East, new SessionItem.Leave(1));
        Assert.DoesNotContain(Requests(), request => request is RoomRequest.Leave);

        toBob.Answer(batch.Number, new BatchReply(BatchFate.Taken, 5), now: 100);

        Assert.Contains(Requests(), request => request is RoomRequest.Leave);
    }

    [Fact]
    public void ReadyLinks_AreThoseWithSomethingToSend_AndNothingOnItsWay()
    {
        JoinAt(East);
        Assert.Contains(_node.ReadyLinks(), link => link.To == East);
        var toEast = LinkTo(East);
        Assert.True(toEast.TryBegin(out var batch));
        Assert.DoesNotContain(_node.ReadyLinks(), link => link.To == East);
        Assert.False(_node.IsQuiet);

        toEast.Answer(batch.Number, new BatchReply(BatchFate.Taken, 5), now: 100);

        Assert.DoesNotContain(_node.ReadyLinks(), link => link.To == East);
        Assert.True(_node.IsQuiet);
    }

    [Fact]
    public void DescribedCandidate_ThatCameBeforeALostActorWasAdmittedAgain_IsDelivered()
    {
        var bob = new Member { PeerId = "bob", Instance = "bob's", JoinOrder = 2, Acks = true };
        var candidate = new Signal { Kind = SignalKind.Candidate, Number = 5, Ufrag = "u", IsDescribed = true, TargetInstance = Alice.Instance, Payload = "{}"u8.ToArray() };
        Tell(Bob, new LetterItem(new Letter { To = "alice", From = bob, Signal = candidate }));
        Tell(East, new SessionItem.Announce(1, Alice, 0, 7));
        Requests();

        Tell(Room, new NoticeItem(new RoomNotice.Admitted(Alice, Admission.Restored), 1, new RosterImage("epoch", 0, 0, 1, [Alice, bob])));

        Assert.True(LinkTo(East).TryBegin(out var batch));
        Assert.Contains(batch.Items.OfType<DeliveryItem>(), item => item.Event is { Kind: EventKind.Signal, Signal.Number: 5 });
    }

    private void JoinAt(NodeAddress gateway)
    {
        Tell(gateway, new SessionItem.Join(1, new JoinRequest(Alice)));
        Requests();
        Tell(Room, new NoticeItem(new RoomNotice.Admitted(Alice, Admission.New), 1, new RosterImage("epoch", 0, 0, 1, [Alice])));
    }

    private void Tell(NodeAddress from, NodeItem item)
    {
        var number = _numbers[from] = _numbers.GetValueOrDefault(from) + 1;
        Assert.Equal(BatchFate.Taken, _node.Take(from, new Batch<NodeItem>(5, 0, number, [item]), now: 100).Fate);
    }

    private NodeLink LinkTo(NodeAddress to) => _node.ReadyLinks().Single(link => link.To == to);

    /// <summary>What the node asks of the room; taken there.</summary>
    private List<RoomRequest> Requests()
    {
        if (_node.ReadyLinks().SingleOrDefault(link => link.To == Room) is not { } link || !link.TryBegin(out var batch)) return [];
        link.Answer(batch.Number, new BatchReply(BatchFate.Taken, 5), now: 100);
        return [.. batch.Items.OfType<RequestItem>().Select(item => item.Request)];
    }
}
