using Signaling.Grains.Abstractions;
using Signaling.Grains.Rooms;
using Signaling.Webhooks;

namespace Signaling.Silo;

/// <summary>Webhooks of a silo: of the rooms that live in it. Each silo also tells when another one is gone.</summary>
public static class SiloWebhooks
{
    /// <summary>Before the silo itself is added: what stops last is what has told last.</summary>
    public static void Add(IServiceCollection services, WebhookOptions options)
    {
        if (!options.IsOn) return;
        WebhookHosting.Add(services, options, provider => NameOf(provider.GetRequiredService<ILocalSiloDetails>().SiloAddress));
        services.AddSingleton<IPostedEvents, Posted>();
        services.AddHostedService<Watch>();
    }

    /// <summary>The same in every silo's mouth, another one after each start, and no address.</summary>
    private static WebhookName NameOf(SiloAddress silo) => new($"silo-{silo.GetConsistentHashCode():x8}");

    private sealed class Posted(WebhookSender sender) : IPostedEvents
    {
        public PostedEvents Count()
        {
            var stats = sender.Stats;
            return new PostedEvents(stats.Waiting, stats.Sent, stats.Failed, stats.Dropped, stats.LastFailure);
        }
    }

    private sealed class Watch(ISiloStatusOracle silos, LostSenders lost) : IHostedService, ISiloStatusListener
    {
        private readonly HashSet<SiloAddress> _seen = []; // those that had ended before are told, too, when this one starts
        private readonly HashSet<SiloAddress> _stopping = [];
        private readonly Lock _gate = new();

        public Task StartAsync(CancellationToken cancellationToken)
        {
            silos.SubscribeToSiloStatusEvents(this);
            lock (_gate) _seen.UnionWith(silos.GetApproximateSiloStatuses(onlyActive: true).Keys); // those that were there before
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            silos.UnSubscribeFromSiloStatusEvents(this);
            return Task.CompletedTask;
        }

        public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
        {
            if (updatedSilo.Equals(silos.SiloAddress)) return;
            lock (_gate)
            {
                if (status == SiloStatus.Active) _seen.Add(updatedSilo);
                if (status == SiloStatus.ShuttingDown) _stopping.Add(updatedSilo);
                if (status != SiloStatus.Dead) return;
                var orderly = _stopping.Remove(updatedSilo);
                if (_seen.Remove(updatedSilo)) lost.Tell(NameOf(updatedSilo), orderly);
            }
        }
    }
}
