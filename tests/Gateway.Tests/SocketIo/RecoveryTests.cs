using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Signaling.Gateway.Telemetry;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.SocketIo;

/// <summary>A socket that comes back and is who it was counts as that, although no Socket.IO client acknowledges; one whose server was lost does not.</summary>
public sealed class RecoveryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("signaling-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false, "recovered")]
    [InlineData(true, "lost")]
    public async Task Recovery_IsCounted_AsItWent(bool serverIsLost, string outcome)
    {
        var server = await TestGateway.StartAsync(null, _folder, []);
        try
        {
            var (pid, offset) = await EnterAndDropAsync(server);
            if (serverIsLost)
            {
                await server.DisposeAsync();
                server = await TestGateway.StartAsync(null, _folder, []);
            }

            var outcomes = Listen(server, out var listener);
            using (listener)
            {
                using var again = await ConnectAsync(server, $$"""40{"pid":"{{pid}}","offset":"{{offset}}"}""");
                Assert.Contains($"\"pid\":\"{pid}\"", await TextAsync(again, "40"), StringComparison.Ordinal); // who it was, as the client sees it
                await TextAsync(again, "42[\"resumed\"");
                await Eventually.TrueAsync(() => !outcomes.IsEmpty, () => "the resume is not counted");
            }

            Assert.Equal([outcome], outcomes);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<(string Pid, string Offset)> EnterAndDropAsync(TestGateway server)
    {
        using var socket = await ConnectAsync(server, "40");
        var pid = JsonElement.Parse((await TextAsync(socket, "40"))[2..]).GetProperty("pid").GetString()!;
        await SendAsync(socket, "42[\"join-room\",\"hall\"]");
        var told = JsonElement.Parse((await TextAsync(socket, "42[\"existing-peers\""))[2..]);
        socket.Abort();
        return (pid, told[told.GetArrayLength() - 1].GetString()!);
    }

    private static ConcurrentQueue<string> Listen(TestGateway server, out MeterListener listener)
    {
        var outcomes = new ConcurrentQueue<string>();
        var meter = server.Services.GetRequiredService<GatewayMeter>().Meter;
        listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter == meter && instrument.Name == "signaling.session.start.duration") listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => outcomes.Enqueue((string)tags[0].Value!));
        listener.Start();
        return outcomes;
    }

    private static async Task<ClientWebSocket> ConnectAsync(TestGateway server, string connect)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(server.Door("/socket.io/") + "?EIO=4&transport=websocket"), CancellationToken.None);
        await SendAsync(socket, connect);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    private static async Task<string> TextAsync(ClientWebSocket socket, string start)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        var buffer = new byte[1 << 16];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
            var text = Encoding.UTF8.GetString(buffer, 0, part.Count);
            if (text.StartsWith(start, StringComparison.Ordinal)) return text;
        }
    }
}
