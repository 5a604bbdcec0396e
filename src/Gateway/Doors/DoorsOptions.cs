using Signaling.Gateway.Doors.PeerJs;
using Signaling.Gateway.Doors.SocketIo;
using Signaling.Gateway.Doors.YWebrtc;

namespace Signaling.Gateway.Doors;

/// <summary>Which doors are open, and where.</summary>
public sealed record DoorsOptions
{
    /// <summary>The origins whose pages may use the doors over HTTP, such as https://example.org. Default none named: any.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Socket.IO.</summary>
    public SocketIoOptions SocketIo { get; init; } = new();

    /// <summary>y-webrtc.</summary>
    public YWebrtcOptions YWebrtc { get; init; } = new();

    /// <summary>The PeerJS door.</summary>
    public PeerJsOptions PeerJs { get; init; } = new();

    /// <summary>What is wrong with these settings.</summary>
    internal IEnumerable<string> Problems()
    {
        foreach (var origin in Origins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != origin)
                yield return $"Signaling:Doors:Origins: {origin} is not an origin such as https://example.org.";
        }

        foreach (var problem in PeerJs.Problems()) yield return problem;
        var paths = Switches().Where(door => door.Options.Enabled).ToList();
        foreach (var (name, options) in paths)
        {
            if (!options.Path.StartsWith('/') || options.Path.Contains('{', StringComparison.Ordinal) || options.Path.Contains('?', StringComparison.Ordinal))
                yield return $"Signaling:Doors:{name}:Path is '{options.Path}'; it must begin with / and hold no {{ or ?.";
        }

        foreach (var same in paths.GroupBy(door => door.Options.Path.TrimEnd('/')).Where(group => group.Count() > 1))
            yield return $"Signaling:Doors: {string.Join(" and ", same.Select(door => door.Name))} have the same path.";
    }

    private (string Name, DoorOptions Options)[] Switches() => [(nameof(SocketIo), SocketIo), (nameof(YWebrtc), YWebrtc), (nameof(PeerJs), PeerJs)];
}

/// <summary>What every door has in configuration.</summary>
public record DoorOptions
{
    /// <summary>Whether it is served. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Where it is served.</summary>
    public string Path { get; init; } = "";
}
