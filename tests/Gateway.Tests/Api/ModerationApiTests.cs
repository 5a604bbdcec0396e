using System.Net;

namespace Signaling.Gateway.Tests.Api;

public sealed class ModerationApiTests : ApiTest
{
    [Fact]
    public async Task Kick_RemovesAPeer_AndKeepsItOut()
    {
        var alice = await JoinAsync("alice");
        var (bob, welcome) = await WelcomeAsync("bob");

        var result = await AskAsync(HttpMethod.Delete, RoomPath + "/peers/bob?seconds=60&note=spam");

        Assert.Equal(["bob"], result!["removed"]!.AsArray().Select(peer => (string)peer!["peerId"]!));
        Assert.Equal(4011, await bob.ClosedAsync());
        Assert.Equal("kicked", (await alice.SkipToAsync("peer-left")).Text("reason"));
        await (await ResumeAsync(welcome.Text("resume"))).NextErrorAsync("kicked");
        var bans = (await GetAsync(RoomPath + "/bans"))!.AsArray();
        Assert.Equal(("bob", "spam"), ((string)bans.Single()!["peerId"]!, (string)bans.Single()!["note"]!));

        await AskAsync(HttpMethod.Delete, RoomPath + "/bans?peerId=bob", null, HttpStatusCode.NoContent);
        await JoinAsync("bob");
    }

    [Fact]
    public async Task Ban_KeepsOutWhoIsNotThere()
    {
        await AskAsync(HttpMethod.Post, RoomPath + "/bans", """{"peerId":"mallory","seconds":60}""");
        var mallory = await ConnectAsync();
        await mallory.SendAsync(Join("mallory"));

        await mallory.NextErrorAsync("kicked");
    }

    [Fact]
    public async Task Close_RemovesEverybody()
    {
        var alice = await JoinAsync("alice");
        var bob = await JoinAsync("bob");

        var result = await AskAsync(HttpMethod.Delete, RoomPath);

        Assert.Equal(2, result!["removed"]!.AsArray().Count);
        Assert.Equal((4011, 4011), (await alice.ClosedAsync(), await bob.ClosedAsync()));
        await GetAsync(RoomPath, HttpStatusCode.NotFound);
        Assert.True((bool)(await GetAsync(RoomPath + "/bans"))![0]!["everybody"]!);
    }

    [Theory]
    [InlineData("DELETE", "?seconds=0", null)]
    [InlineData("DELETE", "/peers/bob?seconds=x", null)]
    [InlineData("POST", "/bans", "{}")]
    [InlineData("POST", "/bans", """{"peerId":"a","identity":"b"}""")]
    public async Task ABadRequest_IsRefused(string method, string path, string? body) => await AskAsync(new HttpMethod(method), RoomPath + path, body, HttpStatusCode.BadRequest);
}
