using Microsoft.Extensions.Logging;
using Signaling.Core;
using Signaling.Grains.Gateways;
using Signaling.Grains.Hosting;

namespace Signaling.Grains.Actors;

/// <summary>What every actor of a silo shares.</summary>
internal sealed record ActorServices(SiloClock Clock, Limits Limits, GatewayLines Gateways, SiloMeter Meter, ILogger<ActorShell> Logger);
