namespace Signaling.Gateway.Connections;

/// <summary>How many WebSockets may come from one address, or one IPv6 network (/64): section <c>Signaling:PerAddress</c>. A campus behind one address is no flood.</summary>
public sealed record AddressOptions
{
    /// <summary>How many may be open at once. Default 10,000.</summary>
    public int Connections { get; init; } = 10_000;

    /// <summary>How many may come in a second for long. Default 500.</summary>
    public double ConnectsPerSecond { get; init; } = 500;

    /// <summary>How many may come at once: all who were there come back after a restart. Default 5,000.</summary>
    public int ConnectsBurst { get; init; } = 5_000;

    /// <summary>Count loopback, too: otherwise what comes from this machine, a proxy or a test, is not bounded. Default false.</summary>
    public bool Loopback { get; init; }

    internal IEnumerable<string> Problems()
    {
        if (Connections < 1) yield return $"Signaling:PerAddress:Connections is {Connections}; it must be at least 1.";
        if (ConnectsPerSecond < 1) yield return $"Signaling:PerAddress:ConnectsPerSecond is {ConnectsPerSecond}; it must be at least 1.";
        if (ConnectsBurst < 1) yield return $"Signaling:PerAddress:ConnectsBurst is {ConnectsBurst}; it must be at least 1.";
    }
}
