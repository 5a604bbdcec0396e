using Signaling.Core.Messages;
using Signaling.Core.Rooms;
using Signaling.Grains.Abstractions;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>What clients may do, and who may not be here.</summary>
public sealed partial class OrleansEngine
{
    private const int BriefAgainMs = 1_000;

    private readonly Queue<string> _unbriefed = [];
    private bool _isBriefing;

    public void Authorize(IClient client, Rights rights, long until) => Call(IdOf(client), id => _node.Authorize(id, rights, until));

    /// <summary>By a call of its own: who asks waits for the answer, and nothing that clients send stands before it.</summary>
    public async Task<IReadOnlyList<Removed>> BanAsync(Tombstone tombstone)
    {
        var order = new BanOrder(tombstone.PeerId, tombstone.Identity, tombstone.Until, tombstone.Note);
        var removed = await ReachAsync(() => _cluster.GetGrain<IRoomGrain>(tombstone.Room).Ban(order));
        return [.. removed.Select(peer => new Removed(peer.PeerId, peer.Identity))];
    }

    /// <summary>A room that this gateway has met, or that was made anew, is told its tombstones. Under the lock.</summary>
    private void BriefRooms()
    {
        if (_node.NewRooms.Count == 0) return;
        foreach (var room in _node.NewRooms)
        {
            if (_tombstones?.Of(room).Count > 0 && !_unbriefed.Contains(room)) _unbriefed.Enqueue(room);
        }

        _node.NewRooms.Clear();
        if (_isBriefing || _unbriefed.Count == 0) return;
        _isBriefing = true;
        _ = Task.Run(BriefAsync);
    }

    /// <summary>One room after the other. One that cannot be reached has its turn again, while clients of this gateway are in it.</summary>
    private async Task BriefAsync()
    {
        while (true)
        {
            string room;
            lock (_gate)
            {
                _isBriefing = !_isDisposed && _unbriefed.Count > 0;
                if (!_isBriefing) return;
                room = _unbriefed.Dequeue();
            }

            try
            {
                foreach (var tombstone in _tombstones!.Of(room)) await BanAsync(tombstone);
            }
            catch (Exception)
            {
                await Task.Delay(BriefAgainMs); // the gateways' own memory holds meanwhile
                lock (_gate)
                {
                    if (_node.Rooms.Contains(room) && !_unbriefed.Contains(room)) _unbriefed.Enqueue(room);
                }
            }
        }
    }
}
