using System.Text.Json;

namespace Signaling.Gateway.Tests.Realtime;

/// <summary>Presence: the state once a join, then differences; with members of other doors.</summary>
public sealed class PresenceTests() : RealtimeTest()
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Track_Update_AndUntrack_AreTold(bool isV2)
    {
        var ann = await OpenAsync(isV2);
        await ann.JoinAsync(Room, Config("ann", presence: true));
        Assert.Equal("{}", (await ann.NextAsync("presence_state")).Payload.GetRawText());
        var bob = await EnterAsync("bob");

        await TrackAsync(bob, """{"name" :"Bob","n":[1, 2]}""");
        var joined = Only((await ann.NextAsync("presence_diff")).Payload, "joins", "bob");
        Assert.Equal("Bob", joined.GetProperty("name").GetString());
        Assert.StartsWith("""{"name" :"Bob","n":[1, 2],"phx_ref":""", joined.GetRawText(), StringComparison.Ordinal);

        await TrackAsync(bob, """{"name":"Bobby"}""");
        var changed = (await ann.NextAsync("presence_diff")).Payload;
        Assert.Equal(Ref(joined), Ref(Only(changed, "leaves", "bob")));
        Assert.Equal(Ref(joined), Only(changed, "joins", "bob").GetProperty("phx_ref_prev").GetString());
        Assert.Equal("Bobby", Only(changed, "joins", "bob").GetProperty("name").GetString());

        await TrackAsync(bob, """{"name":"Bobby"}"""); // no change is no difference
        Assert.Equal("ok", (await bob.ReplyAsync(await bob.PushAsync(Topic, "presence", """{"type":"presence","event":"untrack"}"""))).Status);
        var gone = (await ann.NextAsync("presence_diff")).Payload;
        Assert.Equal(Ref(Only(changed, "joins", "bob")), Ref(Only(gone, "leaves", "bob")));
        Assert.Equal("{}", gone.GetProperty("joins").GetRawText());

        // Untracked, it is there all the same.
        await bob.FenceAsync();
        await ann.BroadcastAsync(Room, "chat", "1");
        await bob.NextAsync("broadcast");
    }

    [Fact]
    public async Task AClient_SeesItself_AndWhoWasThereBefore()
    {
        var bob = await EnterAsync("bob");
        await TrackAsync(bob, "{}");
        var ann = await OpenAsync();
        await ann.JoinAsync(Room, Config("ann", presence: true));
        var state = await ann.NextAsync("presence_state");
        Assert.Equal((ann.JoinRef, null), (state.JoinRef, state.Ref));
        Assert.Equal(["bob"], state.Payload.EnumerateObject().Select(key => key.Name));

        var number = await ann.PushAsync(Topic, "presence", """{"type":"presence","event":"track","payload":{"me":true}}""");
        Assert.Equal(number, (await ann.NextAsync("phx_reply")).Ref);
        Assert.True(Only((await ann.NextAsync("presence_diff")).Payload, "joins", "ann").GetProperty("me").GetBoolean());
    }

    [Fact]
    public async Task WhoDidNotWantPresence_GetsItOnceItTracks()
    {
        var bob = await EnterAsync("bob");
        await TrackAsync(bob, "{}");
        var ann = await EnterAsync("ann");
        await ann.PushAsync(Topic, "presence", """{"type":"presence","event":"track","payload":{}}""");
        await ann.NextAsync("phx_reply");

        Assert.Equal(["bob", "ann"], (await ann.NextAsync("presence_state")).Payload.EnumerateObject().Select(key => key.Name));
    }

    [Fact]
    public async Task TwoWithOneKey_AreTwoMetas()
    {
        var (one, two) = (await EnterAsync("ann"), await EnterAsync("ann"));
        await TrackAsync(one, """{"tab":1}""");
        await TrackAsync(two, """{"tab":2}""");
        var bob = await OpenAsync();
        await bob.JoinAsync(Room, Config("bob", presence: true));

        var metas = (await bob.NextAsync("presence_state")).Payload.GetProperty("ann").GetProperty("metas");
        Assert.Equal([1, 2], metas.EnumerateArray().Select(meta => meta.GetProperty("tab").GetInt32()).Order());
    }

    [Fact]
    public async Task NativeMembers_AreThereUnderTheirPeerId_AndSeeWhatIsTracked()
    {
        var nan = await JoinAsync("nan", "\"data\":{\"name\":\"Nan\"}");
        var ann = await OpenAsync();
        await ann.JoinAsync(Room, Config("ann", presence: true));
        var meta = (await ann.NextAsync("presence_state")).Payload.GetProperty("nan").GetProperty("metas")[0];
        Assert.Equal(("Nan", "nan"), (meta.GetProperty("name").GetString(), meta.GetProperty("peerId").GetString()));

        var joined = await nan.NextAsync("peer-joined");
        Assert.Equal("""{"realtime":{"tracked":false,"key":"ann"}}""", joined.Payload("data"));
        await TrackAsync(ann, """{"name":"Ann"}""");
        Assert.Equal("""{"name":"Ann","realtime":{"key":"ann"}}""", (await nan.NextAsync("peer-updated")).Payload("data"));
        await ann.NextAsync("presence_diff");
        await nan.SendAsync("""{"type":"update","data":7}""");
        Assert.Equal(7, Only((await ann.NextAsync("presence_diff")).Payload, "joins", "nan").GetProperty("data").GetInt32());
        await nan.SendAsync("""{"type":"leave-room"}""");
        Only((await ann.NextAsync("presence_diff")).Payload, "leaves", "nan");
    }

    [Fact]
    public async Task BadPresence_IsRefused()
    {
        var ann = await EnterAsync("ann");
        async Task<PhoenixReply> ShowAsync(string payload) => await ann.ReplyAsync(await ann.PushAsync(Topic, "presence", payload));

        var notAMap = await ShowAsync("""{"type":"presence","event":"track","payload":[]}""");
        Assert.Equal(("bad-field", "Presence track payload must be a map"), (notAMap.Code, notAMap.Reason));
        Assert.Equal("unknown-type", (await ShowAsync("""{"type":"presence","event":"dance"}""")).Code);
        Assert.Equal("unknown-type", (await ShowAsync("{}")).Code);
        var large = await ShowAsync($$$"""{"type":"presence","event":"track","payload":{"x":"{{{new string('x', 5_000)}}}"}}""");
        Assert.Equal(("data-too-large", "Track message size exceeded"), (large.Code, large.Reason));
    }

    private async Task TrackAsync(PhoenixClient client, string fields)
    {
        var reply = await client.ReplyAsync(await client.PushAsync(Topic, "presence", $$"""{"type":"presence","event":"track","payload":{{fields}}}"""));
        Assert.True(reply.Status == "ok", reply.Text);
    }

    /// <summary>The one meta that a difference has on one of its sides.</summary>
    private static JsonElement Only(JsonElement diff, string side, string key)
    {
        var only = Assert.Single(diff.GetProperty(side).EnumerateObject());
        Assert.Equal(key, only.Name);
        return Assert.Single(only.Value.GetProperty("metas").EnumerateArray());
    }

    private static string Ref(JsonElement meta) => meta.GetProperty("phx_ref").GetString()!;
}
