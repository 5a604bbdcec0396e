using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Signaling.Gateway.Tests.SocketIo;

/// <summary>A Socket.IO page and a native page in one room.</summary>
public sealed class AcrossDoorsTests() : NativeTest()
{
    [Fact]
    public async Task SocketIoAndNative_Negotiate()
    {
        var ann = await JoinAsync("ann");
        using var bob = new ClientWebSocket();
        await bob.ConnectAsync(new Uri(Server.Door("/socket.io/") + "?EIO=4&transport=websocket"), CancellationToken.None);
        await SendAsync(bob, "40");
        await SendAsync(bob, $"42[\"join-room\",\"{Room}\"]");
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

    private static Task SendAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    private static async Task<JsonElement> EventAsync(ClientWebSocket socket, string name)
    {
        var buffer = new byte[1 << 16];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            Assert.Equal(WebSocketMessageType.Text, part.MessageType);
            var text = Encoding.UTF8.GetString(buffer, 0, part.Count);
            if (text.StartsWith($"42[\"{name}\"", StringComparison.Ordinal)) return JsonElement.Parse(text[2..])[1];
        }
    }
}
