using Signaling.TestKit;

namespace Signaling.Grains.Tests.Moderation;

/// <summary>Tombstones reach every gateway of a cluster and outlive all of them.</summary>
public sealed class RedisTombstonesTests
{
    [SkippableFact]
    public async Task APut_AtOneGateway_IsHeardAtOnceByTheOthers_AndSoIsItsLift()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var a = await Memory.StartAsync(redis, settled: true);
        await using var b = await Memory.StartAsync(redis, settled: true);

        await a.PutAsync("bob");
        await a.PutAsync("bob", "robert");
        await Eventually.TrueAsync(() => b.Bars("bob") && b.Bars("another", "robert"), () => "b was not told", seconds: 5);
        Assert.False(b.Bars("alice"));
        Assert.False(b.Bars("bob", room: "another"));

        await b.LiftAsync("bob");
        await Eventually.TrueAsync(() => !a.Bars("bob") && !a.Bars("another", "robert"), () => "a was not told", seconds: 5);

        await using var later = await Memory.StartAsync(redis);
        Assert.False(later.Bars("bob", "robert"));
    }

    [SkippableFact]
    public async Task ARestart_OfAllGateways_ForgetsNothing()
    {
        await using var redis = await RedisServer.StartAsync();
        await using (var a = await Memory.StartAsync(redis))
        await using (var b = await Memory.StartAsync(redis))
        {
            await a.PutAsync("bob");
            await b.PutAsync(null, "carol's identity");
        }

        await using var again = await Memory.StartAsync(redis);
        Assert.True(again.Bars("bob"));
        Assert.True(again.Bars("anybody", "carol's identity"));
    }

    [SkippableFact]
    public async Task WithoutRedis_AGatewayGoesOnFromMemory_AndWritesWhenItIsBack()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var a = await Memory.StartAsync(redis, settled: true);
        await using var b = await Memory.StartAsync(redis, settled: true);
        await a.PutAsync("earlier");
        await Eventually.TrueAsync(() => b.Bars("earlier"), () => "b was not told");

        await redis.StopAsync();
        await a.PutAsync("bob");
        await a.PutAsync("carol");
        await b.LiftAsync("earlier");
        Assert.True(a.Bars("bob") && a.Bars("carol") && a.Bars("earlier"));
        Assert.False(b.Bars("bob"));
        Assert.Contains("Redis cannot be reached", Assert.Single(a.Warnings), StringComparison.Ordinal);

        await redis.AgainAsync();
        await Eventually.TrueAsync(() => b.Bars("bob") && b.Bars("carol"), () => "b was not told: " + string.Join('\n', a.Warnings.Concat(b.Warnings)));
        await Eventually.TrueAsync(() => !a.Bars("earlier"), () => "a was not told");
        Assert.Single(a.Warnings);

        await Eventually.TrueAsync(() => a.Store.IsSettled && b.Store.IsSettled, () => "the channel is not heard again");
        await b.PutAsync("dave");
        await Eventually.TrueAsync(() => a.Bars("dave"), () => "a was not told of the next", seconds: 20);
    }

    [SkippableFact]
    public async Task ARedisThatLostItsData_GetsItBack()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var a = await Memory.StartAsync(redis);
        await a.PutAsync("bob");
        var before = a.Store.Comparisons;

        await redis.StopAsync(losesData: true);
        await redis.AgainAsync();
        await Eventually.TrueAsync(() => a.Store.Comparisons > before + 1, () => "a has not compared: " + string.Join('\n', a.Warnings));

        await using var later = await Memory.StartAsync(redis);
        Assert.True(later.Bars("bob"));
    }

    [SkippableFact]
    public async Task WhatHasEnded_OrIsAboveTheBound_GoesFromRedis()
    {
        await using var redis = await RedisServer.StartAsync();
        await using (var a = await Memory.StartAsync(redis))
        {
            await a.PutAsync("soon", milliseconds: 50);
            for (var i = 1; i <= 5; i++) await a.PutAsync($"peer-{i}", milliseconds: 60_000 * i);
            await Eventually.TrueAsync(() => !a.Bars("soon"), () => "it has not ended");
        }

        await using var small = await Memory.StartAsync(redis, max: 3);
        Assert.Equal(3, await redis.HashLengthAsync(Memory.Name));
        Assert.False(small.Bars("peer-2"));
        Assert.True(small.Bars("peer-3") && small.Bars("peer-4") && small.Bars("peer-5"));
    }

    [SkippableFact]
    public async Task WhatCannotBeRead_IsLeftAlone_AndTheRestCounts()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.PutFieldAsync(Memory.Name, """["r","x",null]""", "9999999999999999{");
        await using var a = await Memory.StartAsync(redis, settled: true);
        await a.PutAsync("x");
        await a.PutAsync("bob");

        await using var later = await Memory.StartAsync(redis);
        Assert.True(a.Bars("x") && later.Bars("bob"));
        Assert.Contains("1 tombstones in Redis cannot be read", Assert.Single(later.Warnings), StringComparison.Ordinal);
        Assert.True(a.Store.Comparisons < 12, "it compares without end");
    }
}
