using Signaling.Gateway.Connections;

namespace Signaling.Gateway.Tests.Lean;

public sealed class RentedBytesTests
{
    [Fact]
    public void AnyOrderOfAddsAndTakes_KeepsTheBytes()
    {
        var (random, expected) = (new Random(1), new List<byte>());
        var bytes = default(RentedBytes);
        for (var i = 0; i < 20_000; i++)
        {
            if (random.Next(2) == 0)
            {
                var more = new byte[random.Next(0, 2_000)];
                random.NextBytes(more);
                bytes.Add(more);
                expected.AddRange(more);
            }
            else
            {
                var taken = random.Next(0, expected.Count + 1);
                bytes.Take(taken);
                expected.RemoveRange(0, taken);
            }

            Assert.Equal(expected.Count == 0, bytes.IsEmpty);
            Assert.True(bytes.Span.SequenceEqual(expected.ToArray()));
            if (expected.Count > 50_000) expected.RemoveRange(0, expected.Count);
            if (expected.Count == 0) bytes.Release();
        }
    }

    [Fact]
    public void NothingAdded_HoldsNothing()
    {
        var bytes = default(RentedBytes);
        bytes.Add([]);
        Assert.True(bytes.IsEmpty);
        bytes.Reserve(100);
        bytes.Added(0);
        Assert.True(bytes.IsEmpty);
    }
}
