using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Signaling.Core.Rooms;
using Signaling.Gateway.Hosting;
using Signaling.Gateway.Moderation;
using Signaling.Gateway.Tests.Auth;

namespace Signaling.Gateway.Tests.Moderation;

/// <summary>The bounds of what moderators do: how much a gateway remembers, and for how long.</summary>
public sealed class TombstoneBoundsTests() : NativeTest(ownClock: true, "Auth:Secret=" + Issuer.Secret, "Moderation:SecondsMax=100", "Moderation:BanSeconds=50", "Moderation:CloseSeconds=50")
{
    [Fact]
    public async Task BeyondTheBound_TheOneThatEndsFirstGoes_AndTheLogSaysSo()
    {
        using var log = new TestLog();
        using var loggers = new LoggerFactory([log]);
        var clock = new GatewayClock(new FakeTimeProvider(DateTimeOffset.UtcNow));
        var tombstones = new Tombstones(clock, new ModerationOptions { Tombstones = 3 }, new TombstoneMemory(), loggers.CreateLogger<Tombstones>());
        foreach (var (peer, seconds) in ((string, int)[])[("a", 30), ("b", 10), ("c", 20)]) await AddAsync(peer, seconds);
        Assert.Equal(3, tombstones.All().Count);
        Assert.Empty(log.Entries);

        for (var i = 0; i < 10; i++) await AddAsync($"d{i}", 40 + i);
        Assert.Equal(["d7", "d8", "d9"], tombstones.All().Select(tombstone => tombstone.PeerId).Order());
        Assert.Null(tombstones.Find("room", "b", null));
        Assert.NotNull(tombstones.Find("room", "d9", null));
        Assert.Contains(log.Entries, entry => entry.Level == LogLevel.Warning && entry.Text.StartsWith("More than 3 tombstones", StringComparison.Ordinal));
        await tombstones.AddAsync(new Tombstone("room", "d9", null, clock.NowMs)); // lifted
        Assert.Equal(2, tombstones.All().Count);

        ValueTask AddAsync(string peer, int seconds) => tombstones.AddAsync(new Tombstone("room", peer, null, clock.NowMs + (seconds * 1_000)));
    }

    [Fact]
    public async Task ATimeBeyondTheLongest_IsABadField_AndTheLongestIsNot()
    {
        var moderator = await JoinAsync("moderator", Token("boss", "join presence moderate"));
        var bob = await JoinAsync("bob", Token("bob", "join"));
        await moderator.NextAsync("peer-joined");
        foreach (var seconds in (int[])[0, -1, 101])
        {
            await moderator.SendAsync($$"""{"type":"kick","peerId":"bob","banSeconds":{{seconds}}}""");
            await moderator.NextErrorAsync("bad-field");
        }

        Assert.Empty(await bob.FenceAsync());
        await moderator.SendAsync("""{"type":"kick","peerId":"bob","banSeconds":100}""");
        await bob.NextErrorAsync("kicked");
    }

    private string Token(string identity, string rights) => $"\"token\":\"{Issuer.Token(identity, rights: rights, now: Server.Time!.GetUtcNow())}\"";
}
