using System.Net;
using System.Text.Json.Nodes;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Api;

public sealed class RoomTests : ApiTest
{
    [Fact]
    public async Task ARoom_IsSeenWithItsPeers()
    {
        await JoinAsync("alice", """ "acks":true,"data":{"name":"Alice"} """.Trim());
        var bob = await JoinAsync("bob");
        bob.Abort();
        await Eventually.TrueAsync(async () => (await GetAsync(RoomPath))!["peers"]!.AsArray().Any(peer => (bool)peer!["suspended"]!));

        var room = await GetAsync(RoomPath);

        Assert.Equal(("server", Room), ((string)room!["scope"]!, (string)room["room"]!));
        Assert.Equal(["alice", "bob"], room["peers"]!.AsArray().Select(peer => (string)peer!["peerId"]!));
        Assert.Equal("Alice", (string)room["peers"]![0]!["data"]!["name"]!);
        Assert.Equal((true, false), ((bool)room["peers"]![0]!["acks"]!, (bool)room["peers"]![1]!["acks"]!));
        Assert.InRange((long)room["peers"]![0]!["joinedAt"]!, DateTimeOffset.UtcNow.AddMinutes(-5).ToUnixTimeMilliseconds(), DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds());
        Assert.Equal("alice", (string)(await GetAsync(RoomPath + "/peers/alice"))!["peerId"]!);
        Assert.Equal("no-peer", (string)(await GetAsync(RoomPath + "/peers/carol", HttpStatusCode.NotFound))!["code"]!);
    }

    [Fact]
    public async Task Rooms_ComeInPages()
    {
        foreach (var name in (string[])["a", "b", "c"]) await JoinAsync("alice", room: Room + name);

        var first = await GetAsync($"/api/v1/rooms?prefix={Room}&limit=2");
        var second = await GetAsync($"/api/v1/rooms?prefix={Room}&limit=2&after={(string)first!["next"]!}");

        Assert.Equal([Room + "a", Room + "b"], Names(first));
        Assert.Equal([Room + "c"], Names(second!));
        Assert.Null(second!["next"]);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("with/slash")]
    [InlineData("with%2Fpercent")]
    [InlineData("ключ?&#+")]
    public async Task AnyName_CanStandInAPath(string name)
    {
        await JoinAsync("peer/" + name, room: Room + name);

        var path = $"/api/v1/rooms/{Uri.EscapeDataString(Room + name)}/peers/{Uri.EscapeDataString("peer/" + name)}";
        Assert.Equal("peer/" + name, (string)(await GetAsync(path))!["peerId"]!);
    }

    [Fact]
    public async Task WhatIsNotThere_IsToldSo()
    {
        Assert.Equal("no-room", (string)(await GetAsync(RoomPath, HttpStatusCode.NotFound))!["code"]!);
        Assert.Equal("bad-field", (string)(await GetAsync("/api/v1/rooms?limit=0", HttpStatusCode.BadRequest))!["code"]!);
        Assert.Equal("no-pair", (string)(await GetAsync(RoomPath + "/pairs/alice/bob", HttpStatusCode.NotFound))!["code"]!);
    }

    [Fact]
    public async Task Pairs_AreSeenWithVerdictAndTimeline()
    {
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice");
        await alice.SendAsync(Offer("bob", Sdp("aaaa")));
        await alice.SendAsync(Candidate("bob", Ice("aaaa")));
        await bob.SkipToAsync("ice-candidate");

        var list = await GetAsync($"/api/v1/pairs?room={Room}&peer=bob");
        var pair = await GetAsync(RoomPath + "/pairs/bob/alice");

        Assert.True((bool)list!["recording"]!);
        Assert.Equal("answer-awaited", (string)list["pairs"]!.AsArray().Single()!["verdict"]!["code"]!);
        Assert.Null(list["pairs"]![0]!["timeline"]);
        Assert.Equal(["offer", "offer-delivered", "candidates", "candidates-delivered"], pair!["timeline"]!.AsArray().Select(line => (string)line!["event"]!));
        Assert.Equal(1, (int)pair["timeline"]![2]!["candidates"]!["host"]!);
        Assert.DoesNotContain("192.0.2.1", pair.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statistics_CountWhatIsThere()
    {
        await JoinAsync("alice");

        var stats = (await GetAsync("/api/v1/stats"))!;

        Assert.True((int)stats["rooms"]! >= 1 && (int)stats["peers"]! >= 1 && (int)stats["connections"]! >= 1, stats.ToJsonString());
        Assert.True((long)stats["memoryBytes"]! > 0 && (long)stats["cpuMs"]! > 0 && (long)stats["now"]! >= (long)stats["startedAt"]!, stats.ToJsonString());
        Assert.Equal(("InProcess", "server"), ((string)stats["engine"]!, (string)stats["scope"]!));
    }

    private static IEnumerable<string> Names(JsonNode page) => page["rooms"]!.AsArray().Select(room => (string)room!["room"]!);
}
