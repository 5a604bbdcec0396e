using Signaling.Core.Messages;

namespace Signaling.Core.Tests.Messages;

public sealed class MemberTests
{
    [Fact]
    public void IsPoliteToward_TheOneThereFirst_IsImpolite()
    {
        var (first, second) = (At("a", 1), At("b", 2));

        Assert.False(first.IsPoliteToward(second));
        Assert.True(second.IsPoliteToward(first));
    }

    [Fact]
    public void IsPoliteToward_ClientThatCannotRollBack_IsImpoliteWhateverTheOrder()
    {
        var (first, second) = (At("a", 1), At("b", 2) with { CanRollBack = false });

        Assert.True(first.IsPoliteToward(second));
        Assert.False(second.IsPoliteToward(first));
    }

    [Fact]
    public void IsPoliteToward_WhereOthersOffer_ThatOneIsPolite_InEitherOrder()
    {
        Assert.True((At("a", 1) with { OthersOffer = true }).IsPoliteToward(At("b", 2)));
        Assert.True((At("b", 2) with { OthersOffer = true }).IsPoliteToward(At("a", 1)));
        Assert.False(At("a", 1).IsPoliteToward(At("b", 2) with { OthersOffer = true }));
        Assert.False((At("a", 1) with { OthersOffer = true }).IsPoliteToward(At("b", 2) with { OthersOffer = true }));
    }

    [Fact]
    public void IsPoliteToward_WhereNewcomersOffer_TheNewcomerIsImpolite()
    {
        var (first, second) = (At("a", 1) with { NewcomersOffer = true }, At("b", 2));

        Assert.True(first.IsPoliteToward(second));
        Assert.False(second.IsPoliteToward(first));
        Assert.True(At("a", 1).IsPoliteToward(At("b", 2) with { NewcomersOffer = true }));
    }

    [Fact]
    public void IsPoliteToward_AnyTwo_IsOpposite()
    {
        Member[] members = [At("h", 2) with { OthersOffer = true }, At("i", 3) with { OthersOffer = true }, At("f", 3) with { NewcomersOffer = true }, At("g", 1) with { NewcomersOffer = true }, At("a", 1), At("b", 1), At("c", 2), At("d", 2) with { CanRollBack = false }, At("e", 1) with { CanRollBack = false }];
        foreach (var one in members)
        {
            foreach (var other in members.Where(m => m != one)) Assert.NotEqual(one.IsPoliteToward(other), other.IsPoliteToward(one));
        }
    }

    private static Member At(string id, long order) => new() { PeerId = id, Instance = "i", JoinOrder = order };
}
