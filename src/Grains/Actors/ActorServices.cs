using Microsoft.Extensions.Logging;
using Signaling.Core;
using Signaling.Core.Rooms;
using Signaling.Grains.Gateways;
using Signaling.Grains.Hosting;
using Signaling.Grains.Rooms;

namespace Signaling.Grains.Actors;

/// <summary>What every actor of a silo shares.</summary>
internal sealed record ActorServices(SiloClock Clock, Limits Limits, GatewayLines Gateways, SiloMeter Meter, SiloRooms Rooms, ILogger<ActorShell> Logger)
{
    /// <summary>Who is told of changes of all rooms' members; null for nobody.</summary>
    public IRoomWatch? Watch { get; init; }
}
