using Signaling.Core.Codes;
using Signaling.Core.Flight;
using Signaling.Core.Links;
using Signaling.Core.Messages;
using Signaling.Core.Negotiation;
using Signaling.Core.Nodes;
using Signaling.Core.Peers;
using Signaling.Core.Rooms;
using Signaling.Grains.Abstractions;
using Signaling.Grains.Abstractions.Wire;

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
    public void Sight_ComesBackAsItWent()
    {
        FlightEntry[] entries =
        [
            new()
            {
                AtMs = 1_000_000_000_000, Kind = FlightKind.Candidates, By = Side.Second, UntilMs = 1_000_000_000_000, Label = "screen", Number = 7, NumberTo = 9, Page = uint.MaxValue,
                IsSymmetric = true, Candidates = new CandidateTally(1, 2, 3, 4, ushort.MaxValue), Addresses = ["udp 192.0.2.1 9 host", "tcp 192.0.2.2 9 relay"],
            },
            new() { AtMs = 999_999_999_000, Kind = FlightKind.Offer, By = Side.First, Number = 1, Negotiation = long.MaxValue, IsRestart = true },
            new() { AtMs = 1_000_000_000_005, Kind = FlightKind.State, By = Side.First, State = LinkState.Connected, Local = CandidateType.Relay, Remote = CandidateType.Prflx },
            new() { AtMs = 1_000_000_000_006, UntilMs = 1_000_000_060_006, Kind = FlightKind.Undelivered, By = Side.First, About = FlightKind.Answer, Code = "expired" },
        ];
        var sight = new PairSight("alice", "bob", 1_000_000_000_100, entries, Dropped: 3, Skipped: 1L << 40);

        var back = SightCodec.FromBytes(SightCodec.ToBytes(sight));

        Assert.Equal(sight with { Entries = [] }, back with { Entries = [] });
        Assert.Equal(entries.Select(entry => entry with { Addresses = null }), back.Entries.Select(entry => entry with { Addresses = null }));
        Assert.Equal(entries[0].Addresses!, back.Entries[0].Addresses!);
        var bytes = SightCodec.ToBytes(sight);
        for (var length = 0; length < bytes.Length; length++) Assert.Throws<InvalidDataException>(() => SightCodec.FromBytes(bytes.AsMemory(0, length)));
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
        Assert.Equal("First=0 Second=1", Numbers<Side>());
        Assert.Equal("None=0 New=1 Connecting=2 Connected=3 Disconnected=4 Failed=5 Closed=6", Numbers<LinkState>());
        Assert.Equal("Unknown=0 Host=1 Srflx=2 Prflx=3 Relay=4", Numbers<CandidateType>());
        Assert.Equal(
            "Offer=0 Answer=1 OfferDelivered=2 AnswerDelivered=3 OfferAcknowledged=4 AnswerAcknowledged=5 OfferApplied=6 AnswerApplied=7 OfferNotApplied=8 AnswerNotApplied=9 "
            + "Candidates=10 CandidatesDelivered=11 EndOfCandidates=12 State=13 Undelivered=14 GlareWon=15 GlareLost=16 Suspended=17 Resumed=18 Reset=19 Left=20",
            Numbers<FlightKind>());
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
