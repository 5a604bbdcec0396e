using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Providers;
using Orleans.Streams;
using Signaling.Core;
using Signaling.Core.Rooms;
using Signaling.Grains.Abstractions;
using Signaling.Grains.Abstractions.Streams;
using Signaling.Grains.Actors;
using Signaling.Grains.Gateways;
using Signaling.Grains.Rooms;
using Signaling.Grains.Streams;

namespace Signaling.Grains.Hosting;

/// <summary>Makes a silo one that hosts rooms and peers.</summary>
public static class SignalingSilo
{
    public static ISiloBuilder AddSignaling(this ISiloBuilder silo, Limits limits)
    {
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton(limits);
        silo.Services.AddSingleton<SiloClock>();
        silo.Services.AddSingleton<SiloMeter>();
        silo.Services.AddSingleton(provider => provider.GetRequiredService<SiloMeter>().Meter);
        silo.Services.AddSingleton<GatewayLines>();
        silo.Services.AddSingleton<SiloRooms>();
        silo.Services.AddSingleton<SiloRoomsClient>();
        silo.AddGrainService<SiloRoomsService>();
        silo.Services.AddLogging(logging => logging.AddFilter(typeof(SiloRoomsService).FullName, LogLevel.Warning)); // its part of the ring means nothing
        silo.Services.AddSingleton(provider => new ActorServices(
            provider.GetRequiredService<SiloClock>(), limits, provider.GetRequiredService<GatewayLines>(), provider.GetRequiredService<SiloMeter>(),
            provider.GetRequiredService<SiloRooms>(), provider.GetRequiredService<ILogger<ActorShell>>())
        {
            Watch = provider.GetService<IRoomWatch>(),
        });
        silo.Services.AddSingleton<InboundMemories>();
        silo.Services.AddSingleton<IInboundReceivers, InboundReceivers>();
        silo.AddPersistentStreams(Partitions.StreamProvider, InboundAdapter.Create, streams =>
        {
            streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
            streams.ConfigureBackoffProvider((_, _) => (IMessageDeliveryBackoffProvider)new DeliveryBackoff());
            streams.ConfigurePullingAgent(options => options.Configure(agent =>
            {
                agent.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(1);
                agent.BatchContainerBatchSize = 64;

                // What cannot be delivered is sent again by its gateway; until then it must not stand in the way.
                agent.MaxEventDeliveryTime = TimeSpan.FromSeconds(2);
            }));
        });
        return silo;
    }

    /// <summary>Finds a dead silo within a second or two, and lets no call hang for long.</summary>
    public static ISiloBuilder TuneFailover(this ISiloBuilder silo)
    {
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromMilliseconds(750);
            membership.MinProbeTimeout = TimeSpan.FromMilliseconds(500);
            membership.NumMissedProbesLimit = 2;

            // A silo that was heard of within so long, times the misses, is not suspected: Orleans' own choice, four probes, makes that six seconds.
            membership.MaxProbeTimeout = TimeSpan.FromSeconds(1);
            membership.NumVotesForDeathDeclaration = 1;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(2);
            membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        });
        silo.Configure<SiloMessagingOptions>(messaging =>
        {
            messaging.ResponseTimeout = TimeSpan.FromSeconds(3);
            messaging.ClientDropTimeout = TimeSpan.FromSeconds(15);
        });
        return silo;
    }
}
