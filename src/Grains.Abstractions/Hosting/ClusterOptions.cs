namespace Signaling.Grains.Abstractions.Hosting;

/// <summary>How processes of a cluster find each other: section <c>Signaling:Cluster</c>, the same for silos and gateways.</summary>
public sealed record ClusterOptions
{
    /// <summary><c>Localhost</c> (all on this machine), <c>Static</c> (addresses in the configuration) or <c>Redis</c>. Default Localhost.</summary>
    public Clustering Clustering { get; init; }

    /// <summary>Redis: how to connect (StackExchange.Redis syntax). Default localhost:6379.</summary>
    public string RedisConnectionString { get; init; } = "localhost:6379";

    /// <summary>Deployments that share a Redis have different names. Default signaling.</summary>
    public string ClusterId { get; init; } = "signaling";

    /// <summary>Default signaling.</summary>
    public string ServiceId { get; init; } = "signaling";

    /// <summary>Silo: the port for other silos. Default 11111.</summary>
    public int SiloPort { get; init; } = 11_111;

    /// <summary>Silo: the port for gateways. Localhost, gateway: where the first silo listens. Default 30000.</summary>
    public int GatewayPort { get; init; } = 30_000;

    /// <summary>Silo: the address that others reach it at. Default: one of this machine's; loopback with Localhost.</summary>
    public string? AdvertisedAddress { get; init; }

    /// <summary>Localhost: the port of the first silo, for the others to join it. Default: this is the first.</summary>
    public int? PrimarySiloPort { get; init; }

    /// <summary>Static, gateway: addresses of silos, <c>10.0.0.1:30000</c>.</summary>
    public IReadOnlyList<string> Silos { get; init; } = [];

    /// <summary>
    /// Silo: two silos watch Kubernetes' pods, so that one whose pod is gone is declared dead at once. Takes the name, address and cluster from the pod
    /// (<c>POD_NAME</c>, <c>POD_NAMESPACE</c>, <c>POD_IP</c>, <c>ORLEANS_CLUSTER_ID</c>, <c>ORLEANS_SERVICE_ID</c>). Default false.
    /// </summary>
    public bool Kubernetes { get; init; }

    /// <summary>Everything that is wrong.</summary>
    public IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(ClusterId)) yield return "Signaling:Cluster:ClusterId is empty.";
        if (string.IsNullOrWhiteSpace(ServiceId)) yield return "Signaling:Cluster:ServiceId is empty.";
        if (SiloPort is < 1 or > 65_535) yield return $"Signaling:Cluster:SiloPort is {SiloPort}; it must be 1 to 65535.";
        if (GatewayPort is < 1 or > 65_535) yield return $"Signaling:Cluster:GatewayPort is {GatewayPort}; it must be 1 to 65535.";
        if (Kubernetes && Clustering != Clustering.Redis) yield return $"Signaling:Cluster:Kubernetes watches pods, but does not list silos: Clustering is {Clustering}; it must be Redis.";
        if (AdvertisedAddress is { } address && !System.Net.IPAddress.TryParse(address, out _)) yield return $"Signaling:Cluster:AdvertisedAddress: {address} is not an IP address.";
        foreach (var silo in Silos.Where(silo => !System.Net.IPEndPoint.TryParse(silo, out _))) yield return $"Signaling:Cluster:Silos: {silo} is not address:port.";
    }
}

/// <summary>Where the members of a cluster are listed.</summary>
public enum Clustering
{
    Localhost,
    Static,
    Redis,
}
