using System.Reflection;

namespace Signaling.TestKit;

/// <summary>Which edition these tests were built with. The build decides it once for all projects (eng/Edition.props).</summary>
public static class Edition
{
    /// <summary>True in the full edition: Orleans, the grains and the silo are there.</summary>
    public static bool IsFull => Name == "full";

    /// <summary>"full" or "single node".</summary>
    public static string Name { get; } = Read("Edition");

    /// <summary>What decided it: packages found or absent, or a property.</summary>
    public static string Reason { get; } = Read("EditionReason");

    /// <summary>One line for people.</summary>
    public static string Line => $"Edition: {Name} ({Reason})";

    private static string Read(string key) =>
        typeof(Edition).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == key).Value ?? "";
}
