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
    private readonly WebApplication _app = GatewayServer.Build(
        ["--Signaling:TicketKey", Convert.ToBase64String(new byte[32]), "--Signaling:Session:MessagesPerSecond", "1000000000", "--Signaling:Session:MessagesBurst", "1000000000"]);

    public SessionServices Services => _app.Services.GetRequiredService<SessionServices>();

    public Client Join(string peerId, bool acks = false)
    {
        var client = new Client(Services);
        client.Say(Texts.Join(peerId, acks));
        return client;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    internal sealed class Client : ITransport
    {
        private readonly NativeConnection _connection;

        public Client(SessionServices services) => _connection = new NativeConnection(services, this);

        public long Bytes { get; private set; }

        public void Say(byte[] text) => _connection.OnMessage(text);

        public void Send(ReadOnlySpan<byte> utf8) => Bytes += utf8.Length;

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
