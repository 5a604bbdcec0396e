namespace Signaling.Gateway.Tests.PeerJs;

/// <summary>What PeerJS clients send each other, and natives in the same room.</summary>
public sealed class RelayTests() : PeerJsTest(ownClock: true)
{
    [Fact]
    public async Task Offer_Answer_Candidate_ArriveByteForByte()
    {
        await using var ann = await OpenAsync("ann");
        await using var bob = await OpenAsync("bob");
        await ann.SendAsync(Offer("bob", "aaaa"));
        await ann.SendAsync(Candidate("bob", "aaaa"));
        await bob.SendAsync("""{"type":"ANSWER","payload":{"sdp":{"type":"answer","sdp":"x"},"type":"data","connectionId":"dc_1"},"dst":"ann"}""");

        var offer = await bob.NextAsync("OFFER");
        Assert.Equal(("ann", "bob"), (offer.Text("src"), offer.Text("dst")));
        Assert.Equal(OfferPayload("aaaa"), offer.Payload("payload"));
        Assert.Equal($$"""{"candidate":{{Ice("aaaa")}},"type":"data","connectionId":"dc_1"}""", (await bob.NextAsync("CANDIDATE")).Payload("payload"));
        Assert.Equal("""{"sdp":{"type":"answer","sdp":"x"},"type":"data","connectionId":"dc_1"}""", (await ann.NextAsync("ANSWER")).Payload("payload"));
    }

    [Theory]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("[1,2]")]
    [InlineData("""{"sdp":{}}""")]
    [InlineData("""{"sdp":"v=0","connectionId":5}""")]
    [InlineData("""{ "x":1 , "sdp":{"sdp":"v=0" } }""")]
    [InlineData("""{"sdp":{"peerjs":{"a":1}},"peerjs":2}""")]
    public async Task Payloads_OfAnyShape_ArriveByteForByte(string payload)
    {
        await using var ann = await OpenAsync("ann");
        await using var bob = await OpenAsync("bob");
        await ann.SendAsync($$"""{"dst":"bob","type":"OFFER","payload":{{payload}}}""");

        Assert.Equal(payload, (await bob.NextAsync("OFFER")).Payload("payload"));
    }

    [Fact]
    public async Task Candidates_BeforeTheirOffer_WaitForIt_EachConnectionOnItsOwn()
    {
        await using var ann = await OpenAsync("ann");
        await using var bob = await OpenAsync("bob");
        await ann.SendAsync(Candidate("bob", "aaaa"));
        await ann.SendAsync(Offer("bob", "bbbb", "mc_2"));
        await ann.SendAsync(Offer("bob", "aaaa"));

        Assert.Contains("mc_2", (await bob.NextAsync("OFFER")).Raw, StringComparison.Ordinal);
        Assert.Contains("dc_1", (await bob.NextAsync("OFFER")).Raw, StringComparison.Ordinal);
        Assert.Contains("dc_1", (await bob.NextAsync("CANDIDATE")).Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LatePeer_GetsWhatWaits()
    {
        await using var ann = await OpenAsync("ann");
        await ann.SendAsync(Offer("bob", "aaaa"));
        await ann.SendAsync(Candidate("bob", "aaaa"));
        await FenceAsync(ann);
        Pass(4_900);
        await using var bob = await OpenAsync("bob");

        await bob.NextAsync("OFFER");
        await bob.NextAsync("CANDIDATE");
    }

    [Fact]
    public async Task PeerThatNeverComes_IsToldOnce_AndForgotten()
    {
        await using var ann = await OpenAsync("ann");
        await ann.SendAsync(Offer("bob", "aaaa"));
        await ann.SendAsync(Candidate("bob", "aaaa"));
        await FenceAsync(ann);
        Pass(5_100);

        Assert.Equal("""{"type":"EXPIRE","src":"bob","dst":"ann"}""", (await ann.NextAsync()).Raw);
        await FenceAsync(ann);
        await using var bob = await OpenAsync("bob");
        await FenceAsync(bob);
    }

    [Fact]
    public async Task Leave_WithATarget_IsRelayed_ToNobodyIsNot()
    {
        await using var ann = await OpenAsync("ann");
        await using var bob = await OpenAsync("bob");
        await ann.SendAsync("""{"type":"LEAVE","dst":"bob"}""");
        await ann.SendAsync("""{"type":"LEAVE","dst":"nobody"}""");
        Assert.Equal("""{"type":"LEAVE","src":"ann","dst":"bob"}""", (await bob.NextAsync()).Raw);
        Pass(10_000);
        await FenceAsync(ann);
        await ann.SendAsync("""{"type":"LEAVE"}""");

        Assert.Equal(1000, await ann.ClosedAsync());
    }

    [Fact]
    public async Task Keys_AreRoomsApart()
    {
        await using var ann = await OpenAsync("ann");
        await using var bob = await OpenAsync("bob", key: "other");
        await ann.SendAsync(Offer("bob", "aaaa"));
        await FenceAsync(ann);
        Pass(5_100);

        Assert.Equal("bob", (await ann.NextAsync("EXPIRE")).Text("src"));
        await FenceAsync(bob);
    }

    [Fact]
    public async Task Natives_SeeNoPeerJsPeers_ButCallThemAndAreCalled()
    {
        await using var ann = await OpenAsync("ann");
        var (nat, welcome) = await WelcomeAsync("nat", room: "peerjs");
        Assert.Empty(welcome.Peers);

        await ann.SendAsync(Offer("nat", "aaaa"));
        await ann.SendAsync(Candidate("nat", "aaaa"));
        var offer = await nat.NextAsync("offer");
        Assert.Equal("dc_1", offer.Text("connection"));
        Assert.Contains("ice-ufrag:aaaa", offer["sdp"].GetProperty("sdp").GetString(), StringComparison.Ordinal);
        Assert.Equal("aaaa", (await nat.NextAsync("ice-candidate"))["candidate"].GetProperty("usernameFragment").GetString());
        await nat.SendAsync(Answer("ann", Sdp("bbbb"), fields: ",\"connection\":\"dc_1\""));
        await nat.SendAsync(Candidate("ann", "null", 0, ",\"connection\":\"dc_1\""));
        await nat.SendAsync(Offer("ann", """{"type":"offer","sdp":"v=0\r\nm=video 9\r\na=ice-ufrag:cccc\r\n"}""", 0));

        Assert.Equal($$"""{"sdp":{"type":"answer","sdp":{{Sdp("bbbb")}}},"type":"data","reliable":true,"serialization":"raw","connectionId":"dc_1","label":"dc_1"}""", (await ann.NextAsync("ANSWER")).Payload("payload"));
        var called = (await ann.NextAsync("OFFER"))["payload"];
        Assert.Equal(("media", "mc_main"), (called.GetProperty("type").GetString(), called.GetProperty("connectionId").GetString()));
        await ann.SendAsync("""{"type":"ANSWER","payload":{"sdp":{"type":"answer","sdp":"x"},"connectionId":"mc_main"},"dst":"nat"}""");
        Assert.False((await nat.NextAsync("answer")).Has("connection"));
    }

    /// <summary>Nothing else has come: what the server does not know is answered in order.</summary>
    private static async Task FenceAsync(TestKit.NativeClient client)
    {
        await client.SendAsync("""{"type":"FENCE"}""");
        Assert.Equal("unknown-type", (await client.NextAsync("NOTICE"))["payload"].GetProperty("code").GetString());
    }
}
