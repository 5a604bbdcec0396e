using System.Net;
using Microsoft.Extensions.Time.Testing;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Tests.Connections;

/// <summary>How many come from one address: counted, slowed down, and forgotten when they are gone.</summary>
public sealed class AddressBoundsTests
{
    private const int SweepAtLeast = 1_024;
    private static readonly IPAddress Home = IPAddress.Parse("192.0.2.1");
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Fact]
    public void Connections_AreBoundedAtOnce_AndAPlaceThatIsGivenBackIsThere()
    {
        var bounds = Make(new AddressOptions { Connections = 2 });
        Assert.True(bounds.TryEnter(Home, out var place, out var waitMs));
        Assert.Equal(0, waitMs);
        Assert.True(bounds.TryEnter(Home, out _, out _));
        Assert.False(bounds.TryEnter(Home, out var none, out waitMs));
        Assert.Equal((0UL, 1_000), (none, waitMs));
        Assert.True(bounds.TryEnter(IPAddress.Parse("192.0.2.2"), out _, out _));

        bounds.Leave(none); // a refused one has nothing to give back
        Assert.False(bounds.TryEnter(Home, out _, out _));
        bounds.Leave(place);
        Assert.True(bounds.TryEnter(Home, out _, out _));
    }

    [Fact]
    public void Rate_IsAnAddressesOwn_TellsWhenToComeAgain_AndRecovers()
    {
        var bounds = Make(new AddressOptions { ConnectsPerSecond = 4, ConnectsBurst = 3 });
        for (var i = 0; i < 3; i++) Assert.True(bounds.TryEnter(Home, out _, out _));
        Assert.False(bounds.TryEnter(Home, out _, out var waitMs));
        Assert.Equal(250, waitMs);
        Assert.True(bounds.TryEnter(IPAddress.Parse("192.0.2.2"), out _, out _));

        _time.Advance(TimeSpan.FromMilliseconds(waitMs - 1));
        Assert.False(bounds.TryEnter(Home, out _, out _));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(bounds.TryEnter(Home, out _, out _));
        Assert.False(bounds.TryEnter(Home, out _, out _));
    }

    [Fact]
    public void Loopback_IsCountedOnlyWhereItIsWanted_AndNobodyKnownNever()
    {
        var options = new AddressOptions { ConnectsBurst = 1 };
        var (usual, strict) = (Make(options), Make(options with { Loopback = true }));
        for (var i = 0; i < 3; i++)
        {
            foreach (var address in (IPAddress?[])[null, IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.Loopback.MapToIPv6()])
            {
                Assert.True(usual.TryEnter(address, out var place, out _));
                Assert.Equal(0UL, place);
            }
        }

        Assert.Equal(0, usual.Count);
        Assert.True(strict.TryEnter(IPAddress.Loopback, out _, out _));
        Assert.False(strict.TryEnter(IPAddress.Loopback, out _, out _));
    }

    [Fact]
    public void AddressesThatAreGone_AreForgotten_AndThoseThatAreThereAreNot()
    {
        var bounds = Make(new AddressOptions { Connections = 1 });
        Assert.True(bounds.TryEnter(Home, out var home, out _));
        for (var i = 0; i < SweepAtLeast - 1; i++) Visit(bounds, i);
        Assert.Equal(SweepAtLeast, bounds.Count);

        _time.Advance(TimeSpan.FromMilliseconds(60_001));
        Visit(bounds, SweepAtLeast);
        Assert.Equal(2, bounds.Count); // home, and the one that has just come

        Assert.False(bounds.TryEnter(Home, out _, out _));
        bounds.Leave(home);
        Assert.True(bounds.TryEnter(Home, out _, out _));
    }

    [Fact]
    public void WithinAMinute_NobodyIsForgotten_SoNobodyHasANewBurst()
    {
        var bounds = Make(new AddressOptions { ConnectsPerSecond = 1, ConnectsBurst = 60 });
        for (var i = 0; i < 60; i++)
        {
            Assert.True(bounds.TryEnter(Home, out var place, out _));
            bounds.Leave(place);
        }

        _time.Advance(TimeSpan.FromMilliseconds(500));
        for (var i = 0; i < SweepAtLeast * 2; i++) Visit(bounds, i);
        Assert.False(bounds.TryEnter(Home, out _, out _));
    }

    [Fact]
    public void Memory_IsBounded_HoweverManyAddressesComeAndGo()
    {
        const int Minutes = 50;
        var (bounds, most) = (Make(new AddressOptions()), 0);
        for (var i = 0; i < Minutes * SweepAtLeast; i++)
        {
            if (i % SweepAtLeast == 0) _time.Advance(TimeSpan.FromMilliseconds(60_001));
            Visit(bounds, i);
            most = Math.Max(most, bounds.Count);
        }

        Assert.InRange(most, 1, 4 * SweepAtLeast); // of more than 51,000
    }

    private static void Visit(AddressBounds bounds, int number)
    {
        Assert.True(bounds.TryEnter(new IPAddress((byte[])[10, (byte)(number >> 16), (byte)(number >> 8), (byte)number]), out var place, out _));
        bounds.Leave(place);
    }

    private AddressBounds Make(AddressOptions options) => new(options, new GatewayClock(_time));
}
