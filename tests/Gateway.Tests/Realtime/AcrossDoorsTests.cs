namespace Signaling.Gateway.Tests.Realtime;

/// <summary>A Supabase page and a native page in one room.</summary>
public sealed class AcrossDoorsTests() : RealtimeTest()
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SupabaseAndNative_Negotiate(bool isV2)
    {
        var ann = await JoinAsync("ann");
        var bob = await EnterAsync("bob", isV2: isV2);
        Assert.Equal("bob", (await ann.NextAsync("peer-joined")).Text("peerId"));

        // The native page calls: a description that is a text becomes an object, as browsers take it.
        await ann.SendAsync(Offer("bob", Sdp("a1")));
        var offer = (await bob.NextAsync("broadcast")).Payload;
        Assert.Equal(
            $$$"""{"type":"broadcast","event":"offer","payload":{"sdp":{"type":"offer","sdp":{{{Sdp("a1")}}}},"fromPeerId":"ann","targetPeerId":"bob"},"meta":{"fromPeerId":"ann"}}""",
            offer.GetRawText());
        await ann.SendAsync(Candidate("bob", Ice("a1")));
        Assert.Equal(Ice("a1"), (await bob.NextAsync("broadcast")).Payload.GetProperty("payload").GetProperty("candidate").GetRawText());
        await ann.SendAsync(Candidate("bob", "null"));
        Assert.Equal("null", (await bob.NextAsync("broadcast")).Payload.GetProperty("payload").GetProperty("candidate").GetRawText());

        // The Supabase page answers; its candidate overtakes, and waits.
        await bob.BroadcastAsync(Room, "ice-candidate", $$"""{"targetPeerId":"ann","fromPeerId":"bob","candidate":{{Ice("b1")}} }""");
        await bob.BroadcastAsync(Room, "answer", $$$"""{"targetPeerId":"ann","fromPeerId":"bob","sdp":{"type":"answer","sdp":{{{Sdp("b1")}}}}}""");
        var answer = await ann.NextAsync("answer");
        Assert.Equal(("bob", Sdp("b1")), (answer.Text("fromPeerId"), answer["sdp"].GetProperty("sdp").GetRawText()));
        Assert.Equal(1, answer.Number("negotiation"));
        var candidate = (await ann.NextAsync("ice-candidate"))["candidate"];
        Assert.Equal(("0", "b1"), (candidate.GetProperty("sdpMid").GetString(), candidate.GetProperty("usernameFragment").GetString()));
        await bob.BroadcastAsync(Room, "ice-candidate", """{"targetPeerId":"ann","candidate":null}""");
        Assert.Equal("", (await ann.NextAsync("ice-candidate"))["candidate"].GetProperty("candidate").GetString());

        await bob.PushAsync(Topic, "phx_leave", "{}");
        Assert.Equal("bob", (await ann.NextAsync("peer-left")).Text("peerId"));
    }

    [Fact]
    public async Task Messages_GoBothWays()
    {
        var ann = await JoinAsync("ann");
        var bob = await EnterAsync("bob");
        await ann.NextAsync("peer-joined");

        await ann.SendAsync("""{"type":"message","data":{"x":[1]}}""");
        Assert.Equal("""{"type":"broadcast","event":"message","payload":{"x":[1]},"meta":{"fromPeerId":"ann"}}""", (await bob.NextAsync("broadcast")).Payload.GetRawText());
        await ann.SendAsync(Message("bob", """{"type":"broadcast","event":"chat","payload":"hi"}"""));
        Assert.Equal("""{"type":"broadcast","event":"chat","payload":"hi","meta":{"fromPeerId":"ann"}}""", (await bob.NextAsync("broadcast")).Payload.GetRawText());

        await bob.BroadcastAsync(Room, "message", """{"x":2}""");
        Assert.Equal("""{"x":2}""", (await ann.NextAsync("message")).Payload("data"));
        await bob.BroadcastAsync(Room, "chat", "\"ho\"");
        Assert.Equal("""{"type":"broadcast","event":"chat","payload":"ho"}""", (await ann.NextAsync("message")).Payload("data"));
        await bob.BroadcastBinaryAsync(Room, "file", [1, 2, 3], isJson: false);
        Assert.Equal("""{"type":"broadcast","event":"file","binary":"AQID"}""", (await ann.NextAsync("message")).Payload("data"));
        await ann.SendAsync("""{"type":"message","data":{"type":"broadcast","event":"file","binary":"AQID"}}""");
        Assert.Equal([1, 2, 3], (await bob.NextAsync("binary file")).Raw);
    }

    [Fact]
    public async Task AMemberOfAnotherDoor_CannotMakeAPageBelieveNonsense()
    {
        var ann = await JoinAsync("ann");
        var bob = await EnterAsync("bob");
        foreach (var realtime in (string[])["1", "{}", """{"event":"x"}""", """{"event":"x","payload":[]}""", """{"event":"x","field":"sdp","payload":{"sdp":1}}""", """{"event":"x","field":"no","payload":{}}"""])
        {
            await ann.SendAsync(Offer("bob", $$"""{"type":"offer","sdp":{{Sdp("a")}},"realtime":{{realtime}} }"""));
            var frame = (await bob.NextAsync("broadcast")).Payload;
            Assert.Equal(("offer", "ann"), (frame.GetProperty("event").GetString(), frame.GetProperty("payload").GetProperty("fromPeerId").GetString()));
        }
    }
}
