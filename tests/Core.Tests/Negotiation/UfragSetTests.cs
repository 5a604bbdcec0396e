using Signaling.Core.Negotiation;

namespace Signaling.Core.Tests.Negotiation;

public sealed class UfragSetTests
{
    [Fact]
    public void Contains_NoUfrag_IsFalse()
    {
        Assert.False(default(UfragSet).Contains(Ufrag.None));
        Assert.False(Of("a").Contains(Ufrag.None));
    }

    [Fact]
    public void Overlaps_OneInCommonAnywhere_IsTrue()
    {
        Assert.True(Of("a", "b", "c").Overlaps(Of("x", "c")));
        Assert.True(Of("x", "c").Overlaps(Of("a", "b", "c")));
        Assert.False(Of("a", "b").Overlaps(Of("c", "d")));
        Assert.False(default(UfragSet).Overlaps(default));
    }

    [Fact]
    public void AddAll_Repeats_AreKeptOnce()
    {
        var set = Of("a", "b");
        set.AddAll(Of("b", "c"));

        Assert.Equal([Ufrag.From("a"), Ufrag.From("b"), Ufrag.From("c")], set.ToArray());
    }

    private static UfragSet Of(params string[] texts)
    {
        var set = default(UfragSet);
        foreach (var text in texts) set.Add(Ufrag.From(text));
        return set;
    }
}
