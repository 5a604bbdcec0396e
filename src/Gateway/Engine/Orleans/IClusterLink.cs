namespace Signaling.Gateway.Engine.Orleans;

/// <summary>How this process reaches the cluster: as a client from outside, or through a silo in the same process.</summary>
public interface IClusterLink : IHostedService
{
    IClusterClient Client { get; }

    /// <summary>At least one silo can be reached.</summary>
    bool IsConnected { get; }

    /// <summary>A silo went away: calls that are on their way by it are never answered.</summary>
    event Action? SiloLost;
}
