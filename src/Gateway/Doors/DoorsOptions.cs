using System.Reflection;

namespace Signaling.Gateway.Doors;

/// <summary>Which doors are open, and where. A door is its folder and its line here.</summary>
public sealed record DoorsOptions
{
    private static readonly PropertyInfo[] Properties =
        [.. typeof(DoorsOptions).GetProperties().Where(property => property.PropertyType.IsAssignableTo(typeof(DoorOptions)))];

    /// <summary>The origins whose pages may use the doors, such as https://example.org. Default none named: any.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    public Native.NativeOptions Native { get; init; } = new();

    public SignalR.SignalROptions SignalR { get; init; } = new();

    public SocketIo.SocketIoOptions SocketIo { get; init; } = new();

    public PeerJs.PeerJsOptions PeerJs { get; init; } = new();

    public YWebrtc.YWebrtcOptions YWebrtc { get; init; } = new();

    public Realtime.RealtimeOptions Realtime { get; init; } = new();

    /// <summary>The doors that are served, with their names in the configuration.</summary>
    internal IEnumerable<(string Name, DoorOptions Options)> Open() =>
        Properties.Select(property => (property.Name, Options: (DoorOptions)property.GetValue(this)!)).Where(door => door.Options.Enabled);

    /// <summary>The door that a request is for; null when it is for none.</summary>
    internal DoorOptions? At(PathString path)
    {
        var there = Open().Where(door => path.StartsWithSegments(door.Options.Root)).Select(door => door.Options).ToList();
        return there.Find(door => path.StartsWithSegments(door.Path.TrimEnd('/'))) ?? there.FirstOrDefault();
    }

    /// <summary>What is wrong with these settings.</summary>
    internal IEnumerable<string> Problems()
    {
        foreach (var origin in Origins.Concat(Open().SelectMany(door => door.Options.Origins ?? [])).Where(origin => !IsOrigin(origin)))
            yield return $"Signaling:Doors: the origin {origin} is not one such as https://example.org.";

        foreach (var (name, options) in Open())
        {
            if (!options.Path.StartsWith('/') || options.Path.AsSpan().ContainsAny('{', '?'))
                yield return $"Signaling:Doors:{name}:Path is '{options.Path}'; it must begin with / and hold no {{ or ?.";
            foreach (var problem in options.Problems()) yield return $"Signaling:Doors:{name}:{problem}";
        }

        foreach (var same in Open().GroupBy(door => door.Options.Path.TrimEnd('/')).Where(group => group.Count() > 1))
            yield return $"Signaling:Doors: {string.Join(" and ", same.Select(door => door.Name))} have the same path.";
    }

    private static bool IsOrigin(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.GetLeftPart(UriPartial.Authority) == text;
}
