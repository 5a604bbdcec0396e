using System.Text.Unicode;
using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Hosting;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.PeerJs;

/// <summary>One PeerJS client: an unlisted member of its key's room.</summary>
internal sealed class PeerJsConnection(PeerJsDoor door, SessionServices services, PeerJsOptions options, ITransport transport) : IConnection, IClientSink
{
    private const int Normal = 1000;
    private const int GoingAway = 1001;
    private const int Broken = 1006;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _absent = []; // who the client has been told is not there, and need not be told again
    private ClientSession? _session;
    private string _key = "";

    public string PeerId { get; private set; } = "";

    /// <summary>The client's place is in its address, so it joins before it says a word.</summary>
    public void Open(string? key, string? id, string? token)
    {
        if (string.IsNullOrEmpty(key) || string.IsNullOrEmpty(id) || string.IsNullOrEmpty(token))
        {
            Reject("No id, token, or key supplied to websocket server", Reasons.MissingField);
        }
        else if (!options.KeysOrDefault.Contains(key))
        {
            Reject("Invalid key provided", Reasons.BadField);
        }
        else if (!Name.IsValid(id) || !(services.Access.NeedsToken || Name.IsValid(token)))
        {
            Reject(Reasons.BadName.Sentence, Reasons.BadName);
        }
        else
        {
            (_key, PeerId) = (key, id);
            _session = new ClientSession(services, this);
            _session.Join(new JoinCommand(key)
            {
                PeerId = id,
                Instance = services.Tickets.NameOf($"{key}/{id}/{token}"),
                Identity = "peerjs:" + token,
                Token = token,
                CanRollBack = false,
                Unlisted = true,
            });
        }
    }

    public void OnMessage(ReadOnlyMemory<byte> utf8)
    {
        if (_session is not { } session) return;
        session.Heard();
        var message = PeerJsMessage.Read(utf8);
        if ((message.Fault ?? Handle(session, message)) is { } fault) session.Error(fault);
    }

    /// <summary>As PeerServer, which looks at the content only.</summary>
    public void OnBinary(ReadOnlyMemory<byte> data)
    {
        if (Utf8.IsValid(data.Span)) OnMessage(data);
        else _session?.Error(Reasons.BadJson);
    }

    public void OnAlive() => _session?.Heard();

    public string Door => "peerjs";

    public void OnTick(long nowMs) => _session?.Tick(nowMs);

    public void OnShutdown() => _session?.Refuse(Reasons.ShuttingDown, GatewayOptions.ShutdownRetryMs());

    public void OnServerFull() => _session?.Refuse(Reasons.ServerFull, GatewayOptions.ShutdownRetryMs());

    /// <summary>
    /// PeerServer forgets an id with its socket, and pages rely on it: a reloaded page takes its id again with another token. Only a broken connection
    /// keeps it for a moment, so that peer.reconnect() finds what came meanwhile.
    /// </summary>
    public void OnClosed(int code)
    {
        door.Closed(this);
        _session?.Disconnected(code == Broken ? GoingAway : Normal);
    }

    public void Tell(in ClientEvent e)
    {
        var json = new JsonText();
        if (TryWrite(ref json, e)) transport.Send(json.Written);
    }

    public void Flush() => transport.Flush();

    public void Ping() => transport.Ping();

    public void Close(Code code) => transport.Close(code.Close == 0 ? Normal : code.Close, code.Name);

    private void Reject(string sentence, Code code)
    {
        var json = new JsonText();
        PeerJsEncoder.Error(ref json, sentence);
        transport.Send(json.Written);
        transport.Close(CloseCodes.Refused, code.Name);
        transport.Flush();
    }

    /// <summary>Hands the message on, or says what it lacks.</summary>
    private Code? Handle(ClientSession session, in PeerJsMessage message)
    {
        switch (message.Type)
        {
            case "HEARTBEAT": session.Admit(); return null;
            case "OFFER": return Relay(session, SignalKind.Offer, message);
            case "ANSWER": return Relay(session, SignalKind.Answer, message);
            case "CANDIDATE": return Relay(session, SignalKind.Candidate, message);
            case "LEAVE" when message.Target is null: session.Leave(); return null;
            case "LEAVE": return RelayLeave(session, message.Target);
            default: return Reasons.UnknownType;
        }
    }

    private Code? Relay(ClientSession session, SignalKind kind, in PeerJsMessage message)
    {
        if (message.Target is not { } target) return Reasons.MissingField;
        if (kind == SignalKind.Offer) Expect(target);
        var (payload, connection) = PeerJsPayload.ToRoom(message.Payload.Span, kind);
        session.Send(new Signal { Kind = kind, Connection = connection, PatienceMs = options.ExpireMs, Payload = payload }, target);
        return null;
    }

    /// <summary>Who is not there need not know, and nobody need be told that.</summary>
    private Code? RelayLeave(ClientSession session, string target)
    {
        IsNews(target);
        session.Send(new Signal { Kind = SignalKind.Message, PatienceMs = 1, Payload = PeerJsEncoder.LeaveNote }, target);
        return null;
    }

    private bool TryWrite(ref JsonText json, in ClientEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.ExistingPeers when e.Seq == 0:
                door.Opened(this, _key);
                json.Raw("""{"type":"OPEN"}"""u8);
                return true;
            case EventKind.Signal: return PeerJsEncoder.TryRelay(ref json, e, PeerId);
            case EventKind.Undelivered when e.Code == Reasons.StaleAnswer || e.Code == Reasons.GlareLost:
                PeerJsEncoder.Notice(ref json, e.Code!);
                return true;
            case EventKind.Undelivered:
                if (!IsNews(e.Target!)) return false;
                PeerJsEncoder.Expire(ref json, e.Target!, PeerId);
                return true;
            case EventKind.Error: return PeerJsEncoder.TryRefuse(ref json, e.Code!);
            default: return false; // presence, acknowledgements and glare have no word in this protocol
        }
    }

    private void Expect(string peerId)
    {
        lock (_gate) _absent.Remove(peerId);
    }

    private bool IsNews(string absentPeerId)
    {
        lock (_gate)
        {
            if (_absent.Count >= services.Limits.UnresolvedMessages) _absent.Clear();
            return _absent.Add(absentPeerId);
        }
    }
}
