using System.Net;
using System.Text;
using System.Text.Json;

namespace Signaling.Gateway.Tests.Realtime;

/// <summary>Broadcasts over HTTP.</summary>
public sealed class RestTests() : RealtimeTest()
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task ABatch_ReachesTheChannel()
    {
        var bob = await EnterAsync("bob");
        var nan = await JoinAsync("nan");
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync("", $$"""{"messages":[{"topic":"{{Room}}","event":"one","payload":{"a": 1},"private":false},{"topic":"{{Room}}","event":"two"}]}""")).StatusCode);

        Assert.Equal("""{"type":"broadcast","event":"one","payload":{"a": 1}}""", (await bob.NextAsync("broadcast")).Payload.GetRawText());
        Assert.Equal("two", (await bob.NextAsync("broadcast")).Payload.GetProperty("event").GetString());
        Assert.Equal("""{"type":"broadcast","event":"one","payload":{"a": 1}}""", (await nan.NextAsync("message")).Payload("data")); // and nobody has come or gone
    }

    [Fact]
    public async Task One_IsJsonOrBytes_UnderEscapedNames()
    {
        var bob = await OpenAsync();
        await bob.JoinAsync(Room + "/a b", Config("bob"));
        var address = $"/{Uri.EscapeDataString(Room + "/a b")}/events/{Uri.EscapeDataString("e/%2F")}";
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(address, "[1]")).StatusCode);
        Assert.Equal("""{"type":"broadcast","event":"e/%2F","payload":[1]}""", (await bob.NextAsync("broadcast")).Payload.GetRawText());
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(address + "?private=true", "\u0001", "application/octet-stream")).StatusCode);
        Assert.Equal([1], (await bob.NextAsync("binary e/%2F")).Raw);
    }

    [Fact]
    public async Task ATarget_GetsItAlone_AlsoWhenItComesLater()
    {
        var eve = await EnterAsync("eve");
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync($"/{Room}/events/offer", """{"targetPeerId":"bob","sdp":"v=0"}""")).StatusCode);
        var bob = await OpenAsync();
        await bob.JoinAsync(Room, Config("bob"));

        Assert.Equal("offer", (await bob.NextAsync("broadcast")).Payload.GetProperty("event").GetString());
        Assert.DoesNotContain(await eve.FenceAsync(), frame => frame.Event == "broadcast");
    }

    [Theory]
    [InlineData("", "{", 422, "bad-json")]
    [InlineData("", "{}", 422, "missing-field")]
    [InlineData("", """{"messages":[]}""", 422, "missing-field")]
    [InlineData("", """{"messages":[{"topic":"a"}]}""", 422, "missing-field")]
    [InlineData("", """{"messages":[{"topic":1,"event":"e"}]}""", 422, "bad-field")]
    [InlineData("", """{"messages":[{"topic":"","event":"e"}]}""", 422, "bad-name")]
    [InlineData("/room/events/e", "no json", 422, "bad-json")]
    [InlineData("/room/events/e", """{"targetPeerId":""}""", 422, "bad-name")]
    [InlineData("/room/events/e?persist=true", "{}", 422, "not-served")]
    public async Task WhatIsWrong_IsTold(string address, string body, int status, string code)
    {
        var answer = await PostAsync(address, body);
        Assert.Equal(status, (int)answer.StatusCode);
        var json = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(code, json.GetProperty("code").GetString());
        Assert.NotEmpty(json.GetProperty("error").GetString()!);
    }

    [Fact]
    public async Task ABodyThatIsTooLarge_IsRefused() =>
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync("", new string(' ', 70_000))).StatusCode);

    private async Task<HttpResponseMessage> PostAsync(string more, string body, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        return await Http.PostAsync(new Uri($"{Server.Address}realtime/v1/api/broadcast{more}"), content);
    }
}

/// <summary>The bounds over HTTP, and the switch.</summary>
public sealed class RestLimitTests() : RealtimeTest(ownClock: false, "Doors:Realtime:ApiKeys:0=good", "Session:MessagesPerSecond=1", "Session:MessagesBurst=2")
{
    [Fact]
    public async Task Keys_AndRates_AreChecked()
    {
        using var http = new HttpClient();
        async Task<int> PostAsync(string key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{Server.Address}realtime/v1/api/broadcast/r/events/e")) { Content = new StringContent("{}") };
            request.Headers.Add("apikey", key);
            return (int)(await http.SendAsync(request)).StatusCode;
        }

        Assert.Equal(401, await PostAsync("bad"));
        Assert.Equal(202, await PostAsync("good"));
        Assert.Equal(202, await PostAsync("good"));
        Assert.Equal(429, await PostAsync("good"));
    }
}

/// <summary>Without broadcasts over HTTP.</summary>
public sealed class NoRestTests() : RealtimeTest(ownClock: false, "Doors:Realtime:Rest=false")
{
    [Fact]
    public async Task ThereIsNoSuchAddress()
    {
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsync(new Uri($"{Server.Address}realtime/v1/api/broadcast"), new StringContent("{}"))).StatusCode);
    }
}
