using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Signaling.Gateway.Tests.SignalR;

/// <summary>What one hub client does wrong hurts itself only.</summary>
public abstract class FairnessTests(string way) : HubTest(way)
{
    private const int FloodMessages = 400;
    private const int FloodBytes = 60_000;
    private const int MomentMs = 2_000;
    private const int Batches = 10;
    private const int BatchFrames = 100;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SlowReader_IsClosedAlone(bool readsInTheEnd)
    {
        await using var host = await StartAsync();
        await using var native = await NativeSocket.JoinAsync(host, "native");
        var (sender, _) = await HubSocket.JoinAsync(host, "sender");
        await using var s = sender;
        var (fast, _) = await HubSocket.JoinAsync(host, "fast");
        await using var f = fast;
        await using var slow = await HubSocket.ConnectWithoutReadingAsync(host);
        await slow.SendAsync("JoinRoom", """{"room":"hall","peerId":"slow"}""");
        while ((await native.EventAsync("peer-joined")).GetProperty("peerId").GetString() != "slow")
        {
        }

        var payload = new string('x', FloodBytes);
        var flood = Stopwatch.StartNew();
        for (var i = 0; i < FloodMessages; i++)
        {
            Assert.Null(await sender.InvokeAsync("Message", $$"""{"data":"{{payload}}"}"""));
            Assert.Equal(i + 1, (await fast.EventAsync("message")).GetProperty("fromSeq").GetInt32());
            Assert.Equal(i + 1, (await native.EventAsync("message")).GetProperty("fromSeq").GetInt32());
        }

        flood.Stop();

        // One that reads again within a moment is told why; one that does not is cut.
        if (readsInTheEnd) slow.Read();
        Assert.Equal("slow", (await native.EventAsync("peer-suspended")).GetProperty("peerId").GetString());
        if (!readsInTheEnd) slow.Read();
        var seen = await slow.RestAsync();
        Assert.InRange(seen.Count, 2, FloodMessages - 1);
        var close = seen.SingleOrDefault(m => HubSocket.TypeOf(m) == 7);
        if (close.ValueKind != JsonValueKind.Undefined)
        {
            Assert.Equal("slow", HubSocket.ArgumentOf(seen.Last(m => HubSocket.TypeOf(m) == 1)).GetProperty("code").GetString());
            Assert.StartsWith("slow: ", close.GetProperty("error").GetString(), StringComparison.Ordinal);
            Assert.True(close.GetProperty("allowReconnect").GetBoolean());
        }
        else
        {
            Assert.False(readsInTheEnd && flood.ElapsedMilliseconds < MomentMs, "It read in time and was not told.");
        }

        Assert.Null(await fast.InvokeAsync("Ping"));
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task MutatedFrames_HarmNobodyElse_AndLeaveNoFaultInTheLog()
    {
        await using var host = await StartAsync();
        await using var native = await NativeSocket.JoinAsync(host, "native");
        var (witness, _) = await HubSocket.JoinAsync(host, "witness");
        await using var w = witness;
        var random = new Random(20260101);

        var survivors = 0;
        for (var batch = 0; batch < Batches; batch++)
        {
            var (vandal, _) = await HubSocket.JoinAsync(host, $"vandal{batch}");
            await using var v = vandal;
            // Posted, each frame is a request: fewer are tried.
            for (var i = IsWebSocket ? 0 : BatchFrames * 3 / 4; i < BatchFrames; i++) await vandal.BytesAsync(Mutate(Frames[random.Next(Frames.Length)], random));
            await vandal.FrameAsync(""); // ends what a mutation left open
            if (await vandal.InvokeAsync("Ping") is null) survivors++;
        }

        Assert.Equal(Batches, survivors);
        await native.SendAsync("""{"type":"message","targetPeerId":"witness","data":"still here?"}""");
        Assert.Equal("still here?", await PatientlyAsync(witness));
        Assert.Null(await witness.InvokeAsync("Ping"));
        Assert.Empty(host.Complaints);
    }

    private static readonly string[] Frames =
    [
        """{"type":1,"invocationId":"1","target":"Offer","arguments":[{"targetPeerId":"nobody","sdp":"v=0","seq":1,"seen":0}]}""",
        """{"type":1,"target":"IceCandidate","arguments":[{"targetPeerId":"nobody","candidate":{"candidate":"a","usernameFragment":"b"},"connection":"c"}]}""",
        """{"type":1,"target":"Answer","arguments":[{"targetPeerId":"nobody","sdp":{"type":"answer","sdp":"v=0"},"negotiation":1}]}""",
        """{"type":1,"target":"Applied","arguments":[{"fromPeerId":"nobody","fromSeq":1,"error":"\ud83d\ude00"}]}""",
        """{"type":1,"target":"Update","arguments":[{"data":{"a":[1,2,{"b":null}]}}]}""",
        """{"type":1,"target":"JoinRoom","arguments":[{"room":"hall","peerId":"x","acks":true,"rollback":false}]}""",
        """{"type":1,"target":"Resume","arguments":[{"resume":"abc","seen":12}]}""",
        """{"type":1,"target":"State","arguments":[{"peerId":"nobody","connectionState":"failed"}],"headers":{"a":"b"}}""",
        """{"type":1,"target":"Ping","arguments":[{}],"streamIds":["1"]}""",
        """{"type":2,"invocationId":"1","item":{}}""",
        """{"type":3,"invocationId":"1","error":"x"}""",
        """{"type":4,"invocationId":"1","target":"Ping","arguments":[{}]}""",
        """{"type":5,"invocationId":"1"}""",
        """{"type":6}""",
        """{"type":8,"sequenceId":1}""",
        """{"type":9,"sequenceId":1}""",
    ];

    private static byte[] Mutate(string frame, Random random)
    {
        var bytes = new List<byte>(Encoding.UTF8.GetBytes(frame)) { 0x1e };
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(0x20, 0x7f); break;
                case 1: bytes.RemoveAt(at); break;
                case 2: bytes.Insert(at, (byte)random.Next(0x7f)); break;
                case 3: bytes.InsertRange(at, bytes[..random.Next(bytes.Count)]); break;
                case 4: bytes.RemoveRange(at, random.Next(bytes.Count - at)); break;
                default: bytes.InsertRange(at, Encoding.UTF8.GetBytes(new string(random.Next(2) == 0 ? '[' : '9', random.Next(200)))); break;
            }
        }

        return [.. bytes];
    }

    private static async Task<string?> PatientlyAsync(HubSocket witness)
    {
        while (true)
        {
            var data = (await witness.EventAsync("message")).GetProperty("data");
            if (data.ValueKind == JsonValueKind.String && data.GetString() == "still here?") return data.GetString();
        }
    }
}

public sealed class FairnessOverLeanTests() : FairnessTests(HubHost.Lean);

public sealed class FairnessOverKestrelTests() : FairnessTests(HubHost.Kestrel);

public sealed class FairnessOverEventsTests() : FairnessTests(HubHost.Events);
