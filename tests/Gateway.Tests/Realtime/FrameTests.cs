using System.Text;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Realtime;

/// <summary>Each kind of frame, in both versions, as the Realtime server answers it.</summary>
public sealed class FrameTests() : RealtimeTest()
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Heartbeat_Join_Leave_AreAnswered(bool isV2)
    {
        var ann = await OpenAsync(isV2);
        await ann.SendAsync(isV2 ? """[null,"7","phoenix","heartbeat",{}]""" : """{"topic":"phoenix","event":"heartbeat","payload":{},"ref":"7"}""");
        Assert.Equal(isV2 ? """[null,"7","phoenix","phx_reply",{"status":"ok","response":{}}]""" : """{"ref":"7","topic":"phoenix","event":"phx_reply","payload":{"status":"ok","response":{}}}""", (await ann.NextAsync()).Text);

        var join = await ann.JoinAsync(Room, Config("ann"));
        Assert.Equal((isV2 ? ann.JoinRef : null, "ok", Topic), (join.JoinRef, join.Status, join.Topic));
        Assert.Equal(0, join.Response.GetProperty("postgres_changes").GetArrayLength());
        Assert.Equal("ann", join.Response.GetProperty("peerId").GetString());

        var leave = await ann.PushAsync(Topic, "phx_leave", "{}");
        Assert.Equal("ok", (await ann.ReplyAsync(leave)).Status);
        var close = await ann.NextAsync("phx_close");
        Assert.Equal((isV2 ? ann.JoinRef : null, ann.JoinRef), (close.JoinRef, close.Ref));
    }

    [Fact]
    public async Task Numbers_AreEchoedAsTheyCame()
    {
        var ann = await OpenAsync();
        await ann.SendAsync("""[null,12,"phoenix","heartbeat",{}]""");
        await ann.SendAsync("""[null,"a\"b","phoenix","heartbeat",{}]""");
        await ann.SendAsync("""[null,null,"phoenix","heartbeat",{}]""");
        await ann.SendAsync($"""[1,1,"{Topic}","phx_join",{"{}"}]""");

        var bytes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RawAsync(ann)));
        Assert.StartsWith("[null,12,", bytes[0], StringComparison.Ordinal);
        Assert.StartsWith("[null,\"a\\\"b\",", bytes[1], StringComparison.Ordinal);
        Assert.StartsWith($"[1,1,\"{Topic}\",\"phx_reply\",{{\"status\":\"ok\"", bytes[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASecondJoin_ClosesTheFirst()
    {
        var ann = await EnterAsync("ann");
        var first = ann.JoinRef;
        var second = await ann.PushAsync(Topic, "phx_join", $$"""{"config":{{Config("ann")}}}""", isJoin: true);
        var close = await ann.NextAsync("phx_close");
        Assert.Equal((first, first), (close.JoinRef, close.Ref));
        Assert.Equal("ann", (await ann.ReplyAsync(second)).Response.GetProperty("peerId").GetString());

        // A leave of the first join is answered, and leaves nothing.
        await ann.SendAsync($$"""["{{first}}","99","{{Topic}}","phx_leave",{}]""");
        Assert.Equal("ok", (await ann.ReplyAsync("99")).Status);
        var bob = await EnterAsync("bob");
        await bob.BroadcastAsync(Room, "chat", "1");
        Assert.Equal("broadcast", (await ann.NextAsync()).Event);
    }

    [Theory]
    [InlineData("{", "bad-json", "phoenix")]
    [InlineData("[]", "bad-field", "phoenix")]
    [InlineData("[null,null,\"t\",\"e\",{}", "bad-json", "phoenix")]
    [InlineData("[null,null,\"t\",\"e\",{},1]", "bad-field", "phoenix")]
    [InlineData("{\"topic\":\"t\"}", "bad-json", "phoenix")]
    [InlineData("[null,null,1,\"e\",{}]", "missing-field", "phoenix")]
    [InlineData("[null,null,\"t\",\"e\",[]]", "bad-field", "t")]
    [InlineData("[[],null,\"t\",\"e\",{}]", "bad-field", "t")]
    [InlineData("[null,null,\"realtime:no\",\"broadcast\",{}]", "not-joined", "realtime:no")]
    [InlineData("[null,null,\"phoenix\",\"other\",{}]", "not-joined", "phoenix")]
    [InlineData("[null,null,\"\\ud800\",\"e\",{}]", "bad-json", "phoenix")]
    public async Task WhatIsNoFrame_IsToldSo(string text, string code, string topic)
    {
        var ann = await OpenAsync();
        await ann.SendAsync(text);
        var told = await ann.NextAsync("system");
        Assert.Equal((topic, code, "error", "never"), (told.Topic, told.Payload.GetProperty("code").GetString(), told.Payload.GetProperty("status").GetString(), told.Payload.GetProperty("retry").GetString()));
    }

    [Theory]
    [InlineData("other:room", "bad-field", "unmatched topic")]
    [InlineData("realtime:", "missing-field", "TopicNameRequired: You must provide a topic name")]
    [InlineData("realtime:\u0001", "bad-name", "bad-name: A name must be 1 to 128 bytes of UTF-8 without control characters.")]
    public async Task Topics_ThatNameNoRoom_AreRefused(string topic, string code, string reason)
    {
        var ann = await OpenAsync();
        var reply = await ann.ReplyAsync(await ann.PushAsync(topic, "phx_join", "{}", isJoin: true));
        Assert.Equal(("error", code, reason), (reply.Status, reply.Code, reply.Reason));
    }

    [Fact]
    public async Task BeforeTheJoin_AndForUnknownEvents_ThereIsARefusal()
    {
        var ann = await OpenAsync();
        var early = await ann.ReplyAsync(await ann.PushAsync(Topic, "broadcast", """{"type":"broadcast","event":"chat","payload":{}}"""));
        Assert.Equal(("not-joined", "unmatched topic"), (early.Code, early.Reason));
        Assert.Equal("ok", (await ann.ReplyAsync(await ann.PushAsync(Topic, "phx_leave", "{}"))).Status);
        await ann.JoinAsync(Room);
        Assert.Equal("unknown-type", (await ann.ReplyAsync(await ann.PushAsync(Topic, "other", "{}"))).Code);
        Assert.Equal("missing-field", (await ann.ReplyAsync(await ann.PushAsync(Topic, "broadcast", """{"type":"broadcast","payload":{}}"""))).Code);
    }

    [Fact]
    public async Task BinaryBroadcasts_OfJson_ArriveAsText_AndOfBytesAsBytes()
    {
        var ann = await EnterAsync("ann", """{"ack":true}""");
        var bob = await EnterAsync("bob");
        var old = await EnterAsync("old", isV2: false);

        Assert.Equal("ok", (await ann.ReplyAsync(await ann.BroadcastBinaryAsync(Room, "ch\u00e4t", """{"n": [1, 2.50]}"""u8.ToArray(), isJson: true))).Status);
        Assert.Equal($$$"""[null,null,"{{{Topic}}}","broadcast",{"type":"broadcast","event":"chät","payload":{"n": [1, 2.50]},"meta":{"fromPeerId":"ann"}}]""", (await bob.NextAsync()).Text);
        Assert.Equal($$$$"""{"ref":null,"topic":"{{{{Topic}}}}","event":"broadcast","payload":{"type":"broadcast","event":"chät","payload":{"n": [1, 2.50]},"meta":{"fromPeerId":"ann"}}}""", (await old.NextAsync()).Text);

        byte[] bytes = [0, 255, 1, 128];
        Assert.Equal("ok", (await ann.ReplyAsync(await ann.BroadcastBinaryAsync(Room, "file", bytes, isJson: false))).Status);
        var binary = await bob.NextAsync();
        Assert.Equal((Topic, "binary file"), (binary.Topic, binary.Event));
        Assert.Equal(bytes, binary.Raw);
        Assert.Empty(await old.FenceAsync()); // version 1 has no form for bytes
    }

    [Fact]
    public async Task BinaryFrames_ThatAreNone_AreToldSo_AndVersion1KnowsNone()
    {
        var ann = await OpenAsync();
        foreach (var frame in (byte[][])[[], [3], [3, 1, 1, 9, 1, 0, 1, 65, 66], [2, 0, 0, 0, 0, 0, 1], [3, 0, 0, 0, 0, 0, 7], [3, 0, 0, 1, 0, 0, 1, 255, 123, 125]])
        {
            await ann.SendBytesAsync(frame);
            Assert.Equal("bad-field", (await ann.NextAsync("system")).Payload.GetProperty("code").GetString());
        }

        await ann.JoinAsync(Room);
        await ann.FenceAsync();
        await ann.BroadcastBinaryAsync(Room, "e", "{"u8.ToArray(), isJson: true);
        Assert.Equal("bad-json", (await ann.NextAsync("system")).Payload.GetProperty("code").GetString());
        var persisted = await ann.ReplyAsync(await ann.BroadcastBinaryAsync(Room, "e", "{}"u8.ToArray(), isJson: true, metadata: """{"persist":true}"""));
        Assert.Equal("not-served", persisted.Code);

        var old = await OpenAsync(isV2: false);
        await old.SendBytesAsync([3, 0, 0, 0, 0, 0, 1]);
        Assert.Equal((1003, "binary-frame"), await old.Closed);
    }

    [Theory]
    [InlineData("apikey=a&vsn=3.0.0", 403)]
    [InlineData("vsn=2.0.0", 101)]
    [InlineData("", 101)]
    public async Task Handshake_NeedsAKnownVersion(string query, int status)
    {
        var address = new Uri($"{Server.Door("/realtime/v1/websocket")}?{query}");
        if (status == 101) await (await RawWebSocket.ConnectAsync(address)).DisposeAsync();
        else Assert.Contains($"HTTP/1.1 {status}", (await Assert.ThrowsAsync<InvalidOperationException>(() => RawWebSocket.ConnectAsync(address))).Message, StringComparison.Ordinal);
    }

    private static async Task<string> RawAsync(PhoenixClient client) => Encoding.UTF8.GetString((await client.NextAsync()).Raw);
}
