using System.Text;
using Signaling.Gateway.Ice;
using Signaling.Gateway.Ice.Providers;

namespace Signaling.Gateway.Tests.Ice;

/// <summary>Each provider is asked as its documentation says, and its documented answer is understood.</summary>
public sealed class ProviderTests : IAsyncLifetime
{
    private readonly ProviderHttp _http = new();
    private ProviderStandIn _standIn = null!;

    public async Task InitializeAsync() => _standIn = await ProviderStandIn.StartAsync();

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _standIn.DisposeAsync();
    }

    [Fact]
    public async Task Cloudflare_GivesItsServers_WithoutThePortThatBrowsersRefuse()
    {
        Answer(201, """
            {"iceServers":[{"urls":["stun:stun.cloudflare.com:3478","stun:stun.cloudflare.com:53"]},
             {"urls":["turn:turn.cloudflare.com:3478?transport=udp","turn:turn.cloudflare.com:53?transport=udp","turn:turn.cloudflare.com:3478?transport=tcp",
              "turn:turn.cloudflare.com:80?transport=tcp","turns:turn.cloudflare.com:5349?transport=tcp","turns:turn.cloudflare.com:443?transport=tcp"],
              "username":"bc91b63e","credential":"ebd71f1d"}]}
            """);

        var servers = await IssueAsync(TurnProviderKind.Cloudflare);

        var asked = Assert.Single(_standIn.Requests);
        Assert.Equal(("POST", "/v1/turn/keys/the%20id/credentials/generate-ice-servers", "Bearer s3cret"), (asked.Method, asked.Target, asked.Authorization));
        Assert.Equal(("application/json; charset=utf-8", """{"ttl":600}"""), (asked.ContentType, asked.Body));
        Assert.Equal(["stun:stun.cloudflare.com:3478"], servers[0].Urls);
        Assert.Equal(5, servers[1].Urls.Count);
        Assert.DoesNotContain(servers[1].Urls, url => url.Contains(":53?", StringComparison.Ordinal));
        Assert.Equal(("bc91b63e", "ebd71f1d"), (servers[1].Username, servers[1].Credential));
    }

    [Fact]
    public async Task Twilio_GivesAToken()
    {
        Answer(201, """
            {"username":"dc2d2894","ice_servers":[{"urls":"stun:global.stun.twilio.com:3478","url":"stun:global.stun.twilio.com:3478"},
             {"username":"dc2d2894","credential":"tE2DajzS","urls":"turn:global.turn.twilio.com:3478?transport=udp","url":"turn:global.turn.twilio.com:3478?transport=udp"}],
             "date_updated":"Fri, 01 May 2020 01:42:57 +0000","account_sid":"AC1","ttl":"600","date_created":"Fri, 01 May 2020 01:42:57 +0000","password":"tE2DajzS"}
            """);

        var servers = await IssueAsync(TurnProviderKind.Twilio);

        var asked = Assert.Single(_standIn.Requests);
        Assert.Equal(("POST", "/2010-04-01/Accounts/the%20id/Tokens.json", Basic("the id:s3cret")), (asked.Method, asked.Target, asked.Authorization));
        Assert.Equal(("application/x-www-form-urlencoded", "Ttl=600"), (asked.ContentType, asked.Body));
        Assert.Equal(["turn:global.turn.twilio.com:3478?transport=udp"], servers[1].Urls);
        Assert.Equal(("dc2d2894", "tE2DajzS"), (servers[1].Username, servers[1].Credential));
    }

    [Fact]
    public async Task Metered_CreatesACredential_AndGetsItsServers()
    {
        _standIn.Answer = asked => Task.FromResult(asked.Method == "POST"
            ? (200, """{"username":"a5c3","password":"mcOU","expiryInSeconds":600,"label":"signaling","apiKey":"key+of it"}""")
            : (200, """[{"urls":"stun:stun.relay.metered.ca:80"},{"urls":"turn:relay.metered.ca:80","username":"a5c3","credential":"mcOU"},{"urls":"turn:relay.metered.ca:443?transport=tcp","username":"a5c3","credential":"mcOU"}]"""));

        var servers = await IssueAsync(TurnProviderKind.Metered);

        Assert.Equal(["/api/v1/turn/credential?secretKey=s3cret", "/api/v1/turn/credentials?apiKey=key%2Bof%20it"], _standIn.Requests.Select(asked => asked.Target));
        Assert.Equal("""{"expiryInSeconds":600,"label":"signaling"}""", _standIn.Requests[0].Body);
        Assert.Equal(3, servers.Count);
        Assert.Equal(("a5c3", "mcOU"), (servers[2].Username, servers[2].Credential));
    }

    [Fact]
    public async Task Xirsys_GivesAChannelsServers()
    {
        Answer(200, """
            {"v":{"iceServers":{"username":"245fS58","urls":["stun:ws-turn5.xirsys.com","turn:ws-turn5.xirsys.com:80?transport=udp","turns:ws-turn5.xirsys.com:443?transport=tcp"],
             "credential":"53debb48"}},"s":"ok"}
            """);

        var servers = await IssueAsync(TurnProviderKind.Xirsys);

        var asked = Assert.Single(_standIn.Requests);
        Assert.Equal(("PUT", "/_turn/my%2Fchannel", Basic("the id:s3cret")), (asked.Method, asked.Target, asked.Authorization));
        Assert.Equal("""{"format":"urls","expire":"600"}""", asked.Body);
        Assert.Equal(3, Assert.Single(servers).Urls.Count);
        Assert.Equal("53debb48", servers[0].Credential);
    }

    [Fact]
    public async Task Xirsys_SaysNo_WithStatus200()
    {
        Answer(200, """{"v":"unauthorized","s":"error"}""");
        Assert.Contains("unauthorized", (await Assert.ThrowsAsync<TurnProviderException>(() => IssueAsync(TurnProviderKind.Xirsys))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, """{"error":"Invalid API Key"}""")]
    [InlineData(500, "")]
    [InlineData(200, "<html>")]
    [InlineData(200, "[]")]
    [InlineData(200, "7")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"iceServers":null,"ice_servers":7,"v":{"iceServers":[]},"s":"ok","apiKey":"k"}""")]
    [InlineData(200, """{"iceServers":[7],"ice_servers":[7],"v":{"iceServers":[7]},"s":"ok","apiKey":"k"}""")]
    [InlineData(200, """{"iceServers":[{"urls":"stun:a"}],"ice_servers":[{"urls":"stun:a"}],"v":{"iceServers":[{"urls":"stun:a"}]},"s":"ok","apiKey":"k"}""")]
    [InlineData(200, """{"iceServers":[{"urls":"turn:a"}],"ice_servers":[{"urls":"turn:a"}],"v":{"iceServers":[{"urls":"turn:a"}]},"s":"ok","apiKey":"k"}""")]
    [InlineData(200, """{"iceServers":[{"urls":"http://a","username":"u","credential":"c"}],"ice_servers":[{"urls":7}],"v":{"iceServers":{"urls":{}}},"s":"ok","apiKey":"k"}""")]
    public async Task WhatIsNoAnswer_IsAFault_NotAnEmptyList(int status, string body)
    {
        Answer(status, body);
        foreach (var kind in Enum.GetValues<TurnProviderKind>())
        {
            var fault = await Assert.ThrowsAsync<TurnProviderException>(() => IssueAsync(kind));
            Assert.DoesNotContain("s3cret", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ARedirect_IsNotFollowed_AndAnEndlessAnswerIsNotRead()
    {
        await using var elsewhere = await ProviderStandIn.StartAsync();
        Answer(302, elsewhere.Url);
        await Assert.ThrowsAsync<TurnProviderException>(() => IssueAsync(TurnProviderKind.Metered));
        Assert.Empty(elsewhere.Requests);

        Answer(200, new string(' ', 100_000));
        await Assert.ThrowsAsync<HttpRequestException>(() => IssueAsync(TurnProviderKind.Cloudflare));
    }

    private static string Basic(string text) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private void Answer(int status, string body) => _standIn.Answer = _ => Task.FromResult((status, body));

    private Task<IReadOnlyList<IceServer>> IssueAsync(TurnProviderKind kind)
    {
        var account = new TurnProviderOptions { Kind = kind, Id = "the id", Secret = "s3cret", Channel = "my/channel", Url = _standIn.Url };
        return IceHosting.Provider(account, _http).IssueAsync(TimeSpan.FromMinutes(10), CancellationToken.None);
    }
}
