using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Signaling.Core.Codes;
using Signaling.Gateway.Connections;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.PeerJs;

/// <summary>Ids, tokens, keys, and the HTTP side.</summary>
public sealed class ConnectTests() : PeerJsTest(false, "Doors:PeerJs:Discovery=true")
{
    [Theory]
    [InlineData("key=peerjs&id=a", "No id, token, or key supplied to websocket server")]
    [InlineData("key=peerjs&token=a", "No id, token, or key supplied to websocket server")]
    [InlineData("id=a&token=a", "No id, token, or key supplied to websocket server")]
    [InlineData("key=wrong&id=a&token=a", "Invalid key provided")]
    public async Task Query_WithAFault_IsToldAndClosed(string query, string sentence)
    {
        await using var client = await DialAsync(query);

        Assert.Equal($$$"""{"type":"ERROR","payload":{"msg":"{{{sentence}}}"}}""", (await client.NextAsync()).Raw);
        Assert.Equal(CloseCodes.Refused, await client.ClosedAsync());
    }

    [Fact]
    public async Task Id_WithAnotherToken_IsTaken()
    {
        await using var ann = await OpenAsync("ann");
        await using var thief = await DialAsync("key=peerjs&id=ann&token=other");

        Assert.Equal("""{"type":"ID-TAKEN","payload":{"msg":"ID is taken"}}""", (await thief.NextAsync()).Raw);
        Assert.Equal(CloseCodes.Refused, await thief.ClosedAsync());
    }

    [Fact]
    public async Task Id_WithTheSameToken_IsTakenOver()
    {
        await using var old = await OpenAsync("ann");
        await using var bob = await OpenAsync("bob");
        await using var ann = await OpenAsync("ann");
        Assert.Equal(CloseCodes.TakenOver, await old.ClosedAsync());
        await bob.SendAsync(Offer("ann", "aaaa"));

        await ann.NextAsync("OFFER");
    }

    [Fact]
    public async Task BrokenConnection_KeepsItsIdAndWhatComes_ForTheSameToken()
    {
        await using var bob = await OpenAsync("bob");
        var ann = await OpenAsync("ann");
        await ann.DisposeAsync(); // without a close frame
        await Eventually.TrueAsync(() => Server.Services.GetRequiredService<ConnectionTable>().Count == 1); // what goes into a dying socket of a client that does not acknowledge is lost
        await bob.SendAsync(Offer("ann", "aaaa"));
        await using var again = await OpenAsync("ann");

        await again.NextAsync("OFFER");
    }

    [Fact]
    public async Task ClosedConnection_LeavesItsIdToAnybody()
    {
        var ann = await OpenAsync("ann");
        await ann.CloseAsync(1001);
        await ann.DisposeAsync();
        await using var next = await OpenAsync("ann", token: "other");
    }

    [Fact]
    public async Task BadInput_IsNoticed_AndTheConnectionGoesOn()
    {
        await using var ann = await OpenAsync("ann");
        (string Text, string Code)[] cases =
        [
            ("{", "bad-json"), ("[]", "bad-json"), ("{}", "missing-type"), ("""{"type":"OFFER"}""", "missing-field"), ("""{"type":5}""", "bad-field"),
            ("""{"type":"OFFER","dst":""}""", "bad-name"), ("""{"type":"OFFER","dst":"ann"}""", "bad-target"), ("""{"type":"EXPIRE","dst":"bob"}""", "unknown-type"),
        ];
        await ann.SendAsync("""{"type":"HEARTBEAT"}""");
        foreach (var (text, code) in cases)
        {
            await ann.SendAsync(text);
            Assert.Equal(code, (await ann.NextAsync("NOTICE"))["payload"].GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task Http_GivesIds_AndThePeersOfAKey()
    {
        await using var ann = await OpenAsync("ann");
        await using var bob = await OpenAsync("bob", key: "other");
        using var http = new HttpClient { BaseAddress = Server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/peerjs/id?ts=1&version=1.5.5");
        request.Headers.Add("Origin", "https://example.org");
        using var answer = await http.SendAsync(request);

        Assert.True(Guid.TryParse(await answer.Content.ReadAsStringAsync(), out _));
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("https://example.org", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("""["ann"]""", await http.GetStringAsync(new Uri("/peerjs/peers", UriKind.Relative)));
        Assert.Equal("""["bob"]""", await http.GetStringAsync(new Uri("/other/peers", UriKind.Relative)));
    }

    [Fact]
    public async Task Http_WithoutDiscovery_SaysUnauthorized()
    {
        var gateway = await TestGateway.Shared;
        using var http = new HttpClient { BaseAddress = gateway.Address };
        using var answer = await http.GetAsync(new Uri("/peerjs/peers", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task OtherPath_IsServedThere()
    {
        await using var gateway = await TestGateway.StartAsync(null, null, ["Doors:PeerJs:Path=/my/app"]);
        await using var ann = await TestKit.NativeClient.ConnectAsync(new UriBuilder(gateway.Door("/my/app/peerjs")) { Query = "key=peerjs&id=a&token=t" }.Uri);
        await ann.NextAsync("OPEN");
        using var http = new HttpClient { BaseAddress = gateway.Address };

        Assert.StartsWith("""{"name":"PeerJS Server",""", await http.GetStringAsync(new Uri("/my/app/", UriKind.Relative)), StringComparison.Ordinal);
        Assert.Equal(36, (await http.GetStringAsync(new Uri("/my/app/peerjs/id", UriKind.Relative))).Length);
    }

    [Fact]
    public async Task Door_SwitchedOff_IsNotThere()
    {
        await using var gateway = await TestGateway.StartAsync(null, null, ["Doors:PeerJs:Enabled=false"]);
        using var http = new HttpClient { BaseAddress = gateway.Address };
        using var answer = await http.GetAsync(new Uri("/peerjs/id", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Settings_ThatCannotHold_AreTold()
    {
        var wrong = await Assert.ThrowsAsync<Signaling.Settings.ConfigurationException>(
            () => TestGateway.StartAsync(null, null, ["Doors:PeerJs:ExpireMs=0", "Doors:PeerJs:Keys:0=a/b", "Doors:PeerJs:Path=nowhere"]));

        Assert.Contains("ExpireMs is 0", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("'a/b' cannot be part of an address", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("PeerJs:Path is 'nowhere'", wrong.Message, StringComparison.Ordinal);
    }
}
