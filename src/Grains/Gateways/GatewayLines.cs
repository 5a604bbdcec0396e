using System.Collections.Concurrent;
using Signaling.Grains.Abstractions;
using Signaling.Grains.Hosting;

namespace Signaling.Grains.Gateways;

/// <summary>The ways from this silo to gateways, one each.</summary>
internal sealed class GatewayLines(IGrainFactory grains, SiloMeter meter)
{
    private readonly ConcurrentDictionary<string, GatewayLine> _lines = new();

    /// <summary>The way to a gateway. Its name is the id of the object to call.</summary>
    public GatewayLine To(string gateway) => _lines.GetOrAdd(gateway, static (name, self) => self.Make(name), this);

    /// <summary>The gateways that this silo speaks to.</summary>
    public string[] Names => [.. _lines.Keys];

    private GatewayLine Make(string gateway) =>
        new(grains.GetGrain<IGatewayObserver>(GrainId.Parse(gateway)), gone: () => _lines.TryRemove(gateway, out _), meter);
}
