namespace Signaling.Gateway.Doors.SignalR;

/// <summary>The SignalR hub (docs/signalr.md).</summary>
public sealed record SignalROptions : DoorOptions
{
    public SignalROptions() => Path = "/hub";

    internal override string? SessionParameter => "id";

    /// <summary>It needs no negotiation: what was negotiated elsewhere is forgotten there.</summary>
    internal override bool SocketsStandAlone => true;

    internal override void AddTo(IServiceCollection services)
    {
        services.AddConnections();
        services.AddSingleton<SignalRShutdown>();
        services.AddSingleton<IDoor, SignalRDoor>();
    }
}
