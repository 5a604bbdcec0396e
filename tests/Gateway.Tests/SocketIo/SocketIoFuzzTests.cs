using System.Net.WebSockets;
using System.Text;
using Signaling.Gateway.Tests.Fuzz;

namespace Signaling.Gateway.Tests.SocketIo;

/// <summary>
/// Nonsense at the Socket.IO door, 10,000 pieces: each is answered by an acknowledgement, an error event or the end of its connection; no fault is
/// logged, and another client goes on being served.
/// </summary>
public sealed class SocketIoFuzzTests() : NativeTest(ownClock: false, "Session:MessagesPerSecond=1000000", "Session:MessagesBurst=1000000")
{
    private const int Count = 10_000;

    private static readonly string[] Packets =
    [
        "40", "40{\"token\":\"t\"}", "40/custom,{}", "41", "42[\"join-room\",\"r\"]", "421[\"offer\",{\"targetPeerId\":\"q\",\"sdp\":\"v=0\"}]",
        "42[\"ice-candidate\",{\"targetPeerId\":\"q\",\"candidate\":null}]", "427[\"chat\",1,[2,{}],\"\\ud83d\\ude00\"]", "430[1]", "451-[\"file\",{\"_placeholder\":true,\"num\":0}]",
        "461-0[{}]", "44{\"message\":\"m\"}", "3", "2probe", "5", "6", "42[\"leave-room\"]", "40{\"pid\":\"AQAA\",\"offset\":\"AQAA:1\"}",
    ];

    [Fact]
    public async Task MutatedPackets_EndInAnAnswer_AndNobodyElseIsAffected()
    {
        using var witness = await OpenAsync();
        ClientWebSocket? socket = null;
        for (var seed = 1; seed <= Count; seed++)
        {
            var mutator = new Mutator(seed);
            socket ??= await OpenAsync();
            var packet = mutator.Mutated(Packets);
            try
            {
                await socket.SendAsync(packet, mutator.Chance(20) ? WebSocketMessageType.Binary : WebSocketMessageType.Text, true, CancellationToken.None);
                if (!mutator.Chance(4)) continue;
                await socket.SendAsync("429[\"ping-me\"]"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
                var answer = await UntilAsync(socket, text => text.StartsWith("439[", StringComparison.Ordinal));
                if (answer) continue;
            }
            catch (WebSocketException)
            {
                // It was ended, as it may be.
            }

            socket.Dispose();
            socket = null;
            if (seed % 50 == 0) await AnswersAsync(witness, seed);
        }

        socket?.Dispose();
        await AnswersAsync(witness, 0);
    }

    private static async Task AnswersAsync(ClientWebSocket witness, int seed)
    {
        await witness.SendAsync("4277[\"join-room\",\"witness\"]"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        Assert.True(await UntilAsync(witness, text => text == "4377[{\"ok\":true}]"), $"seed {seed}: the witness is cut off");
    }

    /// <summary>Reads until such a message (true) or the end (false).</summary>
    private static async Task<bool> UntilAsync(ClientWebSocket socket, Predicate<string> wanted)
    {
        var buffer = new byte[1 << 16];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += part.Count;
            }
            while (!part.EndOfMessage);
            if (part.MessageType == WebSocketMessageType.Close) return false;
            if (wanted(Encoding.UTF8.GetString(buffer, 0, length))) return true;
        }
    }

    private async Task<ClientWebSocket> OpenAsync()
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(Server.Door("/socket.io/") + "?EIO=4&transport=websocket"), CancellationToken.None);
        await socket.SendAsync("40"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        Assert.True(await UntilAsync(socket, text => text.StartsWith("40{", StringComparison.Ordinal)));
        return socket;
    }
}
