namespace Signaling.Gateway.Hosting;

/// <summary>Something without which this gateway should get no new clients.</summary>
internal interface IReadiness
{
    /// <summary>Why not; null when it is there.</summary>
    string? Reason { get; }
}
