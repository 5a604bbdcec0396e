using Signaling.Core.Codes;
using Signaling.Core.Links;
using Signaling.Core.Messages;
using Signaling.Core.Nodes;
using Signaling.Core.Peers;
using Signaling.Core.Rooms;
using Signaling.Grains.Abstractions;

namespace Signaling.Grains.Tests.Wire;

public sealed class CodecTests
{
    [Fact]
    public void EveryItem_ComesBackAsItWent()
    {
        foreach (var item in Samples.All())
        {
            var back = Parcel.FromBytes(new Parcel(NodeAddress.OfPeer("r", "p"), new Batch<NodeItem>(1, 2, 3, [item])).ToBytes());

            Assert.Equal(Describe.It(item), Describe.It(back.Batch.Items.Single()));
        }
    }

    [Fact]
    public void EveryKindOfItem_HasASample()
    {
        var sampled = Samples.All().SelectMany(item => new object?[] { item, (item as RequestItem)?.Request, (item as NoticeItem)?.Notice }).OfType<object>()
            .Select(value => value.GetType()).ToHashSet();
        var missing = typeof(NodeItem).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && (type.IsAssignableTo(typeof(NodeItem)) || type.IsAssignableTo(typeof(RoomRequest)) || type.IsAssignableTo(typeof(RoomNotice))))
            .Where(type => type != typeof(SessionAddress) && !sampled.Contains(type));

        Assert.Empty(missing);
        Assert.Equal(Enum.GetValues<EventKind>(), Samples.All().OfType<DeliveryItem>().Select(item => item.Event.Kind).Distinct().Order());
    }

    [Fact]
    public void Parcel_KeepsEndsEpochsNumberAndOrder()
    {
        var parcel = new Parcel(NodeAddress.OfPeer("room/with%", "péer"), new Batch<NodeItem>(long.MaxValue, -5, 300, [.. Samples.All()]));

        Assert.Equal(Describe.It(parcel), Describe.It(Parcel.FromBytes(parcel.ToBytes())));
    }

    [Fact]
    public void InboundAndOutbound_ComeBackAsTheyWent()
    {
        var batch = new Batch<NodeItem>(1, 0, 1, [.. Samples.All()]);
        var inbound = Inbound.Of("gateway", [(NodeAddress.OfPeer("r", "p"), batch), (NodeAddress.OfRoom("r"), batch)]);
        var outbound = new Outbound(
            [new Parcel(NodeAddress.OfRoom("r"), batch)],
            [new ActorAnswer(NodeAddress.OfPeer("r", "p"), 3, new BatchReply(BatchFate.NotYet, 9)), new ActorAnswer(NodeAddress.OfRoom("r"), 4, null)]);

        Assert.Equal([(NodeAddress.OfPeer("r", "p"), Describe.It(batch)), (NodeAddress.OfRoom("r"), Describe.It(batch))], inbound.Batches().Select(b => (b.To, Describe.It(b.Batch))));
        Assert.Equal(Describe.It(outbound), Describe.It(Outbound.FromBytes(outbound.ToBytes())));
    }

    [Fact]
    public void Codes_TravelByName_AlsoThoseNotKnownHere()
    {
        NodeItem made = new RequestItem(new RoomRequest.Leave("alice", new Code("from-the-future", "…", Retry.After, 4999)), null);
        var back = (RequestItem)Parcel.FromBytes(new Parcel(default(NodeAddress) with { Room = "", Name = "" }, new Batch<NodeItem>(1, 1, 1, [made])).ToBytes()).Batch.Items[0];

        Assert.Equal("from-the-future", ((RoomRequest.Leave)back.Request).Reason.Name);
        Assert.Equal(Reasons.All.Count, Reasons.All.Select(code => code.Name).Distinct().Count());
    }

    [Fact]
    public void CutOrStrangeBytes_AreRefused()
    {
        var bytes = new Parcel(NodeAddress.OfRoom("r"), new Batch<NodeItem>(1, 2, 3, [.. Samples.All()])).ToBytes();
        for (var length = 0; length < bytes.Length; length++) Assert.Throws<InvalidDataException>(() => Parcel.FromBytes(bytes.AsMemory(0, length)));

        bytes[0] = 99;
        Assert.Throws<InvalidDataException>(() => Parcel.FromBytes(bytes));
    }

    /// <summary>These numbers cross processes of different versions: they may be added to, never changed.</summary>
    [Fact]
    public void Enumerations_KeepTheirNumbers()
    {
        Assert.Equal("Room=0 Peer=1 Gateway=2", Numbers<NodeKind>());
        Assert.Equal("Taken=0 NotYet=1 ReceiverIsNew=2 SenderIsOld=3", Numbers<BatchFate>());
        Assert.Equal("Offer=0 Answer=1 Candidate=2 Message=3 Applied=4", Numbers<SignalKind>());
        Assert.Equal(
            "ExistingPeers=0 Resumed=1 PeerJoined=2 PeerUpdated=3 PeerSuspended=4 PeerResumed=5 PeerReset=6 PeerLeft=7 Signal=8 Ack=9 Undelivered=10 Glare=11 Error=12 Close=13",
            Numbers<EventKind>());
        Assert.Equal("New=0 Retry=1 Reset=2 Restored=3", Numbers<Admission>());
        Assert.Equal("Lost=0 PageGone=1 Confused=2", Numbers<Disconnection>());
    }

    [Theory]
    [InlineData("room", "peer")]
    [InlineData("a/b", "c/d")]
    [InlineData("a%2Fb", "%")]
    [InlineData("a", "b/c")]
    public void ActorKey_NamesARoomAndAPeerUnambiguously(string room, string peerId) =>
        Assert.Equal((room, peerId), ActorKey.ParsePeer(ActorKey.OfPeer(room, peerId)));

    [Fact]
    public void Partition_OfARoom_IsTheSameInEveryProcess() =>
        Assert.Equal([26, 12, 27], [Partitions.Of("room"), Partitions.Of("a"), Partitions.Of("ü")]);

    private static string Numbers<T>() where T : struct, Enum =>
        string.Join(' ', Enum.GetValues<T>().Select(value => $"{value}={Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture)}"));
}
