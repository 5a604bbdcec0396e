using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Doors;
using Signaling.Gateway.Hosting;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Tests.Engine;

/// <summary>What a relayed message allocates on its way through door, session, engine and door.</summary>
public sealed class AllocationTests : IAsyncLifetime
{
    private const int Warm = 2_000;
    private const int Measured = 2_000;

    /// <summary>Each sender is told what is resolved, once for 64 messages.</summary>
    private const int AckBytes = 64;

    /// <summary>A set-up's 22 messages: two offers remembered until their answers, and what the flight recorder notes.</summary>
    private const int BytesPerSetUpMax = 1_500;

    private readonly WebApplication _app = GatewayServer.Build(
        [
            "--Signaling:TicketKey", Convert.ToBase64String(new byte[32]),
            "--Signaling:Session:MessagesPerSecond", "1000000", "--Signaling:Session:MessagesBurst", "1000000",
        ],
        builder => builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider())); // stands still

    private readonly SessionServices _services;

    public AllocationTests() => _services = _app.Services.GetRequiredService<SessionServices>();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Relay_InTheSteadyState_AllocatesNothing(bool acks)
    {
        var (alice, bob) = (new Client(_services, "alice", acks), new Client(_services, "bob", acks));
        SetUp(alice, bob);
        var candidates = Enumerable.Range(0, Warm + Measured).Select(_ => alice.Candidate("bob")).ToArray();
        var messages = Enumerable.Range(0, Warm + Measured).Select(_ => bob.Data("alice")).ToArray();
        var seenByBob = Enumerable.Range(1, Warm + Measured).Select(i => Client.Ack(bob.Received + i)).ToArray();
        var seenByAlice = Enumerable.Range(1, Warm + Measured).Select(i => Client.Ack(alice.Received + i)).ToArray();
        void Relay(int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                alice.Say(candidates[i]);
                bob.Say(messages[i]);
                if (!acks || i % 16 != 15) continue;
                alice.Say(seenByAlice[i]);
                bob.Say(seenByBob[i]);
            }
        }

        Relay(0, Warm);
        var (before, received) = (GC.GetAllocatedBytesForCurrentThread(), bob.Received);
        Relay(Warm, Warm + Measured);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, acks ? AckBytes * (Measured * 2 / 64) : 0);
        Assert.Equal(Measured, bob.Received - received);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SetUp_InTheSteadyState_AllocatesOnlyWhatIsRemembered(bool acks)
    {
        var (alice, bob) = (new Client(_services, "alice", acks), new Client(_services, "bob", acks));
        for (var i = 0; i < 300; i++) SetUp(alice, bob);
        var script = Enumerable.Range(0, 300).SelectMany(_ => Script(alice, bob)).ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var (client, text) in script) client.Say(text);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 300, 1, BytesPerSetUpMax);
    }

    private static void SetUp(Client alice, Client bob)
    {
        foreach (var (client, text) in Script(alice, bob)) client.Say(text);
    }

    /// <summary>A set-up's messages, to be said in this order. The seq of what each gets follows from what was said before.</summary>
    private static List<(Client, byte[])> Script(Client alice, Client bob)
    {
        List<(Client, byte[])> script = [(alice, alice.Offer("bob")), (bob, bob.Answer("alice"))];
        for (var i = 0; i < 10; i++)
        {
            script.Add((alice, alice.Candidate("bob")));
            script.Add((bob, bob.Candidate("alice")));
        }

        foreach (var client in (Client[])[alice, bob])
        {
            client.Promised = Math.Max(client.Promised, client.Received) + 11;
            if (client.Acks) script.Add((client, Client.Ack(client.Promised)));
        }

        return script;
    }

    private sealed class Client : ITransport
    {
        private readonly NativeConnection _connection;
        private int _number;
        private int _generation;

        public Client(SessionServices services, string name, bool acks)
        {
            Acks = acks;
            _connection = new NativeConnection(services, this);
            Say(Encoding.UTF8.GetBytes($$"""{"type":"join-room","room":"r","peerId":"{{name}}","instance":"i","acks":{{(acks ? "true" : "false")}}}"""));
        }

        public bool Acks { get; }

        /// <summary>The last seq that came, or how many messages where they carry none.</summary>
        public long Received { get; private set; }

        /// <summary>What will have come after all that was scripted.</summary>
        public long Promised { get; set; }

        public static byte[] Ack(long seen) => Encoding.UTF8.GetBytes($$"""{"type":"ack","seen":{{seen}}}""");

        public byte[] Offer(string to) => Text("offer", to, "sdp", $"\"a=ice-ufrag:u{++_generation}\\r\\n{new string('x', 2_500)}\"");

        public byte[] Answer(string to) => Text("answer", to, "sdp", $"\"a=ice-ufrag:u{++_generation}\\r\\n{new string('x', 2_500)}\"");

        public byte[] Candidate(string to) =>
            Text("ice-candidate", to, "candidate", $$"""{"candidate":"candidate:1 1 udp 1 192.0.2.1 9 typ host","sdpMid":"0","usernameFragment":"u{{_generation}}"}""");

        public byte[] Data(string to) => Text("message", to, "data", $"\"{new string('x', 200)}\"");

        public void Say(byte[] text) => _connection.OnMessage(text);

        public void Send(ReadOnlySpan<byte> utf8)
        {
            if (utf8.IndexOf("\"fromSeq\""u8) >= 0 || utf8.IndexOf("peer-joined"u8) >= 0) Received++;
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

        private byte[] Text(string type, string to, string field, string value) => Encoding.UTF8.GetBytes(
            $$"""{"type":"{{type}}","targetPeerId":"{{to}}",{{(Acks ? $"\"seq\":{++_number}," : "")}}"{{field}}":{{value}}}""");
    }
}
