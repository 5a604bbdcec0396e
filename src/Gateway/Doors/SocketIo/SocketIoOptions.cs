namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>The Socket.IO door (docs/doors.md). Times are milliseconds.</summary>
public sealed record SocketIoOptions : DoorOptions
{
    public SocketIoOptions() => Path = "/socket.io/";

    /// <summary>The namespaces that clients may connect to. Default none named: only the main one, /.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>From a heartbeat's answer to the next heartbeat. Default 20,000.</summary>
    public int PingIntervalMs { get; init; } = 20_000;

    /// <summary>How long a heartbeat's answer may take. Default 20,000.</summary>
    public int PingTimeoutMs { get; init; } = 20_000;

    /// <summary>How long a client may take to connect to its first namespace. Default 10,000.</summary>
    public int ConnectTimeoutMs { get; init; } = 10_000;

    /// <summary>Connection state recovery. Default true.</summary>
    public bool Recovery { get; init; } = true;

    internal override string? SessionParameter => "sid";

    internal override void AddTo(IServiceCollection services) => services.AddSingleton<IDoor, SocketIoDoor>();
}
