namespace Signaling.Gateway.Tests.Realtime;

/// <summary>Broadcasts: to whom they go, and what is answered.</summary>
public sealed class BroadcastTests() : RealtimeTest()
{
    [Fact]
    public async Task ABroadcast_ReachesTheOthers_WithWhoSentIt()
    {
        var ann = await EnterAsync("ann");
        var bob = await EnterAsync("bob");
        var old = await EnterAsync("old", isV2: false);
        await ann.PushAsync(Topic, "broadcast", """{"type":"broadcast","event":"chat","payload":{"a" :[1]},"more":true,"meta":{"fromPeerId":"bob"}}""");

        foreach (var client in (PhoenixClient[])[bob, old])
        {
            var frame = await client.NextAsync("broadcast");
            Assert.Contains("""{"type":"broadcast","event":"chat","payload":{"a" :[1]},"more":true,"meta":{"fromPeerId":"bob"},"meta":{"fromPeerId":"ann"}}""", frame.Text, StringComparison.Ordinal);
            Assert.Equal((null, null, "ann"), (frame.JoinRef, frame.Ref, frame.Payload.GetProperty("meta").GetProperty("fromPeerId").GetString()));
        }

        Assert.Empty(await ann.FenceAsync()); // neither an echo nor an answer
    }

    [Theory]
    [InlineData("true", "true")]
    [InlineData("\"true\"", "\"true\"")]
    public async Task Self_AndAck_BringTheEchoAndTheAnswer(string self, string ack)
    {
        var ann = await EnterAsync("ann", $$"""{"self":{{self}},"ack":{{ack}}}""");
        var number = await ann.PushAsync(Topic, "broadcast", """{"type":"broadcast","event":"chat","payload":1}""");
        Assert.Equal("ann", (await ann.NextAsync("broadcast")).Payload.GetProperty("meta").GetProperty("fromPeerId").GetString());
        Assert.Equal("ok", (await ann.ReplyAsync(number)).Status);
    }

    [Fact]
    public async Task ATarget_GetsIt_AndNobodyElse()
    {
        var (ann, bob, eve) = (await EnterAsync("ann"), await EnterAsync("bob"), await EnterAsync("eve"));
        await ann.BroadcastAsync(Room, "hello", """{"targetPeerId":"bob","fromPeerId":"ann","text":"hi"}""");

        Assert.Equal("hi", (await bob.NextAsync("broadcast")).Payload.GetProperty("payload").GetProperty("text").GetString());
        Assert.Empty(await eve.FenceAsync());
    }

    [Fact]
    public async Task CandidatesThatOvertake_WaitForTheirDescription_AndPayloadsStayByteForByte()
    {
        var (ann, bob) = (await EnterAsync("ann"), await EnterAsync("bob"));
        var candidate = $$"""{ "seq":2,"targetPeerId":"bob", "candidate":{{Ice("u1")}} ,"fromPeerId":"ann"}""";
        var offer = $$"""{"seq":1,"sdp":{"type":"offer", "sdp":{{Sdp("u1")}} },"targetPeerId":"bob","fromPeerId":"ann"}""";
        await ann.BroadcastAsync(Room, "ice-candidate", candidate);
        await ann.FenceAsync();
        Assert.Empty(await bob.FenceAsync());
        await ann.BroadcastAsync(Room, "offer", offer);

        var first = await bob.NextAsync("broadcast");
        var second = await bob.NextAsync("broadcast");
        Assert.Equal(("offer", offer), (first.Payload.GetProperty("event").GetString(), first.Payload.GetProperty("payload").GetRawText()));
        Assert.Equal(("ice-candidate", candidate), (second.Payload.GetProperty("event").GetString(), second.Payload.GetProperty("payload").GetRawText()));
    }

    [Theory]
    [InlineData("offer", """{"targetPeerId":"bob","offer":{"type":"offer","sdp":"v=0\r\n"}}""")]
    [InlineData("signal", """{"targetPeerId":"bob","type":"answer","sdp":"v=0\r\n"}""")]
    [InlineData("webrtc-answer", """{"sdp":"v=0\r\n","targetPeerId":"bob"}""")]
    [InlineData("signal", """{"targetPeerId":"bob","signal":{"type":"offer","sdp":"v=0\r\n"}}""")]
    [InlineData("ice-candidate", """{"targetPeerId":"bob","candidate":null}""")]
    [InlineData("ice-candidate", """{"targetPeerId":"bob","candidate":"candidate:1 1 udp 1 192.0.2.1 9 typ host","sdpMid":"0","sdpMLineIndex":0}""")]
    [InlineData("candidate", """{"targetPeerId":"bob","candidate":{"candidate":"","sdpMid":"0"}}""")]
    [InlineData("offer", """{"targetPeerId":"bob","sdp":{"type":"rollback","sdp":""}}""")]
    [InlineData("offer", """{"targetPeerId":"bob","sdp":"encrypted"}""")]
    [InlineData("offer", """{"targetPeerId":"bob"}""")]
    [InlineData("offer", """{"targetPeerId":"bob","sdp":{"type":"offer","sdp":"v=0\r\n","realtime":{"event":"x"}}}""")]
    public async Task EveryShape_ArrivesAsItWas(string userEvent, string payload)
    {
        var (ann, bob) = (await EnterAsync("ann"), await EnterAsync("bob"));
        await ann.BroadcastAsync(Room, "offer", """{"targetPeerId":"bob","sdp":"v=0"}"""); // for which candidates wait
        await bob.NextAsync("broadcast");
        await ann.BroadcastAsync(Room, userEvent, payload);
        var frame = await bob.NextAsync("broadcast");

        Assert.Equal((userEvent, payload), (frame.Payload.GetProperty("event").GetString(), frame.Payload.GetProperty("payload").GetRawText()));
    }

    [Fact]
    public async Task ALatePeer_GetsWhatWasSentToItsKey()
    {
        var ann = await EnterAsync("ann");
        await ann.BroadcastAsync(Room, "offer", $$"""{"targetPeerId":"bob","fromPeerId":"ann","sdp":{"type":"offer","sdp":{{Sdp("u")}} } }""");
        await ann.FenceAsync();
        var bob = await OpenAsync();
        await bob.JoinAsync(Room, Config("bob"));

        Assert.Equal("offer", (await bob.NextAsync("broadcast")).Payload.GetProperty("event").GetString());
    }

    [Fact]
    public async Task PeersWithoutKeys_AreCalledByWhatTheyTrackOrSay()
    {
        var (ann, bob, eve) = (await EnterAsync(), await EnterAsync(), await EnterAsync());
        await bob.PushAsync(Topic, "presence", """{"type":"presence","event":"track","payload":{"peerId":"bobby"}}""");
        await bob.FenceAsync();
        await ann.BroadcastAsync(Room, "hi", """{"fromPeerId":"annie","targetPeerId":"bobby"}""");
        Assert.Equal("broadcast", (await bob.NextAsync()).Event);
        await bob.FenceAsync();

        // Bob has heard that she calls herself annie; her answer goes to her alone.
        await bob.BroadcastAsync(Room, "ho", """{"fromPeerId":"bobby","targetPeerId":"annie"}""");
        Assert.Equal("ho", (await ann.NextAsync("broadcast")).Payload.GetProperty("event").GetString());
        Assert.DoesNotContain(await eve.FenceAsync(), frame => frame.Event == "broadcast");

        // A name that nobody is known by: the whole topic, as at Supabase.
        await bob.BroadcastAsync(Room, "who", """{"fromPeerId":"bobby","targetPeerId":"evelyn"}""");
        Assert.Equal("who", (await eve.NextAsync("broadcast")).Payload.GetProperty("event").GetString());
    }

    [Fact]
    public async Task Nobody_IsSomebodyElse()
    {
        var (ann, bob) = (await EnterAsync("ann", """{"ack":true}"""), await EnterAsync("bob"));
        var number = await ann.PushAsync(Topic, "broadcast", """{"type":"broadcast","event":"hi","payload":{"fromPeerId":"bob","targetPeerId":"bob"}}""");
        Assert.Equal("bad-field", (await ann.ReplyAsync(number)).Code);
        number = await ann.PushAsync(Topic, "broadcast", """{"type":"broadcast","event":"hi","payload":{"targetPeerId":"ann"}}""");
        Assert.Equal("bad-target", (await ann.ReplyAsync(number)).Code);
        number = await ann.PushAsync(Topic, "broadcast", """{"type":"broadcast","event":"hi","payload":{"targetPeerId":""}}""");
        Assert.Equal("bad-name", (await ann.ReplyAsync(number)).Code);
        Assert.Empty(await bob.FenceAsync());
    }

    [Fact]
    public async Task TwoClients_MayShareAKey_AndBothAreCalledByIt()
    {
        var (one, two, bob) = (await EnterAsync("ann"), await EnterAsync("ann"), await EnterAsync("bob"));
        await bob.BroadcastAsync(Room, "hi", """{"targetPeerId":"ann"}""");

        Assert.Equal("broadcast", (await one.NextAsync()).Event);
        Assert.Equal("broadcast", (await two.NextAsync()).Event);
    }

    [Fact]
    public async Task AClientThatComesBack_HasItsKeyAgain_AndWhatWasSentToIt()
    {
        var (ann, bob) = (await EnterAsync("ann"), await EnterAsync("bob", presence: true));
        await ann.ReplyAsync(await ann.PushAsync(Topic, "presence", """{"type":"presence","event":"track","payload":{}}"""));
        await bob.NextAsync("presence_diff");
        ann.Abort();
        Assert.Equal("ann", (await bob.NextAsync("presence_diff")).Payload.GetProperty("leaves").EnumerateObject().Single().Name);
        await bob.BroadcastAsync(Room, "offer", $$"""{"targetPeerId":"ann","sdp":{{Sdp("u")}} }""");
        await bob.FenceAsync();
        var again = await OpenAsync();

        Assert.Equal("ann", (await again.JoinAsync(Room, Config("ann"))).Response.GetProperty("peerId").GetString());
        Assert.Equal("offer", (await again.NextAsync("broadcast")).Payload.GetProperty("event").GetString());
    }
}

/// <summary>The same with the option off: a target is nothing to the server.</summary>
public sealed class UntargetedTests() : RealtimeTest(ownClock: false, "Doors:Realtime:Targeted=false")
{
    [Fact]
    public async Task ATarget_IsOneOfAll()
    {
        var (ann, bob, eve) = (await EnterAsync("ann"), await EnterAsync("bob"), await EnterAsync("eve"));
        await ann.BroadcastAsync(Room, "hello", """{"targetPeerId":"bob"}""");

        Assert.Equal("broadcast", (await bob.NextAsync()).Event);
        Assert.Equal("broadcast", (await eve.NextAsync()).Event);
    }
}
