using System.Net.WebSockets;
using System.Text;
using Signaling.Core.Codes;
using Signaling.Gateway.Tests.Fuzz;

namespace Signaling.Gateway.Tests.Realtime;

/// <summary>
/// Nonsense at the Supabase door, 10,000 pieces in both versions and binary, 1,000 over HTTP: each is followed by a question that is answered, unless the connection was
/// closed with a documented code; every refusal has a known code; no fault is logged, and two others go on talking.
/// </summary>
public sealed class RealtimeFuzzTests() : RealtimeTest(ownClock: false, "Session:MessagesPerSecond=1000000", "Session:MessagesBurst=1000000")
{
    private const int Count = 10_000;

    private static readonly string[] V2 =
    [
        """["1","1","realtime:fuzz","phx_join",{"config":{"broadcast":{"ack":true,"self":true},"presence":{"key":"k","enabled":true},"postgres_changes":[{"event":"*"}],"private":false},"access_token":"a.b.c"}]""",
        """["1","2","realtime:fuzz","broadcast",{"type":"broadcast","event":"offer","payload":{"targetPeerId":"q","fromPeerId":"k","sdp":{"type":"offer","sdp":"v=0\r\na=ice-ufrag:abcd\r\n"}}}]""",
        """["1","3","realtime:fuzz","broadcast",{"type":"broadcast","event":"ice-candidate","payload":{"targetPeerId":"q","candidate":{"candidate":"candidate:1 1 udp 1 192.0.2.1 9 typ host","sdpMid":"0","usernameFragment":"abcd"}}}]""",
        """["1","4","realtime:fuzz","broadcast",{"type":"broadcast","event":"candidate","payload":{"targetPeerId":"q","candidate":"candidate:1","sdpMLineIndex":0}}]""",
        """["1","5","realtime:fuzz","presence",{"type":"presence","event":"track","payload":{"name":"h\u00e9 \ud83d\ude00","n":[1,{}]}}]""",
        """["1","6","realtime:fuzz","presence",{"type":"presence","event":"untrack"}]""",
        """["1","7","realtime:fuzz","access_token",{"access_token":"a.b.c"}]""",
        """["1","8","realtime:fuzz","phx_leave",{}]""",
        """[null,"9","phoenix","heartbeat",{}]""",
        """["1","10","realtime:fuzz","broadcast",{"type":"broadcast","event":"message","payload":{"type":"broadcast","event":"x","binary":"AQID"}}]""",
    ];

    private static readonly string[] V1 = [.. V2.Select(ToV1)];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MutatedFrames_EndInAnAnswer_AndNobodyElseIsAffected(bool isV2)
    {
        var (ann, bob) = (await EnterAsync("ann"), await EnterAsync("bob"));
        PhoenixClient? client = null;
        for (var seed = 1; seed <= Count / 2; seed++)
        {
            var mutator = new Mutator(seed);
            if (client is null || mutator.Chance(50)) client = await FreshAsync(client, isV2);
            var isBinary = isV2 && mutator.Chance(4);
            var bytes = isBinary ? Push(mutator) : mutator.Chance(20) ? mutator.Bytes(80) : mutator.Mutated(isV2 ? V2 : V1);
            if (!await AnswersAsync(client, bytes, isBinary, $"seed {seed}: {Encoding.UTF8.GetString(bytes)}")) client = await FreshAsync(client, isV2);
            if (seed % 100 != 0) continue;
            await ann.BroadcastAsync(Room, "talk", $"{seed}");
            Assert.Equal(seed, (await bob.NextAsync("broadcast")).Payload.GetProperty("payload").GetInt32());
        }

        if (client is not null) await client.DisposeAsync();
    }

    [Fact]
    public async Task MutatedRequests_AreAnswered()
    {
        using var http = new HttpClient();
        string[] bodies = ["""{"messages":[{"topic":"fuzz","event":"e","payload":{"targetPeerId":"q","sdp":"v=0"},"private":false},{"topic":"fuzz","event":"message","payload":[1]}]}"""];
        for (var seed = 1; seed <= 1_000; seed++)
        {
            var mutator = new Mutator(seed);
            using var content = new ByteArrayContent(mutator.Mutated(bodies));
            var isOne = mutator.Chance(2);
            var answer = await http.PostAsync(new Uri($"{Server.Address}realtime/v1/api/broadcast{(isOne ? "/fuzz/events/e" : "")}"), content);
            if ((int)answer.StatusCode == 202) continue;
            Assert.True((int)answer.StatusCode == 422, $"seed {seed}: {answer.StatusCode}");
            var code = System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("code").GetString();
            Assert.Contains(Reasons.All, known => known.Name == code);
        }
    }

    private async Task<PhoenixClient> FreshAsync(PhoenixClient? old, bool isV2)
    {
        if (old is not null) await old.DisposeAsync();
        var client = await PhoenixClient.ConnectAsync(Server, isV2);
        await client.JoinAsync("fuzz", Config(null, """{"ack":true,"self":true}""", presence: true));
        return client;
    }

    /// <summary>Sends it and then a heartbeat. True when that is answered, so that the connection goes on.</summary>
    private static async Task<bool> AnswersAsync(PhoenixClient client, byte[] bytes, bool isBinary, string what)
    {
        try
        {
            await client.SendBytesAsync(bytes, isBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text);
            foreach (var frame in await client.FenceAsync())
            {
                var told = frame.Event == "system" ? frame.Payload : frame.Event == "phx_reply" && frame.Status == "error" ? frame.Response : default;
                if (told.ValueKind == System.Text.Json.JsonValueKind.Undefined) continue;
                Assert.True(Reasons.All.Any(code => code.Name == told.GetProperty("code").GetString()), $"{what}: unknown code in {frame.Text}");
            }

            return true;
        }
        catch (Exception e) when (e is WebSocketException or System.Threading.Channels.ChannelClosedException)
        {
            var (code, reason) = await client.Closed;
            var isBroken = !isBinary && !System.Text.Unicode.Utf8.IsValid(bytes); // then the close frame may be overtaken by a reset
            Assert.True((code is 1006 or 1007 && isBroken) || Reasons.All.Any(known => known.Close == code), $"{what}: closed with {code} {reason}");
            return false;
        }
    }

    /// <summary>A binary broadcast with something wrong with it, mostly.</summary>
    private static byte[] Push(Mutator mutator) =>
        mutator.Mutated([$"\u0003\u0001\u0001\u000d\u0005\0{(mutator.Chance(2) ? "\u0001" : "\0")}12realtime:fuzzoffer{{\"targetPeerId\":\"q\",\"sdp\":\"v=0\"}}"]);

    private static string ToV1(string v2)
    {
        var parts = System.Text.Json.JsonElement.Parse(v2);
        return $$"""{"topic":{{parts[2].GetRawText()}},"event":{{parts[3].GetRawText()}},"payload":{{parts[4].GetRawText()}},"ref":{{parts[1].GetRawText()}},"join_ref":{{parts[0].GetRawText()}}}""";
    }
}
