namespace Signaling.Gateway.Doors;

/// <summary>What every door has in configuration.</summary>
public abstract record DoorOptions
{
    /// <summary>Whether it is served. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Where it is served.</summary>
    public string Path { get; init; } = "";

    /// <summary>The query parameter that names a session which takes several HTTP requests; null where none does. Named by <see cref="Homes.SessionHomes"/>.</summary>
    internal virtual string? SessionParameter => null;

    /// <summary>A WebSocket that names such a session does without it.</summary>
    internal virtual bool SocketsStandAlone => false;

    /// <summary>The origins whose pages may use this door. Default: those of <c>Signaling:Doors:Origins</c>.</summary>
    public IReadOnlyList<string>? Origins { get; init; }

    /// <summary>The first segment of its path: its other routes lie beside its WebSocket.</summary>
    internal virtual string Root => "/" + Path.Trim('/').Split('/')[0];

    /// <summary>Adds the door, an <see cref="IDoor"/>, and what only it needs. These options are there already, as their own type.</summary>
    internal abstract void AddTo(IServiceCollection services);

    /// <summary>What is wrong with these settings, each beginning with the setting's name.</summary>
    internal virtual IEnumerable<string> Problems() => [];
}
