using Orleans.Concurrency;
using Signaling.Grains.Abstractions;

namespace Signaling.Grains.Rooms;

/// <summary>Puts together what the silos answer.</summary>
[StatelessWorker]
internal sealed class RoomListGrain(SiloRoomsClient silos) : Grain, IRoomListGrain
{
    public async ValueTask<IReadOnlyList<RoomEntry>> List(string prefix, string? after, int max) =>
        SiloRooms.Page((await silos.AskAsync(silo => silo.List(prefix, after, max))).SelectMany(entries => entries), max);

    public async ValueTask<RoomCounts> Count()
    {
        var counts = await silos.AskAsync(silo => silo.Count());
        return new RoomCounts(counts.Sum(count => count.Rooms), counts.Sum(count => count.Peers));
    }

    public async ValueTask<PostedEvents?> Posted()
    {
        PostedEvents[] posted = [.. (await silos.AskAsync(silo => silo.Posted())).OfType<PostedEvents>()];
        return posted.Length == 0 ? null : new PostedEvents(
            posted.Sum(each => each.Waiting), posted.Sum(each => each.Sent), posted.Sum(each => each.Failed), posted.Sum(each => each.Dropped),
            posted.Select(each => each.LastFailure).FirstOrDefault(failure => failure is not null));
    }
}
