using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Doors;
using Signaling.Gateway.Doors.SocketIo;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Tests.SocketIo;

/// <summary>
/// The door's protocol layers with what the official protocol suites expect behind them: an echo on Engine.IO at /engine.io/, and at /socket.io/
/// the namespaces / and /custom that echo messages and acknowledgements. Timings are the suites'.
/// </summary>
internal sealed class EchoHost : IAsyncDisposable
{
    public const int PingIntervalMs = 300;
    public const int PingTimeoutMs = 200;
    public const int ConnectTimeoutMs = 1_000;
    public const int MessageBytes = 1_000_000;

    private readonly WebApplication _app;

    private EchoHost(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public ConnectionTable Connections => _app.Services.GetRequiredService<ConnectionTable>();

    public static async Task<EchoHost> StartAsync(int port = 0, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.Services.AddSingleton<Microsoft.Extensions.Logging.ILoggerFactory>(NullLoggerFactory.Instance);
        builder.Services.AddSingleton(time ?? TimeProvider.System).AddSingleton<GatewayClock>().AddSingleton<ConnectionTable>();
        builder.Services.AddSingleton(new GatewayOptions()).AddSingleton<IEntrance, Entrance>();
        builder.Services.AddSingleton<IDoor>(services => Door(services, "/engine.io/", (_, session) => new EngineEcho(session)));
        builder.Services.AddSingleton<IDoor>(services => Door(services, "/socket.io/", (server, session) => new SocketClient(session, server, Enter)));
        var app = builder.Build();
        app.Urls.Add(port == 0 ? "http://127.0.0.1:0" : $"http://localhost:{port}");
        app.UseWebSockets();
        CrossOrigin.Use(app);
        foreach (var door in app.Services.GetServices<IDoor>())
            Doorway.Map(app, door, app.Services.GetRequiredService<ConnectionTable>(), Limits, 1_000);
        await app.StartAsync();
        return new EchoHost(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static TransportLimits Limits => new(MessageBytes, MessageBytes, 1_000);

    private static SocketIoDoor Door(IServiceProvider services, string path, Func<EngineServer, EngineSession, IEngineUser> user) => new(
        new SocketIoOptions { Path = path, PingIntervalMs = PingIntervalMs, PingTimeoutMs = PingTimeoutMs, ConnectTimeoutMs = ConnectTimeoutMs },
        Limits, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ConnectionTable>(), 1_000, homes: null, user);

    private static SocketEcho? Enter(SocketChannel channel) => channel.Name is "/" or "/custom" ? new SocketEcho(channel) : null;

    private sealed class EngineEcho(EngineSession session) : IEngineUser
    {
        public string Door => "echo";

        public void OnText(ReadOnlyMemory<byte> utf8)
        {
            session.Send([(byte)'4', .. utf8.Span]);
            session.Flush();
        }

        public void OnBinary(ReadOnlyMemory<byte> data)
        {
            session.SendBinary(data.Span);
            session.Flush();
        }

        public void OnClosed(int code)
        {
        }

        public void OnTick(long nowMs)
        {
        }

        public void OnShutdown()
        {
        }
    }

    private sealed class SocketEcho(SocketChannel channel) : INamespaceSocket
    {
        public void OnConnect(JsonElement auth)
        {
            var welcome = channel.Begin(SocketType.Connect);
            welcome.Raw("{\"sid\":\"echo\"}"u8);
            channel.Send(welcome);
            var told = channel.Begin(SocketType.Event);
            told.Raw("[\"auth\","u8);
            told.Raw(auth.ValueKind == JsonValueKind.Undefined ? "{}"u8 : JsonMarshal.GetRawUtf8Value(auth));
            told.Raw("]"u8);
            channel.Send(told);
            channel.Flush();
        }

        public void OnEvent(SocketPacket packet, IReadOnlyList<byte[]> attachments)
        {
            var acks = packet.Json[0].GetString() == "message-with-ack";
            var answer = channel.Begin(acks ? SocketType.Ack : SocketType.Event, attachments.Count, acks ? packet.AckId : -1);
            answer.Raw(acks ? "["u8 : "[\"message-back\","u8);
            answer.Raw(JsonSerializer.SerializeToUtf8Bytes(packet.Json.EnumerateArray().Skip(1)).AsSpan()[1..]);
            channel.Send(answer, attachments);
            channel.Flush();
        }

        public void OnClosed(int code)
        {
        }

        public void OnShutdown()
        {
        }
    }
}
