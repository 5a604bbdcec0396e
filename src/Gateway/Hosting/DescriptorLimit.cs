using System.Globalization;

namespace Signaling.Gateway.Hosting;

/// <summary>How many connections the process can have before it runs out of descriptors and dies.</summary>
internal static class DescriptorLimit
{
    private const int KeptFree = 512;
    private const int Unlimited = 1_000_000;

    public static int Connections()
    {
        var limit = Descriptors();
        return limit == Unlimited ? limit : Math.Max(limit - KeptFree, limit / 2);
    }

    /// <summary>How many descriptors it may have.</summary>
    public static int Descriptors()
    {
        if (!File.Exists("/proc/self/limits")) return Unlimited;
        var line = File.ReadLines("/proc/self/limits").FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(3);
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? Math.Min(limit, Unlimited) : Unlimited;
    }
}
