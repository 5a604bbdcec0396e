using System.Net;
using System.Text;

namespace Signaling.Gateway.Tests.SignalR;

public sealed class BadInputTests
{
    [Theory]
    [InlineData("Offer", """{"sdp":"x"}""", "missing-field")]
    [InlineData("Offer", """{"targetPeerId":7,"sdp":"x"}""", "bad-field")]
    [InlineData("Offer", """{"targetPeerId":"","sdp":"x"}""", "bad-name")]
    [InlineData("Offer", "\"x\"", "bad-json")]
    [InlineData("Offer", "null", "missing-field")]
    [InlineData("Offer", "", "bad-field")]
    [InlineData("Offer", "{},{}", "bad-field")]
    [InlineData("Answer", """{"sdp":"x","type":"ping"}""", "missing-field")]
    [InlineData("Applied", """{"fromPeerId":"x"}""", "missing-field")]
    [InlineData("Nothing", "{}", "unknown-type")]
    [InlineData("None", "{}", "unknown-type")]
    [InlineData("OnConnectedAsync", "", "unknown-type")]
    public async Task BadInvocation_IsRejectedWithItsCode_AndToldAsAnEvent(string method, string arguments, string code)
    {
        await using var host = await HubHost.StartAsync();
        var (hub, _) = await HubSocket.JoinAsync(host, "hub");
        await using var h = hub;

        await hub.SendAsync(method, arguments);
        Assert.Equal(code, (await hub.EventAsync("error")).GetProperty("code").GetString());
        Assert.Contains($"HubException: {code}: ", await hub.InvokeAsync(method, arguments), StringComparison.Ordinal);

        Assert.Null(await hub.InvokeAsync("Ping"));
        Assert.Empty(host.Complaints);
    }

    [Theory]
    [InlineData("""{"type":1,"target":"Offer","arguments":[{]}""", "bad-json")]
    [InlineData("nonsense", "bad-json")]
    [InlineData("""{"type":1.5}""", "bad-json")]
    [InlineData("""{"type":99}""", "unknown-type")]
    [InlineData("""{"type":2,"invocationId":"1","item":1}""", "unknown-type")]
    [InlineData("""{"type":3,"invocationId":"1","result":1}""", "unknown-type")]
    [InlineData("""{"type":4,"invocationId":"stream","target":"Ping","arguments":[{}]}""", "unknown-type")]
    [InlineData("""{"type":1,"target":"Ping","arguments":[{}],"streamIds":["s"]}""", "unknown-type")]
    public async Task BadFrame_CostsAnError_NotTheConnection(string frame, string code)
    {
        await using var host = await HubHost.StartAsync();
        var (hub, _) = await HubSocket.JoinAsync(host, "hub");
        await using var h = hub;

        await hub.FrameAsync(frame);

        Assert.Equal(code, (await hub.EventAsync("error")).GetProperty("code").GetString());
        Assert.Null(await hub.InvokeAsync("Ping"));
        Assert.Empty(host.Complaints);
    }

    [Theory]
    [InlineData(65_500, false)]
    [InlineData(65_600, true)]
    [InlineData(300_000, true)]
    public async Task MessageTooLarge_ClosesWithItsCode(int bytes, bool isTooLarge)
    {
        await using var host = await HubHost.StartAsync();
        var (other, _) = await HubSocket.JoinAsync(host, "other");
        await using var o = other;
        var (hub, _) = await HubSocket.JoinAsync(host, "hub");
        await using var h = hub;

        await hub.SendAsync("Message", $$"""{"data":"{{new string('x', bytes)}}"}""");

        if (isTooLarge)
        {
            Assert.Equal("message-too-large", (await hub.EventAsync("error")).GetProperty("code").GetString());
            var close = await hub.FrameAsync(7);
            Assert.StartsWith("message-too-large: ", close.GetProperty("error").GetString(), StringComparison.Ordinal);
            await hub.RestAsync();
            await other.EventAsync("peer-suspended");
        }
        else
        {
            Assert.Equal(bytes, (await other.EventAsync("message")).GetProperty("data").GetString()!.Length);
        }

        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task InvalidUtf8_InAPostedFrame_ClosesWithItsCode()
    {
        await using var host = await HubHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Http };
        var poll = await PollAsync(http);
        await PostAsync(http, poll, "{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray());
        await http.GetAsync(poll);

        await PostAsync(http, poll, [.. "{\"type\":1,\"target\":\"JoinRoom\",\"arguments\":[{\"room\":\"hall\",\"data\":\""u8, 0xC3, 0x28, .. "\"}]}\u001e"u8]);

        var told = new StringBuilder();
        for (var status = HttpStatusCode.OK; status == HttpStatusCode.OK && !told.ToString().Contains("\"type\":7", StringComparison.Ordinal);)
        {
            using var answer = await http.GetAsync(poll);
            status = answer.StatusCode;
            told.Append(await answer.Content.ReadAsStringAsync());
        }

        Assert.Contains("\"code\":\"bad-utf8\"", told.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"error\":\"bad-utf8: ", told.ToString(), StringComparison.Ordinal);
        Assert.Empty(host.Complaints);
    }

    private static async Task<string> PollAsync(HttpClient http)
    {
        using var answer = await http.PostAsync("/hub/negotiate?negotiateVersion=1", null);
        var token = System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync()).GetProperty("connectionToken").GetString();
        var poll = $"/hub?id={token}";
        using var first = await http.GetAsync(poll); // answers at once: the connection is there
        return poll;
    }

    private static async Task PostAsync(HttpClient http, string url, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var answer = await http.PostAsync(url, content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
