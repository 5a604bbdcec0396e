using System.Globalization;

namespace Signaling.Grains.Abstractions;

/// <summary>
/// Rooms are spread over a fixed number of partitions; each has one long-lived stream that all gateways write to. The numbers are part of
/// the contract: all silos and gateways of a cluster must agree on them.
/// </summary>
public static class Partitions
{
    public const int Count = 32;

    /// <summary>Queues that the streams are spread over; each is read by one silo.</summary>
    public const int Queues = 16;

    public const string StreamProvider = "signaling";

    public const string Namespace = "signaling.inbound";

    /// <summary>FNV-1a, which is the same in every process.</summary>
    public static int Of(string room)
    {
        var hash = 2166136261;
        foreach (var c in room) hash = (hash ^ c) * 16777619;
        return (int)(hash % Count);
    }

    public static string KeyOf(int partition) => partition.ToString(CultureInfo.InvariantCulture);
}
