using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Services;
using Orleans.Services;
using Signaling.Grains.Abstractions;
using Signaling.Grains.Gateways;

namespace Signaling.Grains.Rooms;

/// <summary>Answers for one silo: for the rooms in it, and the gateways that it speaks to.</summary>
[Alias("signaling.ISiloRoomsService")]
internal interface ISiloRoomsService : IGrainService
{
    [Alias("list")]
    Task<RoomEntry[]> List(string prefix, string? after, int max);

    [Alias("count")]
    Task<RoomCounts> Count();

    [Alias("gateways")]
    Task<string[]> Gateways();

    [Alias("posted")]
    Task<PostedEvents?> Posted();
}

/// <summary>One in each silo.</summary>
internal sealed class SiloRoomsService(GrainId id, Silo silo, ILoggerFactory loggers, SiloRooms rooms, GatewayLines gateways, IServiceProvider services) : GrainService(id, silo, loggers), ISiloRoomsService
{
    public Task<RoomEntry[]> List(string prefix, string? after, int max) => Task.FromResult(rooms.List(prefix, after, max));

    public Task<RoomCounts> Count() => Task.FromResult(rooms.Count());

    public Task<string[]> Gateways() => Task.FromResult(gateways.Names);

    public Task<PostedEvents?> Posted() => Task.FromResult(services.GetService<IPostedEvents>()?.Count());
}

/// <summary>Asks all silos at once. One that does not answer fails the whole: a list that lacks rooms would say that they are gone.</summary>
internal sealed class SiloRoomsClient(IServiceProvider services, ISiloStatusOracle members) : GrainServiceClient<ISiloRoomsService>(services)
{
    public Task<T[]> AskAsync<T>(Func<ISiloRoomsService, Task<T>> ask) =>
        Task.WhenAll(members.GetApproximateSiloStatuses(onlyActive: true).Keys.Select(silo => ask(GetGrainService(silo))));
}
