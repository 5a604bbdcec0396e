using System.Security.Cryptography;
using Signaling.Gateway.Homes;
using Signaling.Gateway.Hosting;
using Signaling.Gateway.Tickets;

namespace Signaling.Gateway.Tests.Homes;

public sealed class SessionHomesTests
{
    /// <summary>Every loop of the lean transport, and every thread of Kestrel, reads names.</summary>
    [Fact]
    public void Names_AreReadAsTheyWereGiven_ByManyThreadsAtOnce()
    {
        using var homes = new SessionHomes(new TicketKey(RandomNumberGenerator.GetBytes(32), IsNew: true), new GatewayOptions { InternalUrl = "http://10.0.0.1:8080" });

        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, thread =>
        {
            for (var i = 0; i < 3_000; i++)
            {
                var name = homes.NameFor($"{thread}-{i}");
                Assert.True(homes.TryRead(name, out var id, out var home), name);
                Assert.Equal(($"{thread}-{i}", "http://10.0.0.1:8080"), (id, home));
                Assert.False(homes.TryRead(name[1..], out _, out _));
            }
        });
    }
}
