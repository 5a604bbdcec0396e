using System.Net.WebSockets;
using System.Text;
using Signaling.Gateway.Tests.Fuzz;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.PeerJs;

/// <summary>Ten thousand pieces of nonsense: each is taken or noticed, the connection goes on, and nothing fails inside.</summary>
public sealed class FuzzTests() : PeerJsTest(false, "Session:MessagesPerSecond=1000000", "Session:MessagesBurst=1000000", "Doors:PeerJs:ExpireMs=50")
{
    private const int Count = 10_000;
    private const int Addresses = 500;

    private static readonly string[] Messages =
    [
        """{"type":"HEARTBEAT"}""",
        """{"type":"OFFER","payload":{"sdp":{"type":"offer","sdp":"v=0\r\na=ice-ufrag:abcd\r\n"},"type":"data","connectionId":"dc_1","metadata":{"a":[1,null]},"label":"l","reliable":true,"serialization":"binary"},"dst":"bob"}""",
        """{"type":"ANSWER","payload":{"sdp":{"type":"answer","sdp":"v=0\r\n"},"type":"media","connectionId":"mc_main"},"dst":"bob"}""",
        """{"type":"CANDIDATE","payload":{"candidate":{"candidate":"candidate:1 1 udp 1 192.0.2.1 9 typ host","sdpMid":"0","usernameFragment":"abcd"},"type":"data","connectionId":"dc_1"},"dst":"bob"}""",
        """{"type":"LEAVE","dst":"bob"}""",
        """{"type":"OFFER","payload":{"sdp":null,"peerjs":{"sdp":{"sdp":"x"}}},"dst":"nobody"}""",
    ];

    [Fact]
    public async Task MutatedMessages_AreTakenOrNoticed()
    {
        await using var bob = await OpenAsync("bob");
        await using var nat = await JoinAsync("nat", room: "peerjs");
        NativeClient? ann = null;
        var ends = 0;
        for (var seed = 1; seed <= Count; seed++)
        {
            var mutator = new Mutator(seed, Messages);
            ann ??= await OpenAsync($"ann-{seed}");
            var bytes = mutator.Chance(5) ? mutator.Bytes(80) : mutator.Message();
            var isText = IsUtf8(bytes);
            var type = isText && !mutator.Chance(30) ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
            if (await TakesAsync(ann, bytes, type) && (seed % 20 != 0 || await GoesOnAsync(ann))) continue;
            ends++; // a LEAVE for nobody was among them
            await ann.DisposeAsync();
            ann = null;
        }

        Assert.True(ends < Count / 100, $"{ends} connections ended");
        await bob.SendAsync(Offer("nat", "aaaa", "dc_last"));
        while (!(await nat.NextAsync()).Raw.Contains("dc_last", StringComparison.Ordinal))
        {
            // What the nonsense still meant.
        }
    }

    [Fact]
    public async Task MutatedAddresses_AreAnswered()
    {
        await using var bob = await OpenAsync("bob");
        await using var nat = await JoinAsync("nat", room: "peerjs");
        for (var seed = 1; seed <= Addresses; seed++)
        {
            var query = Uri.EscapeDataString(Encoding.Latin1.GetString(new Mutator(seed).Mutated(["key=peerjs&id=ann&token=t&version=1.5.5"])));
            await using var client = await DialAsync(query.Replace("%3D", "=", StringComparison.Ordinal).Replace("%26", "&", StringComparison.Ordinal));
            var answer = await client.NextAsync();
            Assert.True(answer.Type is "OPEN" or "ERROR" or "ID-TAKEN", $"seed {seed}: {answer}");
        }

        await bob.SendAsync(Offer("nat", "aaaa", "dc_last"));
        Assert.Contains("dc_last", (await nat.NextAsync()).Raw, StringComparison.Ordinal);
    }

    private static bool IsUtf8(byte[] bytes)
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static async Task<bool> TakesAsync(NativeClient client, byte[] bytes, WebSocketMessageType type)
    {
        try
        {
            await client.SendAsync(bytes, type);
            return true;
        }
        catch (Exception e) when (e is WebSocketException or IOException)
        {
            return await client.ClosedAsync() == 1000 ? false : throw new InvalidOperationException("It ended otherwise than by a LEAVE.", e);
        }
    }

    private static async Task<bool> GoesOnAsync(NativeClient client)
    {
        var known = new HashSet<string> { "NOTICE", "EXPIRE" };
        if (!await client.TrySendAsync("""{"type":"OFFER","dst":"FENCE"}{""")) return false;
        try
        {
            await client.SendAsync("""{"type":"FENCE"}""");
            while (true)
            {
                var message = await client.NextAsync();
                Assert.Contains(message.Type, known);
                if (message.Type == "NOTICE" && message["payload"].GetProperty("code").GetString() == "unknown-type") return true;
            }
        }
        catch (Exception e) when (e is InvalidOperationException or WebSocketException)
        {
            return await client.ClosedAsync() == 1000 ? false : throw new InvalidOperationException("It ended otherwise than by a LEAVE.", e);
        }
    }
}
