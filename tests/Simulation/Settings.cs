using System.Globalization;

namespace Signaling.Simulation;

/// <summary>How much the tests do, from the environment.</summary>
internal static class Settings
{
    public static ulong Of(string name, ulong fallback) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;
}
