using Signaling.Core.Peers;

namespace Signaling.Core.Tests.Peers;

public sealed class SparesTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(0)]
    public void WhatIsKept_IsBounded_AlsoWithoutPayloads(int payloadBytes)
    {
        var spares = new Spares(bytesMax: 5_000);
        var items = Enumerable.Range(0, 100).Select(_ => spares.Item(payloadBytes)).ToList();
        foreach (var item in items) spares.Return(item);

        var kept = Enumerable.Range(0, 100).Select(_ => spares.Item(payloadBytes)).Count(items.Contains);
        Assert.InRange(kept, 1, 5_000 / Limits.KeptOverheadBytes);
    }
}
