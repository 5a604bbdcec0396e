using Orleans.Concurrency;
using Signaling.Grains.Abstractions;

namespace Signaling.Grains.Rooms;

/// <summary>Asks all silos at once. One that does not answer fails the whole: a list that lacks rooms would say that they are gone.</summary>
[StatelessWorker]
internal sealed class RoomListGrain(SiloRoomsClient silos, ISiloStatusOracle members) : Grain, IRoomListGrain
{
    public async ValueTask<IReadOnlyList<RoomEntry>> List(string prefix, string? after, int max) =>
        SiloRooms.Page((await AskAsync(silo => silo.List(prefix, after, max))).SelectMany(entries => entries), max);

    public async ValueTask<RoomCounts> Count()
    {
        var counts = await AskAsync(silo => silo.Count());
        return new RoomCounts(counts.Sum(count => count.Rooms), counts.Sum(count => count.Peers));
    }

    private Task<T[]> AskAsync<T>(Func<ISiloRoomsService, Task<T>> ask) =>
        Task.WhenAll(members.GetApproximateSiloStatuses(onlyActive: true).Keys.Select(silo => ask(silos.In(silo))));
}
