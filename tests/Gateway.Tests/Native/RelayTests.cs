using System.Text;

namespace Signaling.Gateway.Tests.Native;

/// <summary>docs/protocol.md, sections 1, 2, 3 and 7: what is relayed, and that payloads are not touched.</summary>
public sealed class RelayTests : NativeTest
{
    public static TheoryData<string> Payloads() =>
    [
        "\"v=0\\r\\no=- 1 2 IN IP4 127.0.0.1\\r\\n\"",
        "{ \"type\" : \"offer\",\t\"sdp\":\"x\" }",
        "\"\\u00e9 \\/ \\u0041 \\\" \\\\\"",
        "\"é 日本語 😀\"",
        "\"\\ud83d\\ude00 and \\ud800 alone\"",
        "12345678901234567890.000e+400",
        "-0.0",
        "[1,  2,[ ]]",
        "{\"a\":1,\"a\":2,\"\":{}}",
        "\"\\u0000\\u2028\"",
        "true",
        "\"\"",
    ];

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task Payloads_ArriveByteForByte(string payload)
    {
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice", $"\"data\":{payload}");
        Assert.Equal(payload, (await bob.NextAsync("peer-joined")).Payload("data"));

        await alice.SendAsync(Offer("bob", payload));
        await alice.SendAsync(Answer("bob", payload));
        await alice.SendAsync(Candidate("bob", payload, fields: ",\"ufrag\":\"u\""));
        await alice.SendAsync(Message("bob", payload));
        await alice.SendAsync($$"""{"type":"applied","fromPeerId":"bob","fromSeq":7,"error":{{payload}}}""");

        Assert.Equal(payload, (await bob.NextAsync("offer")).Payload("sdp"));
        Assert.Equal(payload, (await bob.NextAsync("answer")).Payload("sdp"));
        Assert.Equal(payload, (await bob.NextAsync("ice-candidate")).Payload("candidate"));
        Assert.Equal(payload, (await bob.NextAsync("message")).Payload("data"));
        Assert.Equal(payload, (await bob.NextAsync("applied")).Payload("error"));
    }

    [Fact]
    public async Task ANullPayload_IsAPayload()
    {
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice");
        await alice.SendAsync(Message("bob", "null"));
        await alice.SendAsync(Offer("bob", Sdp("u")));
        await alice.SendAsync(Candidate("bob", "null"));

        Assert.Equal("null", (await bob.SkipToAsync("message")).Payload("data"));
        await bob.NextAsync("offer");
        Assert.Equal("null", (await bob.NextAsync("ice-candidate")).Payload("candidate"));
    }

    [Fact]
    public async Task EachMessage_IsRelayedWithItsFields()
    {
        var bob = await JoinAsync("bob", "\"acks\":true");
        var alice = await JoinAsync("alice", "\"acks\":true,\"instance\":\"i\"");
        await bob.NextAsync("peer-joined");
        await alice.SendAsync(Offer("bob", Sdp("u"), 1, ",\"connection\":\"screen\",\"unknown\":{}"));
        await alice.SendAsync(Candidate("bob", Ice("u"), 2, ",\"connection\":\"screen\",\"ufrag\":\"u\""));
        await bob.SendAsync(Answer("alice", Sdp("w"), 1, ",\"connection\":\"screen\",\"negotiation\":1"));
        await bob.SendAsync("""{"type":"applied","fromPeerId":"alice","fromSeq":1,"connection":"screen"}""");
        await bob.SendAsync("""{"type":"message","data":"all","seq":2}""");

        Assert.Equal($$"""{"type":"offer","fromPeerId":"alice","instance":"i","fromSeq":1,"seq":2,"negotiation":1,"connection":"screen","sdp":{{Sdp("u")}}}""", (await bob.NextAsync()).Raw);
        Assert.Equal($$"""{"type":"ice-candidate","fromPeerId":"alice","instance":"i","fromSeq":2,"seq":3,"connection":"screen","ufrag":"u","candidate":{{Ice("u")}}}""", (await bob.NextAsync()).Raw);
        var instance = (await alice.NextAsync("answer")) is var answer ? answer.Text("instance") : "";
        Assert.Equal($$"""{"type":"answer","fromPeerId":"bob","instance":"{{instance}}","fromSeq":1,"seq":1,"negotiation":1,"connection":"screen","sdp":{{Sdp("w")}}}""", answer.Raw);
        Assert.Equal($$"""{"type":"applied","fromPeerId":"bob","instance":"{{instance}}","fromSeq":1,"seq":2,"connection":"screen"}""", (await alice.NextAsync()).Raw);
        Assert.Equal($$"""{"type":"message","fromPeerId":"bob","instance":"{{instance}}","fromSeq":2,"seq":3,"data":"all"}""", (await alice.NextAsync()).Raw);
    }

    [Fact]
    public async Task ACandidate_WaitsForItsDescription()
    {
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice");
        await alice.SendAsync(Candidate("bob", Ice("late")));
        await alice.SendAsync(Message("bob", "1"));
        await alice.SendAsync(Offer("bob", Sdp("late")));

        await bob.SkipToAsync("message");
        await bob.NextAsync("offer");
        Assert.Equal(1, (await bob.NextAsync("ice-candidate")).Number("fromSeq"));
    }

    [Fact]
    public async Task AMessageAndAnswerInPieces_AndWordsInEscapes_AreUnderstood()
    {
        var alice = await JoinAsync("alice");
        await alice.SendAsync("{\"type\":\"pi"u8.ToArray(), ends: false);
        await alice.SendAsync(ReadOnlyMemory<byte>.Empty, ends: false);
        await alice.SendAsync("ng\"}"u8.ToArray());
        await alice.NextAsync("pong");
        await alice.SendAsync("{\"\\u0074ype\":\"p\\u0069ng\"}");
        await alice.NextAsync("pong");
    }

    [Fact]
    public async Task AMessageOfTheLargestSize_IsTaken()
    {
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice");
        await bob.NextAsync("peer-joined");
        var frame = Message("bob", "\"\"");
        await alice.SendAsync(Message("bob", $"\"{new string('x', (64 << 10) - Encoding.UTF8.GetByteCount(frame))}\""));

        Assert.True((await bob.NextAsync("message")).Raw.Length > 60_000);
    }

    [Fact]
    public async Task StateAndToken_AreAccepted_AndToldToNobody()
    {
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice");
        await bob.NextAsync("peer-joined");
        await alice.SendAsync("""{"type":"state","peerId":"bob","connectionState":"failed","detail":{"x":1}}""");
        await alice.SendAsync("""{"type":"token","token":"abc"}""");

        Assert.Empty(await alice.FenceAsync());
        Assert.Empty(await bob.FenceAsync());
    }
}
