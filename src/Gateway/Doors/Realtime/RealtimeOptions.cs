namespace Signaling.Gateway.Doors.Realtime;

/// <summary>The Supabase Realtime door (docs/doors-supabase.md).</summary>
public sealed record RealtimeOptions : DoorOptions
{
    public RealtimeOptions() => Path = "/realtime/v1";

    /// <summary>The <c>apikey</c> values that clients may bring. They are no secret: pages carry them. Default none named: any, and none.</summary>
    public IReadOnlyList<string> ApiKeys { get; init; } = [];

    /// <summary>Send a broadcast whose payload names a <c>targetPeerId</c> to that peer alone. Default true.</summary>
    public bool Targeted { get; init; } = true;

    /// <summary>Take broadcasts over HTTP from who is in no channel. Default true.</summary>
    public bool Rest { get; init; } = true;

    /// <summary>Channels that one connection may be in. Default 100.</summary>
    public int Channels { get; init; } = 100;

    internal override IEnumerable<string> Problems()
    {
        if (Channels < 1) yield return $"Channels is {Channels}; it must be at least 1.";
        if (ApiKeys.Any(string.IsNullOrWhiteSpace)) yield return "ApiKeys has an empty key.";
    }

    internal override void AddTo(IServiceCollection services) => services.AddSingleton<IDoor, RealtimeDoor>();
}
