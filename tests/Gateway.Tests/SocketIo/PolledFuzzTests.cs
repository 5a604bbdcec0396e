using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Signaling.Gateway.Tests.Fuzz;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.SocketIo;

/// <summary>
/// Nonsense at the Socket.IO door over HTTP, 10,000 requests: each gets an answer that Engine.IO knows, no fault is logged, and another client goes
/// on being served.
/// </summary>
public sealed class PolledFuzzTests() : NativeTest(ownClock: false, "Session:MessagesPerSecond=1000000", "Session:MessagesBurst=1000000")
{
    private const int Count = 10_000;

    private static readonly string[] Bodies =
    [
        "42[\"join-room\",\"r\"]", "42[\"join-room\",\"r\"]\u001e421[\"offer\",{\"targetPeerId\":\"q\",\"sdp\":\"v=0\"}]", "40/custom,{}\u001e41/custom", "3", "427[\"chat\",1,[2,{}]]",
        "451-[\"file\",{\"_placeholder\":true,\"num\":0}]\u001ebAQIDBA==", "42[\"message\",{\"data\":{\"type\":\"x\"}}]", "bAQIDBA==", "1", "6\u001e6", "42[\"leave-room\"]\u001e\u001e4",
    ];

    private readonly HttpClient _http = new();

    [Fact]
    public async Task MutatedRequests_GetAnAnswer_AndNobodyElseIsAffected()
    {
        var (alice, bob) = (await JoinAsync("alice"), await JoinAsync("bob"));
        await alice.NextAsync("peer-joined");
        string? sid = null;
        var broken = 0;
        for (var seed = 1; seed <= Count; seed++)
        {
            var mutator = new Mutator(seed);
            sid ??= await OpenAsync();
            if (mutator.Chance(10)) await AskNonsenseAsync(mutator, sid, seed);
            var (status, answer) = await PushAsync(sid, mutator.Chance(8) ? mutator.Bytes(60) : mutator.Mutated(Bodies));
            Assert.True(status is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"seed {seed}: {status} {answer}");
            if (status == HttpStatusCode.OK) Assert.Equal("ok", answer);
            else Assert.True(CodeOf(answer) is 1 or 3, $"seed {seed}: {answer}");
            if (status == HttpStatusCode.OK && (!mutator.Chance(4) || await AnswersAsync(sid, seed))) continue;
            (sid, broken) = (null, broken + 1);
            if (broken % 50 == 0) await TalkAsync(alice, bob, seed);
        }

        _http.Dispose();
        Assert.InRange(broken, Count / 10, Count - (Count / 10)); // nonsense enough, and sense enough
        await TalkAsync(alice, bob, 0);
    }

    /// <summary>Other methods, other addresses.</summary>
    private async Task AskNonsenseAsync(Mutator mutator, string sid, int seed)
    {
        var query = Encoding.Latin1.GetString(mutator.Mutated([$"EIO=4&transport=polling&sid={sid}", "EIO=4&transport=polling", "EIO=3&transport=websocket&sid=x"]));
        var method = mutator.Chance(2) ? "PUT" : mutator.Chance(2) ? "DELETE" : "OPTIONS";
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Server.Address, "/socket.io/?" + Uri.EscapeDataString(query).Replace("%3D", "=", StringComparison.Ordinal).Replace("%26", "&", StringComparison.Ordinal)));
        using var answer = await _http.SendAsync(request);
        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"seed {seed}: {method} {query}: {answer.StatusCode}");
        Assert.InRange(CodeOf(await answer.Content.ReadAsStringAsync()), 0, 5);
    }

    /// <summary>Whether it still acknowledges; it may have ended, or left its namespace, or wait for an attachment: then this ends it.</summary>
    private async Task<bool> AnswersAsync(string sid, int seed)
    {
        if ((await PushAsync(sid, "429[\"ping-me\"]"u8.ToArray())).Status == HttpStatusCode.OK)
        {
            for (var polls = 0; polls < 20; polls++)
            {
                using var answer = await _http.GetAsync(new Uri(Server.Address, $"/socket.io/?EIO=4&transport=polling&sid={sid}"));
                var body = await answer.Content.ReadAsStringAsync();
                if (answer.StatusCode == HttpStatusCode.BadRequest) return false;
                if (body.Contains("439[", StringComparison.Ordinal)) return true;
            }

            Assert.Fail($"seed {seed}: no answer and no end");
        }

        return false;
    }

    private static async Task TalkAsync(NativeClient alice, NativeClient bob, int number)
    {
        await alice.SendAsync(Message("bob", $"{number}"));
        Assert.Equal($"{number}", (await bob.NextAsync("message")).Payload("data"));
    }

    private async Task<string> OpenAsync()
    {
        var body = await _http.GetStringAsync(new Uri(Server.Address, "/socket.io/?EIO=4&transport=polling"));
        var sid = JsonElement.Parse(body[1..]).GetProperty("sid").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await PushAsync(sid, "40"u8.ToArray())).Status);
        return sid;
    }

    private async Task<(HttpStatusCode Status, string Body)> PushAsync(string sid, byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } };
        using var answer = await _http.PostAsync(new Uri(Server.Address, $"/socket.io/?EIO=4&transport=polling&sid={sid}"), content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static int CodeOf(string json) => JsonElement.Parse(json).GetProperty("code").GetInt32();
}
