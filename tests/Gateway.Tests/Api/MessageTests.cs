using System.Net;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Api;

/// <summary>The server speaks in a room: under a name that no client can have, and with the promises that hold for peers.</summary>
public sealed class MessageTests : ApiTest
{
    [Fact]
    public async Task ToARoom_EverybodyGetsIt()
    {
        var alice = await JoinAsync("alice");
        var bob = await JoinAsync("bob");
        await alice.SkipToAsync("peer-joined");

        var result = await AskAsync(HttpMethod.Post, RoomPath + "/messages", """{"data":{"text":"in 5 minutes"}}""");

        Assert.Equal((true, false), ((bool)result!["delivered"]!, (bool)result["pending"]!));
        foreach (var client in (TestKit.NativeClient[])[alice, bob])
        {
            var message = await client.NextAsync("message");
            Assert.Equal(("$server", """{"text":"in 5 minutes"}"""), (message.Text("fromPeerId"), message.Payload("data")));
            Assert.Empty(await client.FenceAsync()); // the server comes and goes unseen
        }
    }

    [Fact]
    public async Task ToAPeer_OnlyItGetsIt_InOrder()
    {
        var alice = await JoinAsync("alice");
        var bob = await JoinAsync("bob");
        for (var i = 1; i <= 20; i++) await AskAsync(HttpMethod.Post, RoomPath + "/peers/bob/messages", $$"""{"data":{{i}}}""");

        Assert.Equal(Enumerable.Range(1, 20).Select(i => $"{i}"), (await bob.FenceAsync()).Select(message => message.Payload("data")));
        Assert.DoesNotContain(await alice.FenceAsync(), message => message.Type == "message");
    }

    [Fact]
    public async Task ToOneThatAcknowledges_ItIsPendingUntilItDoes()
    {
        var alice = await JoinAsync("alice", "\"acks\":true");

        var result = await AskAsync(HttpMethod.Post, RoomPath + "/peers/alice/messages", """{"data":1,"waitMs":50}""");
        Assert.Equal((false, true), ((bool)result!["delivered"]!, (bool)result["pending"]!));

        var sending = AskAsync(HttpMethod.Post, RoomPath + "/peers/alice/messages", """{"data":2,"waitMs":10000}""");
        await alice.SkipToAsync("message");
        var second = await alice.SkipToAsync("message");
        await alice.SendAsync($$"""{"type":"ack","seen":{{second.Number("seq")}}}""");

        Assert.True((bool)(await sending)!["delivered"]!);
    }

    [Fact]
    public async Task ManyAtOnce_AllArriveOnce()
    {
        var alice = await JoinAsync("alice");
        await Task.WhenAll(Enumerable.Range(1, 40).Select(i => AskAsync(HttpMethod.Post, RoomPath + "/messages", $$"""{"data":{{i}}}""")));

        Assert.Equal(Enumerable.Range(1, 40), (await alice.FenceAsync()).Select(message => int.Parse(message.Payload("data"), System.Globalization.CultureInfo.InvariantCulture)).Order());
    }

    [Fact]
    public async Task TheServer_KeepsNoRoomAlive()
    {
        var alice = await JoinAsync("alice");
        await AskAsync(HttpMethod.Post, RoomPath + "/messages", """{"data":1}""");
        await alice.SendAsync("""{"type":"leave-room"}""");
        await alice.ClosedAsync();

        await Eventually.TrueAsync(async () => (await SendAsync(HttpMethod.Get, RoomPath, null, "Bearer " + Token)).StatusCode == HttpStatusCode.NotFound);
        Assert.Equal("no-room", (string)(await AskAsync(HttpMethod.Post, RoomPath + "/messages", """{"data":1}""", HttpStatusCode.NotFound))!["code"]!);
    }

    [Fact]
    [Meets("reserved-name")]
    public async Task ItsName_IsNobodyElses()
    {
        var mallory = await ConnectAsync();
        await mallory.SendAsync(Join("$server"));

        await mallory.NextErrorAsync("reserved-name");
        Assert.Equal(4002, await mallory.ClosedAsync());
    }

    [Theory]
    [InlineData("""{"waitMs":1}""")]
    [InlineData("""{"data":1,"waitMs":-1}""")]
    [InlineData("""{"data":1,"waitMs":10001}""")]
    [InlineData("{")]
    [InlineData("[]")]
    public async Task ABadRequest_IsRefused(string body)
    {
        await JoinAsync("alice");

        await AskAsync(HttpMethod.Post, RoomPath + "/messages", body, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task TooMuch_IsRefused()
    {
        await JoinAsync("alice");
        await AskAsync(HttpMethod.Post, RoomPath + "/messages", $$"""{"data":"{{new string('x', 65_536)}}"}""", HttpStatusCode.BadRequest);
        using var response = await SendAsync(HttpMethod.Post, RoomPath + "/messages", $$"""{"data":"{{new string('x', 1 << 20)}}"}""", "Bearer " + Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }
}
