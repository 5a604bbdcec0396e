using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Signaling.Gateway.Hosting;
using Signaling.Gateway.Ice;
using Signaling.Gateway.Telemetry;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Ice;

/// <summary>A provider's credentials are at hand before they are needed, and another provider's when it does not answer.</summary>
public sealed class TurnGrantsTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly Provider _first = new("first");
    private readonly Provider _second = new("second");
    private readonly TurnGrants _grants;

    public TurnGrantsTests() => _grants = new TurnGrants(
        [_first, _second], new TurnOptions { LifetimeSeconds = 1_000, TimeoutMs = 200 }, new GatewayClock(_time), new GatewayMeter(), NullLogger<TurnGrants>.Instance);

    [Fact]
    public async Task TheFirstThatAnswers_IsTaken_AndAskedAgainAtHalfTime()
    {
        Assert.Null(_grants.Current);
        Assert.Equal(500_000, await _grants.RenewAsync(0, default));
        Assert.Equal(("first", 1, 0), (_grants.Current!.Provider, _first.Asked, _second.Asked));
    }

    [Fact]
    public async Task OneThatFails_IsPassedOver_AndPreferredAgainSoon()
    {
        _first.Answers = false;
        Assert.Equal(300_000, await _grants.RenewAsync(0, default));
        Assert.Equal("second", _grants.Current!.Provider);

        _first.Answers = true;
        await _grants.RenewAsync(0, default);
        Assert.Equal(("first", 2), (_grants.Current!.Provider, _grants.Current.Number));
    }

    [Fact]
    public async Task OneThatHangs_IsPassedOver_AfterItsTime()
    {
        _first.Hangs = true;
        await _grants.RenewAsync(0, default).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("second", _grants.Current!.Provider);
    }

    [Fact]
    public async Task WhenNoneAnswers_WhatThereIsServesUntilItEnds_AndTheyAreAskedLessAndLessOften()
    {
        await _grants.RenewAsync(0, default);
        _first.Answers = _second.Answers = false;
        var waits = new List<int>();
        foreach (var failures in (int[])[0, 1, 2, 6, 50]) waits.Add(await _grants.RenewAsync(failures, default));
        Assert.Equal((List<int>)[1_000, 2_000, 4_000, 60_000, 60_000], waits);

        _time.Advance(TimeSpan.FromSeconds(999));
        Assert.NotNull(_grants.Current);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_grants.Current);
    }

    [Fact]
    public async Task TheService_AsksByItself_AndStops()
    {
        await _grants.StartAsync(default);
        await Eventually.TrueAsync(() => _grants.Current?.Number == 1);
        for (var number = 2; number <= 3; number++)
        {
            await Eventually.TrueAsync(() =>
            {
                _time.Advance(TimeSpan.FromSeconds(100)); // its timer may not be set yet
                return _grants.Current?.Number >= number;
            });
        }

        await _grants.StopAsync(default).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(0, _second.Asked);
    }

    private sealed class Provider(string name) : ITurnProvider
    {
        public string Name => name;

        public bool Answers { get; set; } = true;

        public bool Hangs { get; set; }

        public int Asked { get; private set; }

        public async Task<IReadOnlyList<IceServer>> IssueAsync(TimeSpan lifetime, CancellationToken cancellation)
        {
            Asked++;
            if (Hangs) await Task.Delay(Timeout.Infinite, cancellation);
            return Answers ? [new IceServer { Urls = [$"turn:{name}"], Username = $"{Asked}", Credential = "c" }] : throw new TurnProviderException("No.");
        }
    }
}
