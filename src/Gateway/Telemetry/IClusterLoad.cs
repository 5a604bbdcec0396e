namespace Signaling.Gateway.Telemetry;

/// <summary>How a gateway of a cluster is doing with the cluster.</summary>
internal interface IClusterLoad
{
    /// <summary>At least one silo can be reached.</summary>
    bool IsConnected { get; }

    /// <summary>Sends that the cluster has not taken yet; one for each partition of rooms at most.</summary>
    int Sending { get; }
}
