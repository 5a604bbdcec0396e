using Signaling.Core;
using Signaling.Core.Sessions;
using Signaling.Gateway.Auth;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Doors;
using Signaling.Gateway.Flight;
using Signaling.Gateway.Ice;
using Signaling.Gateway.Moderation;
using Signaling.Webhooks;
using Signaling.Telemetry;

namespace Signaling.Gateway.Hosting;

/// <summary>The gateway's configuration: section <c>Signaling</c> of appsettings.json, <c>Signaling__Name</c> in the environment, or <c>--Signaling:Name</c>.</summary>
public sealed record GatewayOptions
{
    /// <summary>Where to listen. Default http://127.0.0.1:8080.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:8080";

    /// <summary>
    /// The address at which the other gateways of a cluster reach this one, such as http://10.0.0.7:8080. With it, long polling and server-sent events
    /// need no sticky routing. Default none.
    /// </summary>
    public string? InternalUrl { get; init; }

    /// <summary>A port on which to listen for HTTPS on all addresses, with a certificate made for a trial (--https). Default 0: none.</summary>
    public int HttpsPort { get; init; }

    /// <summary>Serve strangers on addresses other than loopback although no authentication is configured. Default false.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>The file with the key that signs resume tickets, made when missing. Default: signaling/ticket.key in the user's application data.</summary>
    public string TicketKeyFile { get; init; } =
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "signaling", "ticket.key");

    /// <summary>
    /// The key that signs resume tickets: 32 bytes in base64. All gateways of a cluster have the same; it takes the place of
    /// <see cref="TicketKeyFile"/>. Default none.
    /// </summary>
    public string? TicketKey { get; init; }

    /// <summary>Where rooms and peers live: <c>InProcess</c> or <c>Orleans</c> (a cluster; see Signaling:Cluster). Default InProcess.</summary>
    public EngineKind Engine { get; init; }

#if ORLEANS
    /// <summary>How to find the cluster.</summary>
    public Signaling.Grains.Abstractions.Hosting.ClusterOptions Cluster { get; init; } = new();
#endif

    /// <summary>What carries WebSockets over plain TCP: Lean, or Kestrel. Default Lean; where that is not made for the machine, Kestrel.</summary>
    public TransportKind Transport { get; init; }

    /// <summary>Connections that may be open at once. Default 0: what the descriptor limit leaves room for.</summary>
    public int Connections { get; init; }

    /// <summary>Bytes that may wait to be written to one connection. Default 256 KiB.</summary>
    public int OutboxBytes { get; init; } = 256 << 10;

    /// <summary>How long clients are given to go when the server stops, in milliseconds. Default 5,000.</summary>
    public int ShutdownMs { get; init; } = 5_000;

    /// <summary>How a gateway of a cluster that stops hands its clients to the others.</summary>
    public DrainOptions Drain { get; init; } = new();

    /// <summary>STUN and TURN servers to hand to clients. Default none.</summary>
    public IReadOnlyList<IceServer> IceServers { get; init; } = [];

    /// <summary>TURN servers with credentials that do not last.</summary>
    public TurnOptions Turn { get; init; } = new();

    /// <summary>Where metrics, traces and logs go.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>The bounds of rooms and peers.</summary>
    public Limits Limits { get; init; } = new();

    /// <summary>The bounds of a connection.</summary>
    public SessionLimits Session { get; init; } = new();

    /// <summary>Which doors are open, and where.</summary>
    public DoorsOptions Doors { get; init; } = new();

    /// <summary>Proxies before this server, addresses or networks (10.0.0.0/8), whose X-Forwarded-For is believed. Default none.</summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>How many WebSockets may come from one address.</summary>
    public AddressOptions PerAddress { get; init; } = new();

    /// <summary>The certificate for https:// addresses.</summary>
    public CertificateOptions Certificate { get; init; } = new();

    /// <summary>How tokens are checked.</summary>
    public AuthOptions Auth { get; init; } = new();

    /// <summary>Kicks, bans and closed rooms.</summary>
    public ModerationOptions Moderation { get; init; } = new();

    /// <summary>Who may use the server API and the admin page.</summary>
    public AdminOptions Admin { get; init; } = new();

    /// <summary>Where events of rooms and peers are posted.</summary>
    public WebhookOptions Webhooks { get; init; } = new();

    /// <summary>Whether and how much of call set-ups is recorded.</summary>
    public FlightOptions Flight { get; init; } = new();

    /// <summary>Serve the demo page at / and the browser client at /client/. Default true.</summary>
    public bool Demo { get; init; } = true;

    /// <summary>The addresses to listen on.</summary>
    public string[] Addresses() => Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Nobody on another machine can reach this server.</summary>
    public bool IsLoopbackOnly => HttpsPort == 0 && Addresses().All(GatewayOptionsValidator.IsLoopback);

    /// <summary>Where a single node keeps its tombstones.</summary>
    public string TombstonesPath() =>
        Moderation.File ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(TicketKeyFile))!, "tombstones.json");

    /// <summary>The bound on connections that holds.</summary>
    public int ConnectionsMax() => Connections > 0 ? Connections : DescriptorLimit.Connections();

    /// <summary>When a client that is told of a shutdown should come back: spread out, so that not all come at once.</summary>
    public static int ShutdownRetryMs() => Random.Shared.Next(200, 2_000);
}

/// <summary>Where rooms and peers live.</summary>
public enum EngineKind
{
    /// <summary>In this process.</summary>
    InProcess,

    /// <summary>In a cluster of silos.</summary>
    Orleans,
}

/// <summary>What carries WebSockets over plain TCP. TLS, and what may have to be handed on to another gateway, is always Kestrel's.</summary>
public enum TransportKind
{
    /// <summary>Our own, on raw sockets: for Linux on x64 and arm64.</summary>
    Lean,

    Kestrel,
}
