namespace Signaling.Gateway.Tests.Native;

/// <summary>docs/protocol.md, section 1: bad input costs its sender an error with a code, and nothing else.</summary>
public sealed class BadInputTests : NativeTest
{
    [Fact]
    [Meets("not-joined")]
    [Meets("bad-json")]
    [Meets("missing-type")]
    [Meets("unknown-type")]
    [Meets("missing-field")]
    [Meets("bad-field")]
    [Meets("bad-name")]
    [Meets("already-joined")]
    public async Task EveryKindOfBadInput_HasItsCode()
    {
        var client = await ConnectAsync();
        await client.SendAsync("{\"type\":\"ping\"}");
        await client.NextErrorAsync("not-joined");
        await client.SendAsync(Join("alice"));
        await client.NextAsync("existing-peers");
        (string Code, string Input)[] inputs =
        [
            ("bad-json", "{"), ("missing-type", "{}"), ("unknown-type", "{\"type\":\"x\"}"), ("missing-field", "{\"type\":\"offer\"}"),
            ("bad-field", "{\"type\":1}"), ("bad-name", "{\"type\":\"offer\",\"targetPeerId\":\"\"}"), ("already-joined", Join("bob")),
        ];
        foreach (var (code, input) in inputs)
        {
            await client.SendAsync(input);
            await client.NextErrorAsync(code);
        }
    }

    [Theory]
    [InlineData("bad-json", "")]
    [InlineData("bad-json", " ")]
    [InlineData("bad-json", "nonsense")]
    [InlineData("bad-json", "[]")]
    [InlineData("bad-json", "\"ping\"")]
    [InlineData("bad-json", "{\"type\":\"ping\"")]
    [InlineData("bad-json", "{\"type\":\"ping\"}{}")]
    [InlineData("bad-json", "{\"type\":\"ping\",}")]
    [InlineData("bad-json", "{type:\"ping\"}")]
    [InlineData("bad-json", "{\"type\":\"ping\",\"x\":\"\\ud800\\x\"}")]
    [InlineData("bad-json", "\ufeff{\"type\":\"ping\"}")]
    [InlineData("missing-type", "{}")]
    [InlineData("missing-type", "{\"Type\":\"ping\"}")]
    [InlineData("bad-field", "{\"type\":1}")]
    [InlineData("bad-field", "{\"type\":null}")]
    [InlineData("unknown-type", "{\"type\":\"\"}")]
    [InlineData("unknown-type", "{\"type\":\"Ping\"}")]
    [InlineData("unknown-type", "{\"type\":\"existing-peers\"}")]
    [InlineData("missing-field", "{\"type\":\"offer\",\"targetPeerId\":\"b\"}")]
    [InlineData("missing-field", "{\"type\":\"offer\",\"sdp\":1}")]
    [InlineData("missing-field", "{\"type\":\"answer\"}")]
    [InlineData("missing-field", "{\"type\":\"ice-candidate\",\"targetPeerId\":\"b\"}")]
    [InlineData("missing-field", "{\"type\":\"message\"}")]
    [InlineData("missing-field", "{\"type\":\"applied\",\"fromPeerId\":\"b\"}")]
    [InlineData("missing-field", "{\"type\":\"applied\",\"fromSeq\":1}")]
    [InlineData("missing-field", "{\"type\":\"ack\"}")]
    [InlineData("missing-field", "{\"type\":\"update\"}")]
    [InlineData("missing-field", "{\"type\":\"state\"}")]
    [InlineData("missing-field", "{\"type\":\"token\"}")]
    [InlineData("bad-field", "{\"type\":\"message\",\"data\":1,\"seq\":0}")]
    [InlineData("bad-field", "{\"type\":\"message\",\"data\":1,\"seq\":-1}")]
    [InlineData("bad-field", "{\"type\":\"message\",\"data\":1,\"seq\":1.5}")]
    [InlineData("bad-field", "{\"type\":\"message\",\"data\":1,\"seq\":\"1\"}")]
    [InlineData("bad-field", "{\"type\":\"message\",\"data\":1,\"seq\":9007199254740993}")]
    [InlineData("bad-field", "{\"type\":\"message\",\"data\":1,\"seq\":99999999999999999999}")]
    [InlineData("bad-field", "{\"type\":\"ack\",\"seen\":-1}")]
    [InlineData("bad-field", "{\"type\":\"ack\",\"seen\":[1]}")]
    [InlineData("bad-field", "{\"type\":\"message\",\"data\":1,\"targetPeerId\":5}")]
    [InlineData("bad-field", "{\"type\":\"message\",\"data\":1,\"targetInstance\":{}}")]
    [InlineData("bad-field", "{\"type\":\"token\",\"token\":true}")]
    [InlineData("bad-name", "{\"type\":\"message\",\"data\":1,\"targetPeerId\":\"\"}")]
    [InlineData("bad-name", "{\"type\":\"message\",\"data\":1,\"targetPeerId\":\"a\\u0000b\"}")]
    [InlineData("bad-name", "{\"type\":\"message\",\"data\":1,\"targetPeerId\":\"a\\nb\"}")]
    [InlineData("bad-name", "{\"type\":\"message\",\"data\":1,\"targetPeerId\":\"\\u0085\"}")]
    [InlineData("bad-name", "{\"type\":\"message\",\"data\":1,\"targetPeerId\":\"\\ufffd\"}")]
    [InlineData("bad-name", "{\"type\":\"message\",\"data\":1,\"targetInstance\":\"\"}")]
    [InlineData("bad-name", "{\"type\":\"offer\",\"sdp\":1,\"targetPeerId\":\"b\",\"connection\":\"\"}")]
    [InlineData("already-joined", "{\"type\":\"join-room\",\"room\":\"r\"}")]
    [InlineData("already-joined", "{\"type\":\"resume\",\"resume\":\"x\",\"seen\":0}")]
    public async Task BadInput_IsToldItsSender_AndNothingElseHappens(string code, string input)
    {
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice");
        await bob.NextAsync("peer-joined");
        await alice.SendAsync(input);

        var error = await alice.NextErrorAsync(code);
        Assert.Equal("never", error.Text("retry"));
        Assert.NotEmpty(error.Text("message"));
        Assert.Empty(await alice.FenceAsync());
        Assert.Empty(await bob.FenceAsync());
    }

    [Theory]
    [InlineData("not-joined", "{\"type\":\"ping\"}")]
    [InlineData("not-joined", "{\"type\":\"message\",\"data\":1}")]
    [InlineData("not-joined", "{\"type\":\"ack\",\"seen\":1}")]
    [InlineData("not-joined", "{\"type\":\"leave-room\"}")]
    [InlineData("not-joined", "{\"type\":\"update\",\"data\":1}")]
    [InlineData("not-joined", "{\"type\":\"token\",\"token\":\"x\"}")]
    [InlineData("missing-field", "{\"type\":\"join-room\"}")]
    [InlineData("missing-field", "{\"type\":\"resume\",\"seen\":0}")]
    [InlineData("missing-field", "{\"type\":\"resume\",\"resume\":\"x\"}")]
    [InlineData("bad-name", "{\"type\":\"join-room\",\"room\":\"\"}")]
    [InlineData("bad-name", "{\"type\":\"join-room\",\"room\":\"r\",\"peerId\":\"\\u0007\"}")]
    [InlineData("bad-name", "{\"type\":\"join-room\",\"room\":\"r\",\"instance\":\"\"}")]
    [InlineData("bad-field", "{\"type\":\"join-room\",\"room\":1}")]
    [InlineData("bad-field", "{\"type\":\"join-room\",\"room\":\"r\",\"acks\":\"yes\"}")]
    [InlineData("bad-json", "{\"type\":\"join-room\",\"room\":\"\\ud800\"}")]
    public async Task BeforeJoining_BadInputIsTold_AndAJoinIsStillPossible(string code, string input)
    {
        var alice = await ConnectAsync();
        await alice.SendAsync(input);
        await alice.NextErrorAsync(code);

        await alice.SendAsync(Join("alice"));
        await alice.NextAsync("existing-peers");
    }

    [Fact]
    [Meets("data-too-large")]
    public async Task PresenceData_HasItsLimit_ToTheByte()
    {
        var (fits, tooLarge) = ($"\"{new string('x', 4_094)}\"", $"\"{new string('x', 4_095)}\"");
        var bob = await JoinAsync("bob", $"\"data\":{fits}");
        await bob.SendAsync($$"""{"type":"update","data":{{tooLarge}}}""");
        await bob.NextErrorAsync("data-too-large");
        await bob.SendAsync($$"""{"type":"update","data":{{fits}}}""");
        Assert.Empty(await bob.FenceAsync());

        var alice = await ConnectAsync();
        await alice.SendAsync(Join("alice", $"\"data\":{tooLarge}"));
        await alice.NextErrorAsync("data-too-large");
        await alice.SendAsync(Join("alice"));
        await alice.NextAsync("existing-peers");
    }

    [Theory]
    [InlineData(128, 'x', true)]
    [InlineData(129, 'x', false)]
    [InlineData(64, 'é', true)]
    [InlineData(65, 'é', false)]
    [InlineData(42, '日', true)]
    [InlineData(43, '日', false)]
    public async Task Names_AreMeasuredInBytes(int length, char c, bool fits)
    {
        var client = await ConnectAsync();
        await client.SendAsync(Join(new string(c, length)));
        if (fits) await client.NextAsync("existing-peers");
        else await client.NextErrorAsync("bad-name");
    }

    [Fact]
    public async Task AnUfrag_IsShort_SinceItIsKeptBesideThePayload()
    {
        var bob = await JoinAsync("bob");
        await bob.SendAsync(Candidate("x", "{}", fields: $",\"ufrag\":\"{new string('u', 257)}\""));
        await bob.NextErrorAsync("bad-field");
        await bob.SendAsync(Candidate("x", "{}", fields: $",\"ufrag\":\"{new string('u', 256)}\""));
        Assert.Empty(await bob.FenceAsync());
    }

    [Fact]
    public async Task AnError_NamesTheNumberItIsAbout_AndWhatFollowsIsTaken()
    {
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice", "\"acks\":true");
        await bob.NextAsync("peer-joined");
        await alice.SendAsync("""{"type":"offer","sdp":1,"seq":1}""");
        Assert.Equal(1, (await alice.NextErrorAsync("missing-field")).Seq);
        await alice.SendAsync("""{"seq":2,"type":"message","data":1,"targetPeerId":""}""");
        Assert.Equal(2, (await alice.NextErrorAsync("bad-name")).Seq);
        await alice.SendAsync(Message("bob", "1", 3));

        Assert.Equal(3, (await bob.NextAsync("message")).Number("fromSeq"));
    }

    [Fact]
    public async Task DeepPayloads_AreRefusedBeyond64Levels()
    {
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice");
        await alice.SendAsync(Message("bob", new string('[', 63) + new string(']', 63)));
        await bob.SkipToAsync("message");
        await alice.SendAsync(Message("bob", new string('[', 64) + new string(']', 64)));
        await alice.NextErrorAsync("bad-json");
    }

    [Fact]
    public async Task ABadMessage_AcknowledgesNothing()
    {
        var bob = await JoinAsync("bob", "\"acks\":true");
        await bob.SendAsync("""{"seen":99,"type":"nonsense"}""");
        await bob.NextErrorAsync("unknown-type");
        Assert.Empty(await bob.FenceAsync());
    }
}
