using System.Net;
using System.Text;

namespace Signaling.Gateway.Tests.SignalR;

/// <summary>Long polling, where nobody below the hub looks at what was posted.</summary>
public sealed class PostedTests
{
    [Fact]
    public async Task InvalidUtf8_InAPostedFrame_ClosesWithItsCode()
    {
        await using var host = await HubHost.StartAsync(HubHost.Events, null);
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
