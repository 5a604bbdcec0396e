using Signaling.Gateway.Engine.Orleans;

namespace Signaling.CoHost;

/// <summary>The cluster as seen through the silo in this process: no socket in between, and nothing to connect.</summary>
internal sealed class OwnSilo : IClusterLink
{
    private readonly IHostApplicationLifetime _lifetime;

    /// <param name="silo">Asked for because it makes the client fit for observers, also before it has started.</param>
    /// <param name="client">The silo's own client.</param>
    /// <param name="lifetime">When the silo has started.</param>
    public OwnSilo(global::Orleans.Runtime.Silo silo, IClusterClient client, IHostApplicationLifetime lifetime)
    {
        ArgumentNullException.ThrowIfNull(silo);
        (Client, _lifetime) = (client, lifetime);
    }

    /// <summary>Never: the silo itself ends calls to a silo that was declared dead.</summary>
    public event Action? SiloLost
    {
        add { }
        remove { }
    }

    public IClusterClient Client { get; }

    public bool IsConnected => _lifetime.ApplicationStarted.IsCancellationRequested;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
