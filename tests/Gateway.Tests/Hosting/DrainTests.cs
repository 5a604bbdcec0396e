using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Hosting;
using Signaling.Gateway.Telemetry;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Hosting;

/// <summary>A gateway whose rooms outlive it hands its clients on. Here two gateways stand before one engine, as in a cluster.</summary>
public sealed class DrainTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly string[] Settings =
        [$"TicketKey={Convert.ToBase64String(new byte[32])}", "ShutdownMs=2000", "Drain:NoticeMs=300", "Drain:AfterMs=200", "Drain:DeadlineMs=1500"];

    private readonly OutlivingEngine _engine = new();
    private TestGateway _old = null!;
    private TestGateway _new = null!;

    public async Task InitializeAsync()
    {
        _old = await StartAsync("Drain:Url=wss://elsewhere.example/signal");
        _new = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _old.DisposeAsync();
        await _new.DisposeAsync();
        Assert.Empty(_old.Log.Faults);
        Assert.Empty(_new.Log.Faults);
    }

    [Fact]
    public async Task AClient_IsMoved_ServedMeanwhile_AndMissesNothing()
    {
        await using var alice = await NativeClient.ConnectAsync(_old.Door());
        await alice.SendAsync("""{"type":"join-room","room":"r","peerId":"alice","acks":true}""");
        var ticket = (await alice.NextAsync("existing-peers")).Text("resume");
        await using var bob = await NativeClient.ConnectAsync(_new.Door());
        await bob.SendAsync("""{"type":"join-room","room":"r","peerId":"bob"}""");
        await bob.NextAsync("existing-peers");
        await alice.NextAsync("peer-joined");

        var stopping = _old.StopAsync();
        var move = await alice.NextAsync("move");
        Assert.Equal((200, "wss://elsewhere.example/signal"), (move.Number("afterMs"), move.Text("url")));

        // The old socket serves until the new one does.
        await bob.SendAsync("""{"type":"message","targetPeerId":"alice","data":1}""");
        Assert.Equal(1, (await alice.NextAsync("message")).Number("data"));
        await using var again = await NativeClient.ConnectAsync(_new.Door());
        await again.SendAsync($$"""{"type":"resume","resume":"{{ticket}}","seen":1}""");
        Assert.True((await again.NextAsync("resumed")).Bool("recovered"));
        Assert.Equal((1, 2), ((await again.NextAsync("message")).Number("data"), 2)); // not acknowledged on the old socket, so again
        Assert.Equal(4009, await alice.ClosedAsync());
        await stopping.WaitAsync(Patience);
        Assert.Empty(await bob.FenceAsync()); // nobody saw alice go
    }

    [Fact]
    public async Task Readiness_IsFalse_BeforeAnybodyIsMoved_AndNewClientsAreServedThen()
    {
        await using var alice = await JoinAsync("alice");
        using var http = new HttpClient { BaseAddress = _old.Address };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(Ready)).StatusCode);

        var stopping = _old.StopAsync();
        await Eventually.TrueAsync(async () => (await http.GetAsync(Ready)).StatusCode == HttpStatusCode.ServiceUnavailable);
        await using var late = await JoinAsync("late");
        Assert.Contains(await alice.FenceAsync(), message => message.Type == "peer-joined");
        await late.NextAsync("move");
        await alice.SkipToAsync("move");

        // Now it takes nobody any more, so that nobody moves to it: its own clients still have their sockets.
        await using var lost = await NativeClient.ConnectAsync(_old.Door());
        await lost.NextErrorAsync("shutting-down");
        Assert.Equal(1001, await lost.ClosedAsync());
        await alice.FenceAsync();
        await stopping.WaitAsync(Patience);
    }

    [Fact]
    public async Task WhoDoesNotMove_IsToldAtTheDeadline()
    {
        await using var alice = await JoinAsync("alice");
        var clock = Stopwatch.StartNew();
        var stopping = _old.StopAsync();
        await alice.NextAsync("move");
        await alice.NextErrorAsync("shutting-down");
        Assert.Equal(1001, await alice.ClosedAsync());
        Assert.True(clock.ElapsedMilliseconds >= 1_700, "the deadline was cut short");
        await stopping.WaitAsync(Patience);
        var drain = _old.Services.GetRequiredService<Drain>();
        Assert.Equal(1, drain.Told);
    }

    [Fact]
    public async Task AConnectionThatHasNotJoined_IsNotMoved_UntilItHas()
    {
        await using var idle = await NativeClient.ConnectAsync(_old.Door());
        await idle.SendAsync("{}");
        await idle.NextErrorAsync("missing-type");
        var stopping = _old.StopAsync();
        await Eventually.TrueAsync(() => _old.Log.Entries.Any(entry => entry.Text.StartsWith("Draining", StringComparison.Ordinal)));
        await idle.SendAsync("""{"type":"join-room","room":"r","peerId":"idle"}""");
        await idle.NextAsync("existing-peers");
        await idle.NextAsync("move");
        await stopping.WaitAsync(Patience);
    }

    [Fact]
    public async Task OtherDoors_AreClosedWithACode()
    {
        await using var topics = await RawWebSocket.ConnectAsync(_old.Door("/y-webrtc"));
        var stopping = _old.StopAsync();
        Assert.Equal(1001, await topics.CloseCodeAsync());
        await topics.DisposeAsync();
        await stopping.WaitAsync(Patience);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1_000, 100)]
    [InlineData(15_000, 100)]
    [InlineData(60_000, 400)]
    public void Waves_GrowOnlyWhereTheDeadlineNeedsIt(int clients, int wave) => Assert.Equal(wave, new DrainOptions().WaveOf(clients));

    [Fact]
    public async Task Waves_TellSoManyAtATime()
    {
        using var table = new ConnectionTable(new GatewayClock(TimeProvider.System), NullLogger<ConnectionTable>.Instance);
        var entries = Enumerable.Range(0, 25).Select(_ => new Entry(table)).ToList();
        foreach (var entry in entries) table.Add(entry);
        var options = new GatewayOptions { Drain = new DrainOptions { NoticeMs = 0, WaveClients = 10, WaveMs = 40, DeadlineMs = 10_000 } };
        var drain = new Drain(table, _engine, options, TimeProvider.System, new GatewayMeter(), NullLogger<Drain>.Instance);

        await Task.WhenAll(drain.MoveAsync(), drain.MoveAsync()).WaitAsync(Patience);

        Assert.Equal((25, 0), (drain.Told, table.Count));
        var times = entries.Select(entry => entry.ToldAt).Order().ToList();
        Assert.True(times[24] - times[0] >= 2 * 40 / 2, "three waves, two pauses of at least half their time");
        Assert.All(entries, entry => Assert.Equal(1, entry.Asked));
    }

    private static Uri Ready => new("/health/ready", UriKind.Relative);

    private async Task<NativeClient> JoinAsync(string peerId)
    {
        var client = await NativeClient.ConnectAsync(_old.Door());
        await client.SendAsync($$"""{"type":"join-room","room":"r","peerId":"{{peerId}}"}""");
        await client.NextAsync("existing-peers");
        return client;
    }

    private Task<TestGateway> StartAsync(params string[] more) =>
        TestGateway.StartAsync(null, null, [.. Settings, .. more], builder => builder.Services.AddSingleton<IEngine>(_engine));

    /// <summary>Goes as soon as it is told.</summary>
    private sealed class Entry(ConnectionTable table) : ITableEntry
    {
        public string Door => "test";

        public int Asked { get; private set; }

        public long ToldAt { get; private set; }

        public void OnTick(long nowMs)
        {
        }

        public void OnShutdown() => throw new InvalidOperationException("It was told to move.");

        public bool OnMove(MoveNotice notice)
        {
            (Asked, ToldAt) = (Asked + 1, Environment.TickCount64);
            table.Remove(this);
            return true;
        }
    }
}
