using System.Text.Json;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Native;

/// <summary>docs/protocol.md, sections 3 and 4: joining and presence.</summary>
public sealed class JoinTests : NativeTest
{
    [Fact]
    public async Task ExistingPeers_HasEveryField()
    {
        var (_, welcome) = await WelcomeAsync("alice", "\"instance\":\"page-1\"");

        Assert.Equal((Room, "alice", "page-1"), (welcome.Text("room"), welcome.Text("peerId"), welcome.Text("instance")));
        Assert.Equal("[]", welcome.Payload("peers"));
        Assert.Equal((60, 20), (welcome.Number("resumeSeconds"), welcome.Number("heartbeatSeconds")));
        Assert.Equal("[]", welcome.Payload("iceServers"));
        Assert.Equal("""{"messageBytes":65536,"dataBytes":4096,"unresolvedMessages":1024,"unresolvedBytes":1048576}""", welcome.Payload("limits"));
        Assert.NotEmpty(welcome.Text("epoch"));
        Assert.NotEmpty(welcome.Text("resume"));
        Assert.False(welcome.Has("seq"));
        Assert.False(welcome.Has("settlingMs"));
    }

    [Fact]
    public async Task ExistingPeers_ListsTheOthersInTheOrderTheyJoined_WithWhatTheyAre()
    {
        await JoinAsync("zoe", "\"instance\":\"z\",\"data\":{ \"name\": \"Zoë\" }");
        await JoinAsync("adam", "\"instance\":\"a\"");
        var (_, welcome) = await WelcomeAsync("mia");

        Assert.Equal("""[{"peerId":"zoe","instance":"z","polite":true,"data":{ "name": "Zoë" }},{"peerId":"adam","instance":"a","polite":true}]""", welcome.Payload("peers"));
    }

    [Fact]
    public async Task APeerWithoutAName_GetsOne()
    {
        var client = await ConnectAsync();
        await client.SendAsync($$"""{"type":"join-room","room":"{{Room}}"}""");
        var first = await client.NextAsync("existing-peers");
        var (_, second) = await WelcomeAsync("other");

        Assert.Equal([first.Text("peerId")], second.Peers);
        Assert.Equal(first.Text("instance"), second["peers"][0].GetProperty("instance").GetString());
    }

    [Fact]
    public async Task Presence_IsToldToTheOthers_EachEventAsItIs()
    {
        var bob = await JoinAsync("bob");
        var (alice, welcome) = await WelcomeAsync("alice", "\"instance\":\"i\",\"data\":{\"n\":1}");
        Assert.Equal("""{"type":"peer-joined","peerId":"alice","instance":"i","polite":false,"data":{"n":1}}""", (await bob.NextAsync()).Raw);

        await alice.SendAsync("""{"type":"update","data":[ "new" ]}""");
        Assert.Equal("""{"type":"peer-updated","peerId":"alice","instance":"i","polite":false,"data":[ "new" ]}""", (await bob.NextAsync()).Raw);

        alice.Abort();
        Assert.Equal("""{"type":"peer-suspended","peerId":"alice","instance":"i","polite":false,"data":[ "new" ]}""", (await bob.NextAsync()).Raw);

        var back = await ResumeAsync(welcome.Text("resume"));
        Assert.Equal("""{"type":"peer-resumed","peerId":"alice","instance":"i","polite":false,"data":[ "new" ]}""", (await bob.NextAsync()).Raw);

        await back.SendAsync("""{"type":"leave-room"}""");
        Assert.Equal("""{"type":"peer-left","peerId":"alice","instance":"i","reason":"left"}""", (await bob.NextAsync()).Raw);
    }

    [Fact]
    public async Task ASuspendedPeer_IsListedAsSuspended()
    {
        var bob = await JoinAsync("bob");
        (await JoinAsync("alice")).Abort();
        await bob.SkipToAsync("peer-suspended");

        var (_, welcome) = await WelcomeAsync("carol");
        Assert.True(welcome["peers"][1].GetProperty("suspended").GetBoolean());
    }

    [Fact]
    public async Task TheSubprotocol_IsSelectedWhenItIsAskedFor()
    {
        await using var asking = await NativeClient.ConnectAsync(Server.Door(), "signaling.v1");
        await using var silent = await NativeClient.ConnectAsync(Server.Door());

        Assert.Equal("signaling.v1", asking.Subprotocol);
        Assert.Null(silent.Subprotocol);
    }

    [Fact]
    public async Task RoomsOfTheSameServer_KnowNothingOfEachOther()
    {
        var alice = await JoinAsync("alice");
        var (other, welcome) = await WelcomeAsync("bob", room: Room + "-2");
        await other.SendAsync(Message("alice", "\"across\""));
        await other.SendAsync("""{"type":"message","data":"to all"}""");
        await other.FenceAsync();

        Assert.Empty(welcome.Peers);
        Assert.Empty(await alice.FenceAsync());
    }

    [Theory]
    [InlineData("\"no rollback\" told", "\"rollback\":false", "", false, true)]
    [InlineData("both can", "", "", true, false)]
    [InlineData("neither can", "\"rollback\":false", "\"rollback\":false", true, false)]
    [InlineData("the first cannot", "", "\"rollback\":false", true, false)]
    public async Task Politeness_IsTheReceiversRole(string _, string second, string first, bool secondIsPolite, bool firstIsPolite)
    {
        var bob = await JoinAsync("bob", first);
        var (_, welcome) = await WelcomeAsync("alice", second);

        Assert.Equal(secondIsPolite, welcome["peers"][0].GetProperty("polite").GetBoolean());
        Assert.Equal(firstIsPolite, (await bob.NextAsync("peer-joined")).Bool("polite"));
    }

    [Theory]
    [InlineData("\"quote\\\"back\\\\slash\"")]
    [InlineData("\"ünïcødé 日本語 😀\"")]
    [InlineData("\"\\ud83d\\ude00\"")]
    [InlineData("\"<script>&'\"")]
    [InlineData("\"  spaces  \"")]
    [InlineData("\"__proto__\"")]
    public async Task ANameOfAnyCharacters_ComesBackTheSame(string json)
    {
        var name = JsonSerializer.Deserialize<string>(json)!;
        var bob = await JoinAsync("bob");
        var odd = await ConnectAsync();
        await odd.SendAsync($$"""{"type":"join-room","room":"{{Room}}","peerId":{{json}},"instance":{{json}}}""");
        var welcome = await odd.NextAsync("existing-peers");
        var joined = await bob.NextAsync("peer-joined");
        await bob.SendAsync($$"""{"type":"message","targetPeerId":{{json}},"targetInstance":{{json}},"data":1}""");
        await odd.NextAsync("message");
        await odd.SendAsync(Offer("bob", "\"sdp\"", fields: $",\"connection\":{json}"));

        Assert.Equal((name, name, name, name), (welcome.Text("peerId"), welcome.Text("instance"), joined.Text("peerId"), joined.Text("instance")));
        var offer = await bob.NextAsync("offer");
        Assert.Equal((name, name), (offer.Text("fromPeerId"), offer.Text("connection")));
    }
}
