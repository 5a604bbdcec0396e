using Signaling.Core.Messages;
using Signaling.Core.Rooms;

namespace Signaling.Gateway.Engine.InProcess;

/// <summary>What clients may do, and who may not be here.</summary>
public sealed partial class InProcessEngine
{
    public void Authorize(IClient client, Rights rights, long until) =>
        Call(client, (rights, until), static (seat, client, grant, now) => seat.Room.Cell.Authorize(seat.Peer, client, grant.rights, grant.until, now));

    public Task<IReadOnlyList<Removed>> BanAsync(Tombstone tombstone) =>
        Task.FromResult(InRoom(tombstone.Room, (slot, now) => slot.Cell.Ban(tombstone, now)));
}
