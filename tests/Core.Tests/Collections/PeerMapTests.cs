using Signaling.Core.Collections;

namespace Signaling.Core.Tests.Collections;

public sealed class PeerMapTests
{
    private PeerMap<Thing> _map;

    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    public void Map_RandomOperations_IsLikeADictionary(int namesMax)
    {
        var model = new Dictionary<string, Thing>();
        var random = new Random(namesMax);
        for (var i = 0; i < 20_000; i++)
        {
            var name = $"p{random.Next(namesMax)}";
            if (random.Next(2) == 0)
            {
                var thing = new Thing(name);
                _map.Set(thing);
                model[name] = thing;
            }
            else
            {
                Assert.Equal(model.Remove(name), _map.Remove(name));
            }

            Check(model, name);
        }
    }

    [Fact]
    public void Walk_WhileFew_IsInTheOrderTheyCame()
    {
        foreach (var name in (string[])["c", "a", "b", "d"]) _map.Set(new Thing(name));
        _map.Remove("a");
        _map.Set(new Thing("a"));
        _map.Set(new Thing("b")); // in its place

        Assert.Equal(["c", "b", "d", "a"], _map.ToArray().Select(thing => thing.PeerId));
    }

    [Fact]
    public void Clear_Always_LeavesNothing()
    {
        foreach (var number in Enumerable.Range(0, 12)) _map.Set(new Thing($"{number}"));
        _map.Clear();

        Check([], "3");
    }

    private void Check(Dictionary<string, Thing> model, string name)
    {
        Assert.Equal(model.Count, _map.Count);
        Assert.Same(model.GetValueOrDefault(name), _map.Find(name));
        Assert.Same(model.GetValueOrDefault(name), _map.Find(name.AsSpan()));
        Assert.Equal(model.Values.ToHashSet(), _map.ToArray().ToHashSet());
    }

    private sealed class Thing(string peerId) : IOfPeer
    {
        public string PeerId { get; } = peerId;
    }
}
