using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Doors;
using Signaling.Gateway.Hosting;
using Signaling.Gateway.Sessions;

namespace Signaling.Micro;

/// <summary>A gateway's inside without sockets: what a client says goes in as a message, what it is told is counted.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    // A key of its own: a server that had an earlier life keeps broadcasts for those who may come back from it.
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("signaling-micro-");
    private readonly WebApplication _app;

    public Gateway() => _app = GatewayServer.Build(
    [
        "--Signaling:TicketKeyFile", Path.Combine(_folder.FullName, "ticket.key"), "--Signaling:Session:MessagesPerSecond", "1000000000", "--Signaling:Session:MessagesBurst", "1000000000",
    ]);

    public SessionServices Services => _app.Services.GetRequiredService<SessionServices>();

    public Client Join(string peerId, bool acks = false, string room = "r")
    {
        var client = new Client(Services);
        client.Say(Texts.Join(peerId, acks, room));
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    internal sealed class Client : ITransport
    {
        private readonly NativeConnection _connection;

        public Client(SessionServices services) => _connection = new NativeConnection(services, this);

        public long Bytes { get; private set; }

        public void Say(ReadOnlyMemory<byte> text) => _connection.OnMessage(text);

        /// <summary>What it was told; of it, errors.</summary>
        public long Messages { get; private set; }

        public long Refused { get; private set; }

        public void Send(ReadOnlySpan<byte> utf8)
        {
            Bytes += utf8.Length;
            Messages++;
            if (utf8.StartsWith("{\"type\":\"error\""u8)) Refused++;
        }

        public void SendBinary(ReadOnlySpan<byte> data) => Bytes += data.Length;

        public void Flush()
        {
        }

        public void Ping()
        {
        }

        public void Close(int code, string reason) => throw new InvalidOperationException(reason);
    }
}
