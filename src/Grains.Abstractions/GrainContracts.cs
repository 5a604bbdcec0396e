namespace Signaling.Grains.Abstractions;

/// <summary>Names this assembly, for code that registers the grain contracts or looks through them.</summary>
public static class GrainContracts
{
    /// <summary>The assembly that holds every contract of the cluster.</summary>
    public static System.Reflection.Assembly Assembly { get; } = typeof(GrainContracts).Assembly;
}
