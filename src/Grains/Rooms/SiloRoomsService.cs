using Microsoft.Extensions.Logging;
using Orleans.Runtime.Services;
using Orleans.Services;
using Signaling.Grains.Abstractions;

namespace Signaling.Grains.Rooms;

/// <summary>Answers for the rooms of one silo.</summary>
[Alias("signaling.ISiloRoomsService")]
internal interface ISiloRoomsService : IGrainService
{
    [Alias("list")]
    Task<RoomEntry[]> List(string prefix, string? after, int max);

    [Alias("count")]
    Task<RoomCounts> Count();
}

/// <summary>One in each silo.</summary>
internal sealed class SiloRoomsService(GrainId id, Silo silo, ILoggerFactory loggers, SiloRooms rooms) : GrainService(id, silo, loggers), ISiloRoomsService
{
    public Task<RoomEntry[]> List(string prefix, string? after, int max) => Task.FromResult(rooms.List(prefix, after, max));

    public Task<RoomCounts> Count() => Task.FromResult(rooms.Count());
}

/// <summary>The way to the one of a silo.</summary>
internal sealed class SiloRoomsClient(IServiceProvider services) : GrainServiceClient<ISiloRoomsService>(services)
{
    public ISiloRoomsService In(SiloAddress silo) => GetGrainService(silo);
}
