namespace Signaling.TestKit;

/// <summary>
/// What a test needs that is not built here. Ask before using it and skip with the reason:
/// <c>Skip.If(Prerequisite.Chromium is null, Prerequisite.WhyNoChromium)</c> in a <c>[SkippableFact]</c>. <c>./test</c> installs them.
/// </summary>
public static class Prerequisite
{
    /// <summary>Reason to skip with when <see cref="Chromium"/> is null.</summary>
    public const string WhyNoChromium = "No Chromium on this machine (./test installs it on Debian, as root)";

    /// <summary>Reason to skip with when <see cref="Redis"/> is null.</summary>
    public const string WhyNoRedis = "No redis-server on this machine (apt-get install redis-server)";

    /// <summary>Reason to skip with when <see cref="HaProxy"/> is null.</summary>
    public const string WhyNoHaProxy = "No haproxy on this machine (apt-get install haproxy)";

    /// <summary>Reason to skip with when <see cref="Coturn"/> is null.</summary>
    public const string WhyNoCoturn = "No coturn on this machine (./test installs it on Debian, as root)";

    /// <summary>Path of a browser, or null. The variable CHROMIUM names one that is not on the path.</summary>
    public static string? Chromium { get; } =
        Environment.GetEnvironmentVariable("CHROMIUM") ?? OnPath("chromium", "chromium-browser", "google-chrome");

    /// <summary>Path of node, or null.</summary>
    public static string? Node { get; } = OnPath("node");

    /// <summary>Path of redis-server, or null.</summary>
    public static string? Redis { get; } = OnPath("redis-server");

    /// <summary>Path of haproxy, or null.</summary>
    public static string? HaProxy { get; } = OnPath("haproxy");

    /// <summary>Path of coturn's turnserver, or null.</summary>
    public static string? Coturn { get; } = OnPath("turnserver");

    /// <summary>Path of ip (iproute2), or null.</summary>
    public static string? Ip { get; } = OnPath("ip");

    /// <summary>Path of kubectl, or null.</summary>
    public static string? Kubectl { get; } = OnPath("kubectl");

    private static string? OnPath(params string[] names)
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/sbin"];
        return names.SelectMany(_ => folders, (name, folder) => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }
}
