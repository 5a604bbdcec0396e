using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Signaling.Gateway.Connections;

namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>
/// The Engine.IO sessions of this process: opens them, over HTTP or a WebSocket, and finds them again. It knows nothing of what they carry.
/// </summary>
internal sealed class EngineServer(
    SocketIoOptions options, TransportLimits limits, TimeProvider time, ConnectionTable connections, int connectionsMax,
    Func<string, string> nameFor, Func<EngineServer, EngineSession, IEngineUser> makeUser)
{
    private const int IdBytes = 15;
    private readonly ConcurrentDictionary<string, EngineSession> _sessions = new();

    public SocketIoOptions Options => options;

    public TransportLimits Limits => limits;

    public TimeProvider Time => time;

    /// <summary>What the client of the session with this id calls it.</summary>
    public string NameFor(string id) => nameFor(id);

    /// <summary>Sessions that are open.</summary>
    public int Count => _sessions.Count;

    public bool IsFull => connections.Count >= connectionsMax;

    /// <summary>The session of that id; null where there is none, or its client was silent for too long.</summary>
    public EngineSession? Find(string? id)
    {
        if (id is null || !_sessions.TryGetValue(id, out var session)) return null;
        if (!session.IsOverdue) return session;
        session.OnHeartbeatMissed();
        return null;
    }

    /// <summary>A new session; without a socket it is polled, and then it is in the table of connections by itself.</summary>
    public EngineSession Open(ITransport? socket)
    {
        var session = new EngineSession(this, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes)), socket);
        session.User = makeUser(this, session);
        _sessions[session.Id] = session;
        session.Start();
        if (socket is null) connections.Add(session);
        return session;
    }

    /// <summary>It ended.</summary>
    public void Forget(EngineSession session)
    {
        _sessions.TryRemove(session.Id, out _);
        connections.Remove(session);
    }

    /// <summary>Why a handshake or a request cannot be served; null when it can.</summary>
    public Refusal? Check(Func<string, string?> query, string transport, bool isGet, out EngineSession? session)
    {
        session = null;
        if (query("transport") != transport) return EngineErrors.UnknownTransport;
        if (query("EIO") != "4") return EngineErrors.BadVersion;
        if (query("sid") is not { Length: > 0 } id) return isGet ? null : EngineErrors.BadMethod;
        session = Find(id);
        return session is not null
            ? session.IsUpgraded && transport == "polling" ? EngineErrors.BadRequest : null
            : EngineErrors.UnknownSession;
    }
}

/// <summary>The errors of Engine.IO's handshake and requests.</summary>
internal static class EngineErrors
{
    public static readonly Refusal UnknownTransport = new(400, """{"code":0,"message":"Transport unknown"}""");
    public static readonly Refusal UnknownSession = new(400, """{"code":1,"message":"Session ID unknown"}""");
    public static readonly Refusal BadMethod = new(400, """{"code":2,"message":"Bad handshake method"}""");
    public static readonly Refusal BadRequest = new(400, """{"code":3,"message":"Bad request"}""");
    public static readonly Refusal Full = new(503, """{"code":4,"message":"server-full"}""");
    public static readonly Refusal BadVersion = new(400, """{"code":5,"message":"Unsupported protocol version"}""");
    public static readonly Refusal TooLarge = new(413, """{"code":3,"message":"Payload too large"}""");
}
