using System.Text;
using Signaling.Core.Messages;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Sessions;

namespace Signaling.Engine.Conformance;

/// <summary>What operators have of an engine: it shows who is in its rooms, and the server can speak in them.</summary>
public abstract partial class EngineConformance
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task TheServersWord_ReachesEverybodyInOrder_AndNobodySeesIt()
    {
        var (bob, alice) = (await JoinAsync("bob"), await JoinAsync("alice"));
        await bob.NextAsync(EventKind.PeerJoined);
        var voice = new ServerVoice(Engine);

        for (var i = 1; i <= 3; i++) Assert.Equal((null, false), await SayAsync(voice, null, $"{i}"));
        Assert.Equal((null, false), await SayAsync(voice, "bob", "4"));

        var toBob = await TakeSignalsAsync(bob, 4);
        Assert.Equal(["1", "2", "3", "4"], toBob.Select(told => told.Payload));
        Assert.All(toBob, told => Assert.Equal(Name.Server, told.Event.Peer!.PeerId));
        Assert.Equal(["1", "2", "3"], (await TakeSignalsAsync(alice, 3)).Select(told => told.Payload));
        Assert.Empty(await UntilFenceAsync(alice, bob));
    }

    [Fact]
    public async Task ADirectory_ShowsWhoIsIn_AndNotTheServer()
    {
        await JoinAsync("bob");
        await JoinAsync("alice", acks: true);
        var directory = (IRoomDirectory)Engine;
        _ = new ServerVoice(Engine).SendAsync(_room, "alice", "1"u8.ToArray(), TimeSpan.Zero, default); // alice does not acknowledge: the server stays

        var sight = (await directory.FindAsync(_room))!;

        Assert.Equal(["bob", "alice"], sight.Members.Select(member => member.PeerId));
        Assert.Equal([new RoomSummary(_room, 2, 0)], await directory.ListAsync(_room, null, 10));
        Assert.Empty(await directory.ListAsync(_room, _room, 10));
        Assert.Null(await directory.FindAsync(_room + "-other"));
        Assert.True(await directory.CountAsync() is { Rooms: >= 1, Peers: >= 2 });
    }

    /// <summary>Acknowledgements to a sender are held back for a moment.</summary>
    private async Task<(string? Refused, bool IsPending)> SayAsync(ServerVoice voice, string? target, string payload)
    {
        var sending = voice.SendAsync(_room, target, Encoding.UTF8.GetBytes(payload), Patience, default);
        await _host.PassAsync(2 * EngineHost.SuiteLimits.AckDelayMs);
        var sent = await sending;
        return (sent.Refused?.Name, sent.IsPending);
    }
}
