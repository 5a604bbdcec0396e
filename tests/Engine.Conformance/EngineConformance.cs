using System.Text;
using Signaling.Core.Messages;
using Signaling.Core.Peers;
using Signaling.Gateway.Engine;

namespace Signaling.Engine.Conformance;

/// <summary>
/// What every engine promises (docs/engine.md), one test or more for each promise. Nothing here assumes that an engine answers before a call
/// returns: everything is awaited, with a limit.
/// </summary>
public abstract partial class EngineConformance : IAsyncLifetime
{
    private readonly string _room = "room-" + Guid.NewGuid().ToString("N")[..8];
    private readonly List<RecordingClient> _clients = [];
    private EngineHost _host = null!;

    private IEngine Engine => _host.Engine;

    public async Task InitializeAsync() => _host = await StartAsync();

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        foreach (var client in _clients) client.AssertFaultless();
    }

    private protected abstract Task<EngineHost> StartAsync();

    /// <summary>A client that is not in a room yet.</summary>
    private RecordingClient Client(string peerId)
    {
        var client = new RecordingClient(peerId);
        _clients.Add(client);
        return client;
    }

    /// <summary>A client whose join was answered; nothing else was told to it.</summary>
    private async Task<RecordingClient> JoinAsync(string peerId, bool acks = false, string? instance = null, string? room = null)
    {
        var client = Client(peerId);
        Engine.Join(client, room ?? _room, new JoinRequest(Someone(peerId, acks, instance)));
        await client.NextAsync(EventKind.ExistingPeers);
        return client;
    }

    /// <summary>A client that came back for its session; what follows the answer was not taken.</summary>
    private async Task<(RecordingClient Client, ClientEvent Answer)> ResumeAsync(Member member, long seen, string? room = null)
    {
        var client = Client(member.PeerId);
        client.RewindTo(seen);
        Engine.Resume(client, room ?? _room, new ResumeRequest(member, seen));
        var answer = await client.NextAsync(EventKind.Resumed);
        return (client, answer.Event);
    }

    private void Send(RecordingClient from, string target, string payload, long number = 0) =>
        Engine.Send(from, Message(payload, number), target);

    /// <summary>Disconnects, after which nothing may be told any more.</summary>
    private void Disconnect(RecordingClient client, Disconnection how = Disconnection.Lost)
    {
        Engine.Disconnect(client, how);
        client.Gone();
    }

    /// <summary>A message goes round, so that what was sent before it to the receiver has come.</summary>
    private async Task<IReadOnlyList<Told>> UntilFenceAsync(RecordingClient from, RecordingClient to, long number = 0)
    {
        var fence = $"\"fence {Guid.NewGuid()}\"";
        Send(from, to.PeerId, fence, number);
        var before = new List<Told>();
        while (true)
        {
            var told = await to.NextAsync();
            if (told.Payload == fence) return before;
            before.Add(told);
        }
    }

    private static Member Someone(string peerId, bool acks = false, string? instance = null) =>
        new() { PeerId = peerId, Instance = instance ?? peerId + "-page", JoinOrder = 0, Acks = acks };

    private static Signal Message(string payload, long number = 0, SignalKind kind = SignalKind.Message) =>
        new() { Kind = kind, Number = number, Payload = Encoding.UTF8.GetBytes(payload) };
}
