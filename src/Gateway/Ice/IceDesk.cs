using System.Security.Cryptography;
using System.Text;
using Signaling.Core.Messages;
using Signaling.Gateway.Hosting;
using Signaling.Gateway.Telemetry;

namespace Signaling.Gateway.Ice;

/// <summary>
/// Gives each peer its ICE servers: those of the configuration as they are, own TURN servers with a name and password for this peer alone, and a
/// provider's. Never waits: what is not at hand yet comes later, in-band, as fresh credentials do.
/// </summary>
public sealed class IceDesk
{
    private const int PendingMs = 1_000;
    private const int UserChars = 16;

    private readonly TurnOptions _turn;
    private readonly TurnGrants _grants;
    private readonly GatewayMeter _meter;
    private readonly GatewayClock _clock;
    private readonly IReadOnlyList<IceServer> _fixed;
    private readonly byte[] _fixedJson;

    internal IceDesk(GatewayOptions options, TurnGrants grants, GatewayClock clock, GatewayMeter meter)
    {
        (_turn, _grants, _clock, _fixed, _meter) = (options.Turn, grants, clock, options.IceServers, meter);
        _fixedJson = IceServer.ToJson(_fixed);
    }

    private bool IsFixed => _turn.Urls.Count == 0 && !_grants.Any;

    /// <summary>The servers for a peer that is told who is in the room, as JSON, and from when on it should have others.</summary>
    internal ReadOnlyMemory<byte> Open(RoomView view, ref IceLease lease)
    {
        if (IsFixed) return _fixedJson;
        lease.User ??= NameOf(view);
        _meter.GaveCredentials(renewed: false);
        return Issue(ref lease);
    }

    /// <summary>Called about once a second for a peer whose session goes on. True when it should be told these.</summary>
    internal bool TryRenew(ref IceLease lease, long nowMs, out ReadOnlyMemory<byte> json)
    {
        json = default;
        var isOwnDue = IsDue(ref lease.OwnAtMs, nowMs);
        var isGrantDue = IsDue(ref lease.GrantAtMs, nowMs);
        if (isGrantDue && (_grants.Current is not { } grant || grant.Number == lease.Grant))
        {
            isGrantDue = false; // there is nothing new yet
            Volatile.Write(ref lease.GrantAtMs, nowMs + PendingMs);
        }

        if (!isOwnDue && !isGrantDue) return false;
        _meter.GaveCredentials(renewed: true);
        json = Issue(ref lease);
        return true;
    }

    private static bool IsDue(ref long at, long nowMs) => Volatile.Read(ref at) is var due && due != 0 && nowMs >= due;

    private ReadOnlyMemory<byte> Issue(ref IceLease lease)
    {
        var servers = new List<IceServer>(_fixed);
        if (_turn.Urls.Count > 0)
        {
            var lifetime = TimeSpan.FromSeconds(_turn.LifetimeSeconds);
            var (username, credential) = SharedSecret.For(_turn.Secret!, lease.User!, _clock.Time.GetUtcNow() + lifetime);
            servers.Add(new IceServer { Urls = _turn.Urls, Username = username, Credential = credential });
            Volatile.Write(ref lease.OwnAtMs, _clock.NowMs + (long)(lifetime.TotalMilliseconds * (0.65 + (Random.Shared.NextDouble() * 0.1)))); // not all at once
        }

        if (_grants.Any)
        {
            var grant = _grants.Current;
            if (grant is not null) servers.AddRange(grant.Servers);
            lease.Grant = grant?.Number ?? 0;
            Volatile.Write(ref lease.GrantAtMs, Math.Max(grant?.RenewAtMs ?? 0, _clock.NowMs + PendingMs));
        }

        return IceServer.ToJson(servers);
    }

    /// <summary>Tells peers apart at the TURN server and says nothing of them to who reads its log, but to who knows the peer's name.</summary>
    private static string NameOf(RoomView view) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{view.Room}\0{view.Self.PeerId}\0{view.Self.Instance}")))[..UserChars];
}
