using Signaling.Core.Rooms;
using Signaling.Gateway.Moderation.Redis;

namespace Signaling.Grains.Tests.Moderation;

/// <summary>Gateways that have heard the same words say the same.</summary>
public sealed class TombstoneReplicaTests
{
    [Fact]
    public void Take_InAnyOrder_KeepsTheLaterWord()
    {
        var source = new TombstoneReplica(10);
        var put = Assert.Single(source.Put(new Tombstone("r", "bob", null, 9_000), now: 1_000));
        var lift = Assert.Single(source.Put(new Tombstone("r", "bob", null, 0), now: 2_000));

        var (one, other) = (new TombstoneReplica(10), new TombstoneReplica(10));
        one.Take([put], 3_000);
        one.Take([lift], 3_000);
        Assert.Equal(lift, Assert.Single(other.Take([lift], 3_000)));
        Assert.Empty(other.Take([put], 3_000));
        Assert.Equal(one.All, other.All);
        Assert.True(Assert.Single(one.All).IsLift);
    }

    [Fact]
    public void Put_IsLaterThanWhatItAnswers_AlsoWhenTheOthersClockIsAhead()
    {
        var replica = new TombstoneReplica(10);
        replica.Take([new SharedTombstone(50_000, 90_000, new Tombstone("r", "bob", null, 90_000))], now: 1_000);

        var lift = Assert.Single(replica.Put(new Tombstone("r", "bob", null, 1_000), now: 1_000));

        Assert.Equal((50_001, 90_000, true), (lift.At, lift.Ends, lift.IsLift));
    }

    [Fact]
    public void Put_OfAShorterOne_IsKeptForAsLongAsTheLonger()
    {
        var (one, missedIt) = (new TombstoneReplica(10), new TombstoneReplica(10));
        var longer = Assert.Single(one.Put(new Tombstone("r", "bob", null, 90_000), 1_000));
        missedIt.Take([longer], 1_000);
        one.Put(new Tombstone("r", "bob", null, 3_000), 2_000);

        Assert.Empty(one.Take(missedIt.All, 4_000));
        Assert.Equal(3_000, Assert.Single(missedIt.Take(one.All, 4_000)).Tombstone.Until);
    }

    [Fact]
    public void Put_OfAPeersLift_LiftsWhatWasFoundWithIt()
    {
        var replica = new TombstoneReplica(10);
        replica.Put(new Tombstone("r", "bob", null, 9_000), 1_000);
        replica.Put(new Tombstone("r", "bob", "robert", 9_000), 1_000);
        replica.Put(new Tombstone("r", null, "other", 9_000), 1_000);

        Assert.Equal(2, replica.Put(new Tombstone("r", "bob", null, 0), 2_000).Count);
        Assert.Equal("other", Assert.Single(replica.All, word => !word.IsLift).Tombstone.Identity);
    }

    [Fact]
    public void Bound_LiftsGoFirst_ThenWhatEndsFirst_AndWhatHasEndedAnyway()
    {
        var replica = new TombstoneReplica(2);
        replica.Put(new Tombstone("r", "ended", null, 1_500), 1_000);
        replica.Put(new Tombstone("r", "never there", null, 0), 1_000);
        replica.Put(new Tombstone("r", "a", null, 4_000), 2_000);
        replica.Put(new Tombstone("r", "b", null, 3_000), 2_000);
        replica.Put(new Tombstone("r", "c", null, 5_000), 2_000);

        Assert.Equal(["a", "c"], replica.All.Select(word => word.Tombstone.PeerId).Order());
    }

    [Fact]
    public void Text_IsReadAsItWasWritten_AndOtherTextIsNot()
    {
        var word = new SharedTombstone(1_790_000_000_000, 1_790_000_009_000, new Tombstone("räum \"1\"", null, "id", 1_790_000_009_000, "why"));

        Assert.True(SharedTombstone.TryParse(word.ToText(), out var read));
        Assert.Equal(word, read);
        Assert.StartsWith("0001790000000000", word.ToText(), StringComparison.Ordinal);
        foreach (var other in new[] { null, "", "0001790000000000", "0001790000000000{", "0001790000000000{}", "0001790000000000null" })
            Assert.False(SharedTombstone.TryParse(other, out _));
    }
}
