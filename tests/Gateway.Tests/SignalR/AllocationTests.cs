using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Doors.SignalR;
using Signaling.Gateway.Hosting;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Tests.SignalR;

/// <summary>What the hub's frames cost around a message that is relayed.</summary>
public sealed class AllocationTests : IAsyncLifetime
{
    private const int Messages = 2_000;

    private readonly WebApplication _app = GatewayServer.Build(
        [
            "--Signaling:TicketKey", Convert.ToBase64String(new byte[32]),
            "--Signaling:Session:MessagesPerSecond", "1000000", "--Signaling:Session:MessagesBurst", "1000000",
        ],
        builder => builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider())); // stands still

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Theory]
    [InlineData("")]
    [InlineData("\"invocationId\":\"7\",")]
    public void ARelayedMessage_AllocatesNothing_AlsoWhereItsOutcomeIsAskedFor(string more)
    {
        var services = _app.Services.GetRequiredService<SessionServices>();
        var (alice, bob) = (new Client(services, "alice"), new Client(services, "bob"));
        alice.Say("Offer", """{"targetPeerId":"bob","sdp":"v=0\r\na=ice-ufrag:u\r\n"}""");
        bob.Say("Answer", """{"targetPeerId":"alice","sdp":"v=0\r\na=ice-ufrag:v\r\n"}""");
        var candidate = Frame("IceCandidate", """{"targetPeerId":"bob","candidate":{"candidate":"candidate:1 1 udp 1 192.0.2.1 9 typ host","usernameFragment":"u"}}""", more);
        var halves = (First: candidate.AsMemory(0, 40), Second: candidate.AsMemory(40));
        void Relay()
        {
            for (var i = 0; i < Messages; i++)
            {
                alice.Connection.OnMessage(candidate);
                alice.Connection.OnMessage(halves.First);
                alice.Connection.OnMessage(halves.Second);
            }
        }

        long Allocated()
        {
            var (before, received, answers) = (GC.GetAllocatedBytesForCurrentThread(), bob.Candidates, alice.Completions);
            Relay();
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(2 * Messages, bob.Candidates - received);
            Assert.Equal(more.Length == 0 ? 0 : 2 * Messages, alice.Completions - answers);
            return allocated;
        }

        Relay();

        // A collection empties the pools, and other tests make some: what every message allocated would show each time.
        Assert.Contains(Enumerable.Range(0, 5).Select(_ => Allocated()), bytes => bytes == 0);
    }

    private static byte[] Frame(string method, string argument, string more = "") =>
        Encoding.UTF8.GetBytes($$"""{"type":1,{{more}}"target":"{{method}}","arguments":[{{argument}}]}""" + "\u001e");

    private sealed class Client : ITransport
    {
        public Client(SessionServices services, string name)
        {
            Connection = new SignalRConnection(services, this, token: null);
            Connection.OnMessage("{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray());
            Say("JoinRoom", $$"""{"room":"r","peerId":"{{name}}"}""");
        }

        public SignalRConnection Connection { get; }

        public int Candidates { get; private set; }

        public int Completions { get; private set; }

        public void Say(string method, string argument) => Connection.OnMessage(Frame(method, argument));

        public void Send(ReadOnlySpan<byte> utf8)
        {
            if (utf8.StartsWith("{\"type\":1,\"target\":\"ice-candidate\",\"arguments\":[{"u8)) Candidates++;
            if (utf8.SequenceEqual("{\"type\":3,\"invocationId\":\"7\",\"result\":null}\u001e"u8)) Completions++;
            if (utf8.IndexOf("\"code\""u8) >= 0) throw new InvalidOperationException(Encoding.UTF8.GetString(utf8));
        }

        public void SendBinary(ReadOnlySpan<byte> data) => throw new NotSupportedException();

        public void Flush()
        {
        }

        public void Ping()
        {
        }

        public void Close(int code, string reason) => throw new InvalidOperationException(reason);
    }
}
