using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.SocketIo;

/// <summary>A Socket.IO page and a native page in one room.</summary>
public sealed class AcrossDoorsTests() : NativeTest()
{
    [Fact]
    public async Task SocketIoAndNative_Negotiate()
    {
        var ann = await JoinAsync("ann");
        using var bob = await EnterAsync(Room);
        var roster = await EventAsync(bob, "existing-peers");
        Assert.Equal("ann", roster.GetProperty("peers")[0].GetString());
        var id = (await ann.NextAsync("peer-joined")).Text("peerId");
        Assert.Equal(roster.GetProperty("peerId").GetString(), id);

        await ann.SendAsync(Offer(id, Sdp("ann1")));
        Assert.Equal("ann", (await EventAsync(bob, "offer")).GetProperty("fromPeerId").GetString());
        await SendAsync(bob, $"42[\"answer\",{{\"targetPeerId\":\"ann\",\"sdp\":{Sdp("bob1")}}}]");
        Assert.Equal(Sdp("bob1"), (await ann.NextAsync("answer")).Payload("sdp"));
        await SendAsync(bob, $"42[\"ice-candidate\",{{\"targetPeerId\":\"ann\",\"candidate\":{Ice("bob1")}}}]");
        Assert.Equal(id, (await ann.NextAsync("ice-candidate")).Text("fromPeerId"));
        await SendAsync(bob, "42[\"message\",{\"data\":[1]}]");
        Assert.Equal("[1]", (await ann.NextAsync("message")).Payload("data"));
        await ann.SendAsync(Message(id, "\"hi\""));
        Assert.Equal("hi", (await EventAsync(bob, "message")).GetProperty("data").GetString());
        await SendAsync(bob, "41");
        Assert.Equal(id, (await ann.NextAsync("peer-left")).Text("peerId"));
    }

    [Fact]
    public async Task Newcomers_MakeTheFirstOffer_WhereOneOfTheTwoIsASocketIoPage()
    {
        using var bob = await EnterAsync(Room);
        await EventAsync(bob, "existing-peers");
        var (ann, welcome) = await WelcomeAsync("ann");
        Assert.False(welcome["peers"][0].GetProperty("polite").GetBoolean()); // so she makes it
        Assert.True((await EventAsync(bob, "peer-joined")).GetProperty("polite").GetBoolean());
        using var eve = await EnterAsync(Room);

        var members = (await EventAsync(eve, "existing-peers")).GetProperty("members").EnumerateArray();
        Assert.All(members, member => Assert.False(member.GetProperty("polite").GetBoolean()));
        Assert.True((await ann.NextAsync("peer-joined")).Bool("polite"));
        Assert.True((await EventAsync(bob, "peer-joined")).GetProperty("polite").GetBoolean());
    }

    [Fact]
    public async Task APeerJsPage_Calls_AndIsAnsweredByAPageThatKnowsNoLabels()
    {
        using var bob = await EnterAsync("peerjs");
        var id = (await EventAsync(bob, "existing-peers")).GetProperty("peerId").GetString()!;
        await using var pat = await NativeClient.ConnectAsync(new UriBuilder(Server.Door("/peerjs")) { Query = $"key=peerjs&id={Room}&token=t" }.Uri);
        await pat.NextAsync("OPEN");
        await pat.SendAsync($$$"""{"type":"OFFER","dst":"{{{id}}}","payload":{"sdp":{"type":"offer","sdp":{{{Sdp("pat1")}}}},"type":"media","connectionId":"mc_7"}}""");
        var offer = await EventAsync(bob, "offer");
        Assert.Equal(("mc_7", Room), (offer.GetProperty("connection").GetString(), offer.GetProperty("fromPeerId").GetString()));
        await SendAsync(bob, $$$"""42["answer",{"targetPeerId":"{{{Room}}}","sdp":{"type":"answer","sdp":{{{Sdp("bob1")}}}}}]""");
        await SendAsync(bob, $$"""42["ice-candidate",{"targetPeerId":"{{Room}}","candidate":{{Ice("bob1")}}}]""");

        foreach (var type in new[] { "ANSWER", "CANDIDATE" }) Assert.Equal("mc_7", (await pat.NextAsync(type))["payload"].GetProperty("connectionId").GetString());
    }

    [Fact]
    public async Task ATargetNobodyListed_IsReached_WhereTheMessageNamesItsRoom()
    {
        using var bob = await EnterAsync("peerjs");
        await EventAsync(bob, "existing-peers");
        await SendAsync(bob, $$"""421["offer",{"targetPeerId":"{{Room}}","sdp":{{Sdp("b")}}}]""");
        Assert.Contains("unknown-target", await TextAsync(bob, "431["), StringComparison.Ordinal);
        await SendAsync(bob, $$"""422["offer",{"targetPeerId":"{{Room}}","sdp":{{Sdp("b")}},"room":"elsewhere"}]""");
        Assert.Contains("not-joined", await TextAsync(bob, "432["), StringComparison.Ordinal);
        await SendAsync(bob, $$"""423["offer",{"targetPeerId":"{{Room}}","sdp":{{Sdp("b")}},"room":"peerjs"}]""");
        Assert.Equal("""433[{"ok":true}]""", await TextAsync(bob, "433["));
        await using var late = await NativeClient.ConnectAsync(new UriBuilder(Server.Door("/peerjs")) { Query = $"key=peerjs&id={Room}&token=t" }.Uri);
        await late.NextAsync("OPEN");

        Assert.Equal("mc_main", (await late.NextAsync("OFFER"))["payload"].GetProperty("connectionId").GetString());
    }

    private async Task<ClientWebSocket> EnterAsync(string room)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(Server.Door("/socket.io/") + "?EIO=4&transport=websocket"), CancellationToken.None);
        await SendAsync(socket, "40");
        await SendAsync(socket, $"42[\"join-room\",\"{room}\"]");
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    private static async Task<JsonElement> EventAsync(ClientWebSocket socket, string name) =>
        JsonElement.Parse((await TextAsync(socket, $"42[\"{name}\""))[2..])[1];

    private static async Task<string> TextAsync(ClientWebSocket socket, string start)
    {
        var buffer = new byte[1 << 16];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            Assert.Equal(WebSocketMessageType.Text, part.MessageType);
            var text = Encoding.UTF8.GetString(buffer, 0, part.Count);
            if (text.StartsWith(start, StringComparison.Ordinal)) return text;
        }
    }
}
