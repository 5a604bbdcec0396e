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

    /// <summary>A gateway's door into this silo ends: nothing is called from there any more, and of a gateway that has gone nothing is kept.</summary>
    public void Leave(string gateway, TaskScheduler door)
    {
        if (_lines.TryGetValue(gateway, out var line) && line.Leave(door)) _lines.TryRemove(new(gateway, line));
    }

    /// <summary>The gateways that this silo speaks to.</summary>
    public string[] Names => [.. _lines.Keys];

    private GatewayLine Make(string gateway) =>
        new(grains.GetGrain<IGatewayObserver>(GrainId.Parse(gateway)), gone: () => _lines.TryRemove(gateway, out _), meter);
}
